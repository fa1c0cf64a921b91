"""What became of the rows of a file, counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from servewell.engines.tables import Held, VoiceColumns
from servewell.engines.tables.sorting import Read

EXAMPLES: Final = 5
LONGEST_EXAMPLE: Final = 200


@dataclass(frozen=True)
class Example:
    """One row that was held back for a reason."""

    row: int
    line: int
    column: str
    value: str


@dataclass(frozen=True)
class Counts:
    """Rows by fate. ``held`` counts reasons: a row with two of them is counted under both, and once in ``held_back``.

    ``dropped`` were held back until a person dropped them. ``leans_on`` counts duplicates by the key of the import that
    brought them first. ``by_unit`` are rows kept by the unit's code and the year; only a rehearsal counts them.
    """

    rows: int = 0
    kept: int = 0
    duplicate: int = 0
    left_out: int = 0
    held_back: int = 0
    dropped: int = 0
    held: Mapping[str, int] = field(default_factory=dict)
    ids_lost: int = 0
    lost_addresses: int = 0
    first_on: date | None = None
    last_on: date | None = None
    units_made: tuple[str, ...] = ()
    leans_on: Mapping[int, int] = field(default_factory=dict)
    examples: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    by_unit: Mapping[tuple[str, int], int] = field(default_factory=dict)


class Tally:
    """Counts that grow, batch by batch, and are kept as JSON with the import."""

    def __init__(self, kept: Mapping[str, object] | None = None) -> None:
        counts = counts_from(kept or {})
        self.rows, self.kept, self.duplicate = counts.rows, counts.kept, counts.duplicate
        self.left_out, self.held_back, self.dropped = counts.left_out, counts.held_back, counts.dropped
        self.ids_lost, self.lost_addresses = counts.ids_lost, counts.lost_addresses
        self.held = Counter(counts.held)
        self.first_on, self.last_on = counts.first_on, counts.last_on
        self.units_made = list(counts.units_made)
        self.leans_on = Counter(counts.leans_on)
        self.examples = {reason: list(those) for reason, those in counts.examples.items()}
        self.by_unit: Counter[tuple[str, int]] = Counter()

    def hold(self, held: Held) -> None:
        self.held_back += 1
        for code in dict.fromkeys(reason.code for reason in held.reasons):
            self.held[code] += 1
        for reason in held.reasons:
            shown = self.examples.setdefault(reason.code, [])
            if len(shown) < EXAMPLES:
                shown.append(Example(held.row, held.line, reason.column, reason.value[:LONGEST_EXAMPLE]))

    def keep(self, read: Read) -> None:
        self.kept += 1
        self.ids_lost += getattr(read, "is_id_lost", False)
        self.lost_addresses += read.lost_addresses
        if self.first_on is None or read.on < self.first_on:
            self.first_on = read.on
        if self.last_on is None or read.on > self.last_on:
            self.last_on = read.on

    def keep_voices(self, voices: VoiceColumns) -> None:
        """As ``keep``, for many at once."""
        if not len(voices):
            return
        self.kept += len(voices)
        self.ids_lost += sum(voices.lost_ids)
        self.lost_addresses += sum(voices.lost_addresses)
        first, last = date.fromisoformat(min(voices.days)), date.fromisoformat(max(voices.days))
        self.first_on = min(self.first_on or date.max, first)
        self.last_on = max(self.last_on or date.min, last)

    def release(self, codes: Sequence[str]) -> None:
        """A row that was held back for these reasons came in after all."""
        self.held_back -= 1
        for code in codes:
            self.held[code] -= 1
        self.held = +self.held

    def drop(self, codes: Sequence[str]) -> None:
        """A person says that a row that was held back for these reasons shall not come in."""
        self.release(codes)
        self.dropped += 1

    def counts(self) -> Counts:
        return Counts(
            rows=self.rows,
            kept=self.kept,
            duplicate=self.duplicate,
            left_out=self.left_out,
            held_back=self.held_back,
            dropped=self.dropped,
            held=dict(sorted(self.held.items())),
            ids_lost=self.ids_lost,
            lost_addresses=self.lost_addresses,
            first_on=self.first_on,
            last_on=self.last_on,
            units_made=tuple(self.units_made),
            leans_on=dict(sorted(self.leans_on.items())),
            examples={reason: tuple(those) for reason, those in sorted(self.examples.items())},
            by_unit=dict(sorted(self.by_unit.items())),
        )

    def to_json(self) -> dict[str, object]:
        return counts_to_json(self.counts())


def counts_to_json(counts: Counts) -> dict[str, object]:
    return {
        **{name: getattr(counts, name) for name in _NUMBERS},
        "held": dict(counts.held),
        "first_on": counts.first_on.isoformat() if counts.first_on else None,
        "last_on": counts.last_on.isoformat() if counts.last_on else None,
        "units_made": list(counts.units_made),
        "leans_on": {str(run): rows for run, rows in counts.leans_on.items()},
        "examples": {
            reason: [[one.row, one.line, one.column, one.value] for one in those]
            for reason, those in counts.examples.items()
        },
    }


def counts_from(kept: Mapping[str, object]) -> Counts:
    """As ``counts_to_json`` wrote them; empty for an import that has not begun."""
    if not kept:
        return Counts()
    # what was counted by an earlier Servewell lacks what is counted since
    numbers = {name: _number(kept.get(name)) for name in _NUMBERS}
    held, examples, made = kept["held"], kept["examples"], kept["units_made"]
    if not (isinstance(held, dict) and isinstance(examples, dict) and isinstance(made, list)):
        raise TypeError(f"these are no counts of an import: {kept!r}")
    return Counts(
        **numbers,  # type: ignore[arg-type]  # the names were read from the dataclass's own numbers
        held={str(reason): int(number) for reason, number in held.items()},
        first_on=_day(kept["first_on"]),
        last_on=_day(kept["last_on"]),
        units_made=tuple(str(code) for code in made),
        leans_on=_by_import(kept.get("leans_on")),
        examples={str(reason): tuple(Example(*one) for one in those) for reason, those in examples.items()},
    )


_NUMBERS: Final = ("rows", "kept", "duplicate", "left_out", "held_back", "dropped", "ids_lost", "lost_addresses")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _by_import(value: object) -> dict[int, int]:
    return {int(run): int(rows) for run, rows in value.items()} if isinstance(value, dict) else {}


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
