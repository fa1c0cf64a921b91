"""Voices that speak of harm: who may know of them, what has happened to each, and what words suggest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, HarmLine, HarmMark, HarmTold
from servewell.rooms.cases.selectors.asked import seen_by
from servewell.rooms.cases.selectors.harm_plans import Telling, who_is_told
from servewell.rooms.cases.selectors.sight import hidden_from
from servewell.rooms.cases.terms import Harm, HarmStage, HarmState
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

BEGUN = (*terms.SEALING, HarmState.LIFTED)
MOST_LISTED = 100


class NoSuchHarm(Exception):
    """No mark has that number, or the viewer may not know of it."""


@dataclass(frozen=True)
class HarmSeen:
    """A mark and all around it. ``words`` are empty until the viewer has looked, and once it is lifted; ``case`` is the
    number of the voice's.

    ``may_deal`` holds for whoever is told and who holds the power, and not for the writer who answers the case.
    """

    mark: HarmMark
    words: Sequence[voice.Spoken]
    has_looked: bool
    told: Sequence[HarmTold]
    lines: Sequence[HarmLine]
    case: int | None
    may_deal: bool


@dataclass(frozen=True)
class Markable:
    """A voice, by its number, that its reader may mark. By kind: ``marks`` that words suggest or that it bears already,
    and who would be told.
    """

    number: int
    unit: "Unit"
    words: Sequence[voice.Spoken]
    marks: dict[str, HarmMark]
    tellings: dict[str, Telling]


def _known(viewer: Actor) -> QuerySet[HarmMark]:
    own = people.own_key(actor=viewer)
    if not own:
        return HarmMark.objects.none()
    told = HarmTold.objects.filter(person__in=own, until_at__isnull=True)
    owned = Case.objects.filter(owner__in=own, state=terms.OPEN, voice=OuterRef("voice"))
    handled = people.unit_keys_with(viewer=viewer, power=rules.HANDLE_HARM)
    may = Q(pk__in=told.values("mark")) | Q(Exists(owned)) | Q(unit__in=handled)
    return HarmMark.objects.filter(may, state__in=BEGUN)


def harm_mark_for(*, viewer: Actor, number: int) -> HarmMark:
    """Raises NoSuchHarm alike for a mark that is not there and one of which the viewer may not know."""
    mark = _known(viewer).filter(pk=number).select_related("unit", "voice").first()
    if mark is None:
        raise NoSuchHarm(number)
    return mark


def harm_for(*, viewer: "Person", number: int, at: datetime) -> HarmSeen:
    """Raises NoSuchHarm."""
    mark = harm_mark_for(viewer=viewer, number=number)
    lines = list(mark.lines.order_by("pk"))
    told = list(mark.told.select_related("person").order_by("pk"))
    looked = has_looked(viewer=viewer, lines=lines, at=at)
    case = seen_by(viewer, rules.SEE).filter(voice=mark.voice_id).values_list("pk", flat=True).first()
    return HarmSeen(
        mark=mark,
        words=voice.spoken(voice=mark.voice_id, viewer=HOUSE) if looked and mark.state in terms.SEALING else (),
        has_looked=looked,
        told=told,
        lines=lines,
        case=case,
        may_deal=may_deal(actor=viewer, mark=mark),
    )


def has_looked(*, viewer: Actor, lines: Sequence[HarmLine], at: datetime) -> bool:
    """Whether the viewer's last look has been written down and still lasts."""
    since = at - terms.A_LOOK_LASTS
    return any(line.stage == HarmStage.LOOKED and line.actor == viewer.actor_key and since <= line.at for line in lines)


def has_been_looked_at(*, mark: HarmMark) -> bool:
    """Whether anybody who was told of the mark has read the words."""
    looked = set(mark.lines.filter(stage=HarmStage.LOOKED).values_list("actor", flat=True))
    told = HarmTold.objects.filter(mark=mark, until_at__isnull=True).select_related("person")
    return any(each.person.actor_key in looked for each in told)


def may_deal(*, actor: Actor, mark: HarmMark) -> bool:
    """Whether the actor settles or lifts the mark: who is told of it, and who holds the power over its unit."""
    told = HarmTold.objects.filter(mark=mark, person__in=people.own_key(actor=actor), until_at__isnull=True)
    return told.exists() or people.may(actor=actor, power=rules.HANDLE_HARM, unit=mark.unit_id)


def harms_seen(*, viewer: "Person") -> list[HarmMark]:
    """What stands marked and is not dealt with, due first, and then what was; at most ``MOST_LISTED`` of each."""
    seen = _known(viewer).select_related("unit")
    waiting = list(seen.filter(state=HarmState.MARKED).order_by("due_at", "pk")[:MOST_LISTED])
    return [*waiting, *seen.filter(state=HarmState.SETTLED).order_by("-pk")[:MOST_LISTED]]


def to_mark(*, viewer: "Person", voice_number: int, at: datetime) -> Markable:
    """For whoever reads the voice, or sees its case. Raises voice.NoSuchVoice, alike as one that is not there."""
    if not may_mark(actor=viewer, voice_number=voice_number):
        raise voice.NoSuchVoice(voice_number)
    asked = voice.asking(voices=(voice_number,), viewer=HOUSE)[0]
    unit = people.unit_by_key(key=asked.unit)
    on = today.day_in(unit.zone, at=at)
    marks = HarmMark.objects.filter(voice=voice_number, state__in=(HarmState.SUGGESTED, *terms.SEALING))
    return Markable(
        number=voice_number,
        unit=unit,
        words=() if asked.is_sealed else voice.spoken(voice=voice_number, viewer=HOUSE),
        marks={mark.kind: mark for mark in marks},
        tellings={kind.value: who_is_told(unit=asked.unit, kind=kind, on=on) for kind in Harm},
    )


def may_mark(*, actor: Actor, voice_number: int) -> bool:
    if voice.can_be_read(viewer=actor, voice=voice_number):
        return True
    return seen_by(actor, rules.SEE).filter(voice=voice_number).exists()


def suggested(*, viewer: "Person") -> list[HarmMark]:
    """What words suggest, the latest first, in units whose voices the viewer reads; at most ``MOST_LISTED``."""
    units = people.unit_keys_with(viewer=viewer, power=voice_rules.READ)
    waiting = HarmMark.objects.filter(state=HarmState.SUGGESTED, unit__in=units)
    found = waiting.exclude(voice__in=hidden_from(viewer=viewer))
    return list(found.select_related("unit").order_by("-pk")[:MOST_LISTED])


def is_suggested(*, voice: int) -> bool:
    """Whether words in a voice suggest harm, and nobody has said yet: for who reads it."""
    return HarmMark.objects.filter(voice=voice, state=HarmState.SUGGESTED).exists()


def is_harm(*, voice: int) -> bool:
    """Whether few may read a voice: for who knows of it."""
    return HarmMark.objects.filter(voice=voice, state__in=terms.SEALING).exists()


def lines_with(*, stage: HarmStage, marks: Sequence[int]) -> dict[int, HarmLine]:
    """The latest line of a stage of each of these marks (keys)."""
    return {line.mark_id: line for line in HarmLine.objects.filter(mark__in=marks, stage=stage).order_by("pk")}


def harm_said(*, kind: str) -> str:
    """What is said of a voice instead of its words."""
    return {
        Harm.INJURY: _("A customer speaks of an injury"),
        Harm.DISCRIMINATION: _("A customer speaks of discrimination"),
        Harm.THREAT: _("A customer speaks of a threat"),
        Harm.LEAK: _("A customer speaks of a data leak"),
    }[Harm(kind)]
