"""Figures as columns: for whoever looks through many thousands of them to read a few."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servewell.engines.lake.measures import Figure, Question, figures_in, satisfaction_table
from servewell.engines.lake.store import Lake

if TYPE_CHECKING:
    from numpy.typing import NDArray

    IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """A column of texts: of each row the place of its text among ``texts``. What is null is an empty text."""

    codes: IntArray
    texts: Sequence[str]


@dataclass(frozen=True)
class Columns:
    """Rows of figures, in the columns of FIGURES."""

    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def of_units(self, *, by_aspect: bool) -> Columns:
        """The rows of a unit as a whole, or of an aspect of one; without means on a scale whose ends are one."""
        aspect, is_unit = self.table["aspect"], self.table["unit"].is_valid()
        is_wanted = aspect.is_valid() if by_aspect else aspect.is_null()
        has_length = pc.not_equal(self.table["worst"], self.table["best"]).fill_null(pa.scalar(value=True))
        return Columns(self.table.filter(pc.and_(pc.and_(is_wanted, is_unit), has_length)))

    def figures(self, *, of: Collection[tuple[int, str]]) -> tuple[Figure, ...]:
        """Those of these units and aspects; of a unit as a whole the aspect is empty."""
        units, aspects = self.table["unit"].to_pylist(), self.table["aspect"].to_pylist()
        rows = enumerate(zip(units, aspects, strict=True))
        places = [row for row, (unit, aspect) in rows if (unit, aspect or "") in of]
        # none of them is an array too, and of whole numbers
        return figures_in(table=self.table.take(pa.array(places, type=pa.int64())))

    @property
    def units(self) -> IntArray:
        """Where every row has one."""
        return np.asarray(self.table["unit"].to_numpy(), dtype=np.int64)

    @property
    def days(self) -> IntArray:
        """The first day of each row's period, as days since 1970."""
        return np.asarray(self.table["period"].cast("int32").to_numpy(), dtype=np.int64)

    def numbers(self, column: str) -> IntArray:
        """A column of whole numbers without gaps."""
        return np.asarray(self.table[column].to_numpy(), dtype=np.int64)

    def coded(self, column: str) -> Coded:
        found = self.table[column].fill_null("").combine_chunks().dictionary_encode()
        return Coded(np.asarray(found.indices.to_numpy(), dtype=np.int64), found.dictionary.to_pylist())


def columns(*, lake: Lake, question: Question) -> Columns:
    """Satisfaction as the lake has it now."""
    return Columns(satisfaction_table(lake=lake, question=question))


def joined(many: Sequence[Columns]) -> Columns:
    """The rows of at least one, one after the other."""
    return Columns(pa.concat_tables([each.table for each in many]))
