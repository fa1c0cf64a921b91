"""Which points of a chart deserve a question. Everything else is left in peace. Importing this costs no numpy."""

from servewell.engines.stats.rules.sets import (
    ALTERNATING,
    AVOIDING_THE_CENTRE,
    BEYOND_LIMITS,
    FOUR_OF_FIVE,
    HUGGING_THE_CENTRE,
    POINTS_FOR_RUN_RULES,
    RUN_ON_ONE_SIDE,
    RUN_TOO_LONG,
    TOO_FEW_CROSSINGS,
    TREND,
    TWO_OF_THREE,
    fewest_crossings_by_chance,
    longest_run_by_chance,
)

__all__ = [
    "ALTERNATING",
    "AVOIDING_THE_CENTRE",
    "BEYOND_LIMITS",
    "FOUR_OF_FIVE",
    "HUGGING_THE_CENTRE",
    "POINTS_FOR_RUN_RULES",
    "RUN_ON_ONE_SIDE",
    "RUN_TOO_LONG",
    "TOO_FEW_CROSSINGS",
    "TREND",
    "TWO_OF_THREE",
    "fewest_crossings_by_chance",
    "longest_run_by_chance",
]
