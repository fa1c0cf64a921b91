"""Rows that are encounters, or counts of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines.tables import EncounterRead, HeldBack, LeftOut, read_recipe
from servewell.engines.tables.rows.understanding import RecipeTakesSomethingElse
from tests.engines.tables.row_cases import OSLO, a_recipe, understood_by

COLUMNS = ("hotel", "day", "kind", "ref", "crew", "mail", "sold")
STAYS = """\
recipe: stays
title: Stays
takes: encounters
only: [{column: ref, is not: [test]}]
unit: {column: hotel}
date: {column: day, formats: [D/M/YYYY]}
kind: {column: kind, values: {S: stay, V: visit}}
reference: ref
served by: crew
customer: {email: mail}
"""
SOLD = """\
recipe: sold
title: Sold
takes: volumes
unit: {column: hotel}
date: {column: day, formats: [D/M/YYYY]}
kind: {is: stay}
volume: sold
"""


def fate(row: Sequence[str], text: str = STAYS) -> EncounterRead | HeldBack | LeftOut:
    return understood_by(read_recipe(text=text), columns=COLUMNS).encounter(row)


def read(row: Sequence[str], text: str = STAYS) -> EncounterRead:
    found = fate(row, text)
    assert isinstance(found, EncounterRead), found
    return found


def test_an_encounter_is_read_whole() -> None:
    found = read(("oslo", "3/5/2016", "S", "570301130888122368", "0042", "ann@example.org", "x"))

    assert found == EncounterRead(
        unit=OSLO,
        at=datetime(2016, 5, 3, 10, tzinfo=UTC),
        on=date(2016, 5, 3),
        kind="stay",
        reference="570301130888122368",
        served_by="0042",
        email="ann@example.org",
        phone="",
        name="",
        lost_addresses=0,
        volume=None,
        key=found.key,
        is_key_of_row=False,
    )


def test_a_count_is_read_whole() -> None:
    found = read(("oslo", "3/5/2016", "", "", "", "", "1200.0"), SOLD)

    assert (found.unit, found.on, found.kind, found.volume, found.is_key_of_row) == (
        OSLO,
        date(2016, 5, 3),
        "stay",
        1200,
        False,
    )


HELD = [
    (STAYS, ("", "", "job?", "1", "", "", ""), [("no-unit", ""), ("no-date", ""), ("no-kind", "job?")]),
    (STAYS, ("oslo", "3/5/2016", "", "1", "", "", ""), [("no-kind", "")]),
    (SOLD, ("oslo", "3/5/2016", "", "", "", "", ""), [("no-volume", "")]),
    (SOLD, ("oslo", "3/5/2016", "", "", "", "", "-1"), [("no-volume", "-1")]),
    (SOLD, ("oslo", "3/5/2016", "", "", "", "", "1.5"), [("no-volume", "1.5")]),
    (SOLD, ("oslo", "3/5/2016", "", "", "", "", "1000000001"), [("no-volume", "1000000001")]),
    (
        SOLD,
        ("else", "5/13/2016", "", "", "", "", "many"),
        [("unit-unknown", "else"), ("date-unreadable", "5/13/2016"), ("no-volume", "many")],
    ),
]


@pytest.mark.parametrize(("text", "row", "reasons"), HELD)
def test_an_encounter_is_held_back_with_all_its_reasons(
    text: str, row: tuple[str, ...], reasons: list[tuple[str, str]]
) -> None:
    found = fate(row, text)

    assert isinstance(found, HeldBack)
    assert [(each.code, each.value) for each in found.reasons] == reasons


def test_encounters_that_are_not_meant_are_left_out() -> None:
    assert isinstance(fate(("oslo", "3/5/2016", "S", "test", "", "", "")), LeftOut)


def test_kind_unit_and_number_name_an_encounter_and_all_cells_where_there_is_none() -> None:
    day, later = "3/5/2016", "4/5/2016"
    rows = [
        ("oslo", day, "S", "1", "", "", ""),
        ("Hotel Oslo", later, "stay", "1.0", "x", "", ""),
        ("oslo", day, "V", "1", "", "", ""),
        ("madrid", day, "S", "1", "", "", ""),
        ("oslo", day, "S", "", "", "", ""),
        ("oslo", day, "S", "", "", "", ""),
        ("oslo", later, "S", "", "", "", ""),
    ]

    found = [read(row) for row in rows]

    keys = [each.key for each in found]
    assert [keys.index(key) for key in keys] == [0, 0, 2, 3, 4, 4, 6]
    assert [each.is_key_of_row for each in found] == [False] * 4 + [True] * 3


def test_unit_kind_and_day_name_a_count() -> None:
    counts = [("3/5/2016", "7"), ("03/05/2016", "9"), ("4/5/2016", "7")]
    rows = [("oslo", day, *[""] * 4, count) for day, count in counts]

    keys = [read(row, SOLD).key for row in rows]

    assert [keys.index(key) for key in keys] == [0, 0, 2]


def test_a_recipe_of_voices_reads_no_encounters_and_the_other_way_round() -> None:
    with pytest.raises(RecipeTakesSomethingElse):
        understood_by(a_recipe()).encounter([""] * 6)
    with pytest.raises(RecipeTakesSomethingElse):
        understood_by(read_recipe(text=SOLD), columns=COLUMNS).row([""] * 7)


cell = st.text(max_size=10) | st.sampled_from(("oslo", "3/5/2016", "S", "7", ""))


@settings(deadline=None)
@given(st.lists(cell, min_size=7, max_size=7), st.sampled_from((STAYS, SOLD)))
def test_every_row_has_a_fate(row: list[str], text: str) -> None:
    found = fate(row, text)

    assert isinstance(found, EncounterRead | LeftOut) or found.reasons
