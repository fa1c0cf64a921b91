"""What figures mean, on pages: every version with what it counts, the form of the next, and the figure beside."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from servewell.rooms.insight import rules, selectors
from servewell.rooms.insight.models import Indicator
from servewell.rooms.insight.terms import Kind
from tests.builders import a_browser, a_company, a_person, a_unit, an_indicator
from tests.builders.company import LONG_AGO
from tests.builders.figures import Rated, Scored, the_lake_holds
from tests.programmes.visitor import Element, read
from tests.rooms.insight.test_indicators import a_composite, defined, published

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 3)


@pytest.fixture(autouse=True)
def _in_english(the_clock_stands: None, lake: Path) -> Iterator[None]:
    with translation.override("en"):
        yield


def a_quality_lead() -> Client:
    return a_browser(a_person("Quinn", rules.SEE, rules.DEFINE))


def page(browser: Client, path: str) -> Element:
    response = browser.get(path)
    assert response.status_code == 200
    return read(response.content.decode())


def figures(html: Element) -> list[str]:
    return [one.text for one in html.all("p") if one.attributes.get("class") == "kit-figure-value"]


SCORE = {
    "code": "score", "kind": "composite", "title-en": "Our score",
    "source-1": "stay/overall", "kind-1": "top-boxes", "weight-1": "3",
    "source-2": "shop/@score", "kind-2": "mean", "weight-2": "1",
}  # fmt: skip


def a_scored_november() -> None:
    company = a_company()
    the_lake_holds(
        Rated(company, NOVEMBER, [5, 4, 3, 2], item="overall"), Scored(company, NOVEMBER, "shop", [0.9, 0.7])
    )


def test_all_figures_stand_in_a_list_with_their_sentence_and_version() -> None:
    published()
    an_indicator()
    defined("ces", top_boxes=3, questions=["stay/easy"])

    found = page(a_browser(a_person("Eve", rules.SEE)), "/indicators")

    assert next(found.all("h1")).text == "2 figures are defined"
    assert [each.text for each in found.all("h2")] == ["Figure", "Satisfied customers"]
    assert "Define a figure" not in found.text


@pytest.mark.parametrize("figures_defined", [1, 3])
def test_the_list_costs_the_same_however_many_figures(figures_defined: int) -> None:
    published()
    for number in range(figures_defined):
        defined(f"figure-{number}", top_boxes=2)
    browser = a_quality_lead()
    browser.get("/indicators")

    with CaptureQueriesContext(connection) as seen:
        browser.get("/indicators")

    assert len([each for each in seen.captured_queries if "insight_indicator" in each["sql"]]) == 2


def test_a_figure_tells_its_versions_what_changed_and_what_each_makes_of_the_same_year() -> None:
    the_lake_holds(Rated(a_company(), NOVEMBER, [5, 4, 3, 2]))
    an_indicator(top_boxes=2)
    an_indicator(top_boxes=1, definition="The best answer.", at=LONG_AGO + timedelta(days=30))

    found = page(a_browser(a_person("Eve", rules.SEE)), "/indicators/css")

    assert [each.text for each in found.all("h2")] == ["Version 2", "Version 1"]
    assert figures(found) == ["25.0 %", "50.0 %"]
    assert "no longer: Share of the 2 best answers" in found.text
    assert "now: Share of the best answer" in found.text


def test_a_composite_names_its_sources_with_their_weights() -> None:
    published()
    a_composite()

    found = page(a_browser(a_person("Eve", rules.SEE)), "/indicators/css")

    listed = [each.text for each in found.all("li")]
    assert [each for each in listed if "weight" in each] == [
        "Survey: Share of the 2 best answers, The questions marked as the overall one of their survey; weight 3 of 4",
        "Shops: Mean, brought from the worst to the best onto 0 to 1, scores of “How did we do?”; weight 1 of 4",
    ]


def test_a_figure_that_nobody_defined_is_not_there() -> None:
    assert a_browser(a_person("Eve", rules.SEE)).get("/indicators/nps").status_code == 404


def test_before_it_is_published_the_form_shows_what_the_figure_would_be() -> None:
    published()
    a_scored_november()
    lead = a_quality_lead()

    response = lead.post("/define-figure", SCORE)

    shown = read(response.content.decode())
    assert (response.status_code, figures(shown), Indicator.objects.count()) == (200, ["57.5"], 0)
    assert "Weighted mean of" in shown.text
    assert "加权平均" in shown.text


def test_what_is_published_has_a_version_an_author_and_a_series() -> None:
    published()
    a_scored_november()
    lead = a_quality_lead()

    lead.post("/define-figure", {**SCORE, "sure": "yes"})
    again = lead.post("/define-figure", {**SCORE, "weight-1": "1", "sure": "yes"})

    versions = selectors.defined(code="score").versions
    assert again["Location"] == "/indicators/score"
    assert [(each.meaning.version, each.published_by) for each in versions] == [(2, "Quinn"), (1, "Quinn")]
    assert [[source.weight for source in each.meaning.sources] for each in versions] == [[1.0, 1.0], [3.0, 1.0]]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"weight-1": "0"}, "Each source weighs more than 0."),
        ({"weight-1": ""}, "Say how much this source weighs"),
        ({"source-2": ""}, "Choose two sources or more"),
        ({"source-2": "stay/overall"}, "Two sources count the same answers"),
        ({"kind-2": "top-boxes"}, "What our own people scored is a mean"),
        ({"title-en": ""}, "Give it a name in at least one language"),
        ({"code": "no code"}, "Enter a valid"),
        ({"kind": "net-promoters", "questions": ["stay/easy"]}, "Promoters and detractors are known from 0 to 10"),
        ({"kind": "mean", "questions": ["stay/gone"]}, "Select a valid choice"),
        ({"kind": "modus"}, "Select a valid choice"),
    ],
)
def test_a_definition_without_sense_is_asked_for_again(wrong: Mapping[str, str], said: str) -> None:
    published()
    a_scored_november()

    response = a_quality_lead().post("/define-figure", {**SCORE, "sure": "yes", **wrong})

    assert (response.status_code, said in response.content.decode(), Indicator.objects.count()) == (422, True, 0)


def test_only_who_defines_for_the_whole_company_sees_the_form() -> None:
    west = a_unit("west", under=a_company())
    leader = a_browser(a_person("Wei", rules.SEE, rules.DEFINE, unit=west))

    assert [leader.get("/define-figure").status_code, leader.post("/define-figure", SCORE).status_code] == [404, 404]
    assert leader.get("/indicators").status_code == 200


def test_the_next_version_starts_from_the_newest_but_for_its_sentence() -> None:
    published()
    a_scored_november()
    a_composite()

    form = page(a_quality_lead(), "/define-figure?code=css")

    values = {one.attributes.get("name"): one.attributes.get("value") for one in form.all("input")}
    assert (values["code"], values["weight-1"], values["title-en"]) == ("css", "3.0", "Figure")
    assert next(form.all("h1")).text == "The next version of “Figure”"


# On the satisfaction page


def test_the_definition_before_stands_beside_the_figure_and_in_the_table_of_its_chart() -> None:
    months = [date(2025, month, 3) for month in range(1, 13)] + [date(2026, month, 3) for month in range(1, 12)]
    the_lake_holds(*[Rated(a_company(), day, [5, 5, 4, 2]) for day in months])
    an_indicator(top_boxes=1, definition="The best answer.")
    an_indicator(top_boxes=2, at=LONG_AGO + timedelta(days=30))

    found = page(a_browser(a_person("Eve", rules.SEE)), "/satisfaction")

    head = [each.text for each in found.all("th")]
    assert "By version 1, in use until 31 January 2020: 50.0 %" in found.text
    assert "by version 1" in head


def test_a_reader_chooses_among_the_figures_and_a_score_says_its_sources() -> None:
    published()
    a_scored_november()
    an_indicator()
    defined("nps", kind=Kind.NET_PROMOTERS, questions=["stay/recommend"])

    found = page(a_browser(a_person("Eve", rules.SEE)), "/satisfaction?indicator=css")

    offered = [one.attributes.get("value") for one in found.all("option")]
    assert {"css", "nps"} <= set(offered)


def test_a_score_without_one_of_its_sources_says_which() -> None:
    published()
    the_lake_holds(Rated(a_company(), NOVEMBER, [5] * 40))
    a_composite()

    found = page(a_browser(a_person("Eve", rules.SEE)), "/satisfaction")

    assert "Cannot tell yet" in found.text
    assert "cannot be told: no answers to Shops" in found.text
    assert "Survey: 40 answers; Shops: 0 answers" in found.text


def test_promoters_less_detractors_stand_with_their_sign() -> None:
    published()
    company = a_company()
    answers = [10] * 30 + [8] * 20 + [3] * 50
    the_lake_holds(Rated(company, NOVEMBER, answers, worst=0, best=10, item="recommend", is_overall=False))
    defined("nps", kind=Kind.NET_PROMOTERS, questions=["stay/recommend"])

    found = page(a_browser(a_person("Eve", rules.SEE)), "/satisfaction?indicator=nps")

    assert figures(found) == ["\u221220.0"]


def test_a_version_of_another_figure_is_as_good_as_none() -> None:
    an_indicator()
    the_lake_holds(Rated(a_company(), NOVEMBER, [5] * 40))

    assert a_browser(a_person("Eve", rules.SEE)).get("/satisfaction?indicator=css&version=9").status_code == 200
