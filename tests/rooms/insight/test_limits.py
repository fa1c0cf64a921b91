"""Limits are drawn once, stay whatever is answered later, and are drawn anew only with a reason and a name."""

from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines import stats
from servewell.engines.lake import columns
from servewell.engines.lake.measures import By
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.models import DrawnLimits
from servewell.rooms.insight.selectors.asked.periods import Span, begin, later, periods_in
from servewell.rooms.insight.selectors.charts import charting, keeping
from servewell.rooms.insight.selectors.charts.charting import Chart, Shown
from servewell.rooms.insight.selectors.charts.keeping import Kept, Series
from servewell.rooms.insight.selectors.meant.meaning import counts_since, every_indicator, meaning_of, of_audience
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_company, a_person, a_promise, a_unit, an_aspect, an_indicator
from tests.builders.figures import Answered, Rated, a_mean, the_lake_holds
from tests.house import save_guard

pytestmark = pytest.mark.django_db
MONTHS = Series(indicator="css", version=1, audience=Audience.EXTERNAL, by=By.MONTH)
FIRST = date(2024, 1, 1)
CALM = (80, 84, 76, 82)
QUERIES_OF_A_LOOK = 17


@pytest.fixture(autouse=True)
def _a_figure_is_defined(lake: Path) -> None:
    an_indicator()


def months(number: int, *, first: date = FIRST) -> list[date]:
    return [later(first=first, by=By.MONTH, count=place) for place in range(number)]


def answered(unit: Unit, number: int, *, first: date = FIRST, aspect: str | None = None) -> list[Answered]:
    """So many calm months, one after the other."""
    calm = [CALM[place % 4] for place in range(number)]
    days = months(number, first=first)
    return [Answered(unit, day, many, 100, aspect=aspect) for day, many in zip(days, calm, strict=True)]


def kept(unit: Unit, series: Series = MONTHS) -> tuple[Kept, ...]:
    return keeping.kept_limits(unit=unit, series=series)


def drawn(unit: Unit, at: datetime, *, first: date, number: int = 24, series: Series = MONTHS) -> Chart:
    """The chart of so many months from the first on, as a page draws it."""
    end = later(first=first, by=By.MONTH, count=number)
    meaning = of_audience(meaning_of(code="css"), series.audience)
    counts = keeping.counts_of_series(meaning, series, unit=unit.pk, span=Span(first, end))
    days = periods_in(span=Span(first, end), by=By.MONTH)
    is_open = days[-1] == begin(day=at.date(), by=By.MONTH)
    shown = Shown(days, [counts.get(day, keeping.NOTHING) for day in days], end, is_last_open=is_open)
    return charting.chart_of(shown, meaning=meaning, series=series, unit=unit.pk, kept=kept(unit, series))


def lines(chart: Chart) -> list[tuple[float | None, float | None, float | None]]:
    return [
        line
        for each in chart.stretches
        if each.chart
        for line in zip(each.chart.lower, each.chart.centre, each.chart.upper, strict=True)
    ]


def a_leader(unit: Unit) -> Person:
    return Person.objects.filter(number="leads").first() or a_person(
        "Lin Hua", rules.REBASE, rules.SEE, unit=unit, number="leads"
    )


def rebase(unit: Unit, at: datetime, *, from_on: date, reason: str = "A new manager.") -> DrawnLimits:
    return services.rebase(
        unit=unit, series=MONTHS, from_on=from_on, reason=reason, by=a_leader(unit), at=at
    )  # fmt: skip


@pytest.mark.parametrize(("number", "points"), [(19, None), (20, 20), (24, 24), (34, 24)])
def test_limits_come_from_the_first_twenty_to_twenty_four_finished_months(
    number: int, points: int | None, now: datetime
) -> None:
    company = a_company()
    the_lake_holds(*answered(company, number))

    services.draw_limits(at=now)

    found = [(each.begins_on, each.baseline_until, each.limits.points, each.drawn_by) for each in kept(company)]
    expected = [] if points is None else [(FIRST, later(first=FIRST, by=By.MONTH, count=points), points, "")]
    assert found == expected


def test_the_month_that_has_not_ended_never_counts(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 20, first=date(2025, 4, 1)))
    assert now.date() < date(2026, 12, 1)

    services.draw_limits(at=now)
    assert kept(company) == ()
    services.draw_limits(at=now.replace(month=12, day=2))
    assert len(kept(company)) == 1


def test_the_limits_are_those_of_the_right_chart(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 30))

    services.draw_limits(at=now)

    (found,) = kept(company)
    assert found.limits == stats.chart_of_shares(successes=list(CALM) * 6, n=[100] * 24).limits


def test_a_mean_is_kept_as_single_values(now: datetime) -> None:
    a_mean()
    company = a_company()
    values = [[4, 5, 3], [5, 5, 4], [4, 4, 4]]
    the_lake_holds(*[Rated(company, day, values[place % 3]) for place, day in enumerate(months(24))])

    services.draw_limits(at=now)

    (found,) = kept(company, Series(indicator="css", version=2, audience=Audience.EXTERNAL, by=By.MONTH))
    means = [round(sum(values[place % 3]) / 3, 9) for place in range(24)]
    again = stats.chart_of_values(values=means).limits
    assert (found.limits.kind, found.limits.centre, found.limits.sigma) == (
        "xmr",
        pytest.approx(again.centre),
        pytest.approx(again.sigma),
    )


def test_twelve_months_later_the_earlier_limits_are_the_same_to_the_last_bit(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 24))
    services.draw_limits(at=now)
    before = drawn(company, now, first=FIRST)

    bad = [Answered(company, day, 40, 100) for day in months(12, first=date(2026, 1, 1))]
    the_lake_holds(*answered(company, 24), *bad)
    services.draw_limits(at=now)

    after = drawn(company, now, first=FIRST, number=36)
    assert lines(after)[:24] == lines(before)
    assert set(lines(after)) == set(lines(before))
    assert [signal.rule for each in after.stretches for signal in each.signals][:1] == ["beyond-limits"]


def test_the_job_run_twice_or_beside_itself_draws_once(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 30))

    first, again = services.draw_limits(at=now), services.draw_limits(at=now + timedelta(hours=1))

    assert (first, again) == (2, 0)  # by week and by month
    assert list(Entry.objects.filter(deed="insight.draw_limits").values_list("actor", flat=True)) == ["house"] * 2


@pytest.mark.parametrize("units", [1, 3])
def test_where_no_limits_are_owed_the_look_for_them_costs_the_same_however_many_units(
    units: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect")])
    inns = [a_unit(f"inn-{number}", under=company) for number in range(units)]
    the_lake_holds(*[each for inn in inns for each in (*answered(inn, 24), *answered(inn, 24, aspect="respect"))])
    assert services.draw_limits(at=now) == 4 * (units + 1)  # by week and by month, also of the company
    asked, found = list[object](), columns.columns
    monkeypatch.setattr(columns, "columns", lambda **question: asked.append(1) or found(**question))

    with CaptureQueriesContext(connection) as seen:
        assert services.draw_limits(at=now + timedelta(hours=1)) == 0

    assert (len(seen), len(asked)) == (
        QUERIES_OF_A_LOOK,
        4,
    )  # weeks and months, as a whole and by aspect: no 20 quarters


def test_old_answers_that_come_later_move_no_limits_and_it_is_said_where_they_came_behind_them(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 24))
    services.draw_limits(at=now)
    (was,) = kept(company)

    earlier = answered(company, 24, first=date(2022, 1, 1))
    the_lake_holds(*earlier, *answered(company, 24))
    services.draw_limits(at=now)
    assert (kept(company), drawn(company, now, first=FIRST).moved) == ((was,), ())

    within = [Answered(company, day, 10, 100) for day in months(2)]
    the_lake_holds(*answered(company, 24), *within)
    services.draw_limits(at=now)
    [moved] = drawn(company, now, first=FIRST).moved
    assert (kept(company), moved.kept) == ((was,), was)
    assert moved.now.centre < was.limits.centre


def test_limits_from_before_the_months_shown_hold_in_them(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 34))
    services.draw_limits(at=now)

    (stretch,) = (late := drawn(company, now, first=date(2024, 12, 1))).stretches

    assert stretch.chart is not None
    assert (late.kept_of(stretch), stretch.chart.limits) == (kept(company)[0], kept(company)[0].limits)


def test_a_change_of_scale_before_the_months_shown_ends_the_limits(now: datetime) -> None:
    company = a_company()
    later_ones = [Rated(company, day, [9, 10, 4, 8], best=10, series=2) for day in months(10, first=date(2026, 1, 1))]
    the_lake_holds(*answered(company, 24), *later_ones)
    services.draw_limits(at=now)

    found = drawn(company, now, first=date(2026, 2, 1), number=10)

    assert ([each.begins_on for each in kept(company)], found.kept) == ([FIRST], ())
    assert [each.phase for each in found.stretches] == [None]


def test_a_stretch_after_a_change_of_scale_gets_limits_of_its_own(now: datetime) -> None:
    company = a_company()
    changed = date(2024, 12, 1)
    old = answered(company, 22, first=date(2023, 2, 1))
    new = [
        Rated(company, day, [9, 10, 4, 8 + place % 2], best=10, series=2)
        for place, day in enumerate(months(22, first=changed))
    ]
    the_lake_holds(*old, *new)

    services.draw_limits(at=now)
    assert [(each.begins_on, each.reason) for each in kept(company)] == [(date(2023, 2, 1), ""), (changed, "")]


def test_every_unit_and_aspect_gets_its_limits_and_units_cost_no_queries(now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect")])
    inns = [a_unit(f"inn-{number}", under=company) for number in range(3)]

    def spent(*units: Unit) -> int:
        an_indicator(top_boxes=len(units))  # a series of which nothing is kept yet
        the_lake_holds(
            *(row for unit in units for aspect in (None, "respect") for row in answered(unit, 22, aspect=aspect))
        )
        with CaptureQueriesContext(connection) as seen:
            assert services.draw_limits(at=now) == 4 * (1 + len(units))  # whole and aspect, by month and by week
        return len(seen)

    assert spent(inns[0]) == spent(*inns)
    whole = Series(indicator="css", version=3, audience=Audience.EXTERNAL, by=By.MONTH)
    respect = Series(indicator="css", version=3, audience=Audience.EXTERNAL, by=By.MONTH, aspect="respect")
    assert [len(kept(unit, series)) for unit in (company, *inns) for series in (whole, respect)] == [1] * 8


def test_what_is_too_much_for_one_run_waits_for_the_next(now: datetime) -> None:
    company = a_company()
    inns = [a_unit(f"inn-{number}", under=company) for number in range(3)]
    the_lake_holds(*(row for unit in inns for row in answered(unit, 22)))

    assert [services.draw_limits(at=now + timedelta(hours=hour), most=5) for hour in range(3)] == [5, 3, 0]


def test_a_new_definition_is_another_series(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 24))
    services.draw_limits(at=now)

    an_indicator(definition="The best answer.", top_boxes=1)
    services.draw_limits(at=now)

    second = Series(indicator="css", version=2, audience=Audience.EXTERNAL, by=By.MONTH)
    assert [len(kept(company, each)) for each in (MONTHS, second)] == [1, 1]


def test_a_definition_in_other_words_keeps_the_limits_and_what_was_drawn_anew(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 34))
    services.draw_limits(at=now)
    rebase(company, now, from_on=date(2025, 6, 1))
    before = kept(company)

    an_indicator(definition="The two best answers, said better.")
    services.draw_limits(at=now)
    found = selectors.satisfaction(viewer=HOUSE, look=selectors.Look(unit="company"), at=now)

    assert (found.meaning.version, found.charted.series, found.charted.all_kept) == (2, MONTHS, before)
    assert set(DrawnLimits.objects.values_list("version", flat=True)) == {1}


def test_a_series_begins_where_its_way_of_counting_was_taken_up_last(now: datetime) -> None:
    for definition, boxes in (("A.", 2), ("The best.", 1), ("B.", 2), ("B, in other words.", 2)):
        an_indicator(definition=definition, top_boxes=boxes)

    versions = [(row.version, counts_since(meaning_of(version=row.version))) for row in every_indicator()]
    assert versions == [(5, 4), (4, 4), (3, 3), (2, 1), (1, 1)]


def test_limits_that_the_house_draws_from_the_same_month_on_meanwhile_are_named(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 34))
    services.draw_limits(at=now)
    (first,) = kept(company)
    last = DrawnLimits.objects.get(pk=first.key)
    rebase(company, now, from_on=date(2025, 6, 1))

    monkeypatch.setattr(keeping, "of_series", lambda _: DrawnLimits.objects.filter(pk=last.pk))  # as it was before
    with pytest.raises(services.BeginsBeforeTheLast, match="2025-06-01"):
        rebase(company, now, from_on=date(2025, 6, 1), reason="Another reason.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_of_two_at_once_the_second_waits_and_sees_what_the_first_drew(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 34))
    services.draw_limits(at=now)
    a_leader(company)
    refused: list[Exception] = []

    def second() -> None:
        try:
            rebase(company, now, from_on=date(2024, 9, 1), reason="Another reason.")
        except services.BeginsBeforeTheLast as fault:
            refused.append(fault)
        finally:
            connection.close()

    other = Thread(target=second)
    with transaction.atomic():
        rebase(company, now, from_on=date(2025, 6, 1))
        other.start()
        other.join(timeout=2)
        waited = other.is_alive()
    other.join(timeout=30)

    assert (waited, [str(each) for each in refused]) == (True, ["2025-06-01"])
    assert [each.begins_on for each in kept(company)] == [FIRST, date(2025, 6, 1)]


def test_limits_are_drawn_anew_with_a_reason_and_a_name(now: datetime) -> None:
    company = a_company()
    better = [
        Answered(company, day, 90 + place % 3, 100) for place, day in enumerate(months(10, first=date(2026, 1, 1)))
    ]
    the_lake_holds(*answered(company, 24), *better)
    services.draw_limits(at=now)

    anew = date(2025, 11, 15)
    for _ in range(2):
        rebase(company, now, from_on=anew, reason="  The lobby was\nrebuilt. ")

    first, second = kept(company)
    assert (second.begins_on, second.reason, second.drawn_by, second.drawn_on) == (
        date(2025, 11, 1),
        "The lobby was rebuilt.",
        "Lin Hua",
        now.date(),
    )
    assert second.limits.points == 12
    found = drawn(company, now, first=date(2024, 11, 1))
    assert [(each.start, each.until, found.kept_of(each)) for each in found.stretches] == [
        (0, 12, first),
        (12, 24, second),
    ]
    assert [each.chart.is_provisional for each in found.stretches if each.chart] == [False, True]
    assert list(Entry.objects.filter(deed="insight.rebase").values_list("actor", flat=True)) == [
        a_leader(company).actor_key
    ]


@pytest.mark.parametrize(
    ("from_on", "reason", "refusal"),
    [
        (date(2025, 9, 1), " \n", services.NoReasonIsGiven),
        (date(2025, 9, 1), "x" * 241, services.NoReasonIsGiven),
        (FIRST, "A new manager.", services.BeginsBeforeTheLast),
        (date(2023, 5, 1), "A new manager.", services.BeginsBeforeTheLast),
        (date(2026, 11, 1), "A new manager.", services.HasNotBegunYet),
        (date(2027, 1, 1), "A new manager.", services.HasNotBegunYet),
        (date(2025, 12, 1), "A new manager.", services.TooFewPeriods),
    ],
)
def test_limits_are_not_drawn_anew_without_reason_backwards_ahead_or_from_few_months(
    from_on: date, reason: str, refusal: type[Exception], now: datetime
) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 34))
    services.draw_limits(at=now)

    with pytest.raises(refusal):
        rebase(company, now, from_on=from_on, reason=reason)
    assert len(kept(company)) == 1


def test_nothing_is_drawn_anew_where_nothing_is_kept_or_nothing_varies(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 34))
    with pytest.raises(services.NothingIsKeptYet):
        rebase(company, now, from_on=date(2025, 1, 1))

    services.draw_limits(at=now)
    same = [Answered(company, day, 100, 100) for day in months(12, first=date(2025, 11, 1))]
    the_lake_holds(*answered(company, 22), *same)
    with pytest.raises(services.NothingVaries):
        rebase(company, now, from_on=date(2025, 11, 1))


def test_a_change_of_scale_cuts_the_new_baseline_short(now: datetime) -> None:
    company = a_company()
    changed = [Rated(company, day, [9, 10, 4, 8], best=10, series=2) for day in months(10, first=date(2026, 1, 1))]
    the_lake_holds(*answered(company, 24), *changed)
    services.draw_limits(at=now)

    with pytest.raises(services.TooFewPeriods, match="6 finished periods"):
        rebase(company, now, from_on=date(2025, 7, 1))


def test_only_who_may_draws_anew_and_takes_back(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 34))
    services.draw_limits(at=now)
    reader = a_person("Reader", rules.SEE, rules.EXPLAIN, unit=company, number="reads")

    with pytest.raises(NotAllowed):
        services.rebase(
            unit=company, series=MONTHS, from_on=date(2025, 6, 1), reason="A whim.", by=reader, at=now
        )  # fmt: skip
    anew = rebase(company, now, from_on=date(2025, 6, 1))
    with pytest.raises(NotAllowed):
        services.take_back_limits(limits=anew, by=reader, at=now)
    with pytest.raises(keeping.NoSuchLimits):
        keeping.limits_for(viewer=reader, unit=company.pk, series=MONTHS)


def test_limits_drawn_anew_are_taken_back_the_latest_first_and_stay_in_the_record(now: datetime) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 34))
    services.draw_limits(at=now)
    (first,) = kept(company)
    second = rebase(company, now, from_on=date(2024, 6, 1))
    third = rebase(company, now, from_on=date(2025, 6, 1))

    with pytest.raises(services.LaterLimitsHold):
        services.take_back_limits(limits=second, by=a_leader(company), at=now)
    assert keeping.limits_for(viewer=a_leader(company), unit=company.pk, series=MONTHS) == third
    for limits in (third, second, second):
        services.take_back_limits(limits=limits, by=a_leader(company), at=now)

    assert kept(company) == (first,)
    with pytest.raises(keeping.NoSuchLimits):
        keeping.limits_for(viewer=a_leader(company), unit=company.pk, series=MONTHS)
    assert Entry.objects.filter(deed="insight.take_back_limits").count() == 2
    rebase(company, now, from_on=date(2024, 6, 1))


def test_charts_are_counted_where_limits_are_kept_and_the_viewer_sees(now: datetime) -> None:
    company = a_company()
    inns = [a_unit(f"inn-{number}", under=company) for number in range(2)]
    the_lake_holds(*(row for unit in inns for row in answered(unit, 22)))
    services.draw_limits(at=now)
    inns_own = a_person("Host", rules.SEE, unit=inns[0], number="host")

    assert [keeping.charts_seen(viewer=each, series=MONTHS) for each in (HOUSE, inns_own)] == [3, 1]


def test_signals_by_chance_grow_with_the_charts_and_are_those_of_the_engine() -> None:
    chart = stats.p_chart(successes=list(CALM) * 6, n=[100] * 24)
    whole = stats.false_alarms_by_rule(charts=40, periods=12, baseline=24, runs=charting.RUNS)

    kept_ones = charting.signals_by_chance(chart, by=By.MONTH, charts=40, is_kept=True)
    one = charting.signals_by_chance(chart, by=By.MONTH, charts=1, is_kept=True)
    own = charting.signals_by_chance(chart, by=By.MONTH, charts=40, is_kept=False)

    assert kept_ones == pytest.approx({rule: alarms.signals for rule, alarms in whole.items()})
    assert {rule: 40 * many for rule, many in one.items()} == pytest.approx(kept_ones)
    assert own["beyond-limits"] < kept_ones["beyond-limits"]
    assert charting.signals_by_chance(stats.run_chart(values=[1, 2]), by=By.MONTH, charts=9, is_kept=False) == {}


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"phase": 2}, "limits_are_drawn_anew_with_reason_and_name"),
        ({"reason": "So."}, "limits_are_drawn_anew_with_reason_and_name"),
        ({"baseline_until": FIRST}, "a_baseline_ends_after_it_begins"),
        ({"aspect": "respect", "item": "stay/q1"}, "limits_are_of_an_aspect_or_an_item"),
        ({}, "limits_begin_once"),
    ],
)
def test_the_database_refuses_half_truths_about_limits(
    changed: dict[str, object], constraint: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = a_company()
    the_lake_holds(*answered(company, 24))
    services.draw_limits(at=now)
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    row = DrawnLimits.objects.get(by=By.MONTH.value)
    row.pk = None
    for name, value in changed.items():
        setattr(row, name, value)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    assert connection.vendor == "sqlite" or constraint in str(refused.value)
