"""What a fact is, and how rows are made to fit it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

ColumnType = Literal["int64", "int32", "float64", "string", "bool", "date"]


class RowsDoNotFit(Exception):
    """Rows offered for a fact lack a column, hold a value of another type, or belong to another month."""


@dataclass(frozen=True)
class Column:
    name: str
    type: ColumnType


@dataclass(frozen=True)
class Fact:
    """A typed table of the lake, filed by the month of one of its date columns; without one, it is a single file."""

    name: str
    columns: tuple[Column, ...]
    month_column: str | None

    def __post_init__(self) -> None:
        # The names become file names and SQL identifiers.
        for name in (self.name, *self.column_names):
            if not (name.isascii() and name.isidentifier() and name == name.lower()):
                raise ValueError(f"'{name}' cannot name a fact or a column: use lower-case letters, digits and '_'.")
        if self.month_column is not None and Column(self.month_column, "date") not in self.columns:
            raise ValueError(f"Fact '{self.name}' has no date column '{self.month_column}' to be filed by.")

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def digest(self) -> str:
        """Changes whenever files written before can no longer be read together with files written now."""
        shape = ",".join(f"{column.name}:{column.type}" for column in self.columns) + f"/{self.month_column or ''}"
        return hashlib.sha256(shape.encode()).hexdigest()[:16]


def arrow_schema(*, fact: Fact) -> pa.Schema:
    import pyarrow as pa

    makers = {
        "int64": pa.int64,
        "int32": pa.int32,
        "float64": pa.float64,
        "string": pa.string,
        "bool": pa.bool_,
        "date": pa.date32,
    }
    return pa.schema([pa.field(column.name, makers[column.type]()) for column in fact.columns])


def fitted(*, fact: Fact, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch in the fact's own columns, order and types; raises rather than changing what a value means."""
    import pyarrow as pa

    schema = arrow_schema(fact=fact)
    if batch.schema.equals(schema) and not any(column.type == "float64" for column in fact.columns):
        return batch
    if set(batch.schema.names) != set(schema.names) or len(batch.schema.names) != len(schema.names):
        raise RowsDoNotFit(
            f"Fact '{fact.name}' has the columns {', '.join(schema.names)}, but the rows have "
            f"{', '.join(batch.schema.names)}. Make the SELECT return exactly the fact's columns."
        )
    columns = []
    for field in schema:
        try:
            columns.append(_cast(batch.column(field.name), field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise RowsDoNotFit(
                f"Column '{field.name}' of fact '{fact.name}' must be {field.type}: {error}. Mend the SELECT."
            ) from error
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _cast(values: pa.Array, wanted: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if isinstance(values.type, pa.BaseExtensionType):  # PostgreSQL's numeric arrives as text in an opaque wrapper
        values = values.storage
    if values.null_count == len(values):
        return pa.nulls(len(values), wanted)
    if pa.types.is_boolean(wanted):
        return _as_yes_or_no(values)
    if not values.type.equals(wanted):
        values = values.cast(wanted, safe=True)
    return _finite(values) if pa.types.is_floating(wanted) else values


def _as_yes_or_no(values: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_boolean(values.type):
        return values
    if not pa.types.is_integer(values.type):
        raise pa.ArrowInvalid(f"{values.type} is neither a boolean nor 0 and 1")
    extremes = pc.min_max(values).as_py()
    if extremes["min"] < 0 or extremes["max"] > 1:
        raise pa.ArrowInvalid(f"found {extremes['min']} to {extremes['max']} where only 0 and 1 are known")
    return values.cast(pa.bool_())


def _finite(values: pa.Array) -> pa.Array:
    # One NaN would turn every mean above it into NaN without a word.
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.all(pc.is_finite(values)).as_py() is False:
        raise pa.ArrowInvalid("found NaN or infinity")
    return values
