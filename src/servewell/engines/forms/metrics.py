"""Customer metrics by definition: which scale a question has, and how its figure is made of the answers.

A definition never changes. Another formula or scale is another version, and both stay here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Formula(StrEnum):
    """How the figure is made of the answers: a difference of two shares, or one share."""

    PROMOTERS_LESS_DETRACTORS = "share of promoters less share of detractors"
    SHARE_OF_THE_BEST = "share of the best answers"


@dataclass(frozen=True, slots=True)
class Metric:
    """``good`` and ``bad`` are the answers, both ends included, that count for and against; no ``bad``: none does."""

    code: str
    name: str
    version: int
    lowest: int
    highest: int
    good: tuple[int, int]
    bad: tuple[int, int] | None
    formula: Formula
    source: str


@dataclass(frozen=True, slots=True)
class MetricFigure:
    """``value`` is from 0 to 1, for a difference from -1 to 1; none where nobody answered."""

    metric: Metric
    answers: int
    good: int
    bad: int
    value: float | None


_NPS: Final = Metric(
    "nps-1",
    "NPS",
    1,
    lowest=0,
    highest=10,
    good=(9, 10),
    bad=(0, 6),
    formula=Formula.PROMOTERS_LESS_DETRACTORS,
    source="Reichheld 2003: promoters 9 and 10, detractors 0 to 6, passives between",
)
_CSAT: Final = Metric(
    "csat-1",
    "CSAT",
    1,
    lowest=1,
    highest=5,
    good=(4, 5),
    bad=None,
    formula=Formula.SHARE_OF_THE_BEST,
    source="top two of five steps among those who answered",
)
_CES: Final = Metric(
    "ces-1",
    "CES",
    1,
    lowest=1,
    highest=7,
    good=(5, 7),
    bad=None,
    formula=Formula.SHARE_OF_THE_BEST,
    source="effort score 2.0: agreement that it was made easy, 5 to 7 of seven steps",
)
METRICS: Final[Mapping[str, Metric]] = {metric.code: metric for metric in (_NPS, _CSAT, _CES)}


class DefinitionIsUnknown(ValueError):
    """No metric is defined under this code and version."""


def metric(code: str) -> Metric:
    found = METRICS.get(code)
    if found is None:
        raise DefinitionIsUnknown(f"there is no definition {code!r}; there are {', '.join(METRICS)}")
    return found


def figure(of: Metric, answers: Iterable[float]) -> MetricFigure:
    """Answers off the scale of the definition are refused: they were given to another question."""
    number = good = bad = 0
    for answer in answers:
        if not of.lowest <= answer <= of.highest:
            raise ValueError(f"{answer} is no answer to {of.code}, which goes from {of.lowest} to {of.highest}")
        number += 1
        good += of.good[0] <= answer <= of.good[1]
        bad += of.bad is not None and of.bad[0] <= answer <= of.bad[1]
    return MetricFigure(of, number, good, bad, (good - bad) / number if number else None)
