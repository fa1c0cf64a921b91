"""Shares, means and scores with their intervals, control charts and the signals on them. No Django.

What stands here is loaded when it is first asked for, so that nobody pays for numpy by only importing this.
A new name is entered twice: in names.py for readers and mypy, and under its module here; a test compares them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servewell.engines.stats.names import *

_NAMES = {
    "capability": (
        "AverageAndRange Capabilities Capability Component Gauge GaugeRanges GroupsTooLarge GroupsTooSmall "
        "Index Indices LimitsAreCrossed Line MeasurementIsNotANumber MoreDefectsThanOpportunities NoLimits "
        "NoOpportunities NoSpread Outside PercentileCapability ProcessYield PromiseKept RateOutsideOneMillion "
        "Shape ShareOutsideZeroAndOne Sigma SigmaLevel SigmaMethod Source StudyNotBalanced StudyTooSmall "
        "TargetOutsideLimits ToleranceNotAboveZero TooFewForTheTail TooFewValues UnknownShape "
        "UnknownSigmaMethod ValuesNotAboveZero capabilities dpmo gauge_anova gauge_average_range gauge_nested "
        "gauge_ranges percentile_capability process_capability process_yield promise_kept rate_of_sigma "
        "sigma_level sigma_of"
    ),
    "charts.attributes": (
        "c_chart c_charts np_chart np_charts p_chart p_charts p_prime_chart p_prime_charts u_chart u_charts "
        "u_prime_chart u_prime_charts"
    ),
    "charts.baselines": "Baseline baselines_of_rates baselines_of_shares baselines_of_values",
    "charts.chart": "Chart ChartKind Limits Points Reason",
    "charts.choosing": "chart_of_means chart_of_rare_events chart_of_rates chart_of_shares chart_of_values",
    "charts.constants": "ChartConstants Constants chart_constants",
    "charts.drift": "Cusum Cusums cusum_chart cusum_charts ewma_chart ewma_charts",
    "charts.phases": "Phase frozen phase_from_plain rebased",
    "charts.rare": "g_chart g_charts t_chart t_charts",
    "charts.refusals": (
        "BaselineLongerThanSeries BaselineTooShort ChoiceUnknown ConstantNeedsTwo DecisionNotPositive "
        "EventsWithoutExposure ExposureBelowZero HeadStartBeyondDecision LimitsOfAnotherKind LimitsUnreadable "
        "NotOneSeries PlaceOutsideSeries RebasedBackwards RebasedWithoutAuthor RebasedWithoutReason "
        "SigmaNotPositive SubgroupsTooSmall TimeIsNotPositive ValueIsNotANumber WeightOutsideZeroAndOne"
    ),
    "charts.run_lengths": "average_run_length_of_cusum average_run_length_of_ewma",
    "charts.series": "Charts",
    "charts.subgroups": (
        "Subgroups r_chart r_charts s_chart s_charts subgroups summarised x_bar_r_chart x_bar_r_charts "
        "x_bar_s_chart x_bar_s_charts"
    ),
    "charts.values": "mr_chart mr_charts run_chart run_charts xmr_chart xmr_charts",
    "confidence": "ConfidenceOutsideZeroAndOne",
    "counts": "CountIsNotWhole CountsBelowZero LengthsDiffer MoreSuccessesThanAnswers NoAnswers",
    "drivers": (
        "Driver DriverIsConstant DriverIsNotANumber DriverMethod Drivers DriversAreCollinear DriversNotATable "
        "LeftOut TooFewDraws TooFewRows TooManyDrivers WeightsNotAboveZero drivers_of shares_of_r_squared"
    ),
    "estimates.composites": "Change Composite CovarianceDoesNotFit PartIsUnknown composite mix_and_level standardised",
    "estimates.differences": (
        "difference_of_means difference_of_paired_shares difference_of_shares differences_of_means "
        "differences_of_shares"
    ),
    "estimates.event_rates": (
        "DispersionBelowOne ExposureIsNone NoEventsAtAll RateComparison Rates difference_of_rates "
        "dispersion_of_rates rates ratio_of_rates"
    ),
    "estimates.promoters": "Difference NetPromoters difference_of_figures difference_of_net_promoters net_promoters",
    "estimates.single": (
        "Estimate Estimates MeanIsNotANumber TooFewAnswers VarianceBelowZero mean means net_promoter share shares"
    ),
    "judging": (
        "Agreement Alpha Appraiser AttributeStudy CategoriesHaveNoOrder CategoryKappa Clarity Coefficient "
        "FleissKappa Intraclass Judges JudgesNeeded JudgesNotConnected Kappa Kind Matched Metric NothingRated "
        "NothingRatedTwice OnlyOneCategory Pair Ratings RatingsAreNoNumbers RatingsMissing RatingsNotATable "
        "ReliabilityOutsideZeroAndOne ShareMethod StandardDoesNotFit Strictness TooFewItems TooFewJudges "
        "TooManyDraws UnknownCategory UnknownWeights Variances Weights agreement clarity cohen fleiss "
        "intraclass judges_needed krippendorff reliability_of strictness study_of_attributes variances"
    ),
    "power": (
        "EffectIsNone PlanDoesNotFit PowerOutOfReach n_for_a_share n_for_correlation n_for_groups n_for_means "
        "n_for_shares n_for_table power_for_correlation power_for_groups power_for_means power_for_shares "
        "power_for_stepped_wedge power_for_table"
    ),
    "rules.chance": "FalseAlarms NothingToWatch false_alarms false_alarms_by_rule",
    "rules.judging": "Flags PointType flags point_types signals",
    "rules.run_lengths": "RuleHasNoZones average_run_length_of_rules chance_of_a_signal",
    "rules.sets": "LIMITS_ONLY NELSON NHS RUN_RULES Rule RuleMakesNoSense RuleSet Side WESTERN_ELECTRIC nhs_rules",
    "rules.signals": "Better News Signal news",
    "small_units.adding_up": "AddedUp Along Atoms Contents Keys Label Ladder added_up marked marks_of_all units_apart",
    "small_units.apart": (
        "Apart SharesOfTheWholeAreNone adjusted_p means_told_apart pairs_told_apart shares_told_apart told_apart"
    ),
    "small_units.funnels": (
        "Funnel TargetOutsideTheScale dispersion_of funnel_of_means funnel_of_rates funnel_of_shares"
    ),
    "small_units.hiding": "Sums few hidden_in_sums",
    "small_units.privacy": "CellsCannotBeHidden LeastIsNoCount cells_to_hide",
    "small_units.shrinking": "ErrorIsNoError Shrunk TooFewUnits shrunk_means shrunk_shares",
    "stretches": "Stretch stretches_by_phase stretches_of_rates stretches_of_shares stretches_of_values",
    "surveys.cross_tables": "Association AssociationTest CellsDoNotVary TableTooSmall association",
    "surveys.designs": (
        "ClustersCrossStrata Design LabelIsMissing MoreSampledThanExist OnlyOneCluster PopulationIsNoSize "
        "ValueIsInfinite WeightsAreNoWeights Within covariance design"
    ),
    "surveys.estimating": (
        "DenominatorIsZero DomainIsUnknown ShareIsNotYesOrNo SurveyEstimates survey_differences survey_means "
        "survey_ratios survey_shares survey_totals"
    ),
    "surveys.weights": (
        "BoundsCrossed GroupsAndTotalsDiffer MarginsDisagree NoConvergence TotalIsNoSize calibrated "
        "kish_effect kish_effects post_stratified raked trimmed"
    ),
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"{__name__} has no {name}; it has: {', '.join(sorted(_HOMES))}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(_HOMES)
