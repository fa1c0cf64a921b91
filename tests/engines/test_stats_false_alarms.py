"""How often the rules cry wolf over a process in which nothing happens, and what loading them costs."""

import subprocess
import sys

import numpy as np
import pytest

from servewell.engines import stats

CALM_CHARTS = 2000


def test_one_calm_chart_in_six_signals_within_two_years() -> None:
    """Published for 24 stable months: 6 % by the limits alone, 16 % by all NHS rules. Hence no mail per signal."""
    years = np.random.default_rng(20260101).normal(size=(CALM_CHARTS, 24))
    found = [stats.signals(stats.xmr_chart(values=months.tolist(), screen=False)) for months in years]

    beyond = sum(any(signal.rule == "beyond-limits" for signal in signals) for signals in found)
    assert (beyond / CALM_CHARTS, sum(map(bool, found)) / CALM_CHARTS) == pytest.approx((0.06, 0.16), abs=0.02)


def test_a_page_that_draws_a_share_loads_neither_scipy_nor_django() -> None:
    program = (
        "import sys; from servewell.engines import clocks, stats; stats.share(successes=1, n=2);"
        "print(sorted({'scipy', 'django', 'pandas'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout == "[]\n"
