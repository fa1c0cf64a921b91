"""What satisfaction is for, in the API and from the command: the same as on the page, and nothing of few."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from servewell.base.permissions import HOUSE
from servewell.project.command import servewell
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.selectors import moved
from servewell.rooms.insight.selectors.charts.charting import chance_of_the_latest
from servewell.rooms.insight.terms import Outcome
from servewell.rooms.people.models import Unit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_browser, a_channel, a_company, a_person, a_unit, an_indicator
from tests.builders.figures import Answered, Met, Spoke, the_lake_holds
from tests.builders.machines import a_machine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "lake")]
NOW = date(2026, 11, 1)
MONTHS = [moved(month=NOW, months=-number) for number in reversed(range(24))]


@pytest.fixture
def company() -> Unit:
    """Since August six times as many complaints as before, of as many stays."""
    an_indicator()
    company = a_company(zone="UTC")
    inn = a_unit("inn", under=company)
    the_lake_holds(
        *[Met(inn, month, 500) for month in MONTHS],
        *[Spoke(inn, month, 12 if month > date(2026, 7, 1) else 2, overall=0.0) for month in MONTHS],
        Answered(inn, NOW, 30, 40),
    )
    return company


def told(company: Unit, query: str = "") -> Any:
    return a_machine(company).told(f"units/{company.code}/outcomes{query}")


def test_outcomes_are_told_as_the_page_says_them_what_is_inside_first(company: Unit, now: datetime) -> None:
    found = told(company)
    page = a_browser(a_person("Ann", rules.SEE, unit=company)).get("/satisfaction/company/outcomes").context["page"]

    assert found["says"] == page.title == "Company: more complaints than the year before"
    said = {name: each["says"] for name, each in found.items() if isinstance(each, dict) and "says" in each}
    assert list(said) == ["employees", "customers", "came_again", "left", "complaints"]
    assert list(said.values()) == [figure.count for figure in page.strip.figures]
    defined = [found["definition"]] * 2 + [found[name]["definition"] for name in ("came_again", "left", "complaints")]
    assert defined == [figure.definition.says for figure in page.strip.figures]
    assert (found["now"], found["before"]) == (
        {"first": "2026-08-01", "last": "2026-11-30"},
        {"first": "2025-08-01", "last": "2026-07-31"},
    )


def test_complaints_are_told_per_thousand_with_interval_limits_and_signals(company: Unit, now: datetime) -> None:
    complaints = told(company)["complaints"]
    rates = selectors.outcomes(viewer=HOUSE, unit="company", at=now, with_course=True).complaints
    chart, signals = rates.course.chart, rates.course.signals
    assert chart is not None

    assert complaints["now"] == {
        "value": 24.0, "low": rates.now.low, "high": rates.now.high, "events": 48, "per": 1000,
    }  # fmt: skip
    assert (complaints["verdict"], complaints["encounters"]) == ("above", {"stay": 2000})
    assert [each["period"] for each in complaints["months"]] == [f"{month:%Y-%m}" for month in MONTHS]
    assert [(each["value"], each["lower"], each["centre"], each["upper"]) for each in complaints["months"]] == list(
        zip(chart.values, chart.lower, chart.centre, chart.upper, strict=True)
    )
    assert [each["complaints"] for each in complaints["months"]] == [2] * 20 + [12] * 4
    assert [each["is_unfinished"] for each in complaints["months"]] == [False] * 23 + [True]
    assert [(each["rule"], each["side"]) for each in complaints["signals"]] == [
        (each.rule, each.side) for each in signals
    ]
    assert complaints["signals"]
    assert complaints["chance"] == chance_of_the_latest(chart=chart, signals=signals, by=selectors.By.MONTH)
    assert complaints["chance"] > 0


def test_without_a_signal_no_chance_is_told(company: Unit) -> None:
    found = told(company)

    assert (found["came_again"]["signals"], found["came_again"]["chance"]) == ([], None)


def test_a_unit_that_does_not_know_its_stays_has_no_rate_and_says_why(company: Unit) -> None:
    inn = Unit.objects.get(code="inn")
    the_lake_holds(Answered(inn, NOW, 30, 40), Spoke(inn, NOW, 40, overall=0.25))

    complaints = told(company)["complaints"]

    assert complaints["telling"] == "gaps"
    assert complaints["says"] == "How many customers came is not known in some months: Inn."
    assert {(each["value"], each["events"]) for each in (complaints["now"], complaints["before"])} == {(None, None)}
    assert {(each["value"], each["complaints"], each["encounters"]) for each in complaints["months"]} == {
        (None, None, None)
    }


def test_of_few_employees_neither_a_figure_nor_a_number_is_told(company: Unit) -> None:
    desk = a_unit("desk", under=company)
    channel = a_channel(desk, slug="desk", audience=Audience.INTERNAL)
    the_lake_holds(Answered(desk, NOW, 7, 9, channel=channel.slug))

    employees = told(company)["employees"]

    assert (employees["telling"], employees["withheld"]) == ("few", "too-few")
    assert {employees[name] for name in ("value", "n", "low", "high", "verdict")} == {None}


def test_who_came_again_and_who_left_are_told_by_quarter_or_said_why_not(company: Unit) -> None:
    found = told(company)

    assert (found["came_again"]["year"]["telling"], found["left"]["year"]["telling"]) == ("none", "none")
    assert [each["period"] for each in found["left"]["quarters"]][-1] == "2026-Q3"
    assert len(found["came_again"]["quarters"]) == len(found["left"]["quarters"]) == 12
    assert {each["value"] for name in ("came_again", "left") for each in found[name]["quarters"]} == {None}
    assert {each["headcount"] for each in found["left"]["quarters"]} == {None}
    assert {each["again"] for each in found["came_again"]["quarters"]} == {None}


def test_outcomes_of_a_month_gone_by_are_asked_for_with_until_and_say_with_what_they_were_asked(company: Unit) -> None:
    found = told(company, "?until=2026-07-15&tree=today")

    assert found["now"]["last"] == "2026-07-31"
    assert found["basis"]["options"] == {"unit": "company", "version": "1", "until": "2026-07-31", "tree": "today"}
    assert found["basis"]["digest"] is None


@pytest.mark.parametrize("until", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("path", ["units/company/outcomes", "satisfaction/company", "units/company/compared"])
def test_the_ends_of_the_calendar_break_nothing(company: Unit, path: str, until: str) -> None:
    assert a_machine(company).ask(f"{path}?until={until}")[0] == 200


def test_outcomes_of_anothers_unit_are_told_to_nobody(company: Unit) -> None:
    machine = a_machine(Unit.objects.get(code="inn"))

    assert machine.ask("units/company/outcomes") == machine.ask("units/nowhere/outcomes")
    assert machine.ask("units/company/outcomes")[0] == 404
    assert machine.ask("units/inn/outcomes?indicator=css")[1]["mend"] == "The options are: until, tree."


def test_the_command_prints_outcomes_as_the_api_answers_them(company: Unit) -> None:
    asked = ["measure", "--outcomes", "--unit", "company"]
    document, words = (
        CliRunner().invoke(servewell, [*asked, *more], catch_exceptions=False).output for more in (["--json"], [])
    )

    assert {**json.loads(document), "as_of": None} == {**told(company), "as_of": None}
    lines = words.splitlines()
    assert lines[0] == "Company: more complaints than the year before"
    assert lines[1] == "2026-08-01 to 2026-11-30, against 2025-08-01 to 2026-07-31"
    names = [line.split("  ")[0] for line in lines[2:7]]
    assert names == ["employees", "customers", "came again", "left", "complaints"]
    assert "24.000  (" in lines[6]
    assert "above the year before" in lines[6]
    printed = json.loads(document)
    assert lines[7:] == [
        "",
        "employees and customers: The two best answers.",
        *(f"{name}: {printed[name.replace(' ', '_')]['definition']}" for name in names[2:]),
    ]


@pytest.mark.parametrize("option", [["--by", "quarter"], ["--aspect", "respect"], ["--channel", "web"], ["ces"]])
def test_an_option_that_outcomes_know_not_is_refused(company: Unit, option: list[str]) -> None:
    refused = CliRunner().invoke(servewell, ["measure", "--outcomes", "--unit", "company", *option])

    assert refused.exit_code == 2
    assert "outcomes are of all answers, by month, as the company defined css" in refused.output


def test_limits_that_are_kept_are_told_with_who_drew_them_and_why(company: Unit, now: datetime) -> None:
    services.draw_limits_of_outcomes(at=now)
    leader = a_person("Lin Hua", rules.REBASE, rules.SEE, unit=company)
    series = selectors.series_of(outcome=Outcome.COMPLAINTS)
    services.rebase(unit=company, series=series, from_on=MONTHS[8], reason="A new desk.", by=leader, at=now)

    found = told(company)
    said = CliRunner().invoke(servewell, ["measure", "css", "--outcomes", "--unit", company.code]).output

    of_complaints = found["complaints"]
    assert of_complaints["kept_since"] == MONTHS[8].isoformat()
    assert [(each["since"], each["drawn_by"], each["reason"]) for each in of_complaints["kept_limits"]] == [
        (MONTHS[0].isoformat(), None, None),
        (MONTHS[8].isoformat(), "Lin Hua", "A new desk."),
    ]
    assert (found["left"]["kept_since"], found["came_again"]["kept_limits"]) == (None, [])
    assert "limits since 2025-08-01, drawn 2026-11-16 up to 2026-10-31 by Lin Hua: A new desk." in said
