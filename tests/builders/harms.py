"""Voices that speak of harm, and who is told."""

from collections.abc import Sequence
from datetime import datetime

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import services
from servewell.rooms.cases.models import HarmMark, HarmPlan
from servewell.rooms.cases.terms import Harm
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice.models import Voice
from tests.builders.company import LONG_AGO, a_company, a_person


def named_for_harm(
    *named: Person, unit: Unit | None = None, kind: Harm = Harm.INJURY, standing_in: Sequence[Person] = (),
    hours: int = 4, runs_always: bool = True, at: datetime = LONG_AGO,
) -> HarmPlan:  # fmt: skip
    return services.name_for_harm(
        unit=unit or a_company(), kind=kind, named=named, standing_in=standing_in, hours=hours,
        runs_always=runs_always, by=HOUSE, at=at,
    )  # fmt: skip


def a_mark_of_harm(voice: Voice, *, kind: Harm = Harm.INJURY, by: Person | None = None, at: datetime) -> HarmMark:
    """Somebody who reads the unit's voices says so."""
    reader = by or a_person(f"Reader of {voice.pk}", voice_rules.READ, unit=voice.unit, number=f"reader-{voice.pk}")
    return services.mark_harm(voice=voice.pk, kind=kind, by=reader, at=at)
