"""Harm is marked, read, dealt with, lifted, and people are named for it: one deed each."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import links, today
from servewell.base.permissions import NotAllowed
from servewell.base.versions import PublishedMeanwhile
from servewell.rooms.cases import rules, services
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.terms import Harm
from servewell.rooms.voice import rules as voice_rules
from servewell.web.harm.forms import EndForm, LiftForm, NamedForm
from servewell.web.harm.shown.asked import case_crumbs, case_or_404, over_all_or_404, readable_or_404, voice_crumbs
from servewell.web.harm.shown.marking import mark_page
from servewell.web.harm.shown.naming import form_for, named_in_page, unit_or_404
from servewell.web.harm.shown.whole import harm_page
from servewell.web.harm.shown.wording import form_for as words_form_for
from servewell.web.harm.shown.wording import words_page
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, signed_in

if TYPE_CHECKING:
    from servewell.rooms.cases.models import HarmMark
    from servewell.rooms.people.models import Unit
    from servewell.web.harm.forms import WordsForm
    from servewell.web.kit.components import Crumb


@needs(voice_rules.READ)
def mark_voice(request: SignedInRequest, number: int) -> HttpResponse:
    found = readable_or_404(request.person, number)
    return _said(request, found, url=links.VOICE_HARM.path(number=number), crumbs=voice_crumbs(found))


@needs(rules.SEE)
def mark_case(request: SignedInRequest, number: int) -> HttpResponse:
    found = case_or_404(request.person, number)
    return _said(request, found, url=links.CASE_HARM.path(number=number), crumbs=case_crumbs(found, number))


def _said(
    request: SignedInRequest, found: cases.Markable, *, url: str, crumbs: "Sequence[Crumb]"
) -> HttpResponse:  # fmt: skip
    """It speaks of harm, or what words suggest is none."""
    kind = request.POST.get("kind", "")
    if kind not in set(Harm):
        page = mark_page(found, url=url, crumbs=crumbs, fault=_("Say what it speaks of."))
        return render.page(request, "harm/mark.html", page, status=422)
    if request.POST.get("deed") == "reject":
        return _rejected(request, found, Harm(kind), url)
    mark = services.mark_harm(voice=found.number, kind=Harm(kind), by=request.person, at=today.now())
    messages.success(request, _("It is marked, and those who deal with it are told. From now on only they read it."))
    try:
        cases.harm_mark_for(viewer=request.person, number=mark.pk)
    except cases.NoSuchHarm:
        return render.to_page("harm:harms")
    return render.to_page("harm:harm", number=mark.pk)


def _rejected(request: SignedInRequest, found: cases.Markable, kind: Harm, url: str) -> HttpResponse:
    try:
        services.reject_harm(voice=found.number, kind=kind, by=request.person, at=today.now())
        messages.success(request, _("Noted: it is none."))
    except services.HarmIsDone:
        messages.error(request, _("Somebody has said so a moment ago; nothing was changed."))
    return render.SeeOther(url)


@require_POST
@signed_in
def look(request: SignedInRequest, number: int) -> HttpResponse:
    with suppress(services.HarmIsDone):  # lifted a moment ago: the page says so
        services.look_at_harm(mark=_mark_or_404(request, number), by=request.person, at=today.now())
    return render.to_page("harm:harm", number=number)


@require_POST
@signed_in
def settle(request: SignedInRequest, number: int) -> HttpResponse:
    form = EndForm(request.POST)
    done = _("Noted: it is dealt with. Who could read it still can, and nobody else.")
    return _ended(request, number, form, services.settle_harm, done)


@require_POST
@signed_in
def lift(request: SignedInRequest, number: int) -> HttpResponse:
    form = LiftForm(request.POST)
    done = _("It is lifted. Whoever reads the voices of the unit reads this one again.")
    return _ended(request, number, form, services.lift_harm, done)


def _ended(
    request: SignedInRequest, number: int, form: EndForm, deed: "Callable[..., HarmMark]", done: str
) -> HttpResponse:
    mark = _mark_or_404(request, number)
    if not form.is_valid():
        return _again(request, number, form)
    try:
        deed(mark=mark, reason=form.cleaned_data["reason"], by=request.person, at=today.now())
        messages.success(request, done)
    except NotAllowed as none:
        raise Http404 from none
    except services.HarmIsDone:
        messages.error(request, _("Somebody was faster a moment ago; nothing was changed."))
    return render.to_page("harm:harm", number=number)


def _again(request: SignedInRequest, number: int, form: EndForm) -> HttpResponse:
    now = today.now()
    seen = cases.harm_for(viewer=request.person, number=number, at=now)
    posted = {"lift": form} if isinstance(form, LiftForm) else {"settle": form}
    with timezone.override(ZoneInfo(seen.mark.unit.zone)):
        return render.page(request, "harm/harm.html", harm_page(seen, now=now, **posted), status=422)


def _mark_or_404(request: SignedInRequest, number: int) -> "HarmMark":
    try:
        return cases.harm_mark_for(viewer=request.person, number=number)
    except cases.NoSuchHarm as none:
        raise Http404 from none


@needs(rules.NAME_FOR_HARM)
def name_people(request: SignedInRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request.person, code)
    kind = request.POST.get("kind", "")
    if kind not in set(Harm):
        return render.page(request, "harm/named_in.html", named_in_page(unit, viewer=request.person), status=422)
    form = form_for(Harm(kind), cases.own_plan(unit=unit, kind=Harm(kind), viewer=request.person), request.POST)
    if form.is_valid() and _is_named(request, unit, Harm(kind), form):
        messages.success(request, _("It holds from now on. What is marked already stays with those who were told."))
        return render.to_page("harm:named_in", code=code)
    page = named_in_page(unit, viewer=request.person, posted=form, kind=kind)
    return render.page(request, "harm/named_in.html", page, status=422)


def _is_named(request: SignedInRequest, unit: "Unit", kind: Harm, form: NamedForm) -> bool:
    try:
        services.name_for_harm(unit=unit, kind=kind, **form.cleaned_data, by=request.person, at=today.now())
    except services.CannotBeNamed as wrong:
        names = ", ".join(person.name for person in wrong.who)
        form.add_error(
            "named",
            _("Not to be named, because they have left or are named twice: %(names)s") % {"names": names}
            if names
            else _("Name somebody who is told at once, and not too many."),
        )
    except PublishedMeanwhile:
        form.add_error(None, _("Somebody else changed this at the same moment. Read theirs, then change it again."))
    return form.is_valid()


@needs(rules.NAME_FOR_HARM)
def set_words(request: SignedInRequest) -> HttpResponse:
    over_all_or_404(request.person)
    form = words_form_for(request.POST)
    if form.is_valid() and _are_set(request, form):
        messages.success(request, _("These words hold from now on, for what comes in."))
        return render.to_page("harm:words")
    return render.page(request, "harm/words.html", words_page(form), status=422)


def _are_set(request: SignedInRequest, form: "WordsForm") -> bool:
    seen = form.cleaned_data["seen"]
    try:
        services.set_harm_words(words=form.words(), seen=seen, by=request.person, at=today.now())
    except services.WordsOutOfReach as refused:
        form.add_error(None, _("At most 100 words of one kind in one language, each of 2 to 40 letters."))
        if refused.words:
            wrong = ", ".join(refused.words)
            form.add_error(None, _("Too long, or with too few letters to be looked for: %(words)s") % {"words": wrong})
    except PublishedMeanwhile:
        form.add_error(None, _("Somebody else changed this at the same moment. Read theirs, then change it again."))
    return form.is_valid()
