"""Charts of one value per period: run, XmR and moving range."""

from collections.abc import Sequence

import numpy as np

from servewell.engines.stats.charts.chart import Chart, Limits
from servewell.engines.stats.charts.constants import NHS_RANGES_TO_LIMIT, Constants, chart_constants
from servewell.engines.stats.charts.series import (
    Asked,
    Charts,
    FloatArray,
    Parameters,
    Values,
    answers,
    apart,
    counted,
    frozen,
    in_sigmas,
    lines_of,
    mean_of,
    mean_range,
    median_of,
    moving_ranges,
    one,
    only,
    table,
)
from servewell.engines.stats.rules.sets import NHS, RUN_RULES, RuleSet


def run_chart(
    *,
    values: Values,
    n: Values | None = None,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    rules: RuleSet = RUN_RULES,
) -> Chart:
    """Values around the median of the baseline, without limits; judged by runs and crossings.

    Source: Anhoej and Olesen 2014, PLoS ONE 9:e113825. Arguments, units and errors as `xmr_chart`.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(runs_around_medians(one(values), n, asked))


def run_charts(
    *,
    values: Values,
    n: Values | None = None,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    rules: RuleSet = RUN_RULES,
) -> Charts:
    """`run_chart` for many units at once, shape (units, periods)."""
    return runs_around_medians(table(values), n, Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules))


def xmr_chart(
    *,
    values: Values,
    n: Values | None = None,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    screen: bool = True,
    constants: Constants = "nhs",
    rules: RuleSet = NHS,
) -> Chart:
    """Individual values with limits from their moving ranges: mean -+ 3 (mean moving range) / d2.

    `values`: one per period, any unit, None or nan for a gap; limits in the same unit. `baseline`: centre and limits
    come from the first so many points that have a value (None: from all), less the places in `exclude`; a point left
    out and a gap break the moving range on both sides, and where no range is left there are no limits. `limits`: frozen
    ones instead. `screen`: moving ranges above 3.267 times their mean are left out once. `constants`: "nhs" 2.66 mean
    ranges to the limit, "tables" 3 / 1.128, "exact" 3 / 1.128379. `n`: the answers behind each value, for display.

    Source: Wheeler, Understanding Variation; Montgomery, Introduction to Statistical Quality Control, 7e, section 6.4;
    screening Nelson 1982, Journal of Quality Technology 14:172, and NHS England, Making Data Count.
    Raises NoAnswers (no value at all), BaselineTooShort, BaselineLongerThanSeries, PlaceOutsideSeries, LengthsDiffer,
    LimitsOfAnotherKind, NotOneSeries, ValueIsNotANumber.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(individuals(one(values), n, asked, screen=screen, constants=constants))


def xmr_charts(
    *,
    values: Values,
    n: Values | None = None,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    screen: bool = True,
    constants: Constants = "nhs",
    rules: RuleSet = NHS,
) -> Charts:
    """`xmr_chart` for many units at once, shape (units, periods). A unit with fewer points than the baseline asks for
    uses those it has; one with none has nan all over.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return individuals(table(values), n, asked, screen=screen, constants=constants)


def mr_chart(
    *,
    values: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    constants: Constants = "nhs",
    rules: RuleSet = NHS,
) -> Chart:
    """The moving ranges of single values around their mean: from 0 to D4 times the mean, D4 = 3.267.

    The first place, and those on both sides of a gap, have no range. Source: Montgomery 7e, section 6.4. The ranges are
    not screened. Arguments, units and errors as `xmr_chart`; the baseline counts values, not ranges.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(ranges_between(one(values), asked, constants=constants))


def mr_charts(
    *,
    values: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    constants: Constants = "nhs",
    rules: RuleSet = NHS,
) -> Charts:
    """`mr_chart` for many units at once, shape (units, periods)."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return ranges_between(table(values), asked, constants=constants)


def runs_around_medians(values: FloatArray, n: Values | None, asked: Asked) -> Charts:
    found = frozen(asked, kind="run", units=len(values))
    if found is None:
        chosen, nothing = counted(values, asked), np.full(len(values), np.nan)
        found = Parameters(
            kind="run", centre=median_of(values, chosen), sigma=nothing, points=chosen.sum(axis=1)
        )  # fmt: skip
    none = np.full(values.shape, np.nan)
    return Charts(
        kind="run",
        values=values,
        centre=lines_of(found.centre, values),
        lower=none,
        upper=none,
        z=none,
        n=answers(values, n),
        parameters=found,
        sigma_z=np.full(len(values), np.nan),
        rules=asked.rules,
    )


def individuals(values: FloatArray, n: Values | None, asked: Asked, *, screen: bool, constants: Constants) -> Charts:
    found = frozen(asked, kind="xmr", units=len(values))
    if found is None:
        chosen = counted(values, asked)
        found = Parameters(
            kind="xmr",
            centre=mean_of(values, chosen),
            sigma=sigma_of_ranges(moving_ranges(values, chosen), screen=screen, constants=constants),
            points=chosen.sum(axis=1),
            is_screened=screen,
            constants=constants,
        )
    centre, sigma = lines_of(found.centre, values), lines_of(found.sigma, values)
    return Charts(
        kind="xmr",
        values=values,
        centre=centre,
        lower=centre - 3 * sigma,
        upper=centre + 3 * sigma,
        z=in_sigmas(apart(values, centre), sigma),
        n=answers(values, n),
        parameters=found,
        sigma_z=np.full(len(values), np.nan),
        rules=asked.rules,
    )


def sigma_of_ranges(ranges: FloatArray, *, screen: bool, constants: Constants) -> FloatArray:
    """One sigma by unit, from moving ranges of two neighbours."""
    known = chart_constants(n=2, constants=constants)
    limit = NHS_RANGES_TO_LIMIT if constants == "nhs" else 3 / known.d2
    return mean_range(ranges, most=known.d_4 if screen else None) * limit / 3


def ranges_between(values: FloatArray, asked: Asked, *, constants: Constants) -> Charts:
    ranges = np.full(values.shape, np.nan)
    ranges[:, 1:] = moving_ranges(values, ~np.isnan(values))
    found = frozen(asked, kind="mr", units=len(values))
    if found is None:
        among = counted(values, asked)
        kept = moving_ranges(values, among)
        mean = mean_range(kept, most=None)
        nothing = np.full(len(values), np.nan)
        found = Parameters(
            kind="mr", centre=mean, sigma=nothing, points=(~np.isnan(kept)).sum(axis=1), constants=constants
        )  # fmt: skip
    known = chart_constants(n=2, constants=found.constants or constants)
    centre = lines_of(found.centre, values)
    return Charts(
        kind="mr",
        values=ranges,
        centre=centre,
        lower=centre * known.d_3,
        upper=centre * known.d_4,
        z=in_sigmas(apart(ranges, centre), centre * (known.d_4 - 1) / 3),
        n=answers(ranges, None),
        parameters=found,
        sigma_z=np.full(len(values), np.nan),
        rules=asked.rules,
    )
