"""How many stays and jobs there were, and the guests who are known and came again or did not, drawn by seed."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import sqrt
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction

from servewell.base import keys
from servewell.base.permissions import HOUSE
from servewell.project.demo.company import Founded
from servewell.project.demo.shelf import Entry, entries, text
from servewell.rooms.customers import services, terms

SOURCE = "demo.stays"
MONTHS = 37  # three whole years, of which the last two can be compared, and the month that is not over
SHARE_KNOWN = 0.6  # so many known guests for each stay of a month
COMES_AGAIN = 0.6
SOONEST, USUAL_WAIT = 14, 140  # days until they do
BATCH = 500


@dataclass(frozen=True)
class Regular:
    """A known guest of a unit and the days on which they were there."""

    mail: str
    language: str
    unit: str
    kind: str
    days: tuple[date, ...]


def drawn(*, company: Entry, at: datetime, seed: int) -> list[Regular]:
    """The same for the same company, seed and day."""
    chance = random.Random(seed + 3)  # noqa: S311  a demo must come out the same each time
    found: list[Regular] = []
    for unit in _serving(company):
        days_of_unit = _days(unit, at)
        for _ in range(round(cast(int, unit["stays_per_month"]) * SHARE_KNOWN)):
            days = tuple(_days_of_a_guest(days_of_unit, chance))
            mail = f"regular-{len(found) + 1:04}@example.com"
            found.append(Regular(mail, text(unit["language"]), text(unit["code"]), _kind(unit), days))
    return found


def are_known(*, regulars: Sequence[Regular], at: datetime) -> list[int]:
    """Their keys, in the same order: whoever came by first is known for longest."""
    left = [services.LeftContact(kind=terms.EMAIL, value=each.mail, language=each.language) for each in regulars]
    return [
        customer.pk
        for start in range(0, len(left), BATCH)
        for customer in services.recognise_many(contacts=left[start : start + BATCH], by=HOUSE, at=at)
    ]


def stayed(*, founded: Founded, regulars: Sequence[Regular], known: Sequence[int], at: datetime, seed: int) -> None:
    """Their stays one by one, and all others as the count of each day."""
    units = {code: unit.pk for code, unit in founded.units.items()}
    theirs = [
        _met(each.kind, units[each.unit], day, f"{each.mail} {day}", customer=customer)
        for each, customer in zip(regulars, known, strict=True)
        for day in each.days
    ]
    named = Counter((row.unit, row.on) for row in theirs)
    chance = random.Random(seed + 4)  # noqa: S311  a demo must come out the same each time
    counts = [
        _met(_kind(unit), units[text(unit["code"])], day, f"{unit['code']} {day}", volume=volume)
        for unit in _serving(founded.company)
        for day in _days(unit, at)
        for volume in [max(0, _stays_on_a_day(unit, chance) - named[units[text(unit["code"])], day])]
    ]
    with transaction.atomic():
        services.record_in_bulk(source=SOURCE, rows=[*theirs, *counts], at=at)
        services.show_batch(source=SOURCE, at=at)


def _serving(company: Entry) -> Sequence[Entry]:
    return [unit for unit in entries(company["units"]) if "stays_per_month" in unit]


def _kind(unit: Entry) -> str:
    return terms.STAY if unit["kind"] == "hotel" else terms.JOB


def _days(unit: Entry, at: datetime) -> list[date]:
    """Up to yesterday."""
    today = at.astimezone(ZoneInfo(text(unit["zone"]))).date()
    place = today.year * 12 + today.month - MONTHS
    first = date(place // 12, place % 12 + 1, 1)
    return [first + timedelta(days=number) for number in range((today - first).days)]


def _days_of_a_guest(days: Sequence[date], chance: random.Random) -> Iterator[date]:
    place = chance.randrange(len(days))
    while place < len(days):
        yield days[place]
        if chance.random() > COMES_AGAIN:
            return
        place += SOONEST + round(chance.expovariate(1 / USUAL_WAIT))


def _stays_on_a_day(unit: Entry, chance: random.Random) -> int:
    mean = cast(int, unit["stays_per_month"]) / 30
    return max(0, round(chance.gauss(mean, sqrt(mean))))


def _met(
    kind: str, unit: int, day: date, named: str, *, customer: int | None = None, volume: int = 1
) -> services.FileEncounter:
    return services.FileEncounter(
        kind=kind,
        unit=unit,
        on=day,
        at=datetime.combine(day, time(12), UTC),
        reference="",
        key=bytes.fromhex(keys.digest(named)[:32]),
        customer=customer,
        volume=volume,
    )
