"""Charts of rare events: what lies between one and the next (g: cases, t: time)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from servewell.engines.stats.charts.chart import Chart, Limits
from servewell.engines.stats.charts.constants import Constants
from servewell.engines.stats.charts.refusals import TimeIsNotPositive, one_of
from servewell.engines.stats.charts.series import (
    Asked,
    Charts,
    FloatArray,
    Parameters,
    Values,
    apart,
    counted,
    frozen,
    in_sigmas,
    lines_of,
    mean_of,
    median_of,
    one,
    only,
    table,
)
from servewell.engines.stats.charts.values import individuals
from servewell.engines.stats.counts import whole
from servewell.engines.stats.rules.sets import NHS, RuleSet

Middle = Literal["median", "mean"]

# Times between events that come by chance are exponential; to this power they are all but normal.
TO_NORMAL = 1 / 3.6


def g_chart(
    *,
    between: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    middle: Middle = "median",
    rules: RuleSet = NHS,
) -> Chart:
    """Cases without the event between one event and the next: limits mean -+ 3 sqrt(mean (mean + 1)), cut at 0.

    `between`: whole numbers of cases, 0 where two follow at once. The centre line is the median, so that runs are as
    likely above as below, or the mean. More cases between are fewer events. Source: Benneyan 2001, Health Care
    Management Science 4:305; Montgomery 7e, section 7.3.5; the median as qicharts2 0.8. Other arguments and errors as
    `c_chart`.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(cases_between(one(between, name="between"), asked, middle=middle))


def g_charts(
    *,
    between: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    middle: Middle = "median",
    rules: RuleSet = NHS,
) -> Charts:
    """`g_chart` for many units at once, shape (units, events)."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return cases_between(table(between, name="between"), asked, middle=middle)


def t_chart(
    *,
    between: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    screen: bool = False,
    constants: Constants = "tables",
    rules: RuleSet = NHS,
) -> Chart:
    """Time between one event and the next: the XmR chart of time to the power of 1/3.6, drawn back in time.

    `between`: hours, days or any unit, above 0; limits in the same unit, the lower one at least 0. `z` and the rules
    are those of the transformed values; more time between is fewer events. Source: Nelson 1994, Journal of Quality
    Technology 26:239; Montgomery 7e, example 7.6. Raises TimeIsNotPositive, and what `xmr_chart` raises.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(time_between(one(between, name="between"), asked, screen=screen, constants=constants))


def t_charts(
    *,
    between: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    screen: bool = False,
    constants: Constants = "tables",
    rules: RuleSet = NHS,
) -> Charts:
    """`t_chart` for many units at once, shape (units, events)."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return time_between(table(between, name="between"), asked, screen=screen, constants=constants)


def cases_between(values: FloatArray, asked: Asked, *, middle: Middle) -> Charts:
    one_of(middle, ("median", "mean"), name="middle")
    whole(counts=np.nan_to_num(values), name="between")
    found = frozen(asked, kind="g", units=len(values))
    if found is None:
        chosen = counted(values, asked)
        mean = mean_of(values, chosen)
        found = Parameters(
            kind="g",
            centre=mean,
            sigma=np.full(len(values), np.nan),
            line=median_of(values, chosen) if middle == "median" else mean,
            points=chosen.sum(axis=1),
        )
    centre = lines_of(found.centre, values)
    sigma = np.sqrt(centre * (centre + 1))
    return Charts(
        kind="g",
        values=values,
        centre=lines_of(found.centre if found.line is None else found.line, values),
        lower=np.maximum(0.0, centre - 3 * sigma),
        upper=centre + 3 * sigma,
        z=in_sigmas(apart(values, centre), sigma),
        n=np.where(np.isnan(values), 0.0, 1.0),
        parameters=found,
        sigma_z=np.full(len(values), np.nan),
        rules=asked.rules,
    )


def time_between(values: FloatArray, asked: Asked, *, screen: bool, constants: Constants) -> Charts:
    if (values <= 0).any():
        place = int(np.argmax((values <= 0).any(axis=0)))
        raise TimeIsNotPositive(
            f"The time at place {place} is not above 0; measure it in smaller units, or count cases and draw a g chart."
        )
    stored = frozen(asked, kind="t", units=len(values))
    as_xmr = None if stored is None else [_renamed(each) for each in asked.frozen or ()]
    inner = Asked(baseline=asked.baseline, exclude=asked.exclude, limits=as_xmr, rules=asked.rules)
    drawn = individuals(values**TO_NORMAL, None, inner, screen=screen, constants=constants)
    return replace(
        drawn,
        kind="t",
        values=values,
        centre=_back(drawn.centre),
        lower=_back(drawn.lower),
        upper=_back(drawn.upper),
        parameters=replace(drawn.parameters, kind="t"),
    )


def _renamed(limits: Limits) -> Limits:
    return replace(limits, kind="xmr")


def _back(transformed: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(transformed, 0.0) ** (1 / TO_NORMAL))
