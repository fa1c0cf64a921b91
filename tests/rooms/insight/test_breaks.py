"""Where a scale changes: no line across, no mean across, no verdict across, and each change is said."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from servewell.base.permissions import HOUSE
from servewell.engines.lake.lines import Line, Scale
from servewell.rooms.insight import selectors
from servewell.rooms.insight.selectors import Break, Look, Satisfaction
from servewell.rooms.insight.selectors.charts.breaks import Breaks, breaks_in
from servewell.rooms.insight.selectors.counted import shares
from servewell.rooms.insight.selectors.counted.shares import Count
from servewell.rooms.insight.terms import Kind, Verdict
from tests.builders import a_company, a_promise, a_unit, an_aspect, an_indicator
from tests.builders.figures import Answered, Met, Rated, a_mean, the_lake_holds

pytestmark = pytest.mark.django_db

FIVE, TEN, MARKS = Scale(1, 5), Scale(1, 10), Scale(5, 1)
OLD, NEW = Line("stay", "q1", 1, FIVE), Line("stay", "q1", 2, TEN)
OTHER = Line("job", "whole", 1, TEN)


def month(number: int, day: int = 1) -> date:
    return date(2026, number, day)


def stands(now: datetime, code: str = "company") -> Satisfaction:
    return selectors.satisfaction(viewer=HOUSE, look=Look(unit=code), at=now)


@pytest.mark.parametrize(
    ("lines", "broken", "places"),
    [
        ([{OLD}, {OLD}, {OLD}], [], ()),
        ([{OLD}, {NEW}, {NEW}], [2], (1,)),
        ([{OLD}, set(), {NEW}], [3], (2,)),
        ([{OLD}, {OLD, NEW}, {NEW}], [2], (1, 2)),
        ([{OLD, NEW}, {NEW}, {NEW}], [1], (1,)),
        ([{OLD}, {OLD, OTHER}, {OTHER}], [], ()),
        ([set(), {OLD}, {OLD, OTHER}], [], ()),
    ],
)
def test_a_question_breaks_in_the_month_that_holds_another_scale(
    lines: Sequence[set[Line]], broken: list[int], places: tuple[int, ...]
) -> None:
    found = breaks_in([(month(number), frozenset(each)) for number, each in enumerate(lines, start=1)])

    assert found == Breaks(tuple(Break(month(number), "stay", "q1", FIVE, TEN) for number in broken), places)


def test_a_scale_that_comes_back_is_another_break_and_another_meaning_is_one_too() -> None:
    again = Line("stay", "q1", 3, FIVE)

    found = breaks_in([(month(number), frozenset({line})) for number, line in enumerate((OLD, NEW, again), start=1)])
    meant = breaks_in([(month(1), frozenset({OLD})), (month(2), frozenset({again}))])

    assert [(each.before, each.after) for each in found.all] == [(FIVE, TEN), (TEN, FIVE)]
    assert meant == Breaks((Break(month(2), "stay", "q1", FIVE, FIVE),), (1,))


def test_a_chart_is_cut_where_the_scale_changes_and_the_year_before_is_not_compared(lake: Path, now: datetime) -> None:
    an_indicator()
    company = a_company()
    early = [Rated(company, date(2025, number, 3), [5, 4, 2, 5]) for number in range(1, 13)]
    late = [Rated(company, month(number, 3), [9, 10, 4], best=10, series=2) for number in range(1, 12)]
    the_lake_holds(*early, *late)

    found = stands(now)

    assert found.breaks == (Break(month(1), "stay", "q1", FIVE, TEN),)
    assert [(each.start, each.until, each.chart.kind if each.chart else "") for each in found.stretches] == [
        (0, 13, "p"),
        (13, 24, "run"),
    ]
    assert found.verdict is Verdict.WITHHELD
    assert (found.share.count.successes, found.share.n) == (8, 12)


def test_without_a_break_one_stretch_holds_every_month(lake: Path, now: datetime) -> None:
    an_indicator()
    the_lake_holds(Answered(a_company(), month(11), 3, 4))

    found = stands(now)

    assert (found.breaks, [(each.start, each.until) for each in found.stretches]) == ((), [(0, 24)])


def test_a_yearly_mean_has_one_finding_for_each_scale(lake: Path) -> None:
    a_mean()
    company = a_company()
    the_lake_holds(
        Rated(company, date(2025, 5, 1), [4, 5]),
        Rated(company, month(2), [3, 4, 5]),
        Rated(company, month(3), [8, 9], best=10, series=2),
    )

    found = selectors.measure(viewer=HOUSE, by="year")

    assert [(each.period, each.value, each.n, each.kind, each.scale, each.series) for each in found] == [
        ("2025", 4.5, 2, "mean", "1 to 5", ("stay/q1/1",)),
        ("2026", 4.0, 3, "mean", "1 to 5", ("stay/q1/1",)),
        ("2026", 8.5, 2, "mean", "1 to 10", ("stay/q1/2",)),
    ]


def test_a_share_over_two_scales_names_both_series_and_no_scale(lake: Path) -> None:
    an_indicator()
    company = a_company()
    the_lake_holds(Rated(company, month(2), [3, 4]), Rated(company, month(3), [8, 9], best=10, series=2))

    (found,) = selectors.measure(viewer=HOUSE, by="year")

    assert (found.n, found.value, found.scale) == (4, 0.5, None)
    assert found.series == ("stay/q1/1", "stay/q1/2")


def test_a_mean_has_students_interval_within_its_scale_and_of_one_answer_none(lake: Path) -> None:
    a_mean()
    one, few, many = (a_unit(code, under=a_company()) for code in ("one", "few", "many"))
    day = month(11)
    the_lake_holds(Rated(one, day, [4]), Rated(few, day, [5, 4]), Rated(many, day, [2, 3, 3, 4, 3]))

    found = {each.unit: (each.value, each.low, each.high) for each in selectors.measure(viewer=HOUSE)}

    assert found["one"] == (4.0, None, None)
    assert found["few"] == (4.5, 1.0, 5.0)  # by hand 4.5 - 12.706 * 0.5 and 4.5 + 12.706 * 0.5
    assert found["many"] == pytest.approx((3.0, 2.122, 3.878), abs=1e-3)


def test_a_mean_is_better_or_worse_by_the_direction_of_its_scale(lake: Path, now: datetime) -> None:
    a_mean()
    up, down = (a_unit(code, under=a_company()) for code in ("up", "down"))
    for_better = [4, 5, 5, 4] * 20
    the_lake_holds(
        *(Rated(up, day, values) for day, values in ((date(2025, 10, 3), [2, 3] * 40), (month(11), for_better))),
        *(
            Rated(down, day, values, worst=5, best=1)
            for day, values in ((date(2025, 10, 3), [2, 3] * 40), (month(11), for_better))
        ),
    )

    assert (stands(now, "up").verdict, stands(now, "down").verdict) == (Verdict.ABOVE, Verdict.BELOW)
    assert (stands(now, "up").share.value, stands(now).share.value) == (4.5, None)


def test_means_are_charted_month_by_month(lake: Path, now: datetime) -> None:
    a_mean()
    the_lake_holds(*(Rated(a_company(), month(number), [3, 4 + number % 2]) for number in range(1, 12)))

    (stretch,) = stands(now).stretches

    assert stretch.chart is not None
    assert (stretch.chart.kind, stretch.chart.values[-3:]) == ("run", (4.0, 3.5, 4.0))


def test_an_aspect_stands_out_by_its_mean_on_the_same_scale_only(lake: Path, now: datetime) -> None:
    a_mean()
    company = a_company()
    codes = ("respect", "responsibility", "communication")
    a_promise(aspects=[an_aspect(code) for code in codes])
    low, high, marks = [2, 3] * 50, [4, 5] * 50, [9, 10] * 50
    the_lake_holds(*(Rated(company, month(11), v, aspect=a) for a, v in zip(codes, (low, high, high), strict=True)))
    alike = [(each.code, each.stands_out) for each in stands(now).aspects]
    the_lake_holds(
        Rated(company, month(11), low, aspect="respect"),
        Rated(company, month(11), high, aspect="responsibility"),
        Rated(company, month(11), marks, aspect="communication", best=10),
    )

    assert alike == [("respect", True), ("responsibility", False), ("communication", False)]
    assert [each.stands_out for each in stands(now).aspects] == [False, False, False]


def test_means_on_two_scales_are_not_compared() -> None:
    few = Count(0, 50, total=200.0, squares=820.0, lines=frozenset({OLD}))
    ten = Count(0, 50, total=400.0, squares=3220.0, lines=frozenset({OTHER}))

    assert shares.verdict(few, ten, kind=Kind.MEAN) is Verdict.WITHHELD
    assert shares.verdict(few, few, kind=Kind.MEAN) is Verdict.SAME
    assert shares.verdict(few, Count(0, 1, 4.0, 16.0, frozenset({OLD})), kind=Kind.MEAN) is None


def test_a_figure_is_counted_against_encounters_where_all_its_months_have_them(lake: Path, now: datetime) -> None:
    an_indicator()
    company = a_company()
    inn, bar = (a_unit(code, under=company) for code in ("inn", "bar"))
    the_lake_holds(
        *(Answered(inn, month(number), 3, 4) for number in (9, 10)),
        *(Met(inn, month(number), 50) for number in (9, 10, 11)),
        Answered(bar, month(10), 1, 1),
        Met(bar, month(9), 30, "visit"),
    )

    def known(code: str) -> object:
        return stands(now, code).encounters

    assert (known("inn"), known("bar"), known("company")) == ({"stay": 150}, None, None)
    measured = selectors.measure(viewer=HOUSE)
    assert [(each.period, each.unit, each.n, each.encounters) for each in measured] == [
        ("2026-09", "company", 4, 80),
        ("2026-09", "inn", 4, 50),
        ("2026-10", "bar", 1, None),
        ("2026-10", "company", 5, None),
        ("2026-10", "inn", 4, 50),
    ]
