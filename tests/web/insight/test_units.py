"""Which units stand out: the page says so in its title, shows no rank, and stays small for four hundred units."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from servewell.engines import stats
from servewell.rooms.insight import rules
from servewell.rooms.people.models import Unit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_browser, a_channel, a_company, a_person, a_unit, an_indicator
from tests.builders.figures import Answered, a_mean, the_lake_holds

pytestmark = pytest.mark.django_db

THIS_MONTH = date(2026, 11, 3)
PATH = "/satisfaction/company/units"
Answer = Any


@pytest.fixture(autouse=True)
def _in_english(the_clock_stands: None, lake: Path) -> Iterator[None]:
    with translation.override("en"):
        yield


def an_executive(unit: Unit | None = None) -> Client:
    an_indicator()
    return a_browser(a_person("Eve", rules.SEE, unit=unit))


def inns(*satisfied: int | None, n: int = 100, channel: str = "web", prefix: str = "inn") -> list[Unit]:
    units = [a_unit(f"{prefix}-{number:03d}", under=a_company()) for number in range(len(satisfied))]
    said = [(each, many) for each, many in zip(units, satisfied, strict=True) if many is not None]
    the_lake_holds(*(Answered(each, THIS_MONTH, many, n, channel=channel) for each, many in said))
    return units


def words(html: str) -> str:
    return " ".join(re.split(r"[ \n]+", unescape(re.sub(r"<[^>]*>", " ", html)).strip()))


def heading(answer: Answer) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.content.decode())
    assert found is not None
    return unescape(found.group(1))


def rows(answer: Answer) -> list[list[str]]:
    found = re.findall(r'<table class="insight-units.*?</table>', answer.content.decode(), flags=re.DOTALL)[0]
    lines = re.findall(r"<tr>(.*?)</tr>", found, flags=re.DOTALL)[1:]
    return [[words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)] for line in lines]


@pytest.mark.parametrize(
    ("satisfied", "title"),
    [
        ((), "Company has no units below"),
        ((None, None), "Company: no answers to compare yet"),
        ((80,), "Company: there is nothing to compare yet"),
        ((90, 50), "Inn-001 lies below Inn-000"),
        ((80, 84, 82), "None of 3 units stands apart from the others"),
        ((50, 84, 82, 83, 85, 84, 83, 82), "Inn-000 lies below the other units"),
        ((98, 80, 79, 81, 80, 79, 81, 80), "Inn-000 lies above the other units"),
        ((50, 50, 80, 79, 78, 80, 77, 79, 78), "2 of 9 units lie below the others"),
        ((97, 98, 70, 71, 72, 70, 73, 70, 71), "2 of 9 units lie above the others"),
        ((50, 98, 80, 81, 82, 80, 79, 80), "Of 8 units, 1 lies below the others, 1 above them"),
    ],
)
def test_the_title_is_a_finding(satisfied: tuple[int | None, ...], title: str) -> None:
    inns(*satisfied)

    assert heading(an_executive().get(PATH)) == title


def test_a_row_tells_the_figure_what_to_expect_and_a_verdict_but_no_rank() -> None:
    inns(50, 84, 82, None, 85, 80)
    guess = stats.shrunk_shares(successes=[50, 84, 82, 85, 80], n=[100] * 5)
    expected = [
        f"{value * 100:.1f}\u202f% {low * 100:.1f} – {high * 100:.1f}"
        for value, low, high in zip(guess.value, guess.low, guess.high, strict=True)
    ]

    assert rows(an_executive().get(PATH)) == [
        ["Inn-000", "50.0\u202f% 40.4 – 59.6", "100", expected[0], "below the others"],
        ["Inn-001", "84.0\u202f% 75.6 – 89.9", "100", expected[1], "cannot be told apart"],
        ["Inn-002", "82.0\u202f% 73.3 – 88.3", "100", expected[2], "cannot be told apart"],
        ["Inn-004", "85.0\u202f% 76.7 – 90.7", "100", expected[3], "cannot be told apart"],
        ["Inn-005", "80.0\u202f% 71.1 – 86.7", "100", expected[4], "cannot be told apart"],
        ["Inn-003", "", "", "", "no answers"],
    ]


def test_the_chart_draws_every_unit_and_names_who_stands_out() -> None:
    inns(50, 84, 82, 80, 85)

    page = an_executive().get(PATH).content.decode()
    spec = json.loads(re.findall(r'<script id="units-funnel" type="application/json">(.*?)</script>', page)[0])
    layers = {layer["name"]: layer["data"]["values"] for layer in spec["layer"]}

    assert [each["unit"] for each in layers["signal"]] == ["Inn-000"]
    assert sorted(each["unit"] for each in layers["ordinary"]) == ["Inn-001", "Inn-002", "Inn-003", "Inn-004"]
    assert [each["text"] for each in layers["note_0"]] == ["Inn-000"]
    assert layers["signal"][0]["url"] == "/satisfaction?unit=inn-000"
    assert not re.search(r"#[0-9a-f]{6}|font", json.dumps(spec))


def test_four_hundred_units_are_read_a_hundred_at_a_time() -> None:
    inns(*(75 + number % 20 for number in range(400)), n=100)
    browser = an_executive()

    page, every = browser.get(PATH), browser.get(f"{PATH}?show=all")

    assert (len(rows(page)), len(rows(every))) == (100, 400)
    assert len(page.content) < 300_000
    assert len(every.content) < 400_000
    assert "/satisfaction/company/units?show=all" in page.content.decode()


def test_queries_do_not_grow_with_the_units() -> None:
    browser, asked = an_executive(), []
    for count in (1, 3):
        inns(*(80 for _ in range(count)), prefix=f"row-{count}")
        browser.get(PATH)
        with CaptureQueriesContext(connection) as seen:
            browser.get(PATH)
        asked.append(len(seen))

    assert asked[0] == asked[1]
    assert asked[0] <= 20


def test_a_leader_finds_no_page_of_units_that_are_not_theirs() -> None:
    inn, _other = inns(80, 82)
    leader = an_executive(inn)

    assert [leader.get(f"/satisfaction/{code}/units").status_code for code in ("inn-000", "inn-001", "company")] == [
        200,
        404,
        404,
    ]


def test_two_units_are_compared_in_a_sentence() -> None:
    inns(50, 84, 82)
    browser = an_executive()

    apart = words(browser.get(f"{PATH}?first=inn-000&second=inn-001").content.decode())
    same = words(browser.get(f"{PATH}?first=inn-001&second=inn-002").content.decode())
    older = words(browser.get(f"{PATH}?first=inn-001&second=inn-001&other=2026-07").content.decode())

    assert (
        "Inn-001 lies 34.0 points above Inn-000, by between 21.2 and 45.3: this is more than chance explains." in apart
    )
    assert (
        "Inn-001 and Inn-002 cannot be told apart: the one lies between -8.5 and 12.5 points above the other." in same
    )
    assert (
        "Inn-001 (August 2026 to November 2026) and Inn-001 (April 2026 to July 2026) cannot be compared: "
        "one of them has no answers." in older
    )


@pytest.mark.parametrize("query", ["first=nowhere&second=inn-000", "first=inn-000", "other=soon", "depth=deep&show=9"])
def test_what_an_address_cannot_mean_is_as_good_as_nothing(query: str) -> None:
    inns(80, 82)

    page = an_executive().get(f"{PATH}?{query}")

    assert (page.status_code, heading(page)) == (200, "None of 2 units stands apart from the others")


def test_employees_of_a_small_unit_stay_hidden() -> None:
    a_channel(slug="desk-survey", audience=Audience.INTERNAL)
    units = [a_unit(f"inn-00{number}", under=a_company()) for number in range(4)]
    sizes = (4, 12, 40, 50)
    the_lake_holds(
        *(Answered(each, THIS_MONTH, n, n, channel="desk-survey") for each, n in zip(units, sizes, strict=True))
    )

    page = an_executive().get(f"{PATH}?audience=internal&depth=leaves")

    assert [[row[0], row[1], row[-1]] for row in rows(page)] == [
        ["Inn-002", "100.0\u202f% 91.2 – 100.0", "cannot be told apart"],
        ["Inn-003", "100.0\u202f% 92.9 – 100.0", "cannot be told apart"],
        ["Inn-000", "", "hidden: too few answered"],
        ["Inn-001", "", "hidden: too few answered"],
    ]
    assert "fewer than 10 such answers" in words(page.content.decode())
    assert 'href="/satisfaction/company/units?audience=internal"' in page.content.decode()


def test_means_are_drawn_on_their_scale() -> None:
    inns(50, 84, 82, 83)
    browser = an_executive()
    a_mean()

    page = browser.get(PATH)

    assert rows(page)[0][:2] == ["Inn-000", "3.50 3.20 – 3.80"]
    assert "limits of 95 and 99.8 %" in words(page.content.decode())


def test_without_a_definition_there_is_no_page() -> None:
    inns(80, 82)

    assert a_browser(a_person("Eve", rules.SEE)).get(PATH).status_code == 404
