"""A look at some of the answers: by day to year, of one aspect or question, of some of the customers, and no person."""

from datetime import date, datetime
from pathlib import Path

import pytest

from servewell.base.permissions import HOUSE
from servewell.engines.lake.measures import By
from servewell.rooms.insight import selectors
from servewell.rooms.insight.selectors import AspectAndItem, Look, Satisfaction
from servewell.rooms.insight.terms import Standing, Verdict
from servewell.rooms.people.models import Unit
from servewell.rooms.voice.terms import Audience, Evidence
from tests.builders import a_channel, a_company, a_promise, a_survey, a_unit, an_aspect, an_indicator
from tests.builders.figures import Rated, the_lake_holds

pytestmark = pytest.mark.django_db

# the fixture `now` is Monday, 16 November 2026
THIS_DAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _a_figure_is_defined() -> None:
    an_indicator()


def found_by(look: Look, now: datetime) -> Satisfaction:
    return selectors.satisfaction(viewer=HOUSE, look=look, at=now)


def answered(on: date, satisfied: int, n: int, **about: object) -> Rated:
    values = [5.0] * satisfied + [2.0] * (n - satisfied)
    return Rated(a_company(), on, values, **about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("by", "first", "last", "counts"),
    [
        (By.DAY, date(2026, 9, 22), THIS_DAY, {date(2026, 11, 8): 3, date(2026, 11, 9): 2, THIS_DAY: 1}),
        (By.WEEK, date(2025, 11, 17), THIS_DAY, {date(2026, 11, 2): 3, date(2026, 11, 9): 2, THIS_DAY: 1}),
        (By.MONTH, date(2024, 12, 1), date(2026, 11, 1), {date(2026, 11, 1): 6}),
        (By.QUARTER, date(2023, 1, 1), date(2026, 10, 1), {date(2026, 10, 1): 6}),
        (By.YEAR, date(2017, 1, 1), date(2026, 1, 1), {date(2026, 1, 1): 6}),
    ],
)
def test_periods_are_those_of_the_calendar_and_the_last_is_unfinished(
    by: By, first: date, last: date, counts: dict[date, int], lake: Path, now: datetime
) -> None:
    the_lake_holds(answered(date(2026, 11, 8), 3, 3), answered(date(2026, 11, 9), 2, 2), answered(THIS_DAY, 1, 1))

    periods = found_by(Look(by=by), now).periods

    assert (periods[0].first, periods[-1].first) == (first, last)
    assert {each.first: each.share.n for each in periods if each.share.n} == counts
    assert [each.is_unfinished for each in periods] == [False] * (len(periods) - 1) + [True]


def test_a_page_of_the_past_ends_with_a_finished_period(lake: Path, now: datetime) -> None:
    the_lake_holds(answered(date(2026, 9, 30), 8, 10), answered(date(2026, 10, 1), 1, 1))

    found = found_by(Look(by=By.QUARTER, until=date(2026, 8, 15)), now)

    assert (found.periods[-1].first, found.periods[-1].is_unfinished, found.share.n) == (date(2026, 7, 1), False, 10)


def test_the_year_before_is_compared_day_for_day(lake: Path, now: datetime) -> None:
    then = [answered(date(2025, 11, day), 60, 100) for day in (16, 17, 18)]
    the_lake_holds(answered(date(2026, 11, 3), 90, 100), *then)

    found = found_by(Look(), now)

    assert (found.year_ago.share.n, found.year_ago.share.value, found.year_ago.verdict) == (100, 0.6, Verdict.ABOVE)
    by_week = found_by(Look(by=By.WEEK), now)
    assert by_week.year_ago.share.n == 200  # up to 17 November 2025, a Monday as well


def test_an_aspect_stands_in_the_place_of_the_whole(lake: Path, now: datetime) -> None:
    a_promise(aspects=[an_aspect("respect")])
    the_lake_holds(answered(THIS_DAY, 40, 40), answered(THIS_DAY, 30, 60, aspect="respect"))

    found = found_by(Look(aspect="respect"), now)

    assert (found.share.n, found.share.value, found.aspects) == (60, 0.5, ())
    assert found.definition.startswith("Share of the 2 best answers to the questions under “")


def test_a_question_stands_in_the_place_of_the_whole(lake: Path, now: datetime) -> None:
    a_survey()
    the_lake_holds(answered(THIS_DAY, 30, 40))

    found = found_by(Look(item="stay/q1"), now)
    other = found_by(Look(item="stay/none"), now)

    assert (found.share.n, other.share.n, other.standing) == (40, 0, Standing.SILENT)


def test_an_aspect_and_a_question_are_not_looked_at_together() -> None:
    with pytest.raises(AspectAndItem, match="not at both"):
        Look(aspect="respect", item="stay/q1")


def test_customers_of_one_kind_of_channel_and_of_one_language_are_looked_at(lake: Path, now: datetime) -> None:
    a_channel(slug="visits", evidence=Evidence.SHOP)
    the_lake_holds(
        answered(THIS_DAY, 9, 20, channel="visits"),
        answered(THIS_DAY, 15, 30, channel="visits", language="es"),
        answered(THIS_DAY, 40, 40),
    )

    def counts(**narrowed: str) -> tuple[int, float | None]:
        share = found_by(Look(**narrowed), now).share  # type: ignore[arg-type]
        return share.n, share.value

    assert counts() == (90, 64 / 90)
    assert counts(channel="kind:shop") == (50, 0.48)
    assert counts(channel="visits", language="es") == (30, 0.5)
    assert counts(channel="kind:nonsense") == (0, None)


@pytest.mark.parametrize(
    ("spanish", "others", "is_refused"),
    [(9, 40, True), (10, 40, False), (40, 9, True), (40, 10, False), (40, 0, False)],
)
def test_a_narrowing_that_would_single_people_out_is_refused_from_both_sides(
    spanish: int, others: int, is_refused: bool, lake: Path, now: datetime
) -> None:
    the_lake_holds(answered(THIS_DAY, 5, spanish, language="es"), answered(THIS_DAY, min(1, others), others))

    found = found_by(Look(language="es"), now)

    assert (found.standing is Standing.PRIVATE) is is_refused
    told = (found.share.n, found.share.value, sum(each.share.n for each in found.periods), found.year_ago.share.n)
    assert (told == (0, None, 0, 0)) is is_refused


def test_of_employees_no_period_is_told_that_so_few_answered_in_and_none_that_gives_it_away(
    lake: Path, now: datetime
) -> None:
    desk = a_channel(slug="desk", audience=Audience.INTERNAL)
    assert desk.slug == "desk"
    by_month = {8: 30, 9: 4, 10: 20, 11: 25}
    the_lake_holds(*(answered(date(2026, month, 2), 2, n, channel="desk") for month, n in by_month.items()))

    found = found_by(Look(audience=Audience.INTERNAL), now)

    told = {each.first.month: each.share.n for each in found.periods if each.share.n}
    hidden = [each.first.month for each in found.periods if each.share.is_withheld]
    assert (found.share.n, told, hidden) == (79, {10: 20, 11: 25}, [8, 9])


def test_of_employees_few_units_are_not_told(lake: Path, now: datetime) -> None:
    a_channel(slug="desk", audience=Audience.INTERNAL)
    units = {code: a_unit(code, under=a_company()) for code in ("east", "north", "west")}

    def rated(unit: Unit, n: int) -> Rated:
        return Rated(unit, THIS_DAY, [4.0] * n, channel="desk")

    the_lake_holds(rated(units["east"], 12), rated(units["north"], 30), rated(units["west"], 3))

    below = found_by(Look(audience=Audience.INTERNAL), now).below

    assert [(each.code, each.share.n, each.share.is_withheld) for each in below] == [
        ("east", 0, True),
        ("north", 30, False),
        ("west", 0, True),
    ]


def test_a_narrowing_tells_no_period_aspect_or_unit_from_which_so_few_others_follow(lake: Path, now: datetime) -> None:
    a_promise(aspects=[an_aspect("respect"), an_aspect("communication")])
    units = {code: a_unit(code, under=a_company()) for code in ("east", "north", "west")}

    def said(unit: str, month: int, spanish: int, others: int, aspect: str | None = None) -> list[Rated]:
        on = date(2026, month, 3)
        return [
            Rated(units[unit], on, [4.0] * spanish, language="es", aspect=aspect),
            Rated(units[unit], on, [4.0] * others, aspect=aspect),
        ]

    the_lake_holds(
        *said("east", 9, 30, 3),
        *said("north", 10, 30, 40),
        *said("west", 11, 30, 40),
        *said("west", 11, 30, 4, "respect"),
        *said("west", 11, 30, 40, "communication"),
    )

    found = found_by(Look(language="es"), now)

    told = [(each.first.month, each.share.n, each.share.is_withheld) for each in found.periods[-3:]]
    # the third quarter is September and is not told; so the fourth is not, which would follow from the year, nor is
    # one of its months
    assert told == [(9, 0, True), (10, 0, True), (11, 30, False)]
    assert [(each.code, each.share.is_withheld) for each in found.aspects] == [
        ("respect", True),
        ("communication", False),
    ]
    assert [(each.code, each.share.is_withheld) for each in found.below] == [
        ("east", True),
        ("north", True),
        ("west", False),
    ]
