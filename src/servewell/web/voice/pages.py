"""What customers and people of the company look at. Looking records nothing."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from servewell.base import links, today
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import rules, services
from servewell.rooms.voice import selectors as voices
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, open_to_everyone
from servewell.web.kit.asked import edges_asked_for, key_asked_for
from servewell.web.kit.devices import is_shared, minding_the_time
from servewell.web.voice.forms.tickets import Ticket
from servewell.web.voice.shown import ended, listed, whole
from servewell.web.voice.shown import survey as shown
from servewell.web.voice.shown.answers import PICTURES
from servewell.web.voice.shown.channels import channels_page, sheet_page
from servewell.web.voice.shown.door import Door, door_at, language_for
from servewell.web.voice.shown.field import field_page, form_page, leave_page, manifest
from servewell.web.voice.shown.narrowing import narrowing
from servewell.web.voice.shown.papers import copies_page, key_in_page, number_page
from servewell.web.voice.shown.quotas import quota_page, quotas_page, set_page
from servewell.web.voice.shown.row import page_without, row_page
from servewell.web.voice.shown.survey import Sheet
from servewell.web.voice.shown.ways import ways_page

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person
    from servewell.rooms.voice.models import Channel


@require_safe
@open_to_everyone
def survey(request: HttpRequest, **address: str) -> HttpResponse:
    """The form behind an open or a personal link."""
    try:
        door = door_at(**address)
    except (voices.NoSuchChannel, voices.NoSuchInvitation):
        return ended.no_such_link(request)
    now = today.now()
    version, is_asked = _asked_at(door)
    sheet = Sheet(
        door=door,
        version=version,
        ticket=Ticket.new(link=door.link, version=version.key, at=now),
        language=language_for(request, door, version, wanted=request.GET.get("language", "")),
    )
    full = voices.full_for_everyone(channel=door.channel, unit=door.unit, at=now)
    if full:
        return ended.full(request, full, sheet)
    why = _why_it_ended(door, at=now) if is_asked else services.ChannelIsWithdrawn
    return ended.ended(request, why, sheet) if why else shown.show(request, sheet)


def _asked_at(door: Door) -> tuple[instruments.Published, bool]:
    """What is asked there; where it was retired, what was asked last, and that it is asked no more."""
    try:
        return instruments.current(instrument=door.channel.instrument_id), True
    except instruments.NoSuchInstrument:
        return instruments.latest(instrument=door.channel.instrument_id), False


def _why_it_ended(door: Door, *, at: datetime) -> type[Exception] | None:
    if door.invitation and door.invitation.used_at:
        return services.InvitationIsUsed
    if door.channel.withdrawn_at:
        return services.ChannelIsWithdrawn
    if door.invitation and door.invitation.valid_from and at < door.invitation.valid_from:
        return services.InvitationIsNotOpenYet
    if door.invitation and door.invitation.valid_until <= at:
        return services.InvitationHasExpired
    return None


@require_safe
@open_to_everyone
def thanks(request: HttpRequest, **address: str) -> HttpResponse:
    try:
        door = door_at(**address)
    except (voices.NoSuchChannel, voices.NoSuchInvitation):
        return ended.no_such_link(request)
    version, _ = _asked_at(door)
    language = language_for(request, door, version, wanted=request.GET.get("language", ""))
    number = key_asked_for(request, "quota")
    quota = voices.ending_of(quota=number, channel=door.channel) if number else None
    return ended.thanks(request, door=door, version=version, language=language, quota=quota)


@require_safe
@needs(rules.GATHER)
def field(request: SignedInRequest) -> HttpResponse:
    page = field_page(request.person, is_shared=is_shared(request))
    return minding_the_time(render.page(request, "voice/field.html", page))


@require_safe
@open_to_everyone
def field_leave(request: HttpRequest) -> HttpResponse:
    """Says nothing of anybody: it is kept on the device for whoever comes."""
    return minding_the_time(render.page(request, "voice/field_leave.html", leave_page()))


@require_safe
@needs(rules.GATHER)
def field_form(request: SignedInRequest, slug: str) -> HttpResponse:
    """Opened once with a network, it stays on the device."""
    try:
        channel = voices.field_channel(viewer=request.person, slug=slug)
        page = form_page(channel, request.person, is_shared=is_shared(request))
    except (voices.NoSuchChannel, instruments.NoSuchInstrument) as none:
        raise Http404 from none
    response = render.page(request, "voice/field_form.html", page)
    return minding_the_time(response)


@require_safe
@open_to_everyone
def field_manifest(request: HttpRequest) -> HttpResponse:
    return JsonResponse(manifest(), content_type="application/manifest+json")


@require_safe
@open_to_everyone
def field_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for us without a network; it must lie beside what it answers for."""
    script = finders.find("voice/field-worker.js") or staticfiles_storage.path("voice/field-worker.js")
    response = HttpResponse(Path(script).read_bytes(), content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    response.headers["Service-Worker-Allowed"] = links.FIELD.path()
    return response


@require_safe
@needs(rules.READ)
def heard(request: SignedInRequest) -> HttpResponse:
    """What customers said, the latest day first."""
    asked = narrowing(request.GET, viewer=request.person)
    page = voices.heard(
        viewer=request.person,
        filters=asked.filters,
        **edges_asked_for(request),
    )
    shown_page = listed.listed(
        narrowing=asked,
        heard=page,
        cases=cases.case_numbers_of(viewer=request.person, voices=[each.number for each in page.items]),
        behind=_behind(request.person, asked.filters),
        waiting=voices.words_waiting() if asked.filters.words else 0,
    )
    return render.page(request, "voice/voices.html", shown_page)


def _behind(person: "Person", filters: voices.Filters) -> voices.Behind | None:
    """What the figure counts, where the list was opened from one."""
    if not filters.is_counted:
        return None
    try:
        narrowest = insight.indicator().top_boxes or 0
    except insight.NoSuchIndicator:
        return None
    return voices.behind(viewer=person, filters=filters, sees_figures=insight_rules.SEE, narrowest=float(narrowest))


@require_safe
@needs(rules.READ)
def voice(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        found = voices.heard_one(viewer=request.person, number=number)
    except voices.NoSuchVoice as none:
        raise Http404 from none
    asked = narrowing(request.GET, viewer=request.person)
    page = whole.whole(
        found,
        case=cases.case_numbers_of(viewer=request.person, voices=[number]).get(number),
        narrowing=asked,
        beside=voices.neighbours(viewer=request.person, number=number, filters=asked.filters),
        own=voices.replies_beside(voices=[number]),
        may_be_harm=cases.is_suggested(voice=number),
    )
    return render.page(request, "voice/voice.html", page)


@require_safe
@needs(rules.READ)
def file(request: SignedInRequest, number: int, file: int) -> HttpResponse:
    """A photo or another file that came with an answer, as it came."""
    try:
        found = voices.attachment(viewer=request.person, voice=number, number=file)
        content = found.path.open("rb")
    except (voices.NoSuchAttachment, FileNotFoundError) as none:
        raise Http404 from none
    kept = FileResponse(
        content,
        content_type=found.media_type,
        filename=found.name,
        as_attachment=found.media_type not in PICTURES,
    )
    return cast("HttpResponse", kept)  # it streams; whoever wraps a view asks nothing of it


@require_safe
@needs(rules.READ)
def row(request: SignedInRequest, number: int) -> HttpResponse:
    """What the file says, beside what was made of it."""
    try:
        came = voices.row_as_it_came(viewer=request.person, number=number)
    except voices.NoSuchVoice as none:
        raise Http404 from none
    except voices.FileIsGone as gone:
        return render.page(request, "voice/row.html", page_without(gone, voice=number))
    return render.page(request, "voice/row.html", row_page(came, voice=number))


@require_safe
@needs(rules.MANAGE_CHANNELS)
def channels(request: SignedInRequest) -> HttpResponse:
    page = channels_page(request.person, **edges_asked_for(request))
    return render.page(request, "voice/channels.html", page)


@require_safe
@needs(rules.MANAGE_CHANNELS)
def sheet(request: SignedInRequest, number: int) -> HttpResponse:
    channel = _open_link(request, number)
    return render.page(request, "voice/sheet.html", sheet_page(channel))


@require_safe
@needs(rules.MANAGE_CHANNELS)
def channel(request: SignedInRequest, number: int) -> HttpResponse:
    """All the ways to one survey link."""
    return render.page(request, "voice/ways.html", ways_page(_open_link(request, number), request.person))


@require_safe
@needs(rules.MANAGE_CHANNELS)
def copies(request: SignedInRequest, number: int) -> HttpResponse:
    """What was numbered in one go, to be printed."""
    channel = _open_link(request, number)
    printed = voices.copies_printed_at(channel=channel, at=_moment_asked_for(request))
    if not printed:
        raise Http404
    return render.page(request, "voice/copies.html", copies_page(channel, printed))


def _open_link(request: SignedInRequest, number: int) -> "Channel":
    try:
        return voices.open_link_for(viewer=request.person, number=number)
    except voices.NoSuchChannel as none:
        raise Http404 from none


def _moment_asked_for(request: HttpRequest) -> datetime:
    try:
        return datetime.fromisoformat(request.GET.get("printed", ""))
    except ValueError as not_one:
        raise Http404 from not_one


@require_safe
@needs(rules.KEY_IN)
def paper(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "voice/number.html", number_page(voices.papers_awaited(viewer=request.person)))


@require_safe
@needs(rules.KEY_IN)
def paper_copy(request: SignedInRequest, copy: str) -> HttpResponse:
    try:
        found = voices.copy_for(viewer=request.person, number=copy)
    except voices.NoSuchCopy as none:
        raise Http404 from none
    return render.page(request, "voice/key_in.html", key_in_page(found))


@require_safe
@needs(rules.MANAGE_CHANNELS)
def quotas(request: SignedInRequest) -> HttpResponse:
    page = quotas_page(request.person, **edges_asked_for(request))
    return render.page(request, "voice/quotas.html", page)


@require_safe
@needs(rules.MANAGE_CHANNELS)
def set_quota(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "voice/set_quota.html", set_page(request.person))


@require_safe
@needs(rules.MANAGE_CHANNELS)
def quota(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        found = voices.quota_for(viewer=request.person, number=number)
    except voices.NoSuchQuota as none:
        raise Http404 from none
    return render.page(request, "voice/quota.html", quota_page(found))
