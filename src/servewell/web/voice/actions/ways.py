"""What people of the company do about the ways to a survey: name sites, print copies, key them in."""

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import links, today
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import rules, services
from servewell.rooms.voice import selectors as voices
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.questions import answers_of
from servewell.web.kit.render import SeeOther, to_page
from servewell.web.voice.forms.ways import FILLED_IN_ON, SUBMISSION, CopiesForm, DayForm, NumberForm, SitesForm
from servewell.web.voice.shown.papers import Keyed, key_in_page, number_page, readable
from servewell.web.voice.shown.ways import ways_page

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Channel, PaperCopy

CSRF = "csrfmiddlewaretoken"


@require_POST
@needs(rules.MANAGE_CHANNELS)
def allow_embedding(request: SignedInRequest, number: int) -> HttpResponse:
    channel = _channel(request, number)
    form = SitesForm(request.POST)
    if form.is_valid():
        try:
            services.allow_embedding(channel=channel, sites=form.named, by=request.person, at=today.now())
            return to_page("voice:channel", number=number)
        except services.SiteIsUnfit:
            form.add_error("sites", _("Write each site like https://www.example.com, without a path, one on a line."))
    return render.page(request, "voice/ways.html", ways_page(channel, request.person, sites=form), status=422)


@require_POST
@needs(rules.MANAGE_CHANNELS)
def print_copies(request: SignedInRequest, number: int) -> HttpResponse:
    channel = _channel(request, number)
    page = ways_page(channel, request.person)
    form = CopiesForm(request.POST, spoken=page.languages, language=channel.language)
    if not form.is_valid():
        again = ways_page(channel, request.person, copies=form)
        return render.page(request, "voice/ways.html", again, status=422)
    now = today.now()
    try:
        services.print_copies(
            channel=channel,
            copies=form.cleaned_data["copies"],
            language=form.cleaned_data["language"],
            by=request.person,
            at=now,
        )
    except services.NotForPaper:
        form.add_error(None, _("This survey demands a file or photo, which paper cannot bring."))
        again = ways_page(channel, request.person, copies=form)
        return render.page(request, "voice/ways.html", again, status=422)
    return SeeOther(f"{links.CHANNEL.path(number=number)}/copies?{urlencode({'printed': now.isoformat()})}")


def _channel(request: SignedInRequest, number: int) -> "Channel":
    try:
        return voices.open_link_for(viewer=request.person, number=number)
    except voices.NoSuchChannel as none:
        raise Http404 from none


@require_POST
@needs(rules.KEY_IN)
def find_copy(request: SignedInRequest) -> HttpResponse:
    form = NumberForm(request.POST)
    if form.is_valid():
        try:
            copy = voices.copy_for(viewer=request.person, number=form.cleaned_data["number"])
            return to_page("voice:paper_copy", copy=copy.number)
        except voices.NoSuchCopy:
            form.add_error("number", _("No sheet has this number. Compare it with the paper, sign by sign."))
    page = number_page(voices.papers_awaited(viewer=request.person), form)
    return render.page(request, "voice/number.html", page, status=422)


@require_POST
@needs(rules.KEY_IN)
def key_in(request: SignedInRequest, copy: str) -> HttpResponse:
    try:
        found = voices.copy_for(viewer=request.person, number=copy)
    except voices.NoSuchCopy as none:
        raise Http404 from none
    keyed = _keyed(request)
    if not keyed.day.is_valid():
        return render.page(request, "voice/key_in.html", key_in_page(found, keyed), status=422)
    return _key_in(request, found, keyed)


def _keyed(request: SignedInRequest) -> Keyed:
    fields = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    try:
        submission = UUID(next(iter(fields.get(SUBMISSION, ())), ""))
    except ValueError:
        submission = uuid4()
    own = (CSRF, SUBMISSION, FILLED_IN_ON)
    answers = {name: values for name, values in fields.items() if name not in own}
    return Keyed(fields=answers, submission=submission, day=DayForm(request.POST))


def _key_in(request: SignedInRequest, copy: "PaperCopy", keyed: Keyed) -> HttpResponse:
    form = instruments.version(key=copy.version_id).form
    try:
        services.key_in(
            copy=copy,
            posted=answers_of(form, keyed.fields, attached=lambda token: None),
            filled_in_on=keyed.day.cleaned_data[FILLED_IN_ON],
            submission=keyed.submission,
            by=request.person,
            at=today.now(),
        )
    except services.AnswersHaveFaults as refused:
        again = key_in_page(copy, replace(keyed, faults=refused.faults, messages=refused.messages))
        return render.page(request, "voice/key_in.html", again, status=422)
    except services.DayCannotBe:
        keyed.day.add_error(FILLED_IN_ON, _("A sheet is filled in after it was printed, and not after today."))
        return render.page(request, "voice/key_in.html", key_in_page(copy, keyed), status=422)
    except services.CopyIsKeyedIn:
        copy.refresh_from_db()
        return render.page(request, "voice/key_in.html", key_in_page(copy, keyed), status=409)
    messages.success(request, _("Sheet %(number)s is in. Which is next?") % {"number": readable(copy.number)})
    return to_page("voice:paper")
