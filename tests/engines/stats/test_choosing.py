"""Which chart is chosen, and the reason that stands with it."""

import pytest

from servewell.engines import stats
from tests.engines.stats.chart_tables import FAULTS_ON_BOARDS
from tests.engines.stats.test_charts import LEAKING_CANS, MORTGAGES, ORDERS, PATIENTS, SEEN_IN_TIME, WRONG_ORDERS
from tests.engines.stats.test_subgroups import RINGS

CHOSEN = [
    (stats.chart_of_shares(successes=WRONG_ORDERS[:11], n=ORDERS[:11]), "run", "fewer-than-12-points"),
    (stats.chart_of_shares(successes=WRONG_ORDERS, n=ORDERS), "p", "spread-as-by-chance"),
    (stats.chart_of_shares(successes=SEEN_IN_TIME, n=PATIENTS), "p-prime", "spread-beyond-chance"),
    (stats.chart_of_rates(counts=FAULTS_ON_BOARDS[:5], exposure=[9.5] * 5), "run", "fewer-than-12-points"),
    (stats.chart_of_rates(counts=[4, 6, 5, 4, 3, 5] * 3, exposure=[9.5] * 18), "u", "spread-as-by-chance"),
    (stats.chart_of_rates(counts=FAULTS_ON_BOARDS, exposure=[9.5] * 26), "u-prime", "spread-beyond-chance"),
    (stats.chart_of_values(values=MORTGAGES[:11]), "run", "fewer-than-12-points"),
    (stats.chart_of_values(values=MORTGAGES), "xmr", "one-value-each"),
    (stats.chart_of_means(subgroups=RINGS[:5]), "run", "fewer-than-12-points"),
    (stats.chart_of_means(subgroups=RINGS), "x-bar-s", "several-values-each"),
    (stats.chart_of_rare_events(between=[3, 9], counted_in="time"), "run", "fewer-than-12-points"),
    (stats.chart_of_rare_events(between=LEAKING_CANS, counted_in="cases"), "g", "cases-between-events"),
    (stats.chart_of_rare_events(between=LEAKING_CANS, counted_in="time"), "t", "time-between-events"),
]


@pytest.mark.parametrize(("chart", "kind", "reason"), CHOSEN)
def test_the_chart_that_fits_is_chosen_and_says_why(chart: stats.Chart, kind: str, reason: str) -> None:
    assert (chart.kind, chart.reason) == (kind, reason)


def test_a_chart_that_was_named_needs_no_reason() -> None:
    assert stats.xmr_chart(values=MORTGAGES).reason is None


def test_a_short_rate_keeps_what_it_was_counted_among() -> None:
    assert CHOSEN[3][0].n == (9.5,) * 5
