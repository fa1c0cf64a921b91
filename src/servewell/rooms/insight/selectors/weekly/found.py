"""What one Monday's page says, as finished numbers, and the same as plain data to be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from servewell.base.words import Words
from servewell.rooms.insight.terms import Kind, Verdict, Waits

Plain = Mapping[str, Any]


class DocumentIsUnreadable(Exception):
    """What was kept is no page of ours: another version wrote it, or it was damaged."""


@dataclass(frozen=True)
class UnitRow:
    """One unit's figure now with its n and interval; ``verdict`` is against the year before.

    ``points`` are the latest months of its chart, oldest first; ``cuts`` are the places that no line may reach.
    """

    code: str
    name: Words
    value: float | None
    low: float | None
    high: float | None
    n: int
    verdict: Verdict | None
    points: tuple[float | None, ...]
    cuts: tuple[int, ...]


@dataclass(frozen=True)
class Alarm:
    """The strongest signal on one chart that nobody has explained. ``aspect`` is None for the figure as a whole.

    ``months`` are those that the signal names. ``surprise``: how unlikely it is where nothing has changed, in powers of
    ten. ``is_good``: it goes the way that is better.
    """

    code: str
    name: Words
    aspect: str | None
    aspect_name: Words | None
    rule: str
    side: str
    months: tuple[date, ...]
    surprise: float
    is_new: bool
    is_good: bool

    @property
    def key(self) -> tuple[str, str | None, str, str]:
        return (self.code, self.aspect, self.rule, self.side)


@dataclass(frozen=True)
class Waiting:
    what: Waits
    count: int


@dataclass(frozen=True)
class MondayFound:
    """``widest`` names the unit above the others, ``codes`` all units that it is about. ``alarms`` and ``good`` are
    ranked; ``more_...`` were left out.

    ``chance``: how many signals a month chance alone raises on so many ``charts``. ``told`` are the signals that this
    page knew of, so that the next one knows which are new. ``praise`` is the number of a voice: its words stay where
    they can be erased. ``unfinished`` is the month that has not ended. ``left_out``: of how many of the units nothing
    stands here any more, because its reader may not see them on the day that it is opened; never so in what is kept.
    """

    week: date
    widest: str
    title: Words
    definition: Words
    version: int
    kind: Kind
    now_from: date
    now_until: date
    unfinished: date
    units: int
    codes: tuple[str, ...]
    figures: int
    charts: int
    chance: float
    rows: tuple[UnitRow, ...]
    more_rows: int
    alarms: tuple[Alarm, ...]
    more_alarms: int
    good: tuple[Alarm, ...]
    more_good: int
    waiting: tuple[Waiting, ...]
    praise: int | None
    told: tuple[tuple[str, str, str, str, str], ...]
    fresh_at: datetime | None
    waiting_since: datetime | None
    left_out: int = 0

    @property
    def last_on(self) -> date:
        """Of the months that are now."""
        return self.now_until - timedelta(days=1)

    @property
    def is_quiet(self) -> bool:
        return not (self.alarms or self.good or self.waiting)


def as_plain(*, found: MondayFound) -> dict[str, object]:
    """For JSON; ``from_plain`` reads it back."""
    return {
        **{name: getattr(found, name) for name in _AS_THEY_ARE},
        **{name: getattr(found, name).isoformat() for name in _DAYS},
        "codes": list(found.codes),
        "title": found.title.to_json(),
        "definition": found.definition.to_json(),
        "kind": found.kind.value,
        "fresh_at": found.fresh_at.isoformat() if found.fresh_at else None,
        "waiting_since": found.waiting_since.isoformat() if found.waiting_since else None,
        "rows": [_plain_row(each) for each in found.rows],
        "alarms": [_plain_alarm(each) for each in found.alarms],
        "good": [_plain_alarm(each) for each in found.good],
        "waiting": [[each.what.value, each.count] for each in found.waiting],
        "told": [list(each) for each in found.told],
    }


def from_plain(*, kept: object) -> MondayFound:
    """Raises DocumentIsUnreadable."""
    try:
        return _read(cast(Plain, kept))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise DocumentIsUnreadable(f"a page of Monday cannot be read: {fault!r}") from fault


_DAYS = ("week", "now_from", "now_until", "unfinished")
_AS_THEY_ARE = (
    "widest", "version", "units", "figures", "charts", "chance", "more_rows", "more_alarms", "more_good", "praise",
)  # fmt: skip


def _read(kept: Plain) -> MondayFound:
    return MondayFound(
        **{name: kept[name] for name in _AS_THEY_ARE},
        codes=tuple(kept["codes"] if "codes" in kept else _named(kept)),
        week=date.fromisoformat(kept["week"]),
        now_from=date.fromisoformat(kept["now_from"]),
        now_until=date.fromisoformat(kept["now_until"]),
        unfinished=date.fromisoformat(kept["unfinished"]),
        title=Words.from_json(kept["title"]),
        definition=Words.from_json(kept["definition"]),
        kind=Kind(kept["kind"]),
        fresh_at=_moment(kept["fresh_at"]),
        waiting_since=_moment(kept["waiting_since"]),
        rows=tuple(_row(each) for each in kept["rows"]),
        alarms=tuple(_alarm(each) for each in kept["alarms"]),
        good=tuple(_alarm(each) for each in kept["good"]),
        waiting=tuple(Waiting(Waits(what), count) for what, count in kept["waiting"]),
        told=tuple(_told(each) for each in kept["told"]),
    )


def _named(kept: Plain) -> list[str]:
    """The units of a page that was kept before it said which they all are."""
    return sorted({each["code"] for part in ("rows", "alarms", "good") for each in kept[part]})


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _told(kept: Sequence[str]) -> tuple[str, str, str, str, str]:
    unit, aspect, rule, side, last = kept
    return unit, aspect, rule, side, last


def _plain_row(row: UnitRow) -> dict[str, object]:
    return {
        "code": row.code, "name": row.name.to_json(), "value": row.value, "low": row.low, "high": row.high, "n": row.n,
        "verdict": row.verdict.value if row.verdict else None, "points": list(row.points), "cuts": list(row.cuts),
    }  # fmt: skip


def _row(kept: Plain) -> UnitRow:
    return UnitRow(
        code=kept["code"], name=Words.from_json(kept["name"]), value=kept["value"], low=kept["low"], high=kept["high"],
        n=kept["n"], verdict=Verdict(kept["verdict"]) if kept["verdict"] else None, points=tuple(kept["points"]),
        cuts=tuple(kept["cuts"]),
    )  # fmt: skip


def _plain_alarm(alarm: Alarm) -> dict[str, object]:
    return {
        "code": alarm.code, "name": alarm.name.to_json(), "aspect": alarm.aspect,
        "aspect_name": alarm.aspect_name.to_json() if alarm.aspect_name else None, "rule": alarm.rule,
        "side": alarm.side, "months": [each.isoformat() for each in alarm.months], "surprise": alarm.surprise,
        "is_new": alarm.is_new, "is_good": alarm.is_good,
    }  # fmt: skip


def _alarm(kept: Plain) -> Alarm:
    return Alarm(
        code=kept["code"], name=Words.from_json(kept["name"]), aspect=kept["aspect"],
        aspect_name=Words.from_json(kept["aspect_name"]) if kept["aspect_name"] else None, rule=kept["rule"],
        side=kept["side"], months=tuple(date.fromisoformat(each) for each in kept["months"]),
        surprise=kept["surprise"], is_new=kept["is_new"], is_good=kept["is_good"],
    )  # fmt: skip
