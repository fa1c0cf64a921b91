"""Do two answers hang together? Tests of a two-way table that respect how the answers were drawn."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.surveys.designs import Design, covariance, labelled

FloatArray = NDArray[np.float64]
AssociationTest = Literal["rao-scott-f", "rao-scott-chi2", "wald", "adjusted-wald"]


class TableTooSmall(ValueError):
    """A table with one row or one column cannot show an association."""


class CellsDoNotVary(ValueError):
    """The cells of the table have no sampling error of their own, or too few clusters to know it."""


@dataclass(frozen=True, eq=False)
class Association:
    """The outcome of a test: `statistic` against F(freedom, denominator), or chi-square(freedom) (denominator inf).

    `pearson` is the usual X2 of the weighted shares times n. `shares`: the estimated share of each cell of the whole.
    """

    statistic: float
    freedom: float
    denominator: float
    p: float
    pearson: float
    method: str
    shares: FloatArray
    rows: NDArray[np.generic]
    columns: NDArray[np.generic]


def association(
    *, design: Design, rows: ArrayLike, columns: ArrayLike, test: AssociationTest = "rao-scott-f"
) -> Association:
    """Tests whether two labels of each row (answer, unit, period …) are independent in the population.

    "rao-scott-f": X2 / tr(D) against F(d, d v), d = tr(D)^2 / tr(D^2), v = clusters - strata, D the matrix of design
    effects (C' P^-1 C / n)^-1 C' P^-1 V P^-1 C with P the cell shares, V their covariance, C what main effects leave.
    "rao-scott-chi2": X2 / mean of D's eigenvalues against chi-square. "wald": Y' V(Y)^-1 Y / k against F(k, v), Y the
    cells minus what independence expects, k = (rows - 1)(columns - 1); "adjusted-wald": times (v - k + 1) / v against
    F(k, v - k + 1). Source: Rao and Scott 1984, Ann Stat 12:46; Thomas and Rao 1987, JASA 82:630; Koch, Freeman and
    Freeman 1975, Int Stat Rev 43:59. Leave out rows that did not answer by a weight of 0.
    Raises TableTooSmall, CellsDoNotVary, LengthsDiffer, LabelIsMissing.
    """
    table = _Table.of(design, rows, columns)
    if test in ("rao-scott-f", "rao-scott-chi2"):
        return _rao_scott(table, is_f=test == "rao-scott-f")
    return _wald(table, is_adjusted=test == "adjusted-wald")


@dataclass(frozen=True, eq=False)
class _Table:
    design: Design
    cell: NDArray[np.int64]
    shares: FloatArray
    n: int
    freedom: int
    rows: NDArray[np.generic]
    columns: NDArray[np.generic]

    @classmethod
    def of(cls, design: Design, rows: ArrayLike, columns: ArrayLike) -> "_Table":
        down, of_rows = labelled(rows, rows=design.rows, name="rows")
        across, of_columns = labelled(columns, rows=design.rows, name="columns")
        cell = down * len(of_columns) + across
        weight = np.bincount(cell, design.weights, minlength=len(of_rows) * len(of_columns))
        shares = (weight / weight.sum()).reshape(len(of_rows), len(of_columns))
        # a label that only rows of weight 0 bear is not in the table
        filled, held = shares.sum(axis=1) > 0, shares.sum(axis=0) > 0
        shares = shares[np.ix_(filled, held)]
        if min(shares.shape) < 2:
            raise TableTooSmall(
                f"There are {shares.shape[0]} rows and {shares.shape[1]} columns with answers; two of each are needed."
            )
        cell = np.maximum(np.cumsum(filled) - 1, 0)[down] * len(shares[0]) + np.maximum(np.cumsum(held) - 1, 0)[across]
        first = design.stages[0]
        freedom = len(first.stratum) - len(first.size)
        return cls(design, cell, shares, int((design.weights > 0).sum()), freedom, of_rows[filled], of_columns[held])

    @property
    def pearson(self) -> float:
        expected = np.outer(self.shares.sum(axis=1), self.shares.sum(axis=0))
        return float(self.n * ((self.shares - expected) ** 2 / expected).sum())

    def spread(self, ofcell: FloatArray) -> FloatArray:
        """The covariance of the shares weighted by `ofcell`, one column per figure."""
        scores = self.design.weights[:, None] / self.design.weights.sum() * ofcell[self.cell]
        return covariance(design=self.design, scores=scores)

    def outcome(self, statistic: float, freedom: float, denominator: float, method: str) -> Association:
        from scipy import special  # noqa: PLC0415 - importing it costs more than all the rest

        if np.isinf(denominator):
            p = float(special.chdtrc(freedom, statistic))
        else:
            p = float(special.fdtrc(freedom, denominator, statistic))
        return Association(
            statistic, freedom, denominator, p, self.pearson, method, self.shares, self.rows, self.columns
        )


def _rao_scott(table: _Table, *, is_f: bool) -> Association:
    p = table.shares.ravel()
    contrasts = np.kron(*(_contrasts(count) for count in table.shares.shape))
    inverse = np.divide(1, p, out=np.zeros_like(p), where=p > 0)
    scaled = contrasts * inverse[:, None]
    simple = contrasts.T @ scaled / table.n
    real = table.spread((scaled - p @ scaled).astype(np.float64))
    try:
        effects = np.linalg.solve(simple, real)
    except np.linalg.LinAlgError as error:
        raise CellsDoNotVary("Too many cells of the table are empty; join rows or columns.") from error
    trace, squares = float(np.trace(effects)), float(np.trace(effects @ effects))
    if not trace > 0 or table.freedom < 1:
        raise CellsDoNotVary("The cells do not vary between clusters, or there is but one; more clusters are needed.")
    if is_f:
        freedom = trace**2 / squares
        return table.outcome(table.pearson / trace, freedom, freedom * table.freedom, "rao-scott-f")
    return table.outcome(table.pearson * len(effects) / trace, len(effects), np.inf, "rao-scott-chi2")


def _wald(table: _Table, *, is_adjusted: bool) -> Association:
    down, across = table.shares.shape
    rows, columns = table.shares.sum(axis=1), table.shares.sum(axis=0)
    apart = (table.shares - np.outer(rows, columns))[1:, 1:].ravel()
    of_cell = np.zeros((down, across, down - 1, across - 1))
    for r, c in np.ndindex(down - 1, across - 1):
        of_cell[r + 1, c + 1, r, c] += 1
        of_cell[r + 1, :, r, c] -= columns[c + 1]
        of_cell[:, c + 1, r, c] -= rows[r + 1]
        of_cell[:, :, r, c] += rows[r + 1] * columns[c + 1]
    spread = table.spread(of_cell.reshape(down * across, -1))
    size, freedom = len(apart), table.freedom
    rest = freedom - size + 1 if is_adjusted else freedom
    if rest < 1 or np.linalg.matrix_rank(spread, hermitian=True) < size:
        raise CellsDoNotVary(
            f"{freedom} clusters beyond the strata cannot tell {size} differences; join rows or columns, "
            'or take test="rao-scott-f".'
        )
    wald = float(apart @ np.linalg.solve(spread, apart)) / size
    return table.outcome(
        wald * rest / freedom if is_adjusted else wald, size, rest, "adjusted-wald" if is_adjusted else "wald"
    )


def _contrasts(count: int) -> FloatArray:
    """Columns that span what is left beside a constant."""
    return np.vstack([np.full(count - 1, -1.0), np.eye(count - 1)])
