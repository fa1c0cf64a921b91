"""Counts one column, block of rows by block of rows, in bounded memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from servewell.engines.tables.profiling import date_shapes, tongues, traits
from servewell.engines.tables.profiling.shapes import ColumnProfile, Examples, Numbers
from servewell.engines.tables.recipe import normal

MOST_DISTINCT: Final = 20_000
FEW_VALUES: Final = 200
KEPT_VALUES: Final = 2_000
EXAMPLES: Final = 3
TEXTS_FOR_LANGUAGE: Final = 2_000


@dataclass
class Gatherer:
    """One column on the way. ``dates`` of a cell that fits day first and month first are counted under both."""

    name: str
    place: int
    rows: int = 0
    empty: int = 0
    is_capped: bool = False
    counted: Counter[str] = field(default_factory=Counter)
    distinct: int = 0
    first_rows: dict[str, int] = field(default_factory=dict)
    number_count: int = 0
    whole: int = 0
    least: float = float("inf")
    most: float = float("-inf")
    signs: int = 0
    longest: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    both_orders: int = 0
    found: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    tongues_asked: int = 0
    by_month: dict[str, Counter[str]] = field(default_factory=dict)

    def take(self, cells: Sequence[str], numbers: Sequence[int]) -> None:
        """A block of cells with the numbers of their rows."""
        block = Counter(cells)
        self.rows += len(cells)
        for cell, count in block.items():
            trimmed = cell.strip()
            if not trimmed:
                self.empty += count
                continue
            self._measure(trimmed, count)
            for trait in traits.traits_of(trimmed):
                self._note(trait, cell, count, cells, numbers)
        self._keep(block)
        if self.distinct <= FEW_VALUES:
            for cell in block.keys() - self.first_rows.keys():
                self.first_rows[cell] = numbers[cells.index(cell)]

    def _measure(self, cell: str, count: int) -> None:
        length = len(cell)
        self.signs += length * count
        self.longest = max(self.longest, length)
        if length <= date_shapes.LONGEST:
            self._measure_number(cell, count)
            formats = date_shapes.raw_formats_of(cell)
            for each in formats:
                self.formats[each] += count
            self.both_orders += count if len(formats) > 1 else 0
        elif self.tongues_asked < TEXTS_FOR_LANGUAGE:
            self.tongues_asked += 1
            if tongue := tongues.tongue_of(cell):
                self.languages[tongue] += 1

    def _measure_number(self, cell: str, count: int) -> None:
        if cell[0] not in "0123456789+-.":
            if cell[0] > "\u2fff" and self.tongues_asked < TEXTS_FOR_LANGUAGE:
                self.tongues_asked += 1
                self.languages.update(filter(None, [tongues.tongue_of(cell)]))
            return
        try:
            number = float(cell)
        except ValueError:
            return
        self.number_count += count
        self.whole += count if number.is_integer() else 0
        self.least = min(self.least, number)
        self.most = max(self.most, number)

    def _note(self, trait: str, cell: str, count: int, cells: Sequence[str], numbers: Sequence[int]) -> None:
        self.found[trait] += count
        examples = self.examples.setdefault(trait, [])
        if len(examples) < EXAMPLES:
            examples.append((numbers[cells.index(cell)], cell))

    def _keep(self, block: Mapping[str, int]) -> None:
        if not self.is_capped:
            self.counted.update(block)
            self.distinct = len(self.counted)
            if self.distinct > MOST_DISTINCT:
                self.is_capped = True
                self.counted = Counter(dict(self.counted.most_common(KEPT_VALUES)))
            return
        for cell in self.counted.keys() & block.keys():
            self.counted[cell] += block[cell]

    def profile(self) -> ColumnProfile:
        filled = self.rows - self.empty
        return ColumnProfile(
            name=self.name,
            place=self.place,
            rows=self.rows,
            empty=self.empty,
            distinct=self.distinct - (0 if self.is_capped else sum(not cell.strip() for cell in self.counted)),
            is_capped=self.is_capped,
            values=self._values(),
            first_rows=self._first_rows(),
            numbers=self._numbers(),
            longest=self.longest,
            mean_length=self.signs / filled if filled else 0.0,
            formats=self._formats(),
            both_orders=self.both_orders,
            traits=dict(self.found),
            examples={trait: _examples(found) for trait, found in self.examples.items()},
            languages=dict(self.languages),
            by_month={month: dict(values) for month, values in sorted(self.by_month.items())},
        )

    def _formats(self) -> dict[str, int]:
        """May counts as written like the other months of the column."""
        merged = Counter[str]()
        for form, count in self.formats.items():
            whole = form.replace(date_shapes.MAY, "MMMM")
            merged[whole if whole in self.formats else form.replace(date_shapes.MAY, "MMM")] += count
        return dict(merged.most_common(12))

    def _numbers(self) -> Numbers | None:
        if not self.number_count:
            return None
        return Numbers(count=self.number_count, whole=self.whole, least=self.least, most=self.most)

    def _first_rows(self) -> dict[str, int]:
        first: dict[str, int] = {}
        for cell, row in sorted(self.first_rows.items(), key=lambda each: each[1]):
            first.setdefault(normal(cell), row)
        return first

    def _values(self) -> dict[str, int]:
        values: Counter[str] = Counter()
        for cell, count in self.counted.most_common(KEPT_VALUES):
            if kept := normal(cell):
                values[kept] += count
        return dict(values.most_common())


def _examples(found: list[tuple[int, str]]) -> Examples:
    return tuple(sorted(found))
