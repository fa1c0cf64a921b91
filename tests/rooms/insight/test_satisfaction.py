"""How a unit stands: a finding where there is one, and else that there is none."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from servewell.base.permissions import HOUSE
from servewell.engines.stats import Chart
from servewell.rooms.insight import rules, selectors
from servewell.rooms.insight.selectors import Count, Look, Satisfaction
from servewell.rooms.insight.selectors.counted import shares
from servewell.rooms.insight.terms import Standing, Verdict
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Unit
from servewell.rooms.people.selectors import NoSuchUnit
from tests.builders import a_company, a_person, a_promise, a_unit, an_aspect, an_indicator
from tests.builders.figures import Answered, the_lake_holds

pytestmark = pytest.mark.django_db

THIS_MONTH = date(2026, 11, 3)
LAST_YEAR = date(2025, 10, 3)


@pytest.fixture(autouse=True)
def _a_figure_is_defined() -> None:
    an_indicator()


def stands(now: datetime, unit: Unit | None = None) -> Satisfaction:
    return selectors.satisfaction(viewer=HOUSE, look=Look(unit=(unit or a_company()).code), at=now)


def only_chart(found: Satisfaction) -> Chart:
    (stretch,) = found.stretches
    assert stretch.chart is not None
    return stretch.chart


def a_month(number: int, *, year: int = 2026) -> date:
    return date(year, number, 1)


def test_a_unit_nobody_answered_about_is_silent(lake: Path, now: datetime) -> None:
    found = stands(now)

    assert (found.standing, found.stretches[0].chart, found.signals, found.share.value) == (
        Standing.SILENT,
        None,
        (),
        None,
    )
    assert [month.share.n for month in found.periods] == [0] * 24


def test_few_answers_in_one_month_make_a_run_chart_and_no_finding(lake: Path, now: datetime) -> None:
    the_lake_holds(Answered(a_company(), THIS_MONTH, satisfied=20, n=29))

    found = stands(now)

    assert (found.standing, found.share.n, found.verdict, found.signals) == (Standing.TOO_FEW, 29, None, ())
    chart = only_chart(found)
    assert (chart.kind, chart.baseline) == ("run", 1)


def test_months_without_answers_are_gaps_and_not_zeros(lake: Path, now: datetime) -> None:
    company = a_company()
    the_lake_holds(Answered(company, date(2024, 12, 31), 30, 40), Answered(company, THIS_MONTH, 20, 40))

    found = stands(now)

    assert only_chart(found).values == (0.75, *[None] * 22, 0.5)
    assert [month.first for month in found.periods if month.share.n] == [date(2024, 12, 1), date(2026, 11, 1)]


def test_months_equal_what_measure_says(lake: Path, now: datetime) -> None:
    company = a_company()
    inn = a_unit("inn", under=company)
    many = [Answered(unit, a_month(month), month, 12) for unit in (company, inn) for month in range(1, 12)]
    the_lake_holds(*many)

    def shown(unit: Unit) -> list[tuple[str, int, float | None, float | None, float | None]]:
        months = [month for month in stands(now, unit).periods if month.share.n]
        return [(f"{m.first:%Y-%m}", m.share.n, m.share.value, m.share.low, m.share.high) for m in months]

    for unit in (company, inn):
        measured = selectors.measure(viewer=HOUSE, unit=unit.code)
        assert shown(unit) == [(each.period, each.n, each.value, each.low, each.high) for each in measured]
        assert len(measured) == 11


@pytest.mark.parametrize(
    ("satisfied", "stand_out", "standing"),
    [
        ((90, 90, 90, 90), [], Standing.EVEN),
        ((90, 90, 70, 90), ["effective-service"], Standing.EXCEPT),
        ((99, 70, 70, 99), ["responsibility", "effective-service"], Standing.EXCEPT),
    ],
)
def test_an_aspect_stands_out_where_its_interval_lies_wholly_below_the_others(
    satisfied: Sequence[int], stand_out: list[str], standing: Standing, lake: Path, now: datetime
) -> None:
    company = a_company()
    codes = ("respect", "responsibility", "effective-service", "communication")
    a_promise(aspects=[an_aspect(code) for code in codes])
    about = [Answered(company, THIS_MONTH, good, 100, aspect=code) for code, good in zip(codes, satisfied, strict=True)]
    the_lake_holds(Answered(company, THIS_MONTH, 90, 100), *about)

    found = stands(now)

    assert found.standing is standing
    assert [aspect.code for aspect in found.aspects] == list(codes)
    assert [aspect.code for aspect in found.aspects if aspect.stands_out] == stand_out


def test_few_answers_set_no_aspect_apart(lake: Path, now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect"), an_aspect("communication")])
    the_lake_holds(
        Answered(company, THIS_MONTH, 1, 1, aspect="respect"),
        Answered(company, THIS_MONTH, 0, 1, aspect="communication"),
    )

    assert [aspect.stands_out for aspect in stands(now).aspects] == [False, False]


@pytest.mark.parametrize(
    ("before", "verdict"),
    [(60, Verdict.ABOVE), (80, Verdict.SAME), (98, Verdict.BELOW), (None, None)],
)
def test_now_is_compared_with_the_year_before(
    before: int | None, verdict: Verdict | None, lake: Path, now: datetime
) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect")])
    earlier = [] if before is None else [Answered(company, LAST_YEAR, before, 100, aspect=a) for a in (None, "respect")]
    the_lake_holds(*(Answered(company, THIS_MONTH, 82, 100, aspect=a) for a in (None, "respect")), *earlier)

    found = stands(now)

    assert (found.verdict, [aspect.verdict for aspect in found.aspects]) == (verdict, [verdict])


def test_now_is_this_month_and_three_before_and_is_held_against_twelve(lake: Path, now: datetime) -> None:
    company = a_company()
    days = (date(2025, 7, 31), date(2025, 8, 1), date(2026, 7, 31), date(2026, 8, 1), date(2026, 11, 30))
    the_lake_holds(*(Answered(company, day, 10**place, 10**place) for place, day in enumerate(days)))

    found = stands(now)

    spans = found.spans
    assert (spans.now.from_on, spans.now.until_on) == (date(2026, 8, 1), date(2026, 12, 1))
    assert (spans.before.from_on, spans.before.until_on) == (date(2025, 8, 1), date(2026, 8, 1))
    assert found.share.n == 1000 + 10000


def test_units_below_stand_by_name_each_against_the_others(lake: Path, now: datetime) -> None:
    company = a_company()
    zoo, inn, spa, _ = (a_unit(code, under=company) for code in ("zoo", "inn", "spa", "new"))
    below_inn = a_unit("bar", under=inn)
    the_lake_holds(
        Answered(zoo, THIS_MONTH, 95, 100), Answered(inn, THIS_MONTH, 40, 50), Answered(below_inn, THIS_MONTH, 40, 50),
        Answered(spa, THIS_MONTH, 50, 100),
    )  # fmt: skip

    found = stands(now)

    assert [(unit.code, unit.share.n, unit.share.value, unit.verdict) for unit in found.below] == [
        ("inn", 100, 0.8, Verdict.SAME),
        ("new", 0, None, None),
        ("spa", 100, 0.5, Verdict.BELOW),
        ("zoo", 100, 0.95, Verdict.ABOVE),
    ]


def test_many_comparisons_are_each_held_to_a_stricter_measure() -> None:
    better, worse = Count(successes=90, n=100), Count(successes=79, n=100)

    assert shares.verdict(better, worse) is Verdict.ABOVE
    assert shares.verdict(better, worse, comparisons=20) is Verdict.SAME


def test_a_unit_that_moved_away_no_longer_stands_below_and_its_days_there_still_count(
    lake: Path, now: datetime
) -> None:
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    inn = a_unit("inn", under=east)
    people.move_unit(unit=inn, parent=west, on=date(2026, 11, 1), by=HOUSE, at=now)
    the_lake_holds(Answered(inn, date(2026, 10, 31), 40, 40), Answered(inn, date(2026, 11, 1), 40, 40))

    assert (stands(now, east).share.n, [unit.code for unit in stands(now, east).below]) == (40, [])
    assert (stands(now, west).share.n, [unit.code for unit in stands(now, west).below]) == (40, ["inn"])


def test_the_page_opens_at_the_widest_unit_a_person_sees(lake: Path, now: datetime) -> None:
    a_company()
    east, west = a_unit("east", under=a_company()), a_unit("west", under=a_company())
    a_unit("inn", under=west)
    leader = a_person("Wei", rules.SEE, unit=west)
    both = a_person("Bo", rules.SEE, unit=east)
    people.grant(
        person=both, role=leader.grants.get().role, unit=west, from_on=date(2020, 1, 1), by=HOUSE, at=now
    )  # fmt: skip

    def opens(viewer: object) -> tuple[str, list[str]]:
        found = selectors.satisfaction(viewer=viewer, look=Look(), at=now)  # type: ignore[arg-type]
        return found.unit.code, [unit.code for unit in found.seen]

    assert opens(leader) == ("west", ["inn", "west"])
    assert opens(both) == ("west", ["east", "inn", "west"])
    with pytest.raises(NoSuchUnit):
        selectors.satisfaction(viewer=leader, look=Look(unit="east"), at=now)
