"""Rules as data: a set has a code and is stored with each chart, for houses differ (7 and 7, 8 and 6)."""

from dataclasses import dataclass
from math import comb, log2
from typing import Literal, get_args

BEYOND_LIMITS = "beyond-limits"
RUN_ON_ONE_SIDE = "run-on-one-side"
TREND = "trend"
TWO_OF_THREE = "two-of-three"
FOUR_OF_FIVE = "four-of-five"
ALTERNATING = "alternating"
HUGGING_THE_CENTRE = "hugging-the-centre"
AVOIDING_THE_CENTRE = "avoiding-the-centre"
RUN_TOO_LONG = "run-too-long"
TOO_FEW_CROSSINGS = "too-few-crossings"

# Under ten points off the median the two run-chart rules have not been published.
POINTS_FOR_RUN_RULES = 10

Look = Literal["beyond", "run", "trend", "near", "alternating", "within", "outside", "longest-run", "crossings"]
Side = Literal["above", "below", "rising", "falling", "both"]


class RuleMakesNoSense(ValueError):
    """A rule that could never, or would always, speak."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. `code` names it in signals; `look` is what it looks for:

    beyond: a point more than `sigmas` from the centre. run: `points` in a row on one side of the centre; one on it ends
    the run. trend: `points` in a row, each higher or each lower than the last. near: `points` of `of` in a row more
    than `sigmas` off on one side (`within_limits`: but not more than three; `one_side`: and none of the `of` on the
    other). alternating: `points` in a row up and down by turns. within, outside: `points` in a row at most, or more
    than, `sigmas` off; outside on both sides. longest-run, crossings: the two run-chart rules, whose numbers follow
    from how many points lie off the median.
    """

    code: str
    look: Look
    points: int = 1
    of: int = 0
    sigmas: float = 3.0
    within_limits: bool = False
    one_side: bool = False

    def __post_init__(self) -> None:
        if self.look not in get_args(Look):
            raise RuleMakesNoSense(f"The rule {self.code} looks for {self.look!r}; choose from {get_args(Look)}.")
        fewest = {"trend": 3, "alternating": 4, "run": 2, "within": 2, "outside": 2}.get(self.look, 1)
        if self.points < fewest or self.sigmas <= 0 or (self.look == "near" and self.of < self.points):
            raise RuleMakesNoSense(
                f"The rule {self.code} looks for {self.points} of {self.of} points and {self.sigmas} sigmas; "
                f"{self.look} needs {fewest} points or more, no more of them than it looks at, and a positive distance."
            )


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """A named choice of rules, the strongest first.

    `marks`: whether a signal names all points of its pattern ("whole"; of near points only these) or those at which the
    pattern is complete ("completing"), as textbooks and qcc mark them.
    """

    code: str
    rules: tuple[Rule, ...]
    marks: Literal["whole", "completing"] = "whole"


_BEYOND = Rule(code=BEYOND_LIMITS, look="beyond")


def nhs_rules(*, run: int = 7, trend: int = 7, two_of_three: bool = True, code: str | None = None) -> RuleSet:
    """NHS England, Making Data Count: beyond a limit; 2 of 3 on one side beyond two thirds of the way to it, but within
    it; 7 on one side; 7 rising or falling. Houses with other lengths give them: the code then says so.
    """
    near = Rule(code=TWO_OF_THREE, look="near", points=2, of=3, sigmas=2, within_limits=True, one_side=True)
    lengths = (run, trend, two_of_three)
    made = "nhs-making-data-count" if lengths == (7, 7, True) else f"nhs-run-{run}-trend-{trend}"
    return RuleSet(
        code=code or (made if two_of_three else f"{made}-without-two-of-three"),
        rules=(
            _BEYOND,
            *((near,) if two_of_three else ()),
            Rule(code=RUN_ON_ONE_SIDE, look="run", points=run),
            Rule(code=TREND, look="trend", points=trend),
        ),
    )


NHS = nhs_rules()
LIMITS_ONLY = RuleSet(code="limits-only", rules=(_BEYOND,))
# Western Electric 1956, Statistical Quality Control Handbook; as Champ and Woodall 1987 number them.
WESTERN_ELECTRIC = RuleSet(
    code="western-electric",
    marks="completing",
    rules=(
        _BEYOND,
        Rule(code=TWO_OF_THREE, look="near", points=2, of=3, sigmas=2),
        Rule(code=FOUR_OF_FIVE, look="near", points=4, of=5, sigmas=1),
        Rule(code=RUN_ON_ONE_SIDE, look="run", points=8),
    ),
)
# Nelson 1984, Journal of Quality Technology 16:237, tests 1 to 8 in his order.
NELSON = RuleSet(
    code="nelson",
    marks="completing",
    rules=(
        _BEYOND,
        Rule(code=RUN_ON_ONE_SIDE, look="run", points=9),
        Rule(code=TREND, look="trend", points=6),
        Rule(code=ALTERNATING, look="alternating", points=14),
        Rule(code=TWO_OF_THREE, look="near", points=2, of=3, sigmas=2),
        Rule(code=FOUR_OF_FIVE, look="near", points=4, of=5, sigmas=1),
        Rule(code=HUGGING_THE_CENTRE, look="within", points=15, sigmas=1),
        Rule(code=AVOIDING_THE_CENTRE, look="outside", points=8, sigmas=1),
    ),
)
# Anhoej and Olesen 2014, PLoS ONE 9:e113825: what a run chart, which has no limits, is judged by.
RUN_RULES = RuleSet(
    code="anhoej-run-rules",
    rules=(Rule(code=RUN_TOO_LONG, look="longest-run"), Rule(code=TOO_FEW_CROSSINGS, look="crossings")),
)


def longest_run_by_chance(useful: int) -> int:
    """The longest run that `useful` points off the median show by chance: round(log2(n) + 3)."""
    return round(log2(useful) + 3)


def fewest_crossings_by_chance(useful: int) -> int:
    """The 5 % quantile of binomial(n - 1, 1/2), exactly: as many crossings are still ordinary."""
    tosses = useful - 1
    reached, crossings = comb(tosses, 0), 0
    while 20 * reached < 2**tosses:
        crossings += 1
        reached += comb(tosses, crossings)
    return crossings
