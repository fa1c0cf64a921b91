"""Figures equal what customers answered, whatever happens on the way to the lake."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from pathlib import Path
from shutil import rmtree
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from servewell.base.permissions import HOUSE
from servewell.engines.lake import DatabaseCannotBeRead
from servewell.rooms.insight import jobs, listeners, selectors, services
from servewell.rooms.insight.models import DirtyMonth
from servewell.rooms.insight.selectors import Finding
from servewell.rooms.insight.services import loading
from servewell.rooms.people import services as people
from servewell.rooms.voice import services as voice
from servewell.rooms.voice.events import ImportShown, ImportWithdrawn
from servewell.rooms.voice.terms import ImportState
from tests.builders import a_channel, a_company, a_unit, a_voice, an_indicator, some_answers
from tests.builders.company import LONG_AGO
from tests.builders.files import a_file_of

Answered = tuple[str, date, str | None, int]


def noon(number: int, day: int = 10) -> datetime:
    """Noon in Shanghai on a day of 2026."""
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
        ends = [pytest.approx(end / (1 + z * z / n), abs=1e-9) for end in (middle - reach, middle + reach)]
        rows.append((period, unit, aspect or None, n, pytest.approx(p), *ends))
    return rows


def said(findings: Iterable[Finding]) -> list[tuple[object, ...]]:
    return [(each.period, each.unit, each.aspect, each.n, each.value, each.low, each.high) for each in findings]


def overall() -> list[tuple[str, str, int, float]]:
    found = selectors.measure(viewer=HOUSE)
    return [(each.period, each.unit, each.n, each.value) for each in found if each.aspect is None]


def marks() -> int:
    return DirtyMonth.objects.count()


def test_figures_equal_the_answers_counted_by_hand(lake_db: Path) -> None:
    an_indicator()
    west = a_unit("west", under=a_company())
    channels = {"west": a_channel(west), "inn": a_channel(a_unit("inn", under=west))}
    answered: list[Answered] = []
    for number, (unit, whole, respect) in enumerate(
        [("west", 5, 3), ("inn", 4, 5), ("inn", 2, 2), ("inn", 1, 4), ("west", 3, 5), ("inn", 5, 5)]
    ):
        at = noon(9 + number % 3)
        a_voice(channels[unit], whole, respect=respect, at=at)
        answered += [(unit, at.date(), None, whole), (unit, at.date(), "respect", respect)]

    services.load_dirty(at=noon(12))

    above = {"west": ("company",), "inn": ("west", "company")}
    assert said(selectors.measure(viewer=HOUSE)) == by_hand(answered, above=above)


def test_a_figure_has_exactly_the_promised_fields(lake_db: Path) -> None:
    a_company()
    an_indicator(definition="The two best answers of five.")
    a_voice(a_channel(), 5, respect=2, at=noon(11))
    services.load_dirty(at=noon(12))

    assert [asdict(each) for each in selectors.measure(viewer=HOUSE, by="quarter")] == [
        {
            "period": "2026-Q4", "unit": "company", "aspect": None, "value": 1.0, "n": 1,
            "low": pytest.approx(0.2065493), "high": 1.0, "definition": "The two best answers of five.",
            "kind": "top-boxes", "scale": "1 to 5", "series": ("four-aspects/overall/1",), "encounters": None,
            "tree": "as-it-was", "item": None, "indicator": "css", "version": 1, "withheld": None,
                "sources": (),
        },
        {
            "period": "2026-Q4", "unit": "company", "aspect": "respect", "value": 0.0, "n": 1,
            "low": 0.0, "high": pytest.approx(0.7934507),
            "definition": "Share of the 2 best answers to the questions under “Respect”; 95 % Wilson interval.",
            "kind": "top-boxes", "scale": "1 to 5", "series": ("four-aspects/respect/1",), "encounters": None,
            "tree": "as-it-was", "item": None, "indicator": "css", "version": 1, "withheld": None,
                "sources": (),
        },
    ]  # fmt: skip


def test_a_moved_unit_counts_where_it_stood_on_the_day(lake_db: Path) -> None:
    an_indicator()
    east, west = a_unit("east", under=a_company()), a_unit("west", under=a_company())
    inn = a_unit("inn", under=east)
    channel = a_channel(inn)
    a_voice(channel, 5, at=noon(10, day=14))
    services.load_dirty(at=noon(10, day=14))
    people.move_unit(unit=inn, parent=west, on=date(2026, 10, 15), by=HOUSE, at=noon(10, day=14))
    a_voice(channel, 1, at=noon(10, day=15))

    services.mark_months(months=[date(2026, 10, 1)], at=noon(11))
    services.load_dirty(at=noon(11))

    assert overall() == [
        ("2026-10", "company", 2, 0.5),
        ("2026-10", "east", 1, 1.0),
        ("2026-10", "inn", 2, 0.5),
        ("2026-10", "west", 1, 0.0),
    ]


def test_follow_ups_bring_voices_into_the_figures_and_repeating_them_changes_nothing(
    lake_db: Path, follow_ups: Callable[[], int]
) -> None:
    an_indicator()
    channel = a_channel()
    a_voice(channel, 5, at=noon(11))
    follow_ups()
    before = overall()

    # a voice that arrives late, for a month whose file was written already
    a_voice(channel, 1, at=noon(9))
    past = voice.PastVoice(submission=UUID(int=7, version=4), posted=some_answers(4), language="en", at=noon(8))
    voice.take_in_history(channel=channel, voices=[past], by=HOUSE, at=noon(11))
    follow_ups()
    jobs.load_dirty()

    assert before == [("2026-11", "company", 1, 1.0)]
    assert overall() == [
        ("2026-08", "company", 1, 1.0),
        ("2026-09", "company", 1, 0.0),
        ("2026-11", "company", 1, 1.0),
    ]
    assert (marks(), selectors.waiting_since()) == (0, None)


def test_a_file_counts_from_its_flip_until_it_is_withdrawn(lake_db: Path, follow_ups: Callable[[], int]) -> None:
    an_indicator()
    channel = a_channel()
    a_voice(channel, 5, at=noon(11))
    follow_ups()
    file = a_file_of(*(a_voice(channel, overall, at=noon(9)) for overall in (1, 5, 5)))
    follow_ups()

    services.load_dirty(at=noon(12))
    arriving = overall()
    file.becomes(ImportState.SHOWN)
    listeners.a_shown_file_reaches_the_figures(ImportShown(at=noon(12), imports=(file.key,)))
    services.load_dirty(at=noon(12))
    shown = overall()
    file.becomes(ImportState.WITHDRAWN)
    listeners.a_withdrawn_file_leaves_the_figures(ImportWithdrawn(at=noon(12), imports=(file.key,)))
    services.load_dirty(at=noon(12))

    november = ("2026-11", "company", 1, 1.0)
    assert arriving == overall() == [november]
    assert shown == [("2026-09", "company", 3, pytest.approx(2 / 3)), november]


def test_a_rebuilt_lake_says_the_same(lake_db: Path) -> None:
    an_indicator()
    channel = a_channel()
    services.load_dirty(at=noon(1))
    for number in (2, 3, 5):
        a_voice(channel, number, respect=6 - number, at=noon(number))
        services.mark_months(months=[noon(number).date().replace(day=1)], at=noon(number))
        services.load_dirty(at=noon(number))
    loaded = selectors.measure(viewer=HOUSE)

    services.rebuild(at=noon(6))

    assert len(loaded) == 6
    assert selectors.measure(viewer=HOUSE) == loaded


def test_a_lake_thrown_away_is_rebuilt_by_the_next_load(lake_db: Path) -> None:
    an_indicator()
    a_voice(at=noon(11))
    services.load_dirty(at=noon(11))
    loaded = overall()

    rmtree(lake_db)
    gone = overall()
    services.load_dirty(at=noon(12))

    assert (gone, overall()) == ([], loaded)


def test_what_is_marked_while_a_load_runs_stays_marked(lake_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_indicator()
    a_voice(at=noon(11))
    services.load_dirty(at=noon(11))
    services.mark_months(months=[date(2026, 11, 1)], at=noon(11, day=11))
    read = loading.stream

    def marked_meanwhile(**question: object) -> object:
        services.mark_months(months=[date(2026, 11, 1)], at=noon(11, day=12))
        return read(**question)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "stream", marked_meanwhile)
    services.load_dirty(at=noon(11, day=13))

    assert selectors.waiting_since() == noon(11, day=12)


def test_a_load_that_fails_keeps_the_marks_and_the_former_figures(
    lake_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_indicator()
    channel = a_channel()
    a_voice(channel, at=noon(11))
    services.load_dirty(at=noon(11))
    before = overall()
    a_voice(channel, at=noon(11))
    services.mark_months(months=[date(2026, 11, 1)], at=noon(11))

    def refused(**question: object) -> object:
        raise DatabaseCannotBeRead("the disk is gone")

    monkeypatch.setattr(loading, "stream", refused)
    with pytest.raises(DatabaseCannotBeRead):
        services.load_dirty(at=noon(12))

    assert (overall(), marks()) == (before, 1)


def test_two_loads_at_once_leave_what_one_would(lake_db: Path) -> None:
    an_indicator()
    channel = a_channel()
    services.load_dirty(at=noon(8))
    for number in (9, 10, 11):
        a_voice(channel, 5, at=noon(number))
        services.mark_months(months=[date(2026, number, 1)], at=noon(number))

    def load(_: int) -> None:
        services.load_dirty(at=noon(12))
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(load, range(2)))

    assert overall() == [(f"2026-{number:02}", "company", 1, 1.0) for number in (9, 10, 11)]
    assert marks() == 0


def test_a_month_whose_answers_are_gone_leaves_the_figures(lake_db: Path) -> None:
    an_indicator()
    channel = a_channel()
    a_voice(channel, at=noon(10))
    a_voice(channel, at=noon(11))
    services.load_dirty(at=noon(11))

    withdraw_everything_before(date(2026, 11, 1))
    services.mark_months(months=[date(2026, 10, 1), date(2026, 11, 1)], at=noon(12))
    services.load_dirty(at=noon(12))

    assert overall() == [("2026-11", "company", 1, 1.0)]


def withdraw_everything_before(day: date) -> None:
    """No deed withdraws voices yet; the statement is written so that the save guard takes no notice."""
    with connection.cursor() as cursor:
        cursor.execute('/* undone import */ UPDATE voice_voice SET withdrawn_at = %s WHERE "on" < %s', [LONG_AGO, day])


def test_a_follow_up_loads_at_most_every_ten_seconds(lake_db: Path) -> None:
    an_indicator()
    channel = a_channel()
    services.load_dirty(at=noon(11))
    a_voice(channel, at=noon(11))
    services.mark_months(months=[date(2026, 11, 1)], at=noon(11))

    too_soon = services.load_soon(at=noon(11) + timedelta(seconds=9))
    later = services.load_soon(at=noon(11) + timedelta(seconds=10))

    assert (too_soon, later, marks()) == (0, 1, 0)
    assert selectors.fresh_at() == noon(11) + timedelta(seconds=10)


def test_within_a_transaction_nothing_is_loaded_because_nothing_is_to_be_seen(lake_db: Path) -> None:
    services.mark_tree(at=noon(11))

    with transaction.atomic():
        loaded = services.load_soon(at=noon(11))

    assert (loaded, marks(), selectors.fresh_at()) == (0, 1, None)


def test_a_changed_tree_waits_to_be_taken_up(lake_db: Path) -> None:
    company = a_company()
    services.load_dirty(at=noon(11))
    inn, west = a_unit("inn", under=company), a_unit("west", under=company)
    people.move_unit(unit=inn, parent=west, on=date(2026, 11, 12), by=HOUSE, at=noon(11, day=12))

    since = selectors.waiting_since()
    services.load_dirty(at=noon(11, day=13))

    assert (since, selectors.waiting_since()) == (LONG_AGO, None)
