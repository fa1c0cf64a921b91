"""What was seen in a file when it was looked into, kept beside the import so that pages need not open it again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import

Counted = tuple[tuple[str, int], ...]

MOST_VALUES: Final = 40
MOST_LABELS: Final = 400
FIRST_ROWS: Final = 12


@dataclass(frozen=True)
class SeenColumn:
    """``values`` are the commonest with their counts, ``formats`` the date formats that fit, ``examples`` cells."""

    name: str
    rows: int = 0
    filled: int = 0
    distinct: int = 0
    is_capped: bool = False
    values: Counted = ()
    examples: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    numbers: int = 0
    formats: Counted = ()
    both_orders: int = 0
    traits: Counted = ()
    mean_length: float = 0.0

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        pairs = {name: _pairs(kept[name]) for name in ("values", "formats", "traits")}
        return cls(**{**kept, **pairs, "examples": tuple(kept["examples"])})


@dataclass(frozen=True)
class SeenRemark:
    """Something about how the file is written. The page has the sentence; ``says`` are the values in it."""

    code: str
    says: Mapping[str, str | int | float] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class SeenChoice:
    """One way to settle a finding: ``patch`` are values by their path in the recipe."""

    code: str
    patch: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SeenFinding:
    code: str
    column: str
    says: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[tuple[int, str], ...] = ()
    choices: tuple[SeenChoice, ...] = ()

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        examples = tuple((int(row), str(value)) for row, value in kept["examples"])
        choices = tuple(SeenChoice(**each) for each in kept["choices"])
        return cls(**{**kept, "examples": examples, "choices": choices})


@dataclass(frozen=True)
class SeenLike:
    """A recipe that files of this look were taken in by: ``found`` of its ``asked`` questions are here again."""

    code: str
    title: Mapping[str, str]
    found: int
    asked: int
    draft: str
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refusal:
    """Why the file cannot be read: what is wrong, where, and how to mend it."""

    code: str
    what: str
    where: str
    mend: str


@dataclass(frozen=True)
class Seen:
    """``rows`` are in the file, ``looked_at`` of them were counted. ``said_under`` are texts by label of the unit."""

    kind: str = ""
    shape: Mapping[str, str | int | None] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    remarks: tuple[SeenRemark, ...] = ()
    head: tuple[tuple[str, ...], ...] = ()
    columns: tuple[SeenColumn, ...] = ()
    rows: int = 0
    looked_at: int = 0
    notes: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[SeenFinding, ...] = ()
    likes: tuple[SeenLike, ...] = ()
    said_under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settled: tuple[str, ...] = ()
    refusal: Refusal | None = None

    def column(self, name: str | None) -> SeenColumn | None:
        return next((each for each in self.columns if each.name == name), None)

    def to_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **kept,
                "sheets": tuple(kept["sheets"]),
                "remarks": tuple(SeenRemark(**each) for each in kept["remarks"]),
                "head": tuple(tuple(row) for row in kept["head"]),
                "columns": tuple(SeenColumn.from_json(each) for each in kept["columns"]),
                "findings": tuple(SeenFinding.from_json(each) for each in kept["findings"]),
                "likes": tuple(SeenLike(**each) for each in kept["likes"]),
                "said_under": {label: tuple(texts) for label, texts in kept["said_under"].items()},
                "settled": tuple(kept["settled"]),
                "refusal": Refusal(**kept["refusal"]) if kept["refusal"] else None,
            }
        )


def name_of(*, finding: SeenFinding) -> str:
    """What a settled finding is remembered by: several may be about one column."""
    said = finding.says.get("label") or finding.says.get("value") or ""
    return f"{finding.code}:{finding.column}:{said}"


def seen_in(*, run: "Import") -> Seen | None:
    """None while nobody has looked into the file yet."""
    kept = run.findings.get("seen")
    return Seen.from_json(kept) if kept else None


def _pairs(kept: list[tuple[str, int]]) -> Counted:
    return tuple((str(value), int(count)) for value, count in kept)
