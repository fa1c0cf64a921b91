"""Figures equal what customers answered, whatever happens on the way to the lake."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from pathlib import Path

import pytest

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.models import DirtyMonth, Indicator
from servewell.rooms.insight.selectors import Finding
from servewell.rooms.people import services as people
from servewell.rooms.people.selectors import NoSuchUnit
from servewell.rooms.voice import services as voice
from tests.builders import a_channel, a_company, a_person, a_unit, a_voice, an_indicator, some_answers, words

Answered = tuple[str, date, str | None, int]


def month(number: int, day: int = 10) -> datetime:
    """Noon in the demo's time zone on a day of 2026."""
    return datetime(2026, number, day, 4, 0, tzinfo=UTC)


def by_hand(answered: Iterable[Answered], *, above: dict[str, tuple[str, ...]]) -> list[tuple[object, ...]]:
    """What measure must say, in plain Python: period, unit, aspect, n, value and Wilson's interval."""
    counts: dict[tuple[str, str, str], list[bool]] = {}
    for unit, day, aspect, value in answered:
        for one in (unit, *above[unit]):
            counts.setdefault((f"{day:%Y-%m}", one, aspect or ""), []).append(value >= 4)
    rows = []
    for (period, unit, aspect), hits in sorted(counts.items()):
        n, p, z = len(hits), sum(hits) / len(hits), 1.959963984540054
        middle, reach = p + z * z / 2 / n, z * sqrt(p * (1 - p) / n + z * z / 4 / n / n)
        ends = (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)
        rows.append((period, unit, aspect or None, n, pytest.approx(p), *(pytest.approx(end, abs=1e-9) for end in ends)))
    return rows


def said(findings: Iterable[Finding]) -> list[tuple[object, ...]]:
    return [(each.period, each.unit, each.aspect, each.n, each.value, each.low, each.high) for each in findings]


def test_figures_equal_the_answers_counted_by_hand(lake_db: Path) -> None:
    a_company()
    an_indicator()
    west = a_unit("west", under=a_company())
    channels = {"west": a_channel(west), "inn": a_channel(a_unit("inn", under=west))}
    answered: list[Answered] = []
    for number, (unit, overall, respect) in enumerate(
        [("west", 5, 3), ("inn", 4, 5), ("inn", 2, 2), ("inn", 1, 4), ("west", 3, 5), ("inn", 5, 5)]
    ):
        at = month(9 + number % 3)
        a_voice(channels[unit], overall, respect=respect, at=at)
        answered += [(unit, at.date(), None, overall), (unit, at.date(), "respect", respect)]

    services.load_dirty(at=month(12))

    above = {"west": ("company",), "inn": ("west", "company")}
    assert said(selectors.measure(viewer=HOUSE)) == by_hand(answered, above=above)


def test_a_figure_has_exactly_the_promised_fields(lake_db: Path) -> None:
    an_indicator(definition="The two best answers of five.")
    a_voice(a_channel(), 5, respect=2, at=month(11))
    services.load_dirty(at=month(12))

    assert [asdict(each) for each in selectors.measure(viewer=HOUSE, by="quarter")] == [
        {
            "period": "2026-Q4", "unit": "company", "aspect": None, "value": 1.0, "n": 1,
            "low": pytest.approx(0.206549), "high": 1.0, "definition": "The two best answers of five.",
        },
        {
            "period": "2026-Q4", "unit": "company", "aspect": "respect", "value": 0.0, "n": 1,
            "low": 0.0, "high": pytest.approx(0.793451),
            "definition": "Share of the 2 best answers to the questions under “Respect”; 95 % Wilson interval.",
        },
    ]  # fmt: skip


def test_a_moved_unit_counts_where_it_stood_on_the_day(lake_db: Path) -> None:
    an_indicator()
    east, west = a_unit("east", under=a_company()), a_unit("west", under=a_company())
    inn = a_unit("inn", under=east)
    a_voice(a_channel(inn, slug="inn"), 5, at=month(10, day=14))
    people.move_unit(unit=inn, parent=west, on=date(2026, 10, 15), by=HOUSE, at=month(10))
    a_voice(voice_channel(), 1, at=month(10, day=15))

    services.load_dirty(at=month(11))

    found = {each.unit: (each.n, each.value) for each in selectors.measure(viewer=HOUSE) if each.aspect is None}
    assert found == {"company": (2, 0.5), "east": (1, 1.0), "inn": (2, 0.5), "west": (1, 0.0)}


def voice_channel():  # type: ignore[no-untyped-def]
    from servewell.rooms.voice import selectors as asked

    return asked.channel_by_slug(slug="inn")
