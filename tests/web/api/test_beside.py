"""What stands beside a unit's figure in the API: target, kept limits, chance, the years and definitions before."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from servewell.base.permissions import HOUSE
from servewell.engines.lake.measures import By
from servewell.project.command import servewell
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.selectors import Look
from servewell.rooms.insight.selectors.charts.keeping import Series
from servewell.rooms.people.models import Unit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_company, a_person, a_promise, a_unit, an_aspect, an_indicator
from tests.builders.figures import Answered, Rated, the_lake_holds
from tests.builders.machines import a_machine
from tests.builders.mondays import two_years_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "lake")]
JANUARY = date(2026, 1, 1)


@pytest.fixture
def company() -> Unit:
    """Two calm years, and one aspect answered lately."""
    an_indicator()
    a_promise(aspects=[an_aspect("respect")])
    company = a_company(zone="UTC")
    the_lake_holds(*two_years_of(company), Answered(company, date(2026, 10, 3), 20, 100, aspect="respect"))
    return company


def told(company: Unit, query: str = "") -> Any:
    return a_machine(company).told(f"satisfaction/{company.code}{query}")


def aim(unit: Unit, value: float, at: datetime, *, aspect: str = "") -> None:
    by = a_person("Ana", rules.SET_TARGET, unit=unit, number=f"aims-{unit.code}-{aspect}")
    services.set_target(
        unit=unit, aim=services.Aim(aspect=aspect), value=value, scale=None, from_on=JANUARY, by=by, at=at
    )


def test_a_target_is_told_with_who_set_it_since_when_and_whether_it_is_reached(company: Unit, now: datetime) -> None:
    aim(company, 0.5, now)
    aim(company, 0.9, now, aspect="respect")

    found = told(company)

    assert found["target"] == {
        "value": 0.5, "since": "2026-01-01", "set_by": "Ana", "set_on": now.date().isoformat(), "at_unit": None,
        "reach": "reached",
    }  # fmt: skip
    assert [(each["code"], each["target"]["reach"]) for each in found["aspects"]] == [("respect", "missed")]
    assert [each["target"] for each in found["periods"]] == [
        0.5 if each["first"] >= "2026-01-01" else None for each in found["periods"]
    ]


def test_the_target_of_the_unit_above_is_told_with_its_name(company: Unit, now: datetime) -> None:
    inn = a_unit("inn", under=company)
    the_lake_holds(*two_years_of(inn))
    aim(company, 0.8, now)

    found = a_machine(company).told("satisfaction/inn")["target"]

    assert (found["at_unit"], found["reach"]) == ("Company", "open")


def test_nothing_beside_the_figure_tells_of_answers_that_are_kept_back(company: Unit, now: datetime) -> None:
    the_lake_holds(
        Rated(company, date(2026, 10, 10), [5.0] * 4, language="es"), Rated(company, date(2026, 10, 10), [5.0] * 40)
    )
    aim(company, 0.5, now)

    found = told(company, "?language=es")

    assert found["standing"] == "private"
    assert (found["target"], found["former"], found["chance"]) == (None, None, None)
    assert found["basis"]["digest"] is None
    assert {each["year_before"] for each in found["periods"]} == {None}


def test_kept_limits_are_told_with_why_whose_and_since_when(company: Unit, now: datetime) -> None:
    services.draw_limits(at=now)
    series = Series(indicator="css", version=1, audience=Audience.EXTERNAL, by=By.MONTH)
    lin = a_person("Lin Hua", rules.REBASE, rules.SEE, unit=company)
    services.rebase(
        unit=company, series=series, from_on=date(2025, 9, 1), reason="A new manager.", by=lin, at=now
    )  # fmt: skip

    found = told(company)

    first, anew = found["kept_limits"]
    assert (first["since"], first["drawn_by"], first["reason"]) == ("2024-12-01", None, None)
    assert (anew["since"], anew["drawn_by"], anew["reason"], anew["drawn_on"]) == (
        "2025-09-01", "Lin Hua", "A new manager.", now.date().isoformat(),
    )  # fmt: skip
    assert (anew["is_holding"], anew["would_differ"], anew["chart"]) == (True, False, "p")
    assert [each["kept_since"] for each in found["charts"]][-1] == "2025-09-01"
    assert anew["centre"] == found["periods"][-1]["centre"]


def test_answers_that_come_late_are_told_beside_the_limits_that_they_would_change(company: Unit, now: datetime) -> None:
    services.draw_limits(at=now)
    late = Answered(company, date(2025, 1, 3), 0, 100)
    the_lake_holds(*two_years_of(company), late)

    assert [each["would_differ"] for each in told(company)["kept_limits"]] == [True]


def test_how_many_signals_come_by_chance_is_the_rooms_own_number(company: Unit, now: datetime) -> None:
    services.draw_limits(at=now)
    found = selectors.satisfaction(viewer=HOUSE, look=Look(unit="company"), at=now).charted

    chance = told(company)["chance"]

    assert chance == {
        "a_year": sum(found.chance.values()), "by_rule": dict(found.chance), "charts": found.charts, "says": "",
    }  # fmt: skip
    assert chance["a_year"] > 0


def test_each_period_stands_beside_the_same_one_of_the_year_before(company: Unit) -> None:
    periods = told(company)["periods"]

    assert [each["year_before"] for each in periods[12:]] == [each["value"] for each in periods[:12]]


def test_the_former_definition_is_told_beside_the_newer_one(company: Unit, now: datetime) -> None:
    an_indicator(definition="The best answer.", top_boxes=1, at=now)
    former = selectors.satisfaction(viewer=HOUSE, look=Look(unit="company"), at=now).former
    assert former is not None

    found = told(company)

    assert {**found["former"], "figure": found["former"]["figure"]["n"]} == {
        "version": 1, "until": now.date().isoformat(), "kind": "top-boxes", "definition": "The two best answers.",
        "figure": former.share.n,
    }  # fmt: skip
    assert [each["former"] for each in found["periods"]] == list(former.values)


def test_a_figure_is_told_with_all_that_makes_it_again(company: Unit, now: datetime) -> None:
    look = Look(unit="company")
    statement = selectors.statement(found=selectors.satisfaction(viewer=HOUSE, look=look, at=now))

    first = told(company)["basis"]
    the_lake_holds(*two_years_of(company), Answered(company, date(2026, 10, 3), 20, 100, aspect="respect"))
    alike = told(company)["basis"]
    the_lake_holds(*two_years_of(company), Answered(company, date(2026, 10, 3), 21, 100, aspect="respect"))
    other = told(company)["basis"]

    assert first == {
        "options": {"unit": "company", "version": "1", "until": now.date().isoformat()},
        "digest": statement.basis.digest,
        "software": dict(statement.basis.software),
    }
    assert alike == first
    assert other == {**first, "digest": other["digest"]}
    assert other["digest"] != first["digest"]
    assert selectors.look_kept(texts=first["options"]) == replace(look, version=1, until=now.date())


@pytest.mark.parametrize(
    ("path", "more"), [("compared?depth=leaves", {"depth": "leaves"}), ("drivers", {})], ids=["compared", "drivers"]
)
def test_what_is_looked_at_closer_is_told_with_its_options(
    company: Unit, now: datetime, path: str, more: dict[str, str]
) -> None:
    a_unit("inn", under=company)

    basis = a_machine(company).told(f"units/company/{path}")["basis"]

    assert basis["options"] == {"unit": "company", "version": "1", "until": now.date().isoformat(), **more}
    assert basis["digest"] is None, "nothing is told of it"


def test_units_that_are_compared_have_the_digest_of_their_answers(company: Unit) -> None:
    inn, spa = (a_unit(code, under=company) for code in ("inn", "spa"))
    digests = []
    for satisfied in (80, 80, 79):
        the_lake_holds(
            Answered(inn, date(2026, 10, 3), satisfied, 100), Answered(spa, date(2026, 10, 3), 50, 100)
        )  # fmt: skip
        digests.append(a_machine(company).told("units/company/compared")["basis"]["digest"])

    assert digests[0] == digests[1] != digests[2]
    assert digests[0]


def test_the_command_prints_targets_limits_and_digest_as_the_api_does(company: Unit, now: datetime) -> None:
    aim(company, 0.5, now)
    services.draw_limits(at=now)
    asked = ["measure", "--chart", "--unit", "company"]

    document, words = (
        CliRunner().invoke(servewell, [*asked, *more], catch_exceptions=False).output for more in (["--json"], [])
    )

    printed, answered = json.loads(document), told(company)
    for name in ("target", "kept_limits", "basis", "aspects", "former"):
        assert printed[name] == answered[name], name
    assert "target 0.500 since 2026-01-01, reached" in words.splitlines()
