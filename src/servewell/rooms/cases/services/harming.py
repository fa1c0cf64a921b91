"""A voice speaks of harm: somebody marks it, few are told at once and read it alone, and it is dealt with or lifted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record, today
from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.engines import clocks
from servewell.rooms.cases import selectors, terms
from servewell.rooms.cases.events import HarmTold as PeopleAreTold
from servewell.rooms.cases.models import HarmLine, HarmMark, HarmPlan, HarmTold
from servewell.rooms.cases.services import merging, policies
from servewell.rooms.cases.services.answering import NothingWritten
from servewell.rooms.cases.services.owning import TooLong
from servewell.rooms.cases.services.points_back import bring_points_of_harm_back
from servewell.rooms.cases.terms import Harm, HarmStage, HarmState, ToldAs
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services as voice_services

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

ROUND_THE_CLOCK = tuple(clocks.Opening(weekday=day, opens=time(0), closes=time(0)) for day in range(7))
BARS_ANOTHER = (HarmState.SUGGESTED, *terms.SEALING)


class HarmIsDone(Exception):
    """It is dealt with or lifted already, or somebody has said a moment ago that it is none."""


@dataclass(frozen=True)
class _Due:
    at: datetime
    clock: Mapping[str, object]


@transaction.atomic
def mark_harm(*, voice: int, kind: Harm, by: "Person", at: datetime) -> HarmMark:
    """Whoever reads a voice says that it speaks of harm: few see it from now on, and they are told at once.

    A voice that bears the mark already keeps it as it is. Raises NoSuchVoice.
    """
    if not selectors.may_mark(actor=by, voice_number=voice):
        raise voices.NoSuchVoice(voice)
    voice_services.hold(voice=voice)
    unit = people.unit_by_key(key=voices.asking(voices=(voice,), viewer=HOUSE)[0].unit)
    standing = HarmMark.objects.filter(voice=voice, kind=kind, state__in=BARS_ANOTHER).first()
    if standing is not None and standing.state in terms.SEALING:
        return standing
    who = selectors.who_is_told(unit=unit.pk, kind=kind, on=today.day_in(unit.zone, at=at))
    due = _due(who.plan, unit, at)
    mark = standing or HarmMark(voice_id=voice, unit=unit, kind=kind, began_at=at)
    mark.state, mark.plan, mark.due_at, mark.clock = HarmState.MARKED, who.plan, due.at, dict(due.clock)
    mark.save()

    add_line(mark, HarmStage.MARKED, by=by, at=at)
    voice_services.seal(voice=voice, by=HOUSE, at=at)
    merging.come_out_of(voice=voice, at=at)
    record.write(deed="cases.mark_harm", thing=mark, by=by, at=at, detail={"voice": voice, "kind": kind.value})
    tell(mark, who.now, at=at)
    bring_points_of_harm_back(voice=voice, by=HOUSE, at=at)
    return mark


def _due(plan: HarmPlan | None, unit: "Unit", at: datetime) -> _Due:
    """By the clock of the unit, through nights and weekends; or by the hours at which its cases are answered."""
    if plan is None or plan.runs_always:
        calendar = clocks.Calendar(code="always", version=1, zone=unit.zone, openings=ROUND_THE_CLOCK)
    else:
        calendar = clocks.Calendar.from_json(policies.policy_for(unit=unit.pk, at=at).calendar)
    budget = timedelta(hours=plan.hours if plan else terms.DEFAULT_HARM_HOURS)
    deadline = clocks.service_deadline(calendar=calendar, started_at=at, budget=budget)
    if deadline.due_at is None:
        raise AssertionError("a clock that is not paused comes to an end")
    clock = {"calendar": calendar.without_days().to_json(), "service": deadline.to_json()}
    return _Due(at=deadline.due_at, clock=clock)


def tell(mark: HarmMark, persons: "Sequence[tuple[Person, ToldAs]]", *, at: datetime) -> None:
    """Within the other deed's transaction. Who is told already is not told again."""
    told = []
    for person, told_as in persons:
        row, is_new = HarmTold.objects.get_or_create(
            mark=mark, person=person, defaults={"told_as": told_as, "told_at": at}
        )
        if is_new or row.until_at is not None:
            HarmTold.objects.filter(pk=row.pk).update(until_at=None, told_as=told_as, told_at=at, mailed=False)
            add_line(mark, HarmStage.TOLD, by=HOUSE, at=at, name=person.name, told_as=told_as)
            told.append(row)
    record.write_many(deed="cases.tell_of_harm", things=told, by=HOUSE, at=at)

    if told:
        bus.announce(PeopleAreTold(at=at, told=tuple(row.pk for row in told)))


@transaction.atomic
def reject_harm(*, voice: int, kind: Harm, by: "Person", at: datetime) -> HarmMark:
    """What words suggested is none. Raises NoSuchVoice, HarmIsDone."""
    if not selectors.may_mark(actor=by, voice_number=voice):
        raise voices.NoSuchVoice(voice)
    mark = HarmMark.objects.select_for_update().filter(voice=voice, kind=kind, state=HarmState.SUGGESTED).first()
    if mark is None:
        raise HarmIsDone(f"nothing suggests {kind.value} in voice {voice} any more")

    HarmMark.objects.filter(pk=mark.pk).update(state=HarmState.REJECTED)
    add_line(mark, HarmStage.REJECTED, by=by, at=at)
    record.write(deed="cases.reject_harm", thing=mark, by=by, at=at)
    return mark


@transaction.atomic
def look_at_harm(*, mark: HarmMark, by: "Person", at: datetime) -> None:
    """Write down that the person reads the customer's words now. Raises NoSuchHarm, and HarmIsDone once it is lifted:
    then the words stand with the voice, for whoever reads that."""
    held = selectors.harm_mark_for(viewer=by, number=mark.pk)
    if held.state not in terms.SEALING:
        raise HarmIsDone(f"mark {mark.pk} is {held.state}")
    add_line(mark, HarmStage.LOOKED, by=by, at=at, name=by.name)
    record.write(deed="cases.look_at_harm", thing=mark, by=by, at=at)


@transaction.atomic
def settle_harm(*, mark: HarmMark, reason: str, by: "Person", at: datetime) -> HarmMark:
    """It is dealt with; ``reason`` says how. Few read the voice still. Raises NoSuchHarm, NotAllowed, HarmIsDone,
    NothingWritten, TooLong."""
    held = _to_end(mark, reason, by, among=(HarmState.MARKED,))

    HarmMark.objects.filter(pk=held.pk).update(state=HarmState.SETTLED)
    add_line(held, HarmStage.SETTLED, by=by, at=at, reason=reason.strip(), name=by.name)
    record.write(deed="cases.settle_harm", thing=held, by=by, at=at)
    return held


@transaction.atomic
def lift_harm(*, mark: HarmMark, reason: str, by: "Person", at: datetime) -> HarmMark:
    """It is none after all: once no other mark stands, whoever may read the unit's voices reads this one too.

    Raises NoSuchHarm, NotAllowed, HarmIsDone, NothingWritten, TooLong.
    """
    voice_services.hold(voice=mark.voice_id)
    held = _to_end(mark, reason, by, among=terms.SEALING)

    HarmMark.objects.filter(pk=held.pk).update(state=HarmState.LIFTED)
    add_line(held, HarmStage.LIFTED, by=by, at=at, reason=reason.strip(), name=by.name)
    if not HarmMark.objects.filter(voice=held.voice_id, state__in=terms.SEALING).exists():
        voice_services.unseal(voice=held.voice_id, by=HOUSE, at=at)
    record.write(deed="cases.lift_harm", thing=held, by=by, at=at)
    return held


def _to_end(mark: HarmMark, reason: str, by: "Person", *, among: tuple[HarmState, ...]) -> HarmMark:
    selectors.harm_mark_for(viewer=by, number=mark.pk)
    if not selectors.may_deal(actor=by, mark=mark):
        raise NotAllowed(f"{by.actor_key} neither is told of mark {mark.pk} nor deals with harm of its unit")
    if not reason.strip():
        raise NothingWritten("say what was done, or why it is none")
    if len(reason) > terms.LONGEST_HARM_REASON:
        raise TooLong(f"{len(reason)} characters; {terms.LONGEST_HARM_REASON} at most")
    held = HarmMark.objects.select_for_update().get(pk=mark.pk)
    if held.state not in among:
        raise HarmIsDone(f"mark {mark.pk} is {held.state}")
    return held


def add_line(
    mark: HarmMark, stage: HarmStage, *, by: Actor, at: datetime, reason: str = "", **detail: str | list[str]
) -> None:
    """The one way in which a line is added; ``detail`` as ``HarmLine`` has it."""
    HarmLine.objects.create(mark=mark, stage=stage, at=at, actor=by.actor_key, reason=reason, detail=detail)
