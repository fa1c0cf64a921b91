"""Thirty-four made-up answers from eight shops in three strata, and a design for each way of looking at them.

What R (survey 4.1-1, R 4.2.2) makes of them stands in the tests; the numbers were made for this and are nobody's.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from servewell.engines import stats

# stratum, shop, shops in the stratum, guests of the shop, score, visits, unit, kind; the weight is what they imply
ANSWERS = """
city ci1 40 57 4 5 shop new
city ci1 40 57 4 2 desk new
city ci1 40 57 3 5 shop old
city ci1 40 57 3 2 desk new
city ci2 40 36 2 2 shop old
city ci2 40 36 2 5 shop old
city ci2 40 36 3 5 desk new
city ci2 40 36 4 3 desk old
city ci2 40 36 4 1 desk old
city ci3 40 21 5 2 shop old
city ci3 40 21 4 1 desk new
city ci3 40 21 5 3 shop new
city ci3 40 21 4 4 shop new
city ci3 40 21 3 5 shop old
coast co1 25 22 4 3 desk new
coast co1 25 22 4 5 desk old
coast co1 25 22 3 2 desk old
coast co2 25 23 2 5 shop new
coast co2 25 23 3 3 desk new
coast co2 25 23 3 1 desk old
coast co2 25 23 5 4 desk old
coast co3 25 56 3 5 shop old
coast co3 25 56 5 4 desk old
coast co3 25 56 3 1 shop new
coast co3 25 56 4 4 shop old
airport ai1 12 29 3 5 desk new
airport ai1 12 29 3 1 desk old
airport ai1 12 29 3 3 desk new
airport ai1 12 29 4 3 shop new
airport ai2 12 56 3 5 desk old
airport ai2 12 56 4 3 desk new
airport ai2 12 56 3 4 shop old
airport ai2 12 56 5 2 desk new
airport ai2 12 56 5 2 shop new
"""
ROWS = [line.split() for line in ANSWERS.split("\n") if line]
STRATUM, SHOP, _SHOPS, _GUESTS, _SCORE, _VISITS, UNIT, KIND = (np.array(each) for each in zip(*ROWS, strict=True))
SHOPS, GUESTS, SCORE, VISITS = (each.astype(float) for each in (_SHOPS, _GUESTS, _SCORE, _VISITS))
DRAWN_SHOPS = {"city": 3, "coast": 3, "airport": 2}
WEIGHTS = SHOPS / [DRAWN_SHOPS[each] for each in STRATUM] * GUESTS / [(each == SHOP).sum() for each in SHOP]

TWO_STAGES = stats.design(
    strata=STRATUM, clusters=SHOP, population=SHOPS, later=[stats.Within(clusters=None, population=GUESTS)]
)
ONE_STAGE = stats.design(weights=WEIGHTS, strata=STRATUM, clusters=SHOP)
FLAT = stats.design(weights=WEIGHTS)


def schools() -> dict[str, NDArray[np.str_]]:
    """apiclus1 of R survey, where the machine has it: 183 schools in 15 districts."""
    path = Path(os.environ["SERVEWELL_SAMPLES"]) / "reference" / "survey_apiclus1.csv"
    with path.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}
