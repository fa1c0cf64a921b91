"""One pass over the rows of a file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from servewell.engines.tables.profiling import date_shapes, speaking
from servewell.engines.tables.profiling.gathering import EXAMPLES, Gatherer
from servewell.engines.tables.profiling.shapes import Profile
from servewell.engines.tables.recipe import normal

BLOCK: Final = 5_000
BEYOND: Final = 10
MOST_BY_MONTH: Final = 40
KEPT_IN_MONTH: Final = 60
MOMENT_WORDS: Final = ("date", "created", "time", "received", "interview", "fecha", "日期", "时间", "時間", "day")
LATER_WORDS: Final = ("visit", "flown", "sent", "birth", "due", "updated", "depart", "arr", "dep")

Cells = Sequence[str]


def profile(*, columns: Sequence[str], rows: Iterable[Cells], keep: int = 1_000_000) -> Profile:
    """Counts what the columns hold. Beyond ``keep`` rows every tenth is counted; ``Profile.rows`` counts them all.

    Memory is bounded by the columns, not by the rows, but for one number a counted row that finds equal ones.
    """
    counting = Counting(columns)
    for numbers, block in _blocks(rows, keep, counting):
        counting.take(numbers, block)
    return counting.profile()


def _blocks(rows: Iterable[Cells], keep: int, counting: "Counting") -> Iterator[tuple[list[int], list[Cells]]]:
    numbered = counting.counted(rows)
    chosen = (each for each in numbered if each[0] <= keep or each[0] % BEYOND == 0)
    while block := list(islice(chosen, BLOCK)):
        yield [number for number, _ in block], [cells for _, cells in block]


class Counting:
    """The pass on its way."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.gatherers = [Gatherer(name=name, place=place) for place, name in enumerate(columns)]
        self.rows = 0
        self.looked_at = 0
        self.hashes: set[int] = set()
        self.equal_rows = 0
        self.equal_examples: list[tuple[int, str]] = []
        self.dated: tuple[Gatherer, str] | None = None
        self.months: dict[str, str] = {}
        self.orders: Counter[tuple[str, str, str]] = Counter()
        self.labels: list[Gatherer] = []
        self.monthly: list[Gatherer] = []
        self.listeners: list[speaking.Listener] = []

    def counted(self, rows: Iterable[Cells]) -> Iterator[tuple[int, Cells]]:
        for self.rows, cells in enumerate(rows, start=1):
            yield self.rows, cells

    def take(self, numbers: list[int], block: list[Cells]) -> None:
        self._find_equal(numbers, block)
        width = len(self.gatherers)
        if any(len(cells) != width for cells in block):
            block = [[*cells, *[""] * width][:width] for cells in block]
        by_column = list(zip(*block, strict=True))
        for gatherer, cells in zip(self.gatherers, by_column, strict=True):
            gatherer.take(cells, numbers)
        if not self.looked_at:
            self._choose()
        self.looked_at += len(block)
        self._take_months(by_column)
        self._listen(by_column, numbers)

    def _find_equal(self, numbers: list[int], block: list[Cells]) -> None:
        for number, cells in zip(numbers, block, strict=True):
            known = len(self.hashes)
            self.hashes.add(hash(tuple(cells)))
            if len(self.hashes) == known:
                self.equal_rows += 1
                if len(self.equal_examples) < EXAMPLES:
                    self.equal_examples.append((number, next((cell for cell in cells if cell), "")))

    def _choose(self) -> None:
        """By the first block: which column dates the rows, which are followed through its months, which are read."""
        self.dated = _dated(self.gatherers)
        dating = self.dated[0] if self.dated else None
        few = [each for each in self.gatherers if each is not dating and each.distinct <= MOST_BY_MONTH]
        self.monthly = few if dating else []
        self.listeners = speaking.listeners(self.gatherers)
        self.labels = [each for each in few if speaking.holds_labels(each)]

    def _take_months(self, by_column: list[tuple[str, ...]]) -> None:
        if not self.dated:
            return
        column, form = self.dated
        self._take_orders(by_column, column)
        months = [self._month(cell, form) for cell in by_column[column.place]]
        for gatherer in self.monthly:
            for (month, cell), count in Counter(zip(months, by_column[gatherer.place], strict=True)).items():
                values = gatherer.by_month.setdefault(month, Counter()) if month else Counter()
                if len(values) < KEPT_IN_MONTH:
                    values[normal(cell)] += count

    def _take_orders(self, by_column: list[tuple[str, ...]], dates: Gatherer) -> None:
        """Which labels write the day first, and which the month: by the dates that can be read in one way alone."""
        if not dates.both_orders:
            return
        plain = [forms[0] if len(forms) == 1 else "" for forms in map(date_shapes.formats_of, by_column[dates.place])]
        for each in self.labels[: speaking.LABEL_COLUMNS]:
            for (label, form), count in Counter(zip(by_column[each.place], plain, strict=True)).items():
                if form and label.strip():
                    self.orders[each.name, normal(label), form] += count

    def _month(self, cell: str, form: str) -> str:
        known = self.months.get(cell)
        if known is None:
            known = _month_in(cell.strip(), form)
            if len(self.months) < 100_000:
                self.months[cell] = known
        return known

    def _listen(self, by_column: list[tuple[str, ...]], numbers: list[int]) -> None:
        for each in self.listeners:
            each.take(by_column[each.labels.place], by_column[each.texts.place], numbers)

    def profile(self) -> Profile:
        return Profile(
            columns=tuple(each.profile() for each in self.gatherers),
            rows=self.rows,
            looked_at=self.looked_at,
            equal_rows=self.equal_rows,
            equal_examples=tuple(self.equal_examples),
            dated_by=self.dated[0].name if self.dated else None,
            dated_as=self.dated[1] if self.dated else None,
            orders=self._orders(),
            mentions=tuple(each.mentions() for each in self.listeners if each.by_label),
            pasted=tuple(found for each in self.listeners for found in each.labels_pasted() if found.glued),
            texts_looked_at=max((each.texts_by_label.total() for each in self.listeners), default=0),
        )

    def _orders(self) -> dict[str, dict[str, dict[str, int]]]:
        orders: dict[str, dict[str, dict[str, int]]] = {}
        for (column, label, form), count in sorted(self.orders.items()):
            orders.setdefault(column, {}).setdefault(label, {})[form] = count
        return orders


def _dated(columns: Sequence[Gatherer]) -> tuple[Gatherer, str] | None:
    """The column that most likely says when the customer spoke, with its commonest format."""
    scored = [(column, *_dates_score(column)) for column in columns]
    if not scored:
        return None
    column, score, form = max(scored, key=lambda each: (each[1], -each[0].place))
    return (column, form) if score > 0 else None


def _dates_score(column: Gatherer) -> tuple[float, str]:
    filled = column.rows - column.empty
    if not filled:
        return 0.0, ""
    name = column.name.casefold()
    says_date = any(word in name for word in MOMENT_WORDS)
    formats = column.profile().formats
    form = next((each for each in formats if "Y" in each), "")
    count = min(sum(count for each, count in formats.items() if "Y" in each) - column.both_orders, filled)
    if count * 2 < filled and says_date:
        form, count = _number_format(column)
    if not form or count * 2 < filled:
        return 0.0, ""
    return count / column.rows + says_date - any(word in name for word in LATER_WORDS) / 2, form


def _month_in(cell: str, form: str) -> str:
    """In the commonest format; a cell that does not fit it, in the only format that it fits."""
    if month := date_shapes.month_of(cell, form):
        return month
    others = date_shapes.formats_of(cell)
    return (date_shapes.month_of(cell, others[0]) or "") if len(others) == 1 else ""


def _number_format(column: Gatherer) -> tuple[str, int]:
    forms = Counter[str]()
    for cell, count in column.counted.items():
        for form in date_shapes.number_formats_of(cell.strip()):
            forms[form] += count
    return next(iter(forms.most_common(1)), ("", 0))
