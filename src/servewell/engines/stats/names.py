"""All names that the library offers, for mypy and for readers; at run time each is loaded when it is asked for."""

from servewell.engines.stats.capability import *
from servewell.engines.stats.charts.attributes import (
    c_chart,
    c_charts,
    np_chart,
    np_charts,
    p_chart,
    p_charts,
    p_prime_chart,
    p_prime_charts,
    u_chart,
    u_charts,
    u_prime_chart,
    u_prime_charts,
)
from servewell.engines.stats.charts.baselines import (
    Baseline,
    baselines_of_rates,
    baselines_of_shares,
    baselines_of_values,
)
from servewell.engines.stats.charts.chart import Chart, ChartKind, Limits, Points, Reason
from servewell.engines.stats.charts.choosing import (
    chart_of_means,
    chart_of_rare_events,
    chart_of_rates,
    chart_of_shares,
    chart_of_values,
)
from servewell.engines.stats.charts.constants import ChartConstants, Constants, chart_constants
from servewell.engines.stats.charts.drift import Cusum, Cusums, cusum_chart, cusum_charts, ewma_chart, ewma_charts
from servewell.engines.stats.charts.phases import Phase, frozen, phase_from_plain, rebased
from servewell.engines.stats.charts.rare import g_chart, g_charts, t_chart, t_charts
from servewell.engines.stats.charts.refusals import (
    BaselineLongerThanSeries,
    BaselineTooShort,
    ChoiceUnknown,
    ConstantNeedsTwo,
    DecisionNotPositive,
    EventsWithoutExposure,
    ExposureBelowZero,
    HeadStartBeyondDecision,
    LimitsOfAnotherKind,
    LimitsUnreadable,
    NotOneSeries,
    PlaceOutsideSeries,
    RebasedBackwards,
    RebasedWithoutAuthor,
    RebasedWithoutReason,
    SigmaNotPositive,
    SubgroupsTooSmall,
    TimeIsNotPositive,
    ValueIsNotANumber,
    WeightOutsideZeroAndOne,
)
from servewell.engines.stats.charts.run_lengths import average_run_length_of_cusum, average_run_length_of_ewma
from servewell.engines.stats.charts.series import Charts
from servewell.engines.stats.charts.subgroups import (
    Subgroups,
    r_chart,
    r_charts,
    s_chart,
    s_charts,
    subgroups,
    summarised,
    x_bar_r_chart,
    x_bar_r_charts,
    x_bar_s_chart,
    x_bar_s_charts,
)
from servewell.engines.stats.charts.values import mr_chart, mr_charts, run_chart, run_charts, xmr_chart, xmr_charts
from servewell.engines.stats.confidence import ConfidenceOutsideZeroAndOne
from servewell.engines.stats.counts import (
    CountIsNotWhole,
    CountsBelowZero,
    LengthsDiffer,
    MoreSuccessesThanAnswers,
    NoAnswers,
)
from servewell.engines.stats.drivers import (
    Driver,
    DriverIsConstant,
    DriverIsNotANumber,
    DriverMethod,
    Drivers,
    DriversAreCollinear,
    DriversNotATable,
    LeftOut,
    TooFewDraws,
    TooFewRows,
    TooManyDrivers,
    WeightsNotAboveZero,
    drivers_of,
    shares_of_r_squared,
)
from servewell.engines.stats.estimates.composites import (
    Change,
    Composite,
    CovarianceDoesNotFit,
    PartIsUnknown,
    composite,
    mix_and_level,
    standardised,
)
from servewell.engines.stats.estimates.differences import (
    difference_of_means,
    difference_of_paired_shares,
    difference_of_shares,
    differences_of_means,
    differences_of_shares,
)
from servewell.engines.stats.estimates.event_rates import (
    DispersionBelowOne,
    ExposureIsNone,
    NoEventsAtAll,
    RateComparison,
    Rates,
    difference_of_rates,
    dispersion_of_rates,
    rates,
    ratio_of_rates,
)
from servewell.engines.stats.estimates.promoters import (
    Difference,
    NetPromoters,
    difference_of_figures,
    difference_of_net_promoters,
    net_promoters,
)
from servewell.engines.stats.estimates.single import (
    Estimate,
    Estimates,
    MeanIsNotANumber,
    TooFewAnswers,
    VarianceBelowZero,
    mean,
    means,
    net_promoter,
    share,
    shares,
)
from servewell.engines.stats.judging import *
from servewell.engines.stats.power import (
    EffectIsNone,
    PlanDoesNotFit,
    PowerOutOfReach,
    n_for_a_share,
    n_for_correlation,
    n_for_groups,
    n_for_means,
    n_for_shares,
    n_for_table,
    power_for_correlation,
    power_for_groups,
    power_for_means,
    power_for_shares,
    power_for_stepped_wedge,
    power_for_table,
)
from servewell.engines.stats.rules.chance import FalseAlarms, NothingToWatch, false_alarms, false_alarms_by_rule
from servewell.engines.stats.rules.judging import Flags, PointType, flags, point_types, signals
from servewell.engines.stats.rules.run_lengths import RuleHasNoZones, average_run_length_of_rules, chance_of_a_signal
from servewell.engines.stats.rules.sets import (
    LIMITS_ONLY,
    NELSON,
    NHS,
    RUN_RULES,
    WESTERN_ELECTRIC,
    Rule,
    RuleMakesNoSense,
    RuleSet,
    Side,
    nhs_rules,
)
from servewell.engines.stats.rules.signals import Better, News, Signal, news
from servewell.engines.stats.small_units.adding_up import (
    AddedUp,
    Along,
    Atoms,
    Contents,
    Keys,
    Label,
    Ladder,
    added_up,
    marked,
    marks_of_all,
    units_apart,
)
from servewell.engines.stats.small_units.apart import (
    Apart,
    SharesOfTheWholeAreNone,
    adjusted_p,
    means_told_apart,
    pairs_told_apart,
    shares_told_apart,
    told_apart,
)
from servewell.engines.stats.small_units.funnels import (
    Funnel,
    TargetOutsideTheScale,
    dispersion_of,
    funnel_of_means,
    funnel_of_rates,
    funnel_of_shares,
)
from servewell.engines.stats.small_units.hiding import Sums, few, hidden_in_sums
from servewell.engines.stats.small_units.privacy import CellsCannotBeHidden, LeastIsNoCount, cells_to_hide
from servewell.engines.stats.small_units.shrinking import (
    ErrorIsNoError,
    Shrunk,
    TooFewUnits,
    shrunk_means,
    shrunk_shares,
)
from servewell.engines.stats.stretches import (
    Stretch,
    stretches_by_phase,
    stretches_of_rates,
    stretches_of_shares,
    stretches_of_values,
)
from servewell.engines.stats.surveys.cross_tables import (
    Association,
    AssociationTest,
    CellsDoNotVary,
    TableTooSmall,
    association,
)
from servewell.engines.stats.surveys.designs import (
    ClustersCrossStrata,
    Design,
    LabelIsMissing,
    MoreSampledThanExist,
    OnlyOneCluster,
    PopulationIsNoSize,
    ValueIsInfinite,
    WeightsAreNoWeights,
    Within,
    covariance,
    design,
)
from servewell.engines.stats.surveys.estimating import (
    DenominatorIsZero,
    DomainIsUnknown,
    ShareIsNotYesOrNo,
    SurveyEstimates,
    survey_differences,
    survey_means,
    survey_ratios,
    survey_shares,
    survey_totals,
)
from servewell.engines.stats.surveys.weights import (
    BoundsCrossed,
    GroupsAndTotalsDiffer,
    MarginsDisagree,
    NoConvergence,
    TotalIsNoSize,
    calibrated,
    kish_effect,
    kish_effects,
    post_stratified,
    raked,
    trimmed,
)
