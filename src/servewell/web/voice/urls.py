from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from servewell.base import links
from servewell.web.kit.access import EVERYONE
from servewell.web.kit.methods import page_and_action
from servewell.web.voice import pages
from servewell.web.voice.actions import answering, gathering, ways
from servewell.web.voice.actions import links as of_links
from servewell.web.voice.actions import quotas as of_quotas
from servewell.web.voice.shown.stands import STANDS, Stand, at


def survey(request: HttpRequest, **address: str) -> HttpResponse:
    """One address for a form and for what is sent with it: the page that is shown again can be opened again."""
    view: Callable[..., HttpResponse] = answering.answer if request.method == "POST" else pages.survey
    return view(request, **address)


survey.access = EVERYONE  # type: ignore[attr-defined]  # as both of them say of themselves
survey.csrf_exempt = True  # type: ignore[attr-defined]  # the answer carries a ticket of its own


def _standing(stand: Stand) -> list[URLPattern]:
    """The survey as it is shown there, with its other addresses."""
    here = f"{links.SURVEY.route}/{stand.code}"
    return [
        path(here, at(stand, survey), name=stand.code),
        path(f"{here}/language", at(stand, answering.switch_language), name=f"switch_language_{stand.code}"),
        path(f"{here}/file", at(stand, answering.keep_file), name=f"keep_file_{stand.code}"),
        path(f"{here}/thanks", at(stand, pages.thanks), name=f"thanks_{stand.code}"),
    ]


app_name = "voice"
urlpatterns = [
    *(pattern for stand in STANDS for pattern in _standing(stand)),
    path(links.SURVEY.route, survey, name="survey"),
    path(f"{links.SURVEY.route}/language", answering.switch_language, name="switch_language"),
    path(f"{links.SURVEY.route}/file", answering.keep_file, name="keep_file"),
    path(f"{links.SURVEY.route}/thanks", pages.thanks, name="thanks"),
    path(links.INVITATION.route, survey, name="invitation"),
    path(f"{links.INVITATION.route}/language", answering.switch_language, name="switch_language_invitation"),
    path(f"{links.INVITATION.route}/file", answering.keep_file, name="keep_file_invitation"),
    path(f"{links.INVITATION.route}/thanks", pages.thanks, name="thanks_invitation"),
    path(links.FIELD.route, pages.field, name="field"),
    path(links.FIELD_LEAVE.route, pages.field_leave, name="field_leave"),
    path(f"{links.FIELD.route}/worker.js", pages.field_worker, name="field_worker"),
    path(f"{links.FIELD.route}/manifest.webmanifest", pages.field_manifest, name="field_manifest"),
    path(links.FIELD_FORM.route, pages.field_form, name="field_form"),
    path(f"{links.FIELD_FORM.route}/send", gathering.gather, name="gather"),
    path(links.VOICES.route, pages.heard, name="voices"),
    path(links.VOICE.route, pages.voice, name="voice"),
    path(links.VOICE_FILE.route, pages.file, name="file"),
    path(links.VOICE_ROW.route, pages.row, name="row"),
    path(links.CHANNELS.route, pages.channels, name="channels"),
    path(links.CHANNEL.route, pages.channel, name="channel"),
    path(f"{links.CHANNEL.route}/sites", ways.allow_embedding, name="allow_embedding"),
    path(f"{links.CHANNEL.route}/copies", pages.copies, name="copies"),
    path(f"{links.CHANNEL.route}/copies/print", ways.print_copies, name="print_copies"),
    path(links.PAPER.route, pages.paper, name="paper"),
    path(f"{links.PAPER.route}/find", ways.find_copy, name="find_copy"),
    path(links.PAPER_COPY.route, pages.paper_copy, name="paper_copy"),
    path(f"{links.PAPER_COPY.route}/take-in", ways.key_in, name="key_in"),
    path(links.QUOTAS.route, pages.quotas, name="quotas"),
    path(f"{links.QUOTAS.route}/set", page_and_action(pages.set_quota, of_quotas.set_quota), name="set_quota"),
    path(f"{links.QUOTAS.route}/<int:number>", pages.quota, name="quota"),
    path(f"{links.QUOTAS.route}/<int:number>/places", of_quotas.resize_quota, name="resize_quota"),
    path(f"{links.QUOTAS.route}/<int:number>/end", of_quotas.end_quota, name="end_quota"),
    path(links.SURVEY_SHEET.route, pages.sheet, name="sheet"),
    path(f"{links.CHANNELS.route}/open", of_links.open_channel, name="open_channel"),
    path(f"{links.CHANNELS.route}/<int:number>/withdraw", of_links.withdraw_channel, name="withdraw_channel"),
]
