"""My day: what I owe, what customers said, how we stand; and the rooms I may enter."""

import re
from datetime import date, datetime
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE, Power
from servewell.rooms.cases import rules as cases
from servewell.rooms.cases import services as answering
from servewell.rooms.insight import rules as insight
from servewell.rooms.insight import selectors as figures_of
from servewell.rooms.insight import services as figures
from servewell.rooms.people import rules as people
from servewell.rooms.people.models import Person
from servewell.rooms.standards import services as standards
from servewell.rooms.voice import rules as voice
from servewell.web.home import shown as home
from servewell.web.kit.components import Figure
from tests.builders import (
    a_browser,
    a_channel,
    a_company,
    a_person,
    a_policy,
    a_unit,
    a_voice,
    an_indicator,
    an_obligation,
    an_open_case,
    words,
)
from tests.builders.figures import Rated, a_mean, the_lake_holds
from tests.programmes.visitor import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]


def text(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found is not None
    return found.group(1)


def todo(page: str) -> list[tuple[str, str, str]]:
    """Title, what stands under it and the chip, for each thing owed."""
    part = page[page.index('<ul class="kit-todo">') : page.index("</ul>", page.index('<ul class="kit-todo">'))]
    row = r'<p>([^<]*)</p><p class="kit-muted">([^<]*)</p></div>\s*(?:<span class="kit-chip [\w-]+">([^<]*))?'
    return re.findall(row, part)


@pytest.mark.parametrize(
    ("hour", "zone", "greeting"),
    [
        ("2026-11-16T00:00", "Asia/Shanghai", "Good morning, 陈晓"),
        ("2026-11-16T04:00", "Asia/Shanghai", "Good afternoon, 陈晓"),
        ("2026-11-16T04:00", "America/New_York", "Good evening, 陈晓"),
        ("2026-11-16T20:59", "Asia/Shanghai", "Good evening, 陈晓"),
        ("2026-11-16T21:00", "Asia/Shanghai", "Good morning, 陈晓"),
    ],
)
def test_my_day_greets_by_the_clock_of_the_unit(
    hour: str, zone: str, greeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = a_browser(a_person("陈晓", unit=a_unit("hotel", under=a_company(), zone=zone)))
    monkeypatch.setattr(today, "now", lambda: datetime.fromisoformat(f"{hour}+00:00"))

    assert heading(text(browser.get("/"))) == greeting


def test_what_is_overdue_stands_first_and_the_first_is_the_main_thing() -> None:
    an_obligation("later", subject="later", due_days=30)
    an_obligation("now", subject="now", due_days=10)
    an_obligation("soon", subject="soon")
    page = text(a_browser(a_person("Ann", from_on=date(2026, 11, 1))).get("/"))

    assert todo(page) == [
        ("Sign the service pledge", "Was due 1 November · Before your first day", "overdue"),
        ("Sign the service pledge", "Was due 11 November · Read it, add your own words and sign.", "overdue"),
        ("Sign the service pledge", "Due 1 December · Read it, add your own words and sign.", ""),
    ]
    assert re.findall(r'class="(btn[^"]*)" href="(/pledges/\w+)"', page) == [
        ("btn btn-primary", "/pledges/soon"), ("btn", "/pledges/now"), ("btn", "/pledges/later"),
    ]  # fmt: skip


def test_who_owes_nothing_reads_that() -> None:
    assert "You have done everything you owe" in text(a_browser(a_person("Ann")).get("/"))


def test_the_line_of_the_year_stands_under_the_greeting(now: datetime) -> None:
    standards.publish_message(
        unit=a_company(), year=2026, line=words("Listen first."), text=words("All year."), by=HOUSE, at=now
    )
    assert 'Our line this year: <b lang="en">Listen first.</b>' in text(a_browser(a_person("Ann")).get("/"))


def test_who_leads_sees_who_is_overdue_below_and_no_further() -> None:
    an_obligation()
    west, east = (a_unit(code, under=a_company()) for code in ("west", "east"))
    for name, unit in (("Wei", a_unit("hotel", under=west)), ("Eve", east)):
        a_person(name, unit=unit)
    wendy = a_browser(a_person("Wendy", people.SEE_TEAM, unit=west))
    eddie = a_browser(a_person("Eddie", unit=east))

    assert "2 of your people owe something that should be done" in text(wendy.get("/"))
    assert "of your people" not in text(eddie.get("/"))


def test_who_leads_sees_that_somebody_still_owes_what_is_not_late_yet() -> None:
    hotel = a_unit("hotel", under=a_company())
    an_obligation(unit=hotel)
    leader = a_person("Lee", people.SEE_TEAM)
    before = text(a_browser(leader).get("/"))
    a_person("New", unit=hotel, from_on=date(2026, 12, 1))

    assert "Your people have done what they owe" in before
    assert "1 of your people still owes something; it is not late" in text(a_browser(leader).get("/"))


ALL = (insight.SEE, voice.READ, cases.SEE, people.SEE_TEAM, voice.MANAGE_CHANNELS)


@pytest.mark.parametrize(
    ("powers", "places"),
    [
        ((), ["/", "/promise", "/chain"]),
        ((voice.READ,), ["/", "/voices", "/promise", "/chain"]),
        (
            ALL,
            [
                *("/", "/satisfaction", "/voices", "/cases", "/monday"),
                *("/cases/reports", "/channels", "/promise", "/chain", "/team"),
            ],
        ),
    ],
)
def test_the_rooms_shown_are_those_the_person_may_enter(powers: tuple[Power, ...], places: list[str]) -> None:
    page = text(a_browser(a_person("Ann", *powers)).get("/"))
    rail = page[page.index('class="kit-nav"') : page.index('class="kit-rail-foot"')]
    tabs = page[page.index('class="kit-tabs"') : page.index('class="kit-more"')]

    assert re.findall(r'<a href="([^"]*)"', rail) == places
    assert re.findall(r'<a href="([^"]*)"', tabs) == places[:4]
    assert re.findall(r'href="([^"]*)" aria-current', rail) == ["/"]
    assert re.findall(r'class="kit-brand" href="/">.*?<span>(.*?)</span></a>', page) == ["Company"]


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/")["Location"] == "/accounts/login/?next=%2F"


@pytest.mark.parametrize("things", [1, 3])
def test_my_day_costs_as_many_queries_however_much_is_owed(things: int, lake_db: Path, now: datetime) -> None:
    """With everything that it can show: the line, a quote, obligations, cases, a figure, the team."""
    ann = a_person("Ann", *ALL, cases.ANSWER)
    for number in range(things):
        an_obligation(f"sign-{number}", subject=f"pledge-{number}")
    standards.publish_message(
        unit=a_company(), year=2026, line=words("Listen first."), text=words("All year."), by=HOUSE, at=now
    )
    an_indicator()
    a_policy()
    channel = a_channel()
    for _ in range(things):
        a_voice(channel, 5, words="They listened.", at=now)
        answering.assign(case=an_open_case(channel, at=now), to=ann, by=HOUSE, at=now)
    figures.load_dirty(at=now)
    browser = a_browser(ann)
    browser.get("/")

    with CaptureQueriesContext(connection) as seen:
        page = text(browser.get("/"))

    assert len(todo(page)) == 2 * things
    assert [shown in page for shown in ("They listened.", f"{2 * things} answers", "Listen first.")] == [True] * 3
    assert len(seen) == 18


@pytest.mark.parametrize(
    ("answered", "shown"),
    [
        ([[4, 5] * 20], ("4.50", "between 4.34 and 4.66", "40 answers")),
        ([[4, 5], [9, 10]], ("", "", "4 answers")),
    ],
)
def test_a_mean_stands_on_its_scale_and_several_scales_have_none(
    answered: list[list[float]], shown: tuple[str, str, str], lake: Path
) -> None:
    a_mean()
    scales = [(5.0, 1), (10.0, 2)]
    the_lake_holds(
        *(
            Rated(a_company(), date(2026, 11, 3), values, best=best, series=series)
            for values, (best, series) in zip(answered, scales, strict=False)
        )
    )

    found = shown_figure(a_person("Ann", insight.SEE, unit=a_company()))

    assert (found.value, found.between, found.count) == shown


def shown_figure(person: Person) -> Figure:
    found = figures_of.measure(viewer=person, unit="company")
    return home.month_figure(found, unit=a_company(), on=date(2026, 11, 30), says="The mean.")


@pytest.mark.parametrize(
    ("october", "november", "shown"),
    [
        ([2, 3] * 20, [4, 5] * 20, ("Company, this month", "4.50", "40 answers")),
        ([2, 3] * 20, [], ("Company, October 2026", "2.50", "40 answers")),
        ([], [], ("Company, this month", "", "0 answers")),
    ],
)
def test_until_a_month_can_be_told_the_one_before_it_is_shown_by_name(
    october: list[float], november: list[float], shown: tuple[str, str, str], lake: Path
) -> None:
    a_mean()
    days = [(date(2026, 9, 3), [1.0] * 9), (date(2026, 10, 3), october), (date(2026, 11, 3), november)]
    the_lake_holds(*(Rated(a_company(), day, values) for day, values in days if values))
    browser = a_browser(a_person("Ann", insight.SEE, unit=a_company()))

    page = read(text(browser.get("/")))

    figure = next(each for each in page.all("div") if each.attributes.get("class") == "kit-figure")
    label, value, honest = (each.text for each in list(figure.all("p"))[:3])
    assert [part in said for part, said in zip(shown, (label, value, honest), strict=True)] == [True] * 3
    assert value == (shown[1] or "Cannot tell yet")
