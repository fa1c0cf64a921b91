"""A person's page, to do."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from servewell.base import holding, today
from servewell.base.permissions import NotAllowed
from servewell.base.words import Words, active_language
from servewell.rooms.people import rules, services
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import services as voices
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, signed_in
from servewell.web.kit.figures import number as figure
from servewell.web.kit.templatetags.kit import day
from servewell.web.persons.forms import CredentialForm, DecideForm, HandOnForm, LeaderForm, LetGoForm, ReplyForm
from servewell.web.persons.shown import addresses as waiting
from servewell.web.persons.shown import held
from servewell.web.persons.shown import person as shown

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


@require_POST
@signed_in
def reply(request: SignedInRequest) -> HttpResponse:
    """The right to reply to a voice about oneself."""
    form = ReplyForm(request.POST)
    now = today.now()
    if not form.is_valid():
        page = shown.own_page(request.person, on=now.date(), reply=form)
        return render.page(request, "persons/person.html", page, status=422)
    try:
        voices.reply_beside(voice=form.cleaned_data["voice"], text=form.cleaned_data["text"], by=request.person, at=now)
    except NotAllowed as none:
        raise Http404 from none
    messages.success(request, _("Your words stand beside it: whoever sees the one sees the other."))
    return render.to_page("persons:me")


@require_POST
@needs(rules.SEE_TEAM)
def look(request: SignedInRequest, number: str) -> HttpResponse:
    """The answer to the POST itself: that somebody looked is written down and told to the person, each time anew."""
    now = today.now()
    try:
        person = people.person_for(viewer=request.person, number=number)
        services.look(person=person, by=request.person, at=now)
    except (people.NoSuchPerson, NotAllowed, services.TeamsOnly) as none:
        raise Http404 from none
    typed = request.POST.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 else None
    page = shown.page_of(person, viewer=request.person, on=now.date(), looks=True, before=before)
    return render.page(request, "persons/person.html", page)


@require_POST
@needs(rules.MANAGE)
def credit(request: SignedInRequest, number: str) -> HttpResponse:
    person = people.person_by_number(number=number) if number.isprintable() else None
    if person is None or not people.may_over(actor=request.person, power=rules.MANAGE, person=person):
        raise Http404
    form = CredentialForm(request.POST)
    now = today.now()
    if not form.is_valid():
        page = shown.page_of(person, viewer=request.person, on=now.date(), form=form)
        return render.page(request, "persons/person.html", page, status=422)
    said, language = form.cleaned_data, active_language()
    services.credit(
        person=person, title=Words({language: said["title"]}, source=language), issuer=said["issuer"],
        from_on=said["from_on"], until_on=form.until_on, by=request.person, at=now,
    )  # fmt: skip
    messages.success(request, _("This credential stands on the page of %(name)s.") % {"name": person.name})
    return render.to_page("persons:person", number=person.number)


@require_POST
@needs(rules.MANAGE)
def lead(request: SignedInRequest, number: str) -> HttpResponse:
    person = people.person_by_number(number=number) if number.isprintable() else None
    if person is None or not people.may_over(actor=request.person, power=rules.MANAGE, person=person):
        raise Http404
    form = LeaderForm(request.POST)
    if form.is_valid() and _is_led(form, person, request):
        leader, said = form.cleaned_data["leader"], {"name": person.name, "day": day(form.cleaned_data["from_on"])}
        words = _("%(leader)s leads %(name)s from %(day)s.") if leader else _("Nobody leads %(name)s from %(day)s.")
        messages.success(request, words % {**said, "leader": leader.name if leader else ""})
        return render.to_page("persons:person", number=person.number)
    page = shown.page_of(person, viewer=request.person, on=today.now().date(), leader=form)
    return render.page(request, "persons/person.html", page, status=422)


def _is_led(form: LeaderForm, person: "Person", request: SignedInRequest) -> bool:
    said = form.cleaned_data
    try:
        services.lead(
            person=person, leader=said["leader"], from_on=said["from_on"], by=request.person, at=today.now()
        )  # fmt: skip
    except services.LeadsThemselves:
        form.add_error("leader", _("Nobody leads themselves."))
    except services.WouldLeadInARing:
        words = _("%(leader)s is led by %(name)s already, directly or by way of others.")
        form.add_error("leader", words % {"leader": said["leader"].name, "name": person.name})
    except services.LeaderIsNotHere:
        words = _("%(leader)s does not work here on that day: choose somebody else, or another day.")
        form.add_error("leader", words % {"leader": said["leader"].name})
    except NotAllowed:
        form.add_error("from_on", _("On that day they work where you do not manage people. Choose another day."))
    else:
        return True
    return False


@require_POST
@needs(rules.MANAGE)
def hand_on(request: SignedInRequest, number: str) -> HttpResponse:
    """All that is ticked goes to the successor; what does not go says why."""
    try:
        person = people.managed_for(viewer=request.person, number=number)
    except people.NoSuchPerson as none:
        raise Http404 from none
    found = tuple(holding.held(persons=people.only(person=person), viewer=request.person))
    form = HandOnForm(request.POST)
    if form.is_valid() and _is_handed_on(form, person, found, request):
        return render.to_page("persons:held", number=person.number)
    page = held.held_page(person, found=found, form=form)
    return render.page(request, "persons/held.html", page, status=422)


@require_POST
@needs(rules.MANAGE)
def let_go(request: SignedInRequest, number: str) -> HttpResponse:
    try:
        person = people.managed_for(viewer=request.person, number=number)
    except people.NoSuchPerson as none:
        raise Http404 from none
    form = LetGoForm(request.POST)
    if form.is_valid() and _is_let_go(form, person, request):
        words = _("%(name)s works here until %(day)s.")
        messages.success(request, words % {"name": person.name, "day": day(form.cleaned_data["last_on"])})
        return render.to_page("persons:held", number=person.number)
    found = tuple(holding.held(persons=people.only(person=person), viewer=request.person))
    page = held.held_page(person, found=found, let_go=form)
    return render.page(request, "persons/held.html", page, status=422)


def _is_let_go(form: LetGoForm, person: "Person", request: SignedInRequest) -> bool:
    on = form.cleaned_data["last_on"] + timedelta(days=1)
    try:
        services.leave(person=person, on=on, by=request.person, at=today.now())
    except services.NobodyWouldManage:
        words = _("Nobody would manage the whole company any more. Give somebody who stays a role that does first.")
        form.add_error(None, words)
    except services.HasWorkedLonger as worked:
        words = _("%(name)s has worked there since %(day)s. Name that day or a later one.")
        form.add_error("last_on", words % {"name": person.name, "day": day(worked.since)})
    except services.MayDoMore:
        words = _("%(name)s may do more than you. Ask somebody who may do at least as much to let them go.")
        form.add_error(None, words % {"name": person.name})
    except NotAllowed:
        form.add_error(None, _("They also work where you do not manage people. Ask somebody who does."))
    else:
        return True
    return False


@require_POST
@signed_in
def decide_address(request: SignedInRequest) -> HttpResponse:
    form = DecideForm(request.POST)
    if not form.is_valid():
        found = people.addresses_waiting(viewer=request.person)
        page = waiting.addresses_page(found, viewer=request.person)
        return render.page(request, "persons/addresses.html", page, status=422)
    decisions = {
        "take": (services.agree_to_address, _("%(name)s has the new e-mail address.")),
        "keep": (services.keep_address, _("%(name)s keeps the old e-mail address.")),
    }
    decide, words = decisions[form.cleaned_data["do"]]
    try:
        change = people.address_waiting(viewer=request.person, key=form.cleaned_data["change"])
        person = decide(change=change, by=request.person, at=today.now())
    except (people.NoSuchAddress, NotAllowed) as none:
        raise Http404 from none
    messages.success(request, words % {"name": person.name})
    return render.to_page("persons:addresses")


def _is_handed_on(
    form: HandOnForm, person: "Person", found: "Sequence[holding.OfKind]", request: SignedInRequest
) -> bool:
    ticked, to = set(form.ticked), form.cleaned_data["to"]
    things = [thing for each in found for thing in each.things if thing.code in ticked]
    try:
        done = services.hand_on(things=things, holder=person, to=to, by=request.person, at=today.now())
    except services.OwnSuccessor:
        form.add_error("to", _("Nobody succeeds themselves."))
    except services.SuccessorHasLeft:
        form.add_error("to", _("%(name)s does not work here any more: choose somebody else.") % {"name": to.name})
    except services.SuccessorIsNotHereYet:
        form.add_error("to", _("%(name)s does not work here yet: choose somebody else.") % {"name": to.name})
    else:
        _tell(request, done, gone=len(ticked) - len(things), name=to.name)
        return True
    return False


def _tell(request: SignedInRequest, done: "Sequence[services.Outcome]", *, gone: int, name: str) -> None:
    went = sum(each.why is None for each in done)
    if went:
        words = ngettext("%(count)s thing is with %(name)s now.", "%(count)s things are with %(name)s now.", went)
        messages.success(request, words % {"count": figure(went), "name": name})
    for each in done:
        if each.why is not None:
            messages.error(request, held.refused(each.why, thing=each.thing.says, name=name))
    if gone:
        words = ngettext(
            "%(count)s thing was no longer here to hand on.", "%(count)s things were no longer here to hand on.", gone
        )
        messages.error(request, words % {"count": figure(gone)})
