"""The satisfaction page: a finding as its title, and nothing on it that measure would not say."""

import calendar
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.engines import stats
from servewell.engines.stats import Chart, Signal
from servewell.engines.stats import rules as signal_rules
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.selectors import By
from servewell.rooms.insight.terms import Verdict
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules as voice_rules
from servewell.web.insight.shown import sentences
from servewell.web.insight.shown.of_a_unit import signals as told
from servewell.web.kit.figures import percent
from tests.builders import (
    a_browser,
    a_channel,
    a_company,
    a_person,
    a_promise,
    a_unit,
    a_voice,
    an_aspect,
    an_indicator,
)
from tests.builders.company import LONG_AGO
from tests.builders.figures import Answered, Met, Rated, a_mean, the_lake_holds

pytestmark = pytest.mark.django_db

THIS_MONTH = date(2026, 11, 3)
LAST_YEAR = date(2025, 10, 3)
Answer = Any
ASPECTS = ("respect", "responsibility", "effective-service", "communication")


@pytest.fixture(autouse=True)
def _in_english(the_clock_stands: None, lake: Path) -> Iterator[None]:
    with translation.override("en"):
        yield


def an_executive(*, unit: Unit | None = None) -> Client:
    an_indicator()
    return a_browser(a_person("Eve", rules.SEE, voice_rules.READ, unit=unit))


def text(answer: Answer) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<(?!/?h1)[^>]*>", " ", answer.content.decode())))


def heading(answer: Answer) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.content.decode())
    assert found is not None
    return unescape(found.group(1))


def rows(answer: Answer, table: int) -> list[list[str]]:
    """The cells of one of the page's own tables, as they stand on a wide screen."""
    found = re.findall(r'<table class="insight-shares">.*?</table>', answer.content.decode(), flags=re.DOTALL)[table]
    lines = re.findall(r"<tr>(.*?)</tr>", found, flags=re.DOTALL)[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, flags=re.DOTALL) for line in lines]
    return [[_words(cell) for cell in line] for line in cells]


def _words(html: str) -> str:
    on_a_wide_screen = re.split(r'<\w+ class="insight-narrow">', html)[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", on_a_wide_screen)).split())


def answers_about(company: Unit, *, percent_satisfied: dict[str, int]) -> list[Answered]:
    return [Answered(company, THIS_MONTH, 4 * good, 400, aspect=code) for code, good in percent_satisfied.items()]


@pytest.mark.parametrize(
    ("n", "aspects", "title"),
    [
        (0, {}, "Company: no answers yet"),
        (29, {}, "Company: too few answers to say yet"),
        (100, {"respect": 90, "communication": 88}, "Company: no aspect stands out"),
        (100, {"respect": 70, "communication": 90}, "Company keeps its promise, except on respect"),
        (
            100,
            {"respect": 70, "responsibility": 70, "communication": 99},
            "Company keeps its promise, except on respect and responsibility",
        ),
        (100, dict(zip(ASPECTS, (70, 70, 70, 100), strict=True)), "Company falls behind on 3 aspects"),
    ],
)
def test_the_title_is_a_finding(n: int, aspects: dict[str, int], title: str) -> None:
    browser = an_executive()
    a_promise(aspects=[an_aspect(code) for code in ASPECTS])
    the_lake_holds(Answered(a_company(), THIS_MONTH, n, n), *answers_about(a_company(), percent_satisfied=aspects))

    assert heading(browser.get("/satisfaction")) == title


@pytest.mark.parametrize(
    ("aspects", "title"),
    [
        ({}, "Company does worse than the year before, on no aspect more than on others"),
        (
            {"respect": 70, "communication": 90},
            "Company does worse than the year before, most of all on respect",
        ),
        (
            {"respect": 70, "responsibility": 70, "communication": 99},
            "Company does worse than the year before, most of all on respect and responsibility",
        ),
        (
            dict(zip(ASPECTS, (70, 70, 70, 100), strict=True)),
            "Company does worse than the year before, most of all on 3 aspects",
        ),
    ],
)
def test_the_title_says_first_that_the_whole_is_worse(aspects: dict[str, int], title: str) -> None:
    browser = an_executive()
    a_promise(aspects=[an_aspect(code) for code in ASPECTS])
    the_lake_holds(
        Answered(a_company(), THIS_MONTH, 60, 100),
        Answered(a_company(), date(2026, 3, 3), 190, 200),
        *answers_about(a_company(), percent_satisfied=aspects),
    )

    page = browser.get("/satisfaction")

    assert heading(page) == title
    assert "worse than the twelve months before" in text(page).partition("</h1>")[2]


@pytest.mark.parametrize(
    ("fallen", "title"),
    [
        (date(2026, 11, 3), "Company: November 2026 lies below what chance explains"),
        (date(2026, 9, 3), "Company: no aspect stands out"),
    ],
)
def test_the_title_names_the_latest_month_where_it_has_fallen(fallen: date, title: str) -> None:
    browser = an_executive()
    months = [date(2025, month, 3) for month in range(1, 13)] + [date(2026, month, 3) for month in range(1, 12)]
    good = {on: 70 if on == fallen else 92 if on > date(2026, 8, 1) else 88 for on in months}
    the_lake_holds(*(Answered(a_company(), on, good[on], 100) for on in months))

    assert heading(browser.get("/satisfaction")) == title


def test_the_page_shows_the_figures_that_measure_says() -> None:
    browser = an_executive()
    company = a_company()
    inn = a_unit("inn", under=company)
    a_promise(aspects=[an_aspect("respect"), an_aspect("communication")])
    the_lake_holds(
        Answered(inn, THIS_MONTH, 60, 80),
        *(Answered(company, THIS_MONTH, 70, 90, aspect=code) for code in ("respect", "communication")),
        Answered(company, LAST_YEAR, 95, 100, aspect="respect"),
    )

    page = browser.get("/satisfaction")

    found = selectors.measure(viewer=a_person("Ann", rules.SEE), unit="company", from_on=date(2026, 8, 1))
    shown = {
        each.aspect: (percent(each.value), *(f"{(end or 0) * 100:.1f}" for end in (each.low, each.high)), f"{each.n}")
        for each in found
    }
    assert shown[None] == ("75.0\u202f%", "64.5", "83.2", "80")
    assert "75.0 % between 64.5 and 83.2 80 answers" in text(page)
    value, low, high, n = shown["respect"]
    assert rows(page, 0) == [
        ["Respect", value.replace("\u202f", " "), f"{low} – {high}", n, "worse"],
        ["Communication", value.replace("\u202f", " "), f"{low} – {high}", n, ""],
    ]
    assert rows(page, 1) == [["Inn", "75.0 %", "64.5 – 83.2", "80", ""]]


def test_each_figure_leads_to_its_words() -> None:
    browser = an_executive()
    a_promise(aspects=[an_aspect("respect")])
    the_lake_holds(Answered(a_company(), THIS_MONTH, 1, 1), Answered(a_company(), LAST_YEAR, 1, 1))

    page = browser.get("/satisfaction").content.decode()

    assert re.findall(r'href="(/voices\?[^"]*)"', unescape(page)) == [
        "/voices?unit=company&from=2026-08-01&until=2026-11-30&aspect=respect&behind=figure",
        "/voices?unit=company&from=2025-10-01&until=2025-10-31&behind=figure",
        "/voices?unit=company&from=2026-11-01&until=2026-11-30&behind=figure",
    ]


def test_the_tree_that_counts_is_chosen_said_and_kept_in_every_link() -> None:
    browser, company = an_executive(), a_company()
    a_promise(aspects=[an_aspect("respect")])
    inn, east = a_unit("inn", under=company), a_unit("east", under=company)
    people.move_unit(unit=inn, parent=east, on=date(2026, 11, 10), by=HOUSE, at=LONG_AGO)
    the_lake_holds(Answered(inn, THIS_MONTH, 30, 40), Answered(inn, date(2020, 1, 3), 1, 1))

    was, now, typed = (browser.get(f"/satisfaction?unit=east{tree}") for tree in ("", "&tree=today", "&tree=nonsense"))

    assert [("75.0 % between" in text(page), tree_of(page)) for page in (was, now, typed)] == [
        (False, "By the tree as it was"),
        (True, "By today's tree"),
        (False, "By the tree as it was"),
    ]
    assert "Counted by today's tree: each answer where its unit stands today." in text(now)
    links = re.findall(r'href="(/(?:voices|satisfaction)\?[^"]*)"', unescape(now.content.decode()))
    assert {"&tree=today" in link for link in links} == {True}
    assert {link.partition("?")[0] for link in links} == {"/voices", "/satisfaction"}


def tree_of(page: Answer) -> str:
    _unit, _by, _of, _language, chosen = re.findall(
        r"<option [^>]* selected>([^<]*)</option>", unescape(page.content.decode())
    )
    return str(chosen)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_much_it_shows(many: int) -> None:
    browser = an_executive()
    company = a_company()
    a_promise(aspects=[an_aspect(code) for code in ASPECTS[:many]])
    channels = [a_channel(a_unit(f"inn-{number}", under=company)) for number in range(many)]
    for channel in channels:
        a_voice(channel, 2, words="Forty minutes.", at=today.now())
    the_lake_holds(*(Answered(channel.unit, THIS_MONTH, 20, 40) for channel in channels))
    browser.get("/satisfaction")

    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/satisfaction")

    assert (len(rows(page, 1)), text(page).count("Forty minutes.")) == (many, many)
    assert len(asked) == 20


def test_a_unit_is_chosen_by_its_code() -> None:
    browser = an_executive()
    inn = a_unit("inn", under=a_company())
    the_lake_holds(Answered(inn, THIS_MONTH, 30, 40), Answered(a_company(), THIS_MONTH, 50, 60))

    page = browser.get("/satisfaction?unit=inn")

    assert heading(page) == "Inn: no aspect stands out"
    assert "75.0 % between" in text(page)
    assert '<option value="inn" selected>Inn</option>' in page.content.decode()


def test_what_may_not_be_seen_is_not_found_and_reads_like_what_is_not_there() -> None:
    west = a_unit("west", under=a_company())
    a_unit("east", under=a_company())
    browser = an_executive(unit=west)

    sister, above, nowhere = (browser.get(f"/satisfaction?unit={code}") for code in ("east", "company", "nowhere"))

    assert [answer.status_code for answer in (sister, above, nowhere)] == [404, 404, 404]
    assert text(sister) == text(above) == text(nowhere)
    assert a_browser(a_person("Nan")).get("/satisfaction").status_code == 404
    assert Client().get("/satisfaction").headers["Location"] == "/accounts/login/?next=%2Fsatisfaction"


def test_a_silent_unit_has_a_page_of_its_own_kind() -> None:
    page = an_executive().get("/satisfaction")

    assert page.status_code == 200
    assert "Nobody has answered in these 24 months." in text(page)
    assert "data-chart" not in page.content.decode()


def test_without_a_defined_figure_the_page_says_so() -> None:
    page = a_browser(a_person("Eve", rules.SEE)).get("/satisfaction")

    assert (page.status_code, heading(page)) == (200, "No figure is defined yet")


def test_who_may_not_read_voices_sees_figures_without_words() -> None:
    an_indicator()
    a_voice(a_channel(), 5, words="They looked up.", at=today.now())
    the_lake_holds(Answered(a_company(), THIS_MONTH, 1, 1))
    reader, other = (
        a_browser(a_person(name, *powers))
        for name, powers in (("Ann", (rules.SEE, voice_rules.READ)), ("Bo", (rules.SEE,)))
    )

    assert ["They looked up." in text(browser.get("/satisfaction")) for browser in (reader, other)] == [True, False]
    assert "In their words" not in text(other.get("/satisfaction"))
    links = [browser.get("/satisfaction").content.decode().count('href="/voices?') for browser in (reader, other)]
    assert links[0] > links[1] == 0
    told = ["The words behind each period" in text(browser.get("/satisfaction")) for browser in (reader, other)]
    assert told == [True, False]


def test_the_page_says_how_fresh_it_is_and_what_is_on_its_way() -> None:
    browser = an_executive()
    the_lake_holds(Answered(a_company(), THIS_MONTH, 1, 1))
    before = text(browser.get("/satisfaction"))
    services.mark_months(months=[date(2026, 11, 1)], at=datetime.fromisoformat("2026-11-21T12:05+00:00"))

    after = text(browser.get("/satisfaction"))

    # noon in Greenwich is eight in the evening in Shanghai, where the unit is
    assert "Figures as of 21 Nov, 20:00. What arrived since 1 Jan, 17:00 is on its way into them." in before
    assert "Figures as of 21 Nov, 20:00." in after


def test_the_page_speaks_the_readers_language() -> None:
    browser = an_executive()
    the_lake_holds(Answered(a_company(), THIS_MONTH, 1, 1))
    browser.cookies["servewell_language"] = "zh-hant"

    assert '<html lang="zh-Hant">' in browser.get("/satisfaction").content.decode()


def a_changed_scale() -> None:
    company = a_company()
    the_lake_holds(
        *(Rated(company, date(2026, month, 3), [5, 4, 2, 5]) for month in range(3, 10)),
        *(Rated(company, date(2026, month, 3), [9, 10, 4], best=10, series=2) for month in (10, 11)),
    )


def test_a_changed_scale_is_marked_said_and_not_compared() -> None:
    browser = an_executive()
    a_changed_scale()

    page = browser.get("/satisfaction")

    said = text(page)
    assert (
        "From October 2026 the question of “stay” has a scale of 1 to 10; before it 1 to 5. "
        "The two stretches are not compared."
    ) in said
    assert "Run chart · median of 1 month · since October 2026" in said  # November has not ended
    spec = json.loads(re.findall(r'<script id="satisfaction-by-month"[^>]*>(.*?)</script>', page.content.decode())[0])
    assert [point["stretch"] for point in spec["data"]["values"]] == [0] * 22 + [1] * 2
    table = re.findall(
        r"<tr><th scope=\"row\">(.*?)</th>.*?<td class=\"kit-num\">([^<]*)</td></tr>", page.content.decode()
    )
    assert [(row, words) for row, words in table if words.startswith("scale")] == [("Oct 2026", "scale 1 to 10")]


def test_what_lies_on_two_sides_of_a_break_is_not_compared() -> None:
    browser = an_executive()
    company = a_company()
    inn = a_unit("inn", under=company)
    a_unit("spa", under=company)
    the_lake_holds(
        Rated(company, date(2026, 3, 3), [5, 4] * 20), Rated(inn, THIS_MONTH, [9, 10] * 20, best=10, series=2)
    )

    assert "not compared with the twelve months before: the scale changed" in text(browser.get("/satisfaction"))


def test_a_mean_is_shown_on_its_scale() -> None:
    a_mean()
    company = a_company()
    browser = a_browser(a_person("Eve", rules.SEE))
    inn, spa = a_unit("inn", under=company), a_unit("spa", under=company)
    a_promise(aspects=[an_aspect("respect")])
    the_lake_holds(
        Rated(inn, THIS_MONTH, [4, 5] * 20),
        Rated(spa, THIS_MONTH, [2, 3] * 20),
        Rated(company, THIS_MONTH, [4, 5] * 20, aspect="respect"),
        Rated(company, LAST_YEAR, [2, 3] * 20, aspect="respect"),
    )

    page = browser.get("/satisfaction")

    assert "3.50 between 3.25 and 3.75 80 answers on a scale of 1 to 5" in text(page)
    assert rows(page, 0) == [["Respect", "4.50", "4.34 – 4.66", "40", "better"]]
    assert rows(page, 1) == [
        ["Inn", "4.50", "4.34 – 4.66", "40", "above the others"],
        ["Spa", "2.50", "2.34 – 2.66", "40", "below the others"],
    ]


def test_answers_on_several_scales_have_no_mean_and_the_page_says_so() -> None:
    a_mean()
    browser = a_browser(a_person("Eve", rules.SEE))
    the_lake_holds(Rated(a_company(), THIS_MONTH, [4, 5]), Rated(a_company(), THIS_MONTH, [9], best=10, series=2))

    page = text(browser.get("/satisfaction"))

    assert "Cannot tell yet 3 answers" in page
    assert "given on several scales, which have no mean in common" in page


@pytest.mark.parametrize(
    ("met", "said"),
    [
        ([("stay", 400)], "80 answers from 400 stays (20.0 %)"),
        ([("stay", 399), ("job", 1)], "80 answers from 400 encounters (20.0 %)"),
        ([], "80 answers"),
    ],
)
def test_answers_are_told_with_the_encounters_they_come_from(met: list[tuple[str, int]], said: str) -> None:
    browser = an_executive()
    company = a_company()
    encounters = [Met(company, THIS_MONTH, volume, kind) for kind, volume in met]
    the_lake_holds(Answered(company, THIS_MONTH, 60, 80), *encounters)

    page = re.sub(r"\s+", " ", text(browser.get("/satisfaction")).replace("\u202f", " "))

    assert f"between 64.5 and 83.2 {said} " in page


def links_of(answer: Answer) -> list[tuple[str, str]]:
    found = re.findall(r'href="(/satisfaction[^"]*until[^"]*)">([^<]*)<', answer.content.decode())
    return [(unescape(address), words) for address, words in found]


def test_answers_of_long_ago_are_found_from_the_page_of_today_and_back() -> None:
    browser = an_executive()
    company = a_company()
    the_lake_holds(
        *(Rated(company, date(2020 + year, 5, 9), [5, 4, 4, 1] * 9) for year in range(3)),
        Rated(company, date(2023, 2, 9), [9, 10], best=10, series=2),
    )

    silent = browser.get("/satisfaction")
    found = browser.get("/satisfaction?unit=company&until=2023-02")

    assert "The latest answers before are of February 2023." in text(silent)
    assert links_of(silent) == [
        ("/satisfaction?unit=company&until=2023-02", "See them"),
    ]
    assert "24 months up to February 2023" in text(found)
    assert "Satisfied customers from November 2022 to February 2023 100.0 % between 34.2 and 100.0 2 answers" in text(
        found
    )
    assert "From February 2023 the question of “stay” has a scale of 1 to 10; before it 1 to 5." in text(found)
    assert links_of(found) == [
        ("/satisfaction/company/outcomes?until=2023-02", "How these came about"),
        ("/satisfaction?unit=company&until=2025-02", "The time after"),
        ("/satisfaction?unit=company&until=2021-02", "The time before"),
    ]
    assert '<input type="hidden" name="until" value="2023-02">' in found.content.decode()


@pytest.mark.parametrize("typed", ["2013", "2013-13", "soon", "9999-12", "0001-01", "2027-01", ""])
def test_a_month_that_cannot_be_one_or_lies_ahead_is_todays_page(typed: str) -> None:
    browser = an_executive()
    the_lake_holds(Answered(a_company(), THIS_MONTH, 3, 4))

    page = browser.get(f"/satisfaction?until={typed}")

    assert (page.status_code, "last 24 months" in text(page)) == (200, True)


def a_chart(*values: float | None, kind: str = "p") -> Chart:
    drawn = stats.run_chart(values=values)
    return replace(drawn, kind=kind)  # type: ignore[arg-type]


MONTHS = [f"{month} 2026" for month in calendar.month_name[1:]]


@pytest.mark.parametrize(
    ("signals", "sentence"),
    [
        ([], "Nothing here is more than chance: nothing calls for an explanation."),
        (
            [Signal(signal_rules.BEYOND_LIMITS, "below", (3,))],
            "April 2026 lies below the lower limit: this is hardly chance.",
        ),
        (
            [Signal(signal_rules.BEYOND_LIMITS, "above", (place,)) for place in (2, 5, 6)],
            "3 months lie above the upper limit, most lately July 2026: this is hardly chance.",
        ),
        (
            [
                Signal(signal_rules.BEYOND_LIMITS, "below", (1,)),
                Signal(signal_rules.RUN_ON_ONE_SIDE, "above", tuple(range(3, 11))),
            ],
            "From April 2026 to November 2026 all lie above the centre (8 months): this is hardly chance.",
        ),
        (
            [Signal(signal_rules.TREND, "falling", tuple(range(7)))],
            "Falling without a break from January 2026 to July 2026 (7 months): this is hardly chance.",
        ),
        (
            [Signal(signal_rules.TWO_OF_THREE, "below", (9, 11))],
            "Around December 2026 two of three points lie close to the lower limit: this is hardly chance.",
        ),
        (
            [Signal(signal_rules.TOO_FEW_CROSSINGS, "both", tuple(range(12)))],
            "The points cling to one side of the median and then to the other: this is hardly chance.",
        ),
    ],
)
def test_a_chart_says_in_one_sentence_what_it_shows(signals: list[Signal], sentence: str) -> None:
    assert told.summary(a_chart(*[0.5] * 12), signals, MONTHS, By.MONTH) == sentence


@pytest.mark.parametrize(
    ("signals", "verdict", "sentence"),
    [
        ([], Verdict.SAME, "Nothing here is more than chance: nothing calls for an explanation."),
        (
            [],
            Verdict.BELOW,
            "No point by itself is more than chance; the latest (4 months) together are worse.",
        ),
        (
            [],
            Verdict.ABOVE,
            "No point by itself is more than chance; the latest (4 months) together are better.",
        ),
        (
            [Signal(signal_rules.BEYOND_LIMITS, "below", (3,))],
            Verdict.ABOVE,
            "April 2026 lies below the lower limit: this is hardly chance.",
        ),
    ],
)
def test_a_calm_chart_does_not_deny_what_its_latest_months_show_together(
    signals: list[Signal], verdict: Verdict, sentence: str
) -> None:
    assert told.summary(a_chart(*[0.5] * 12), signals, MONTHS, By.MONTH, verdict) == sentence


def test_a_chart_of_few_months_says_that_it_cannot_tell() -> None:
    said = told.summary(a_chart(0.5, None, 0.6, kind="run"), [], MONTHS, By.MONTH)

    assert said == "There are too few points yet to tell a change from chance."


def test_an_aspects_name_is_small_within_a_sentence() -> None:
    names = ("Effective service", "有效溝通")

    assert [sentences.in_a_sentence(name) for name in names] == ["effective service", "有效溝通"]
