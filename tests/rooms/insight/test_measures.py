"""What a figure means, and who is told."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.words import Words
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people.selectors import NoSuchUnit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_company, a_person, a_survey, a_unit, an_indicator, words
from tests.builders.company import LONG_AGO
from tests.builders.figures import Answered, the_lake_holds

pytestmark = pytest.mark.django_db


def test_another_meaning_is_a_new_version_and_the_same_changes_nothing() -> None:
    first = an_indicator(definition="The two best answers.")
    again = an_indicator(definition="The two best answers.")
    narrower = an_indicator(definition="The best answer.", top_boxes=1)

    assert (first, again.version, narrower.version) == (again, 1, 2)
    assert selectors.indicator() == narrower
    assert [(entry.thing, entry.actor, entry.detail) for entry in Entry.objects.filter(deed="insight.define")] == [
        (f"insight.indicator:{first.pk}", "house", {"version": 1}),
        (f"insight.indicator:{narrower.pk}", "house", {"version": 2}),
    ]


def test_a_title_that_we_ship_speaks_of_employees_where_they_answer_and_the_companys_own_stays() -> None:
    def among_employees(code: str, kind: Kind, title: Words | None = None) -> dict[str, str]:
        title = title or selectors.shipped_title(code=code, kind=kind)
        assert title is not None
        meaning = selectors.Meaning(title, title, kind, 2, code=code)
        assert selectors.title_for(meaning=meaning, audience=Audience.EXTERNAL) == title
        return dict(selectors.title_for(meaning=meaning, audience=Audience.INTERNAL).texts)

    assert among_employees("css", Kind.TOP_BOXES) == {
        "en": "Satisfied employees", "zh-Hans": "满意的员工", "zh-Hant": "滿意的員工", "es": "Empleados satisfechos",
    }  # fmt: skip
    assert among_employees("css", Kind.COMPOSITE)["en"] == "Employee satisfaction score"
    assert among_employees("css", Kind.MEAN)["en"] == "Overall satisfaction"
    assert among_employees("nps", Kind.NET_PROMOTERS)["en"] == "Net promoter score"
    assert among_employees("own", Kind.TOP_BOXES, words("Satisfied customers")) == {"en": "Satisfied customers"}
    assert among_employees("css", Kind.TOP_BOXES, words("Glad guests")) == {"en": "Glad guests"}


def test_what_a_figure_means_is_said_for_the_whole_company() -> None:
    west = a_unit("west", under=a_company())
    leader_of_west = a_person("Wei", rules.DEFINE, unit=west)
    executive = a_person("Eve", rules.DEFINE)
    meaning = {"code": "css", "title": words("Satisfied"), "definition": words("All"), "top_boxes": 2, "at": LONG_AGO}

    with pytest.raises(NotAllowed):
        services.define(**meaning, by=leader_of_west)  # type: ignore[arg-type]
    assert services.define(**meaning, by=executive).version == 1  # type: ignore[arg-type]


def test_a_share_of_no_answers_at_all_is_refused() -> None:
    with pytest.raises(services.NothingCounts, match="css: 0 best answers count; say 1 or more"):
        an_indicator(top_boxes=0)


def test_an_unknown_figure_is_answered_with_the_known_ones() -> None:
    an_indicator("css")
    an_indicator("nps")

    with pytest.raises(selectors.NoSuchIndicator, match=r"defined as 'csat'\. Defined are: css, nps\."):
        selectors.measure(viewer=HOUSE, indicator="csat")


def test_everyone_is_told_the_figures_of_their_units_only(lake: Path) -> None:
    an_indicator()
    east, west = a_unit("east", under=a_company()), a_unit("west", under=a_company())
    inn = a_unit("inn", under=west)
    leader_of_west = a_person("Wei", rules.SEE, unit=west)
    nobody = a_person("Nan")
    day = date(2026, 11, 10)
    the_lake_holds(Answered(east, day, 1, 1), Answered(west, day, 1, 2), Answered(inn, day, 0, 2))

    def seen_by(viewer: object) -> list[tuple[str, int]]:
        return [(each.unit, each.n) for each in selectors.measure(viewer=viewer)]  # type: ignore[arg-type]

    assert seen_by(HOUSE) == [("company", 5), ("east", 1), ("inn", 2), ("west", 4)]
    assert seen_by(leader_of_west) == [("inn", 2), ("west", 4)]
    assert seen_by(nobody) == []
    with pytest.raises(NoSuchUnit):
        selectors.measure(viewer=leader_of_west, unit="east")
    with pytest.raises(NoSuchUnit):
        selectors.measure(viewer=leader_of_west, unit="nowhere")


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("month", [("2025-12", 1), ("2026-01", 1), ("2026-11", 2)]),
        ("quarter", [("2025-Q4", 1), ("2026-Q1", 1), ("2026-Q4", 2)]),
        ("year", [("2025", 1), ("2026", 3)]),
    ],
)
def test_a_period_is_a_month_a_quarter_or_a_year(by: str, said: list[tuple[str, int]], lake: Path) -> None:
    an_indicator()
    company = a_company()
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 1), date(2026, 11, 30))
    the_lake_holds(*(Answered(company, day, 1, 1) for day in days))

    found = selectors.measure(viewer=HOUSE, by=by, unit="company")

    assert [(each.period, each.n) for each in found] == said


def test_figures_can_be_asked_for_a_span_of_days(lake: Path) -> None:
    an_indicator()
    company = a_company()
    the_lake_holds(*(Answered(company, date(2026, month, 1), 1, 1) for month in (9, 10, 11)))

    def periods(from_on: date | None, until_on: date | None) -> list[str]:
        found = selectors.measure(viewer=HOUSE, unit="company", from_on=from_on, until_on=until_on)
        return [each.period for each in found]

    assert periods(date(2026, 10, 1), None) == ["2026-10", "2026-11"]
    assert periods(None, date(2026, 11, 1)) == ["2026-09", "2026-10"]
    assert periods(date(2026, 12, 1), None) == []


def test_an_empty_lake_has_nothing_to_say(lake: Path) -> None:
    an_indicator()
    a_company()

    assert (selectors.measure(viewer=HOUSE), selectors.fresh_at()) == ([], None)


def test_the_lakes_engine_is_loaded_when_it_is_first_needed_or_warmed(lake: Path) -> None:
    loaded = "import sys, django; django.setup(); print(sorted({'duckdb', 'ibis', 'pyarrow'} & set(sys.modules)))"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    told = subprocess.run([sys.executable, "-c", loaded], env=environment, capture_output=True, text=True, check=True)

    selectors.warm().join()

    assert told.stdout == "[]\n"
    assert {"duckdb", "ibis"} <= set(sys.modules)


def test_as_many_best_answers_count_as_the_company_says(lake: Path) -> None:
    an_indicator(top_boxes=2)
    company = a_company()
    the_lake_holds(Answered(company, date(2026, 11, 1), satisfied=3, n=4))
    two_best = selectors.measure(viewer=HOUSE)
    an_indicator(top_boxes=4, definition="All but the worst.")

    all_but_the_worst = selectors.measure(viewer=HOUSE)

    assert [(each.value, each.definition) for each in two_best] == [(0.75, "The two best answers.")]
    assert [(each.value, each.definition) for each in all_but_the_worst] == [(1.0, "All but the worst.")]


def test_the_definition_is_told_in_the_readers_language(lake: Path) -> None:
    meaning = Words(texts={"en": "The two best answers.", "zh-Hant": "最好的兩個答案。"})
    services.define(
        code="css", title=words("Satisfied"), definition=meaning, top_boxes=2, by=HOUSE, at=LONG_AGO
    )  # fmt: skip
    the_lake_holds(Answered(a_company(), date(2026, 11, 1), 1, 1))

    with translation.override("zh-hant"):
        assert [each.definition for each in selectors.measure(viewer=HOUSE)] == ["最好的兩個答案。"]


def test_an_aspect_with_several_questions_says_that_a_customer_counts_for_each(lake: Path) -> None:
    an_indicator()
    questions = [
        {"type": "rating", "name": name, "title": "?", "servewell:aspect": aspect}
        for name, aspect in (("greeted", "respect"), ("heard", "respect"), ("told", "communication"))
    ]
    comment = {"type": "comment", "name": "why", "title": "?", "servewell:aspect": "communication"}
    a_survey(code="long", document={"title": "Long", "pages": [{"elements": [*questions, comment]}]})
    day = date(2026, 11, 1)
    the_lake_holds(*(Answered(a_company(), day, 1, 1, aspect=code) for code in ("communication", "respect")))

    told = [each.definition for each in selectors.measure(viewer=HOUSE)]

    share = "Share of the 2 best answers to the questions under “{}”; 95 % Wilson interval."
    twice = "Whoever answers counts once for each of these questions, so the interval is a little too narrow."
    assert told == [
        share.format("Communication"),
        f"{share.format('Respect')} {twice}",
    ]
