from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path

from servewell.base import links
from servewell.web.kit.access import EVERYONE
from servewell.web.voice import pages
from servewell.web.voice.actions import answering
from servewell.web.voice.actions import links as of_links


def survey(request: HttpRequest, **address: str) -> HttpResponse:
    """One address for a form and for what is sent with it: the page that is shown again can be opened again."""
    view: Callable[..., HttpResponse] = answering.answer if request.method == "POST" else pages.survey
    return view(request, **address)


survey.access = EVERYONE  # type: ignore[attr-defined]  # as both of them say of themselves
survey.csrf_exempt = True  # type: ignore[attr-defined]  # the answer carries a ticket of its own

app_name = "voice"
urlpatterns = [
    path(links.SURVEY.route, survey, name="survey"),
    path(f"{links.SURVEY.route}/language", answering.switch_language, name="switch_language"),
    path(f"{links.SURVEY.route}/thanks", pages.thanks, name="thanks"),
    path(links.INVITATION.route, survey, name="invitation"),
    path(f"{links.INVITATION.route}/language", answering.switch_language, name="switch_language_invitation"),
    path(f"{links.INVITATION.route}/thanks", pages.thanks, name="thanks_invitation"),
    path(links.VOICES.route, pages.heard, name="voices"),
    path(links.VOICE.route, pages.voice, name="voice"),
    path(links.VOICE_ROW.route, pages.row, name="row"),
    path(links.CHANNELS.route, pages.channels, name="channels"),
    path(links.SURVEY_SHEET.route, pages.sheet, name="sheet"),
    path(f"{links.CHANNELS.route}/open", of_links.open_channel, name="open_channel"),
    path(f"{links.CHANNELS.route}/<int:number>/withdraw", of_links.withdraw_channel, name="withdraw_channel"),
]
