"""Charts of counts: shares (p, np, Laney's p'), counts and rates (c, u, Laney's u')."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from servewell.engines.stats.charts.chart import Chart, Limits
from servewell.engines.stats.charts.constants import Constants, chart_constants
from servewell.engines.stats.charts.refusals import EventsWithoutExposure, ExposureBelowZero, ValueIsNotANumber
from servewell.engines.stats.charts.series import (
    Asked,
    BoolArray,
    Charts,
    FloatArray,
    Parameters,
    Values,
    apart,
    counted,
    frozen,
    in_sigmas,
    lines_of,
    mean_range,
    moving_ranges,
    one,
    only,
    table,
)
from servewell.engines.stats.counts import LengthsDiffer, successes_of, whole
from servewell.engines.stats.rules.sets import NHS, RuleSet

ShareKind = Literal["p", "np", "p-prime"]
RateKind = Literal["c", "u", "u-prime"]


def p_chart(
    *,
    successes: Values,
    n: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    rules: RuleSet = NHS,
) -> Chart:
    """Shares with limits that follow n: p -+ 3 sqrt(p(1-p)/n), p = all successes over all answers of the baseline.

    Two lists of one length, one place per period; n = 0, or None in both, is a gap. Limits from 0 to 1, cut there.
    `baseline`, `exclude`, `limits`: as `xmr_chart`. Source: Montgomery, Introduction to Statistical Quality Control,
    7e, section 7.2. Raises NoAnswers, MoreSuccessesThanAnswers, CountIsNotWhole, CountsBelowZero, LengthsDiffer,
    BaselineTooShort, BaselineLongerThanSeries, PlaceOutsideSeries, LimitsOfAnotherKind, NotOneSeries.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(shares_around("p", one(successes, name="successes"), one(n, name="n"), asked))


def p_charts(
    *,
    successes: Values,
    n: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    rules: RuleSet = NHS,
) -> Charts:
    """`p_chart` for many units at once, two tables of shape (units, periods)."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return shares_around("p", table(successes, name="successes"), table(n, name="n"), asked)


def np_chart(
    *,
    successes: Values,
    n: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    rules: RuleSet = NHS,
) -> Chart:
    """Numbers of successes: np -+ 3 sqrt(np(1-p)), cut at 0 and n; where n varies the centre follows it.

    Source: Montgomery 7e, section 7.2.1. Arguments and errors as `p_chart`; values and limits in answers.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(shares_around("np", one(successes, name="successes"), one(n, name="n"), asked))


def np_charts(
    *,
    successes: Values,
    n: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    rules: RuleSet = NHS,
) -> Charts:
    """`np_chart` for many units at once, two tables of shape (units, periods)."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return shares_around("np", table(successes, name="successes"), table(n, name="n"), asked)


def p_prime_chart(
    *,
    successes: Values,
    n: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    screen: bool = False,
    constants: Constants = "tables",
    rules: RuleSet = NHS,
) -> Chart:
    """Laney's p' chart: the p chart with its limits stretched by sigma_z, for n so large that chance explains too
    little.

    p -+ 3 sigma_z sqrt(p(1-p)/n); sigma_z = mean |z(i) - z(i-1)| / d2, z(i) = (p(i) - p) / sqrt(p(1-p)/n(i)), over
    neighbours in the baseline, d2 = 1.128. `screen`: ranges of z above 3.267 times their mean are left out once.
    Source: Laney 2002, Quality Engineering 14:531. Shapes and errors as `p_chart`.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    hits, answers = one(successes, name="successes"), one(n, name="n")
    return only(shares_around("p-prime", hits, answers, asked, screen=screen, constants=constants))


def p_prime_charts(
    *,
    successes: Values,
    n: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    screen: bool = False,
    constants: Constants = "tables",
    rules: RuleSet = NHS,
) -> Charts:
    """`p_prime_chart` for many units at once, two tables of shape (units, periods)."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    hits, answers = table(successes, name="successes"), table(n, name="n")
    return shares_around("p-prime", hits, answers, asked, screen=screen, constants=constants)


def c_chart(
    *,
    counts: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    rules: RuleSet = NHS,
) -> Chart:
    """Numbers of events where there is always the same room for them: c -+ 3 sqrt(c), cut at 0, c their mean.

    `counts`: whole numbers, None for a gap. Source: Montgomery 7e, section 7.3. Other arguments and errors as
    `p_chart`.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    events = one(counts, name="counts")
    return only(rates_around("c", events, _room_for(events), asked))


def c_charts(
    *,
    counts: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    rules: RuleSet = NHS,
) -> Charts:
    """`c_chart` for many units at once, shape (units, periods)."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    events = table(counts, name="counts")
    return rates_around("c", events, _room_for(events), asked)


def u_chart(
    *,
    counts: Values,
    exposure: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    rules: RuleSet = NHS,
) -> Chart:
    """Events per unit of exposure (customers, shops, thousands of stays): u -+ 3 sqrt(u/n), cut at 0, u = all events
    over all exposure of the baseline.

    `counts`: whole numbers. `exposure`: 0 or more, not necessarily whole; 0, or None in both, is a gap. Values and
    limits in events per unit of exposure. Source: Montgomery 7e, section 7.3.1. Raises what `p_chart` raises, and
    ExposureBelowZero, EventsWithoutExposure.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(rates_around("u", one(counts, name="counts"), one(exposure, name="exposure"), asked))


def u_charts(
    *,
    counts: Values,
    exposure: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    rules: RuleSet = NHS,
) -> Charts:
    """`u_chart` for many units at once, two tables of shape (units, periods)."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return rates_around("u", table(counts, name="counts"), table(exposure, name="exposure"), asked)


def u_prime_chart(
    *,
    counts: Values,
    exposure: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    screen: bool = False,
    constants: Constants = "tables",
    rules: RuleSet = NHS,
) -> Chart:
    """Laney's u' chart: the u chart with its limits stretched by sigma_z, as `p_prime_chart` stretches the p chart.

    z(i) = (u(i) - u) / sqrt(u/n(i)). Source: Laney 2002, Quality Engineering 14:531. Arguments and errors as `u_chart`.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    events, room = one(counts, name="counts"), one(exposure, name="exposure")
    return only(rates_around("u-prime", events, room, asked, screen=screen, constants=constants))


def u_prime_charts(
    *,
    counts: Values,
    exposure: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    screen: bool = False,
    constants: Constants = "tables",
    rules: RuleSet = NHS,
) -> Charts:
    """`u_prime_chart` for many units at once, two tables of shape (units, periods)."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    events, room = table(counts, name="counts"), table(exposure, name="exposure")
    return rates_around("u-prime", events, room, asked, screen=screen, constants=constants)


def shares_around(
    kind: ShareKind,
    successes: FloatArray,
    n: FloatArray,
    asked: Asked,
    *,
    screen: bool = False,
    constants: Constants = "tables",
) -> Charts:
    gap = np.isnan(successes) & np.isnan(n)
    hits, answers = successes_of(successes=np.where(gap, 0.0, successes), n=np.where(gap, 0.0, n))
    drawn = _around(kind, hits.astype(np.float64), answers.astype(np.float64), asked, screen, constants, most=1.0)
    if kind != "np":
        return drawn
    many = np.where(answers > 0, answers, np.nan)
    return replace(
        drawn,
        values=np.where(answers > 0, hits, np.nan),
        centre=drawn.centre * many,
        lower=drawn.lower * many,
        upper=drawn.upper * many,
    )


def rates_around(
    kind: RateKind,
    counts: FloatArray,
    exposure: FloatArray,
    asked: Asked,
    *,
    screen: bool = False,
    constants: Constants = "tables",
) -> Charts:
    if counts.shape != exposure.shape:
        raise LengthsDiffer(
            f"counts has the shape {counts.shape} and exposure {exposure.shape}; give one exposure per count."
        )
    gap = np.isnan(counts) & (np.isnan(exposure) | (exposure == 0))
    events, room = whole(counts=np.where(gap, 0.0, counts), name="counts"), np.where(gap, 0.0, exposure)
    if np.isnan(room).any():
        raise ValueIsNotANumber("exposure is missing where events were counted; give it, or None for both.")
    if (room < 0).any():
        raise ExposureBelowZero("exposure must not be negative; give what the events were counted among.")
    if (events[room == 0] > 0).any():
        place = int(np.argmax(((room == 0) & (events > 0)).ravel()))
        raise EventsWithoutExposure(f"Place {place} has events and no exposure; give what they were counted among.")
    return _around(kind, events.astype(np.float64), room, asked, screen, constants, most=np.inf)


def _around(
    kind: ShareKind | RateKind,
    hits: FloatArray,
    n: FloatArray,
    asked: Asked,
    screen: bool,
    constants: Constants,
    most: float,
) -> Charts:
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.where(n > 0, hits / n, np.nan)
    chosen = counted(values, asked)
    found = frozen(asked, kind=kind, units=len(values))
    centre = _pooled(hits, n, chosen) if found is None else found.centre
    sigma, middle = _sigmas(kind, centre, n), lines_of(centre, values)
    difference = apart(values, middle)
    sigma_z = _sigma_z(in_sigmas(difference, sigma), chosen & (sigma > 0), screen=screen, constants=constants)
    if found is None:
        found = _found(kind, centre, sigma_z, chosen, screen, constants)
    stretched = sigma * np.where(np.isnan(found.sigma), 1.0, found.sigma)[:, None]
    return Charts(
        kind=kind,
        values=values,
        centre=middle,
        lower=np.maximum(0.0, middle - 3 * stretched),
        upper=np.minimum(most, middle + 3 * stretched),
        z=in_sigmas(difference, stretched),
        n=n,
        parameters=found,
        sigma_z=sigma_z,
        rules=asked.rules,
    )


def _found(
    kind: ShareKind | RateKind,
    centre: FloatArray,
    sigma_z: FloatArray,
    chosen: BoolArray,
    screen: bool,
    constants: Constants,
) -> Parameters:
    points = chosen.sum(axis=1)
    if kind not in ("p-prime", "u-prime"):
        return Parameters(kind=kind, centre=centre, sigma=np.full(len(centre), np.nan), points=points)
    return Parameters(kind=kind, centre=centre, sigma=sigma_z, points=points, is_screened=screen, constants=constants)


def _pooled(hits: FloatArray, n: FloatArray, chosen: BoolArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(chosen, hits, 0.0).sum(axis=1) / np.where(chosen, n, 0.0).sum(axis=1))


def _sigmas(kind: ShareKind | RateKind, centre: FloatArray, n: FloatArray) -> FloatArray:
    """What chance alone gives: nan where there is a gap."""
    variance = centre if kind in ("c", "u", "u-prime") else centre * (1 - centre)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(n > 0, np.sqrt(variance[:, None] / n), np.nan))


def _sigma_z(z: FloatArray, chosen: BoolArray, *, screen: bool, constants: Constants) -> FloatArray:
    """nan where no two neighbours have answers, or where all answers are alike and chance has no spread."""
    known = chart_constants(n=2, constants=constants)
    return mean_range(moving_ranges(z, chosen), most=known.d_4 if screen else None) / known.d2


def _room_for(counts: FloatArray) -> FloatArray:
    return np.where(np.isnan(counts), np.nan, 1.0)
