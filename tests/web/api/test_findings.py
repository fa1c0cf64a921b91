"""What was published, and Monday's pages: listed and one by one, for whoever may see them."""

import json
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.models import Monday, Published
from servewell.rooms.insight.selectors import Look
from servewell.rooms.insight.terms import Form
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Grant, Unit
from servewell.rooms.voice import rules as voice_rules
from servewell.web.insight import printing
from servewell.web.kit import prints
from tests.builders import a_browser, a_channel, a_company, a_person, a_unit, a_voice, an_indicator
from tests.builders.company import LONG_AGO
from tests.builders.figures import Answered, asked_to_publish, the_lake_holds
from tests.builders.machines import a_finding_of, a_machine, a_monday_of
from tests.builders.mondays import a_leader, the_units_answered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "lake", "files")]
AUTUMN = date(2026, 11, 3)
NOT_THERE = "There is nothing here that you may see."


@pytest.fixture
def company() -> Unit:
    an_indicator()
    company = a_company(zone="UTC")
    the_lake_holds(Answered(company, AUTUMN, 80, 100))
    return company


def test_a_finding_is_told_with_its_figures_its_digest_and_that_the_same_comes_out(
    company: Unit, now: datetime
) -> None:
    number = a_finding_of(company, at=now)
    kept = Published.objects.get()

    found = a_machine(company).told(f"findings/{number}")

    assert (found["number"], found["unit"], found["digest"], found["version"]) == (number, "company", kept.digest, 1)
    assert found["options"] == {"unit": "company", "until": "2026-11-16"}
    assert (found["definition"], found["software"]) == ("The two best answers.", kept.software)
    assert found["figures"] == json.loads(json.dumps(kept.figures))
    assert found["figures"][0]["value"] == 0.8
    assert found["again"] == {
        "is_equal": True, "says": ["the same comes out today"], "digest": kept.digest, "is_other_data": False,
        "other_software": {}, "newest_version": 1, "differing": [],
    }  # fmt: skip
    assert (found["page"], found["file"]) == (f"/findings/{number}", f"/findings/{number}/file")


def test_what_differs_today_is_told_figure_by_figure_and_why(company: Unit, now: datetime) -> None:
    number = a_finding_of(company, at=now)
    the_lake_holds(Answered(company, AUTUMN, 79, 99))

    again = a_machine(company).told(f"findings/{number}")["again"]

    assert (again["is_equal"], again["is_other_data"]) == (False, True)
    assert again["digest"] != Published.objects.get().digest
    whole = next(each for each in again["differing"] if each["before"]["part"] == "whole")
    assert [(whole[side]["n"], whole[side]["value"]) for side in ("before", "now")] == [
        (100, 0.8),
        (99, pytest.approx(79 / 99)),
    ]
    assert again["says"][0] == "something else comes out today"


def test_figures_that_cannot_be_made_again_are_told_as_such(company: Unit, now: datetime) -> None:
    number = a_finding_of(company, at=now)
    the_lake_holds()

    again = a_machine(company).told(f"findings/{number}")["again"]

    assert (again["is_equal"], again["digest"]) == (False, None)
    assert again["says"][0] == "cannot be made again"


def test_what_is_not_made_yet_is_told_without_figures(company: Unit, now: datetime) -> None:
    asked = asked_to_publish(company, at=now)

    found = a_machine(company).told(f"findings/{asked.pk}")

    assert [found[name] for name in ("made_at", "digest", "again", "file", "version")] == [None] * 5
    assert found["figures"] == []


def test_a_file_with_customers_words_is_offered_to_who_may_read_them_only(
    company: Unit, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prints, "pdf_of", lambda **_: b"%PDF with words")
    a_voice(a_channel(company), 5, words="Splendid towels.", at=now)
    reader = a_person("Eve", rules.SEE, voice_rules.READ, unit=company)
    asked = services.ask_to_publish(
        unit=company, look=Look(unit="company"), form=Form.PDF, language="en", by=reader, at=now
    )
    printing.make(number=asked.pk)

    powers = [(rules.SEE,), (rules.SEE, voice_rules.READ)]
    seen = [a_machine(company, *each).told(f"findings/{asked.pk}")["file"] for each in powers]

    assert seen == [None, f"/findings/{asked.pk}/file"]


def test_findings_are_listed_newest_first_in_parts_for_the_units_that_one_sees(company: Unit, now: datetime) -> None:
    inn = a_unit("inn", under=company)
    the_lake_holds(Answered(inn, AUTUMN, 80, 100))
    numbers = [a_finding_of(unit, at=now) for unit in (company, inn, company)]

    whole = a_machine(company).told("findings")
    first = a_machine(company).told("findings?size=2")
    rest = a_machine(company).told(f"findings?size=2&after={first['next']}")

    assert [each["number"] for each in whole["findings"]] == numbers[::-1]
    assert (first["findings"] + rest["findings"], rest["next"]) == (whole["findings"], None)
    assert [each["unit"] for each in a_machine(inn).told("findings")["findings"]] == ["inn"]


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_of_findings_costs_as_many_queries_however_long_it_is(company: Unit, now: datetime, many: int) -> None:
    for _ in range(many):
        a_finding_of(company, at=now)
    machine = a_machine(company)

    with CaptureQueriesContext(connection) as seen:
        told = machine.told("findings")

    assert len(told["findings"]) == many
    assert len(seen) == 3


def test_anothers_finding_and_none_are_told_alike(company: Unit, now: datetime) -> None:
    inn = a_unit("inn", under=company)
    number = a_finding_of(company, at=now)
    machine = a_machine(inn)

    anothers, nobodys = machine.ask(f"findings/{number}"), machine.ask("findings/987654321987654321987654321")

    assert anothers == nobodys
    assert anothers == (
        404,
        {
            "error": NOT_THERE,
            "field": "number",
            "mend": "What was published of the units that you see is listed at /api/findings.",
        },
    )


def test_where_a_list_goes_on_is_a_number(company: Unit) -> None:
    status, said = a_machine(company).ask("findings?after=there")

    assert (status, said["field"], said["mend"]) == (422, "after", "Give what “next” said, or leave it out.")


@pytest.fixture
def reader(company: Unit, now: datetime) -> Client:
    the_units_answered(fallen=[company])
    ann = a_leader("Ann", unit=company)
    a_monday_of(ann, at=now)
    return a_browser(ann)


def test_ones_own_mondays_are_listed_and_told_as_they_were_kept(reader: Client) -> None:
    kept = Monday.objects.get()
    found = selectors.from_plain(kept=kept.document)

    listed = reader.get("/api/mondays").json()["mondays"]
    told = reader.get("/api/mondays/2026-11-16").json()

    assert [(each["week"], each["page"]) for each in listed] == [("2026-11-16", "/monday?week=2026-11-16")]
    assert {name: told[name] for name in listed[0]} == listed[0]
    assert [(each["code"], each["value"], each["n"]) for each in told["rows"]] == [
        (each.code, each.value, each.n) for each in found.rows
    ]
    assert [(each["code"], each["rule"], each["side"]) for each in told["alarms"]] == [
        ("company", "beyond-limits", "below")
    ]
    assert (told["now"], told["chance"]) == ({"first": "2026-08-01", "last": "2026-11-30"}, found.chance)


def test_nobody_reads_anothers_monday_and_a_token_has_none(company: Unit, reader: Client) -> None:
    other = a_browser(a_person("Sam", rules.SEE, unit=company))

    anothers, nobodys = (other.get(f"/api/mondays/{week}") for week in ("2026-11-16", "2026-11-09"))
    by_token = [a_machine(company).ask(path) for path in ("mondays", "mondays/2026-11-16")]

    assert (anothers.status_code, anothers.json()) == (nobodys.status_code, nobodys.json())
    assert (anothers.status_code, anothers.json()["field"]) == (404, "week")
    assert other.get("/api/mondays").json() == {"mondays": []}
    assert {(status, said["error"]) for status, said in by_token} == {
        (404, "Monday's pages are made for persons; a token has none.")
    }


def test_of_units_that_one_may_not_see_today_a_kept_page_tells_nothing(company: Unit, now: datetime) -> None:
    inn, spa = (a_unit(code, under=company) for code in ("inn", "spa"))
    the_units_answered(fallen=[inn, spa])
    ann = a_leader("Ann", unit=inn)
    role = Grant.objects.get(person=ann).role
    of_spa = people.grant(person=ann, role=role, unit=spa, from_on=LONG_AGO.date(), by=HOUSE, at=now)
    a_monday_of(ann, at=now)
    people.end_grant(grant=of_spa, on=date(2026, 1, 1), by=HOUSE, at=now)

    told = a_browser(ann).get("/api/mondays/2026-11-16").json()

    assert {each["code"] for each in [*told["rows"], *told["alarms"]]} == {"inn"}
    assert (told["left_out"], told["chance"]) == (1, 0.0)


def test_a_page_that_cannot_be_read_any_more_is_said_to_be_so(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(**_: object) -> None:
        raise selectors.DocumentIsUnreadable

    monkeypatch.setattr(selectors, "monday_as_seen", unreadable)

    told = reader.get("/api/mondays/2026-11-16")

    assert (told.status_code, told.json()["error"]) == (404, "What was kept of that week cannot be read any more.")
