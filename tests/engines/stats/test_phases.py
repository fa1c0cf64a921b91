"""Limits that are kept, stored and drawn anew only with a reason."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import stats
from servewell.engines.stats import Limits, Signal
from tests.engines.stats.test_charts import LEAKING_CANS, MORTGAGES
from tests.engines.stats.test_subgroups import RINGS, VARIABLE

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=40)
DRAWN = [
    stats.run_chart(values=MORTGAGES),
    stats.xmr_chart(values=MORTGAGES, baseline=20),
    stats.mr_chart(values=MORTGAGES, baseline=20),
    stats.x_bar_s_chart(subgroups=VARIABLE),
    stats.s_chart(subgroups=VARIABLE),
    stats.x_bar_r_chart(subgroups=RINGS),
    stats.r_chart(subgroups=RINGS, constants="tables"),
    stats.p_chart(successes=LEAKING_CANS, n=[50] * 30, exclude=[14, 22]),
    stats.np_chart(successes=LEAKING_CANS, n=[50] * 30),
    stats.p_prime_chart(successes=LEAKING_CANS, n=[50] * 30),
    stats.c_chart(counts=LEAKING_CANS),
    stats.u_chart(counts=LEAKING_CANS, exposure=[1.5] * 30),
    stats.u_prime_chart(counts=LEAKING_CANS, exposure=[1.5] * 30),
    stats.g_chart(between=LEAKING_CANS),
    stats.t_chart(between=LEAKING_CANS),
]


def again(limits: Limits, kind: str) -> stats.Chart:
    drawers = {
        "run": lambda: stats.run_chart(values=MORTGAGES, limits=limits),
        "xmr": lambda: stats.xmr_chart(values=MORTGAGES, limits=limits),
        "mr": lambda: stats.mr_chart(values=MORTGAGES, limits=limits),
        "x-bar-s": lambda: stats.x_bar_s_chart(subgroups=VARIABLE, limits=limits),
        "s": lambda: stats.s_chart(subgroups=VARIABLE, limits=limits),
        "x-bar-r": lambda: stats.x_bar_r_chart(subgroups=RINGS, limits=limits),
        "r": lambda: stats.r_chart(subgroups=RINGS, limits=limits),
        "p": lambda: stats.p_chart(successes=LEAKING_CANS, n=[50] * 30, limits=limits),
        "np": lambda: stats.np_chart(successes=LEAKING_CANS, n=[50] * 30, limits=limits),
        "p-prime": lambda: stats.p_prime_chart(successes=LEAKING_CANS, n=[50] * 30, limits=limits),
        "c": lambda: stats.c_chart(counts=LEAKING_CANS, limits=limits),
        "u": lambda: stats.u_chart(counts=LEAKING_CANS, exposure=[1.5] * 30, limits=limits),
        "u-prime": lambda: stats.u_prime_chart(counts=LEAKING_CANS, exposure=[1.5] * 30, limits=limits),
        "g": lambda: stats.g_chart(between=LEAKING_CANS, limits=limits),
        "t": lambda: stats.t_chart(between=LEAKING_CANS, limits=limits),
    }
    return drawers[kind]()


@pytest.mark.parametrize("chart", DRAWN, ids=lambda chart: chart.kind)
def test_limits_come_back_from_storage_and_draw_the_same_lines(chart: stats.Chart) -> None:
    stored = json.dumps(chart.limits.as_plain())
    kept = Limits.from_plain(json.loads(stored))

    drawn = again(kept, chart.kind)
    assert (drawn.lower, drawn.centre, drawn.upper, drawn.z) == (chart.lower, chart.centre, chart.upper, chart.z)
    assert drawn.limits == chart.limits == kept


@given(VALUES, st.data())
def test_limits_from_some_weeks_are_those_of_these_weeks_alone_kept_for_all(
    values: list[float], data: st.DataObject
) -> None:
    kept = data.draw(st.integers(2, len(values)))
    frozen = stats.xmr_chart(values=values[:kept]).limits

    found = stats.xmr_chart(values=values, baseline=kept).limits
    assert (found.centre, found.sigma, found.points) == (
        pytest.approx(frozen.centre, abs=1e-6),
        pytest.approx(frozen.sigma, abs=1e-6),
        kept,
    )
    assert stats.xmr_chart(values=values, limits=frozen).limits == frozen


def test_limits_are_drawn_anew_from_a_place_on_and_no_pattern_reaches_across() -> None:
    """Seven low weeks, four before and three after the change, are no run."""
    values = [*[10.0, 12.0] * 8, *[9.0] * 4, *[9.0] * 3, *[14.0, 16.0] * 3]
    first = stats.frozen(stats.xmr_chart(values=values[:16]))
    new = Limits(kind="xmr", centre=13.0, sigma=2.0)
    phases = stats.rebased(first, start=20, limits=new, reason="the desk moved", by="people:7")

    before, after = stats.stretches_by_phase(
        phases=phases,
        periods=len(values),
        draw=lambda part, limits: stats.xmr_chart(values=values[part], limits=limits),
    )
    assert (before.start, before.until, after.start, after.until) == (0, 20, 20, 29)
    assert (after.chart.centre[0] if after.chart else None, phases[1].reason, phases[1].by) == (
        13.0,
        "the desk moved",
        "people:7",
    )
    assert before.signals == after.signals == ()


def test_signals_of_a_later_phase_are_named_by_their_places_in_the_whole_series() -> None:
    first = stats.frozen(stats.xmr_chart(values=[1.0, 2.0] * 6))
    phases = stats.rebased(first, start=12, limits=Limits(kind="xmr", centre=0.0, sigma=1.0), reason="new", by="me")
    values = [*[1.0, 2.0] * 6, 0.1, 5.0]

    found = stats.stretches_by_phase(
        phases=phases, periods=14, draw=lambda part, limits: stats.xmr_chart(values=values[part], limits=limits)
    )
    assert found[1].signals == (Signal("beyond-limits", "above", (13,)),)


def test_phases_come_back_from_storage() -> None:
    phases = stats.rebased(
        stats.frozen(DRAWN[1]), start=20, limits=DRAWN[1].limits, reason="new counter", by="people:7"
    )  # fmt: skip
    stored = json.dumps([phase.as_plain() for phase in phases])

    assert tuple(stats.phase_from_plain(each) for each in json.loads(stored)) == phases


@pytest.mark.parametrize(
    ("refusal", "start", "reason", "by"),
    [
        (stats.RebasedWithoutReason, 20, "  ", "me"),
        (stats.RebasedWithoutAuthor, 20, "the desk moved", ""),
        (stats.RebasedBackwards, 0, "the desk moved", "me"),
    ],
)
def test_limits_are_not_drawn_anew_without_reason_author_and_order(
    refusal: type[Exception], start: int, reason: str, by: str
) -> None:
    phases = stats.frozen(DRAWN[1])

    with pytest.raises(refusal):
        stats.rebased(phases, start=start, limits=DRAWN[1].limits, reason=reason, by=by)


def test_limits_of_another_chart_and_limits_that_are_none_are_refused() -> None:
    with pytest.raises(stats.LimitsOfAnotherKind):
        stats.xmr_chart(values=MORTGAGES, limits=DRAWN[0].limits)
    with pytest.raises(stats.LimitsOfAnotherKind):
        stats.p_prime_charts(successes=[[1], [2]], n=[[2], [2]], limits=[DRAWN[7].limits, DRAWN[9].limits])
    with pytest.raises(stats.LengthsDiffer):
        stats.xmr_charts(values=[[1.0]] * 3, limits=[DRAWN[1].limits] * 2)


@pytest.mark.parametrize("plain", [None, {}, {"kind": "xmr"}, {**DRAWN[1].limits.as_plain(), "sigma": "high"}])
def test_what_is_no_limits_is_not_read_as_such(plain: object) -> None:
    with pytest.raises(stats.LimitsUnreadable):
        Limits.from_plain(plain)
    with pytest.raises(stats.LimitsUnreadable):
        stats.phase_from_plain({"start": 0, "limits": plain, "reason": "", "by": ""})
