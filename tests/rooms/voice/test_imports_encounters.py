"""Stays, flights and jobs come in by the same way, or only counts of them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base.permissions import HOUSE
from servewell.rooms.customers.models import Encounter, EncounterBatch
from servewell.rooms.customers.services import NewEncounter, record_encounters
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import selectors, services
from servewell.rooms.voice.models import HeldRow, Import
from tests.builders import a_company, a_person, a_unit
from tests.builders.stays import a_brought_file, a_file, an_import

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
FLIGHTS = """
recipe: flights
title: Flights
takes: encounters
unit: {column: base}
date: {column: day, formats: [YYYY-MM-DD]}
kind: {is: flight}
reference: number
served by: crew
"""
HEADER = "base,day,number,crew"
COUNTS = """
recipe: nights
title: Nights
takes: volumes
unit: {column: base}
date: {column: day, formats: [YYYY-MM-DD]}
kind: {is: stay}
volume: nights
"""


@pytest.fixture(autouse=True)
def harbour(settings: Settings, tmp_path: Path) -> Unit:
    settings.FILES_FOLDER = tmp_path / "files"
    return a_unit("harbour", under=a_company())


def flights(*rows: str) -> Import:
    return an_import(*rows, header=HEADER, recipe=FLIGHTS, at=NOON)


def nights(*rows: str) -> Import:
    return an_import(*rows, header="base,day,nights", recipe=COUNTS, at=NOON)


def counts(run: Import) -> tuple[int, int, int]:
    found = selectors.counts_of(run=Import.objects.get(pk=run.pk))
    return found.kept, found.duplicate, found.held_back


def test_encounters_come_in_with_who_served() -> None:
    ann = a_person("Ann", number="A17")
    run = flights("harbour,2026-03-02,CX1,a17", "harbour,2026-03-02,CX2,", "harbour,2026-03-02,CX3,B9")

    found = Encounter.objects.order_by("pk").values_list("kind", "on", "reference", "served_by", "volume")
    assert list(found) == [
        ("flight", date(2026, 3, 2), "CX1", ann.pk, 1), ("flight", date(2026, 3, 2), "CX2", None, 1),
    ]  # fmt: skip
    assert (counts(run), HeldRow.objects.get().cells) == ((2, 0, 1), ["harbour", "2026-03-02", "CX3", "B9"])
    assert HeldRow.objects.get().reasons == [["person-unknown", "crew", "B9"]]


def test_an_encounter_is_recorded_once_and_again_after_its_file_was_withdrawn() -> None:
    first = flights("harbour,2026-03-02,CX1,")
    second = flights("harbour,2026-03-02,CX1,")
    services.withdraw_import(run=first, by=HOUSE, at=NOON)
    third = flights("harbour,2026-03-02,CX1,")

    assert [counts(run) for run in (first, second, third)] == [(1, 0, 0), (0, 1, 0), (1, 0, 0)]
    assert [batch.withdrawn_at is None for batch in EncounterBatch.objects.order_by("pk")] == [False, True]


def test_a_unit_and_day_is_counted_once_and_another_count_is_held_back() -> None:
    first = nights("harbour,2026-03-02,120", "harbour,2026-03-03,0")
    second = nights("harbour,2026-03-02,120", "harbour,2026-03-03,7")

    assert [counts(run) for run in (first, second)] == [(2, 0, 0), (0, 1, 1)]
    assert HeldRow.objects.get().reasons == [["volume-differs", "nights", "7, where 0 is known"]]


def test_another_count_in_one_file_is_held_back_with_the_row_that_counted_it_first() -> None:
    nights("harbour,2026-03-01,5", "harbour,2026-03-02,120", "harbour,2026-03-02,121")

    assert HeldRow.objects.get().reasons == [["volume-differs", "nights", "121, where row 2 of this file says 120"]]


def test_a_corrected_encounter_is_taken_in() -> None:
    a_person("Ann", number="A17")
    run = flights("harbour,2026-03-02,CX3,B9")

    services.take_held(run=run, row=1, cells=("harbour", "2026-03-02", "CX3", "A17"), by=HOUSE, at=NOON)

    assert (Encounter.objects.count(), counts(run)) == (1, (1, 0, 0))


def test_references_too_long_to_be_kept_whole_stay_apart() -> None:
    long = "x" * 90
    harbour = Unit.objects.get(code="harbour")
    known = NewEncounter(kind="flight", unit=harbour, on=date(2026, 3, 2), reference=long + "1")
    record_encounters(encounters=[known], by=HOUSE, at=NOON)

    run = flights(*(f"harbour,2026-03-02,{long}{each}," for each in range(3)), f"harbour,2026-03-02,{'y' * 80},")

    kept = Encounter.objects.order_by("pk").values_list("reference", flat=True)
    assert (counts(run), len(set(kept)), {len(each) for each in kept}) == ((3, 1, 0), 4, {80})


def test_a_batch_is_shown_and_withdrawn_without_reading_its_encounters() -> None:
    run = a_brought_file(a_file("harbour,2026-03-02,CX1,", "harbour,2026-05-09,CX2,", header=HEADER), at=NOON)
    services.start(run=run, document=FLIGHTS, by=HOUSE, at=NOON, in_worker=False)
    services.take_in_some(run=run, for_seconds=60, at=NOON)

    with CaptureQueriesContext(connection) as seen:
        services.show(run=run, at=NOON)
        services.withdraw_import(run=run, by=HOUSE, at=NOON)

    assert EncounterBatch.objects.get().months == ["2026-03-01", "2026-05-01"]
    assert [query["sql"] for query in seen if '"customers_encounter"' in query["sql"]] == []


def test_corrected_encounters_are_known_when_they_come_again() -> None:
    nameless = FLIGHTS.replace("reference: number\n", "").replace("served by: crew\n", "")
    same = "harbour,2026-03-02,,"
    first = an_import(same, "harbour,soon,,", "harbour,later,,", header=HEADER, recipe=nameless, at=NOON)
    for row in (2, 3):
        services.take_held(run=first, row=row, cells=same.split(","), by=HOUSE, at=NOON)

    again = an_import(same, same, same, same, header=HEADER, recipe=nameless, at=NOON)

    assert (counts(first), counts(again)) == ((3, 0, 0), (1, 3, 0))


def test_a_corrected_count_that_differs_from_what_is_known_stays_held_back() -> None:
    run = nights("harbour,2026-03-02,40", "harbour,2026-03-02,many", "harbour,2026-03-03,many")

    with pytest.raises(services.RowIsStillHeldBack, match="volume-differs"):
        services.take_held(run=run, row=2, cells=("harbour", "2026-03-02", "41"), by=HOUSE, at=NOON)
    with pytest.raises(services.RowIsKnown):
        services.take_held(run=run, row=2, cells=("harbour", "2026-03-02", "40"), by=HOUSE, at=NOON)
    services.take_held(run=run, row=3, cells=("harbour", "2026-03-03", "41"), by=HOUSE, at=NOON)

    assert (counts(run), list(HeldRow.objects.order_by("row").values_list("state", flat=True))) == (
        (2, 0, 1),
        ["held", "taken"],
    )
