"""LA40: one person is erased, wherever they stand; what they counted for stays, to the last digit."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from servewell.base import files, keys
from servewell.base.permissions import HOUSE
from servewell.project.demo.company import Founded
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import services as answering
from servewell.rooms.cases.models import Answer, LedgerLine
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import services
from servewell.rooms.customers.models import Customer, Encounter, Erasure
from servewell.rooms.insight import services as loading
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice.models import Channel, HeldRow, Import, Voice
from tests.builders.imports import an_import
from tests.builders.voice import a_voice
from tests.engines.mail.smtp_servers import Keeper
from tests.programmes.conftest import MONDAY
from tests.programmes.customers import measured

HERS = ("elena vidal", "elena.vidal@example.com", "elena.vidal%40example.com", "zarzuela", "quisiera", "bk-77231")
GUESTS = """\
Survey no,Hotel,Stayed on,Guest,Mail,Booking,Stay as a whole,What could we do better?\r
1,{unit},2026-10-01,Lars Holm,lars@example.com,BK-1,5,Nothing at all.\r
2,{unit},2026-10-02,Elena Vidal,Elena.Vidal@example.com,BK-77231,2,"Less noise, please.\r
The zarzuela next door went on until three."\r
3,{unit},2026-10-05,Elena Vidal,elena.vidal@example.com,BK-77231,9,The zarzuela again.\r
4,{unit},2026-10-09,Mei Lin,mei@example.com,BK-3,4,Breakfast could begin earlier.\r
"""
RECIPE = """\
recipe: {code}
title: Guest survey
unit: {{column: Hotel}}
date: {{column: Stayed on, formats: [YYYY-MM-DD]}}
language: {{is: en}}
duplicate: [Survey no]
customer: {{email: Mail, name: Guest}}
items:
  whole: {{column: Stay as a whole, question: Your stay as a whole, scale: {{worst: 1, best: 5}}, overall: true}}
comments:
  better: {{column: What could we do better?, question: What could we do better?}}
"""


@pytest.fixture
def elena(company: Founded, mailbox: Keeper, follow_ups: Callable[[], int]) -> Customer:
    """She wrote by the link and was answered, stayed once, and stands twice in a file beside others."""
    _without_what_other_tests_left()
    hotel = company.units["harbour-hotel"]
    channel = Channel.objects.get(slug="harbour-hotel")
    words = "Quisiera que alguien nos atendiera. La zarzuela no dejaba dormir."
    said = a_voice(channel, 1, at=MONDAY, words=words, email="Elena.Vidal@example.com", language="es")
    a_voice(channel, 5, at=MONDAY, words="Everybody was kind.", email="lars@example.com")
    an_import(GUESTS, RECIPE, code="october", unit=hotel, at=MONDAY, name="october.csv")
    elena = Customer.objects.get(contacts__folded="elena.vidal@example.com")
    services.record_encounters(encounters=[her_stay(elena, hotel)], by=HOUSE, at=MONDAY)
    services.correct(customer=elena, name="Elena Vidal", language="es", by=HOUSE, at=MONDAY)
    case = cases.case_of_voice(voice=said.pk, viewer=HOUSE)
    assert case.owner is not None
    answering.answer(case=case, text="Querida Elena Vidal: sentimos lo de la zarzuela.", by=case.owner, at=MONDAY)
    follow_ups()
    assert [envelope.rcpt_tos for envelope in mailbox.taken] == [["Elena.Vidal@example.com"]]
    return elena


def _without_what_other_tests_left() -> None:
    """A table that is emptied leaves its rows in SQLite's file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")


def her_stay(elena: Customer, hotel: Unit) -> services.NewEncounter:
    return services.NewEncounter(kind="stay", unit=hotel, on=date(2026, 10, 2), reference="BK-77231", customer=elena)


def everything_counted() -> dict[str, object]:
    return {
        "figures": measured("--by", "month", "--unit", "all"),
        "voices": list(Voice.objects.order_by("pk").values_list("pk", "unit", "on", "overall", "customer")),
        "encounters": list(Encounter.objects.order_by("pk").values_list("pk", "unit", "on", "volume")),
        "ledger": list(LedgerLine.objects.exclude(stage="customer-erased").order_by("pk").values_list("stage", "at")),
        "held": list(HeldRow.objects.values_list("row", "codes", "state")),
    }


def texts_of_the_database() -> Iterator[tuple[str, str]]:
    """Every cell of every table, by the table's name."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for cell in row:
                    plain = bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
                    yield table, plain.casefold()


def texts_of_the_home() -> Iterator[tuple[str, str]]:
    """Every file of the home folder, the database's own and what its log holds too."""
    for folder in (Path(settings.FILES_FOLDER), Path(settings.LAKE_FOLDER), Path(settings.HOME)):
        for path in folder.rglob("*"):
            if path.is_file():
                yield path.name, path.read_bytes().decode("latin-1").casefold()


def traces() -> set[tuple[str, str]]:
    return {
        (place, trace)
        for texts in (texts_of_the_database(), texts_of_the_home())
        for place, text in texts
        for trace in HERS
        if trace in text
    }


def erase(elena: Customer) -> Erasure:
    return services.erase_for_host(customer=elena, why="asked-for", closes_cases=False, at=MONDAY)


def test_la40_the_person_is_nowhere_any_more_and_every_figure_is_what_it_was(
    elena: Customer, follow_ups: Callable[[], int]
) -> None:
    loading.load_dirty(at=MONDAY)
    before = everything_counted()
    assert {place for place, _ in traces()} >= {
        "customers_contact", "customers_customer", "voice_comment", "voice_import", "voice_original", "voice_heldrow",
        "instruments_response", "cases_answer", "cases_delivery", "customers_encounter",
    }  # fmt: skip

    erase(elena)
    follow_ups()

    assert everything_counted() == before
    assert traces() == set()
    loading.rebuild(at=MONDAY)
    assert everything_counted() == before
    assert len(before["figures"]) == 6  # type: ignore[arg-type]  # a list


def test_la40_the_others_in_the_file_stay_word_for_word_and_both_digests_are_kept(
    elena: Customer, follow_ups: Callable[[], int]
) -> None:
    came = Import.objects.get()
    before = files.path_of(came.file).read_bytes()

    erasure = erase(elena)
    follow_ups()

    run = Import.objects.get()
    now = files.path_of(run.file).read_bytes()
    hotel = "harbour-hotel"
    assert now.decode() == (
        "Survey no,Hotel,Stayed on,Guest,Mail,Booking,Stay as a whole,What could we do better?\r\n"
        f"1,{hotel},2026-10-01,Lars Holm,lars@example.com,BK-1,5,Nothing at all.\r\n"
        f",{hotel},2026-10-02,,,,2,\r\n"
        f",{hotel},2026-10-05,,,,9,\r\n"
        f"4,{hotel},2026-10-09,Mei Lin,mei@example.com,BK-3,4,Breakfast could begin earlier.\r\n"
    )
    assert not files.path_of(came.file).exists()
    told = {each.kind: each for each in voices.blanked(erasure=erasure.pk)}
    assert {kind: (each.rows, each.stands, each.done_at) for kind, each in told.items()} == {
        "original": (1, True, MONDAY), "file": (2, True, MONDAY),
    }  # fmt: skip
    assert (told["file"].before, told["file"].after) == (keys.digest(before), keys.digest(now))
    assert run.digest == told["file"].after != told["file"].before


def test_la40_what_is_brought_again_counts_nothing_twice(elena: Customer, follow_ups: Callable[[], int]) -> None:
    hotel = Unit.objects.get(code="harbour-hotel")
    erase(elena)
    follow_ups()
    counted = everything_counted()

    an_import(GUESTS, RECIPE, code="october", unit=hotel, at=MONDAY, name="october.csv")
    services.record_encounters(encounters=[her_stay(elena, hotel)], by=HOUSE, at=MONDAY)

    assert {name: counted[name] for name in ("voices", "encounters")} == {
        name: everything_counted()[name] for name in ("voices", "encounters")
    }


def test_la40_an_open_case_stands_in_the_way_by_its_number_unless_it_is_said_to_end(
    elena: Customer, follow_ups: Callable[[], int]
) -> None:
    again = a_voice(
        Channel.objects.get(slug="harbour-hotel"), 1, at=MONDAY, words="Otra zarzuela.",
        email="elena.vidal@example.com", language="es",
    )  # fmt: skip
    follow_ups()
    open_case = cases.case_of_voice(voice=again.pk, viewer=HOUSE)
    with pytest.raises(answering.CasesAreOpen, match=f"case {open_case.pk}") as refused:
        erase(elena)
    assert refused.value.cases == (open_case.pk,)
    assert (Customer.objects.get(pk=elena.pk).name, Erasure.objects.count()) == ("Elena Vidal", 0)

    services.erase_for_host(customer=elena, why="asked-for", closes_cases=True, at=MONDAY)
    follow_ups()

    open_case.refresh_from_db()
    stages = [line.stage for line in cases.ledger_of(viewer=HOUSE, case=open_case)]
    assert (open_case.state, stages[-1], traces()) == ("closed", "customer-erased", set())
    assert set(Answer.objects.values_list("text", flat=True)) == {""}


def test_la40_a_file_that_cannot_be_written_anew_says_so_and_is_tried_again(
    elena: Customer, follow_ups: Callable[[], int]
) -> None:
    path = files.path_of(Import.objects.get().file)
    away = path.rename(path.with_name("arriving-" + "0" * 32))

    erasure = erase(elena)
    with pytest.raises(AssertionError, match="FilesStillHoldThem"):
        follow_ups()
    held = [each for each in voices.blanked(erasure=erasure.pk) if each.kind == "file"]
    assert [(each.done_at, each.stands, "cannot be read" in each.fault) for each in held] == [(None, False, True)]

    away.rename(path)
    follow_ups()

    assert traces() == set()
    assert [each.stands for each in voices.blanked(erasure=erasure.pk)] == [True, True]


def test_la40_who_was_erased_and_writes_again_is_somebody_new(elena: Customer, follow_ups: Callable[[], int]) -> None:
    services.opt_out(kind="email", value="elena.vidal@example.com", purpose="survey", how="link", by=HOUSE, at=MONDAY)
    erase(elena)
    follow_ups()

    new = services.recognise(kind="email", value="elena.vidal@example.com", language="es", by=HOUSE, at=MONDAY)

    assert new.pk != elena.pk
    asked = customers.may_ask(viewer=HOUSE, customers=[elena.pk, new.pk], purpose="survey")
    assert [[str(each) for each in asked[key].why_not] for key in (elena.pk, new.pk)] == [["erased"], ["opted-out"]]
