"""Limits by the API: read by whoever sees the figures, drawn anew by a token on the word of a person who may."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from servewell.base.models import Entry
from servewell.rooms.insight import rules, services
from servewell.rooms.insight.models import DrawnLimits
from servewell.rooms.insight.selectors import moved
from servewell.rooms.people.models import Unit
from tests.builders import a_browser, a_company, a_person, a_unit, an_indicator
from tests.builders.figures import Answered, Met, Spoke, the_lake_holds
from tests.builders.machines import a_machine, a_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "the_clock_stands")]
MONTHS = [moved(month=date(2026, 11, 1), months=-number) for number in range(30)][::-1]
CALM = (80, 84, 76, 82)


@pytest.fixture
def company(now: datetime) -> Unit:
    an_indicator()
    company = a_company()
    the_lake_holds(
        *[Answered(company, month, CALM[place % 4], 100) for place, month in enumerate(MONTHS)],
        *[Met(company, month, 500) for month in MONTHS],
        *[Spoke(company, month, 4 + place % 3, overall=0.0) for place, month in enumerate(MONTHS)],
    )
    services.draw_limits(at=now)
    services.draw_limits_of_outcomes(at=now)
    a_person("Lin Hua", rules.REBASE, unit=company, number="1006")
    return company


class Sender:
    def __init__(self, unit: Unit) -> None:
        self.token, secret = a_token(unit, rules.SEE, rules.REBASE)
        self._headers = {"Authorization": f"Bearer {secret}"}

    def send(self, body: object, unit: str = "company") -> tuple[int, Any]:
        said = Client().post(
            f"/api/units/{unit}/limits", json.dumps(body), content_type="application/json", headers=self._headers
        )
        return said.status_code, json.loads(said.content)


ASKED = {"since": "2025-08-15", "reason": "A second lift.", "on_word_of": "1006"}


def test_a_token_draws_limits_anew_on_the_word_of_a_person(company: Unit) -> None:
    sender = Sender(company)

    status, told = sender.send(ASKED)
    again, same = sender.send(ASKED)
    of_complaints, complaints = sender.send({**ASKED, "indicator": "outcome.complaints"})

    assert (status, again, same) == (201, 200, told)
    assert (told["indicator"], told["by"], told["aspect"], told["since"], told["drawn_until"]) == (
        "css", "month", None, "2025-08-01", "2026-10-31",
    )  # fmt: skip
    assert (told["reason"], told["drawn_by"], told["points"]) == ("A second lift.", "Lin Hua", 15)
    assert (of_complaints, complaints["indicator"], complaints["chart"]) == (201, "outcome.complaints", "u")
    assert (
        list(Entry.objects.filter(deed="insight.rebase").values_list("actor", flat=True))
        == [sender.token.actor_key] * 2
    )


def test_whoever_sees_the_figures_reads_all_limits_that_are_kept(company: Unit) -> None:
    sender = Sender(company)
    sender.send(ASKED)

    told = a_machine(company).told("units/company/limits")

    assert told["unit"] == "company"
    assert [(each["indicator"], each["by"], each["since"], each["drawn_by"]) for each in told["limits"]] == [
        ("css", "month", "2024-06-01", None),
        ("css", "month", "2025-08-01", "Lin Hua"),
        ("css", "week", told["limits"][2]["since"], None),
        ("outcome.complaints", "month", "2024-06-01", None),
    ]
    assert a_machine(a_unit("inn", under=company)).ask("units/company/limits")[0] == 404


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 4001}, "reason"),
        ({"reason": "half\u0000"}, "reason"),
        ({"since": "2026-05-01"}, "since"),
        ({"since": "2024-06-01"}, "since"),
        ({"since": "2026-11-02"}, "since"),
        ({"since": 20260101}, "since"),
        ({"on_word_of": "1007"}, "on_word_of"),
        ({"on_word_of": "nobody"}, "on_word_of"),
        ({"indicator": "nps"}, "indicator"),
        ({"aspect": "respect"}, "indicator"),
        ({"by": "day"}, "by"),
        ({"indicator": "outcome.complaints", "by": "quarter"}, "by"),
        ({"whim": 1}, "whim"),
    ],
)
def test_what_cannot_stand_is_refused_where_it_is_wrong(company: Unit, changed: dict[str, object], where: str) -> None:
    a_person("Only Reads", rules.SEE, unit=company, number="1007")

    status, told = Sender(company).send({**ASKED, **changed})

    assert (status, [each["where"] for each in told["faults"]]) == (422, [where])
    assert all(each["what"] and each["mend"] for each in told["faults"])
    assert not DrawnLimits.objects.filter(phase=2).exists()


def test_only_a_token_that_may_does_it_and_only_to_its_units(company: Unit) -> None:
    inn, body = a_unit("inn", under=company), json.dumps(ASKED)
    _, reader = a_token(company)
    browser = a_browser(a_person("Ann", rules.SEE, rules.REBASE, unit=company))

    read_only = Client().post(
        "/api/units/company/limits", body, "application/json", headers={"Authorization": f"Bearer {reader}"}
    )
    by_session = browser.post("/api/units/company/limits", body, "application/json")

    assert (read_only.status_code, by_session.status_code) == (404, 401)
    assert [Sender(inn).send(ASKED, unit)[0] for unit in ("company", "nowhere")] == [404, 404]
    assert not DrawnLimits.objects.filter(phase=2).exists()
