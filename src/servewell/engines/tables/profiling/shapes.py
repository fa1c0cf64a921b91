"""What a file holds, column by column, as counts: enough to propose a recipe and to find what a person must decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Examples = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Numbers:
    """The cells that are numbers. ``whole`` of them have no fraction."""

    count: int
    whole: int
    least: float
    most: float


@dataclass(frozen=True)
class ColumnProfile:
    """One column. ``values`` counts its commonest cells by their normal form; where ``is_capped`` there are more.

    ``first_rows`` holds the first row of each value while the column has few. ``both_orders`` counts the days
    that could be read with day and month in each other's place.
    """

    name: str
    place: int
    rows: int = 0
    empty: int = 0
    distinct: int = 0
    is_capped: bool = False
    values: Mapping[str, int] = field(default_factory=dict)
    first_rows: Mapping[str, int] = field(default_factory=dict)
    numbers: Numbers | None = None
    longest: int = 0
    mean_length: float = 0.0
    formats: Mapping[str, int] = field(default_factory=dict)
    both_orders: int = 0
    traits: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Examples] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    by_month: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def filled(self) -> int:
        return self.rows - self.empty

    @property
    def share_filled(self) -> float:
        return self.filled / self.rows if self.rows else 0.0

    def share(self, trait: str) -> float:
        return self.traits.get(trait, 0) / self.filled if self.filled else 0.0


@dataclass(frozen=True)
class Mentions:
    """Whom the texts under each label of a column speak to or of: texts counted by label and name."""

    labels: str
    texts: str
    by_label: Mapping[str, Mapping[str, int]]
    texts_by_label: Mapping[str, int]
    examples: Mapping[tuple[str, str], Examples]


@dataclass(frozen=True)
class Pasted:
    """A label of one column that stands in the texts of another, ``glued`` times with letters grown onto it."""

    labels: str
    texts: str
    label: str
    count: int
    glued: int
    examples: Examples


@dataclass(frozen=True)
class Profile:
    """``rows`` were there, ``looked_at`` of them counted; ``texts_looked_at`` were read for names and labels.

    ``orders``: by column and label, how many dates fit one order of day and month alone.
    """

    columns: tuple[ColumnProfile, ...]
    rows: int
    looked_at: int
    equal_rows: int = 0
    equal_examples: Examples = ()
    dated_by: str | None = None
    dated_as: str | None = None
    orders: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    mentions: tuple[Mentions, ...] = ()
    pasted: tuple[Pasted, ...] = ()
    texts_looked_at: int = 0

    @property
    def is_sampled(self) -> bool:
        return self.looked_at < self.rows

    def column(self, name: str) -> ColumnProfile | None:
        return next((each for each in self.columns if each.name == name), None)

    def named(self, names: Sequence[str]) -> tuple[ColumnProfile, ...]:
        return tuple(each for each in self.columns if each.name in names)
