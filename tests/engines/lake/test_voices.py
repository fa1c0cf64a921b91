"""Voices per encounter, compared with the same counted one by one in Python."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from servewell.engines.lake import Lake
from servewell.engines.lake.measures import By, Question
from servewell.engines.lake.voices import Said, Uncounted, said, uncounted
from tests.engines.lake.lake_rows import FOREVER, Cell, fill

COMPANY, NORTH, SOUTH, HOTEL, GARAGE, DESK = 1, 2, 3, 4, 5, 6
LONG_AGO, MOVED_ON = date(2000, 1, 1), date(2026, 11, 16)
LOW = 0.5
AUTUMN = Question(
    from_day=date(2026, 9, 1), until_day=date(2026, 12, 1), units=(COMPANY, NORTH, SOUTH, HOTEL, GARAGE, DESK)
)

# The hotel moves from the north to the south in mid-November.
TREE: list[tuple[int, int, date, date]] = [
    *((unit, unit, LONG_AGO, FOREVER) for unit in (COMPANY, NORTH, SOUTH, HOTEL, GARAGE, DESK)),
    *((COMPANY, unit, LONG_AGO, FOREVER) for unit in (NORTH, SOUTH, HOTEL, GARAGE, DESK)),
    (NORTH, HOTEL, LONG_AGO, MOVED_ON),
    (SOUTH, HOTEL, MOVED_ON, FOREVER),
    (SOUTH, GARAGE, LONG_AGO, FOREVER),
]
Voice = tuple[int, date, str, str, bool, float | None]
Met = tuple[int, date, str, int]


def a_voice(unit: int, day: date, *, channel: str = "web", asks: bool = False, overall: float | None = 0.75) -> Voice:
    return (unit, day, channel, "en", asks, overall)


def an_autumn() -> tuple[list[Voice], list[Met]]:
    dice = random.Random(11)
    days = [date(2026, 8, 20) + timedelta(days=number) for number in range(110)]
    voices = [
        a_voice(
            dice.choice([NORTH, HOTEL, HOTEL, GARAGE]),
            dice.choice(days),
            channel=dice.choice(["web", "letter"]),
            asks=dice.random() < 0.3,
            overall=dice.choice([None, 0.0, 0.25, 0.5, 0.75, 1.0]),
        )
        for _ in range(1_500)
    ]
    met = [(unit, day, dice.choice(["stay", "visit"]), dice.randrange(40)) for unit in (NORTH, HOTEL) for day in days]
    return voices, [*met, *[(GARAGE, day, "job", 3) for day in days if day.month != 10], (DESK, days[30], "visit", 9)]


def by_hand(voices: Sequence[Voice], met: Sequence[Met]) -> set[tuple[object, ...]]:
    """By month, unit as it stood on the day, and kind: encounters, voices, complaints, asking, uncounted."""
    since = {unit: min(day for at, day, *_ in voices if at == unit).replace(day=1) for unit, *_ in voices}
    known = {(unit, day.replace(day=1)) for unit, day, *_ in met}
    sums: dict[tuple[date, int, str | None], list[int]] = defaultdict(lambda: [0] * 5)
    for unit, day, _channel, _language, asks, overall in voices:
        complains = asks if overall is None else overall < LOW
        count = [0, 1, complains, asks, (unit, day.replace(day=1)) not in known]
        _add(sums, day, unit, None, count)
    for unit, day, kind, volume in met:
        if unit in since and day >= since[unit]:
            _add(sums, day, unit, kind, [volume, 0, 0, 0, 0])
    return {(*key, *map(int, count)) for key, count in sums.items()}


def _add(
    sums: dict[tuple[date, int, str | None], list[int]], day: date, unit: int, kind: str | None, count: Sequence[int]
) -> None:
    if not AUTUMN.from_day <= day < AUTUMN.until_day:
        return
    for above, below, first, end in TREE:
        if below == unit and first <= day < end:
            row = sums[(day.replace(day=1), above, kind)]
            row[:] = [one + more for one, more in zip(row, count, strict=True)]


def a_lake(folder: Path, voices: Sequence[Voice], met: Sequence[Met]) -> Lake:
    lake = Lake(folder)
    rows: list[tuple[Cell, ...]] = [tuple(each) for each in voices]
    fill(lake, answers=[], places=TREE, encounters=[tuple(each) for each in met], voices=rows)
    return lake


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, list[Voice], list[Met]]:
    voices, met = an_autumn()
    return a_lake(tmp_path_factory.mktemp("lake"), voices, met), voices, met


def told(rows: Sequence[Said]) -> set[tuple[object, ...]]:
    return {
        (row.period, row.unit, row.kind, row.encounters, row.voices, row.complaints, row.asking, row.uncounted)
        for row in rows
    }


def test_what_was_said_equals_the_voices_counted_by_hand(autumn: tuple[Lake, list[Voice], list[Met]]) -> None:
    lake, voices, met = autumn

    assert told(said(lake=lake, question=AUTUMN, low=LOW)) == by_hand(voices, met)


def test_only_the_voices_of_the_channels_asked_for_count(autumn: tuple[Lake, list[Voice], list[Met]]) -> None:
    lake, voices, met = autumn
    web = [voice for voice in voices if voice[2] == "web"]

    assert told(said(lake=lake, question=replace(AUTUMN, channels=("web",)), low=LOW)) == by_hand(web, met)
    assert told(said(lake=lake, question=replace(AUTUMN, without_channels=("letter",)), low=LOW)) == by_hand(web, met)


def test_a_year_is_the_sum_of_its_months(autumn: tuple[Lake, list[Voice], list[Met]]) -> None:
    lake, *_ = autumn
    one = replace(AUTUMN, units=(COMPANY,))

    months = [row for row in said(lake=lake, question=one, low=LOW) if row.kind is None]
    years = [row for row in said(lake=lake, question=replace(one, by=By.YEAR), low=LOW) if row.kind is None]

    summed = (sum(row.voices for row in months), sum(row.complaints for row in months))
    assert [(row.period, row.voices, row.complaints) for row in years] == [(date(2026, 1, 1), *summed)]


def test_a_unit_that_was_never_heard_has_no_encounters_to_be_silent_about(tmp_path: Path) -> None:
    lake = a_lake(tmp_path, [a_voice(HOTEL, date(2026, 10, 9))], [(DESK, date(2026, 10, 3), "visit", 500)])

    rows = said(lake=lake, question=replace(AUTUMN, units=(COMPANY,)), low=LOW)

    assert rows == (Said(date(2026, 10, 1), COMPANY, None, 0, 1, 0, 0, 1),)


def test_months_heard_without_encounters_are_named(autumn: tuple[Lake, list[Voice], list[Met]]) -> None:
    lake, *_ = autumn

    by_unit = {unit: uncounted(lake=lake, question=replace(AUTUMN, units=(unit,))) for unit in (COMPANY, NORTH, SOUTH)}

    garage = (Uncounted(GARAGE, (date(2026, 10, 1),)),)
    assert by_unit == {COMPANY: garage, NORTH: (), SOUTH: garage}


def test_today_s_tree_takes_the_months_along(autumn: tuple[Lake, list[Voice], list[Met]]) -> None:
    lake, *_ = autumn
    today = replace(AUTUMN, units=(SOUTH, HOTEL, GARAGE), tree_on=date(2026, 12, 1))

    rows = [row for row in said(lake=lake, question=today, low=LOW) if row.kind is None]

    voices = {unit: sum(row.voices for row in rows if row.unit == unit) for unit in today.units}
    assert voices[SOUTH] == voices[HOTEL] + voices[GARAGE]
