"""How strong a signal is: how unlikely it would be where nothing has changed."""

from itertools import pairwise
from math import comb, erfc, factorial, log10, pi, sqrt

from servewell.engines.stats import Chart, Signal
from servewell.engines.stats import rules as signal_rules

# erfc ends here; further out its leading term is exact to many digits
FAR_OUT = 37.0


def surprise(signal: Signal, chart: Chart, *, start: int = 0) -> float:
    """In powers of ten: 3 is one in a thousand. ``start`` is the place in the series where the chart begins.

    By limits it is the normal tail beyond each point's distance; by runs, trends and crossings the chance of the
    pattern where each side, each order is as likely as the next.
    """
    places = [place - start for place in signal.points]
    if signal.rule == signal_rules.BEYOND_LIMITS:
        return sum(_tail(abs(chart.z[place] or 0.0)) for place in places)
    if signal.rule == signal_rules.TWO_OF_THREE:
        return -log10(2 * _two_of_three(_one_tail(2.0)))
    if signal.rule == signal_rules.TREND:
        return log10(factorial(len(places))) - log10(2)
    if signal.rule == signal_rules.TOO_FEW_CROSSINGS:
        return _few_crossings(chart)
    return (len(places) - 1) * log10(2)


def _tail(z: float) -> float:
    """Both tails beyond z sigmas."""
    if z < FAR_OUT:
        return -log10(max(erfc(z / sqrt(2)), 1e-300))
    return z * z / 2 / 2.302585092994046 + log10(z * sqrt(pi / 2))


def _one_tail(z: float) -> float:
    return erfc(z / sqrt(2)) / 2


def _two_of_three(share: float) -> float:
    return 3 * share * share * (1 - share) + share**3


def _few_crossings(chart: Chart) -> float:
    sides = [
        value > centre
        for value, centre in zip(chart.values, chart.centre, strict=True)
        if value is not None and centre is not None and value != centre
    ]
    tosses = len(sides) - 1
    if tosses < 1:
        return 0.0
    crossed = sum(one != other for one, other in pairwise(sides))
    reached = sum(comb(tosses, each) for each in range(crossed + 1))
    return tosses * log10(2) - log10(reached)
