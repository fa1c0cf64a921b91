"""What goes with satisfaction: by how much each aspect, or each question of one form, and how well it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines import stats
from servewell.engines.lake.measures import By, Per, Question
from servewell.engines.lake.responses import Part, Responses, responses
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.asked.looking import Look, last_day, meant, through
from servewell.rooms.insight.selectors.asked.offering import Offered, offered
from servewell.rooms.insight.selectors.asked.periods import Span, begin, moved, spans_at
from servewell.rooms.insight.selectors.counted.opening import (
    State,
    fresh_at,
    remembered,
    state,
    the_lake,
    values_of,
    waiting_since,
)
from servewell.rooms.insight.selectors.kept_back.cells import KeptBack
from servewell.rooms.insight.selectors.kept_back.withholding import kept_back
from servewell.rooms.insight.selectors.meant.meaning import Meaning, every_indicator, question
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from servewell.rooms.people.models import Unit

    Numbers = NDArray[np.float64]
    Rows = NDArray[np.bool_]

MONTHS = 12
MOST_ROWS = 50_000
ROWS_PER_DRIVER = 10
# what fewer than half of the customers are asked would leave the others without their answers
LEAST_ASKED = 0.5
# groups of rows that are drawn, where rows are more: as good, and quick enough for a page
GROUPS = 1000
SEED = 0
MANY = 8


class Refused(StrEnum):
    """Why nothing can be said."""

    SILENT = "silent"
    PRIVATE = "private"
    TOO_FEW_ROWS = "too-few-rows"
    TOO_FEW_DRIVERS = "too-few-drivers"
    ALL_THE_SAME = "all-the-same"
    NOT_TOLD_APART = "not-told-apart"


class LeftAside(StrEnum):
    """Why a driver is not among those that are weighed."""

    RARELY_ASKED = "rarely-asked"
    ALL_THE_SAME = "all-the-same"
    FOLLOWS = "follows"


@dataclass(frozen=True)
class DriverStands:
    """``part`` of the differences between customers' overall answers goes with it, from 0 to 1, with its interval.

    ``level`` is the mean of its answers from 0, the worst there is, to 1, the best. ``matters_most``: it is the
    foremost, or cannot be told apart from it, as others can. ``is_weakest``: its level lies below those of all others
    beyond chance. ``is_odd``: beside the others it pulls the other way, so it only helps others to be seen.
    """

    code: str
    part: float
    low: float
    high: float
    level: float
    level_low: float
    level_high: float
    matters_most: bool
    is_weakest: bool
    is_odd: bool


@dataclass(frozen=True)
class Weights:
    """Drivers by how much they matter. ``n`` rows were used of ``there_were``; ``gaps`` lack an answer, and ``others``
    were given on another scale; ``drawn`` is how many were looked at, where that is not all. ``needed``: rows.
    """

    refused: Refused | None = None
    drivers: tuple[DriverStands, ...] = ()
    aside: tuple[tuple[str, LeftAside], ...] = ()
    explained: float = 0.0
    method: str = ""
    draws: int = 0
    n: int = 0
    there_were: int = 0
    drawn: int = 0
    gaps: int = 0
    others: int = 0
    needed: int = 0


@dataclass(frozen=True)
class Driving:
    """``of`` is the code of the instrument whose questions are the drivers, or None where aspects are. ``names`` are
    of the drivers, ``forms`` of the instruments with answers that could be chosen.
    """

    look: Look
    unit: "Unit"
    meaning: Meaning
    span: Span
    of: str | None
    names: Mapping[str, Words]
    forms: Mapping[str, Words]
    weights: Weights
    offered: Offered
    fresh_at: datetime | None
    waiting_since: datetime | None


def driving(*, viewer: Actor, look: Look, of: str | None, at: datetime) -> Driving:
    """The drivers in the twelve months up to the look's last period. The same answers give the same numbers.

    A look's aspect or item is left aside: what is explained is the overall answer. Raises NoSuchIndicator, NoSuchUnit.
    """
    unit = people.unit_for(viewer=viewer, power=rules.SEE, code=look.unit or "")
    look = replace(look, aspect=None, item=None)
    end = spans_at(last_day(look, today.day_in(unit.zone, at=at)), look.by).now
    span = Span(moved(month=begin(day=end.last_on, by=By.MONTH), months=1 - MONTHS), end.until_on)
    known = every_indicator()
    meaning, forms = meant(look, at=at, among=known), _forms()
    of = of if of in forms else None
    names = _questions(of) if of else {each.code: each.name for each in standards.aspects()}
    return Driving(
        look=look, unit=unit, meaning=meaning, span=span, of=of, names=names,
        forms={code: title for code, (title, _) in forms.items()},
        weights=_weights(meaning, look, span, unit, of, tuple(names), back=kept_back(look, meaning, at=at)),
        offered=offered(look, answered=(), among=known), fresh_at=fresh_at(), waiting_since=waiting_since(),
    )  # fmt: skip


def _forms() -> dict[str, tuple[Words, dict[str, Words]]]:
    """The instruments with answers, and their questions on a scale."""
    found: dict[str, tuple[Words, dict[str, Words]]] = {}
    for each in instruments.questions_on_a_scale(codes=values_of("instrument")):
        found.setdefault(each.instrument, (each.title, {}))[1][each.name] = each.question
    return found


def _questions(of: str) -> dict[str, Words]:
    return {each.name: each.question for each in instruments.questions_on_a_scale(codes=[of])}


def _weights(
    meaning: Meaning, look: Look, span: Span, unit: "Unit", of: str | None, codes: tuple[str, ...], *, back: KeptBack
) -> Weights:
    if back.holds(unit.pk, span):
        return Weights(Refused.PRIVATE)
    part: Part = "item" if of else "aspect"
    return _worked_out(Path(settings.LAKE_FOLDER), state(), _asked(meaning, look, span, unit, of), codes, part)


def _asked(meaning: Meaning, look: Look, span: Span, unit: "Unit", of: str | None) -> Question:
    """Every answer on a scale, whichever of them count as the best."""
    days = (span.from_on, span.until_on)
    every = question(meaning, span=days, by=By.YEAR, per=Per.ASPECT, units=(unit.pk,), instrument=of)
    return replace(through(every, look), top=None, with_lines=False)


@remembered(most=128)
def _worked_out(folder: Path, now: State, asked: Question, codes: tuple[str, ...], part: Part) -> Weights:
    """A process works them out once for each state of the lake."""
    found = responses(lake=the_lake(), question=asked, parts=codes, part=part, most=MOST_ROWS)
    return weights_of(found, codes, aside_silent=part == "aspect")


def weights_of(found: Responses, codes: tuple[str, ...], *, aside_silent: bool) -> Weights:
    """``aside_silent``: also of what nobody was asked it is said that it was left aside."""
    import numpy as np  # noqa: PLC0415 - pages that draw no drivers do without

    if not len(found.overall):
        return Weights(Refused.SILENT)
    scale = _commonest(found.scales)
    overall, parts = found.overall[scale], found.parts[scale]
    asked = ~np.isnan(parts)
    often = (asked.mean(axis=0) >= LEAST_ASKED).tolist()
    ever = (asked.sum(axis=0) > 0).tolist()
    rare = [
        code
        for code, is_often, is_asked in zip(codes, often, ever, strict=True)
        if not is_often and (is_asked or aside_silent)
    ]
    seen = Seen(
        overall=overall,
        parts={code: parts[:, place] for place, code in enumerate(codes) if often[place]},
        aside=tuple((code, LeftAside.RARELY_ASKED) for code in rare),
    )
    base = Weights(there_were=found.there_were, drawn=len(scale), others=int((~scale).sum()))
    return _without_gaps(seen, base)


@dataclass(frozen=True, eq=False)
class Seen:
    """Overall answers, and for each driver its answers; nan where there is none."""

    overall: "Numbers"
    parts: "Mapping[str, Numbers]"
    aside: tuple[tuple[str, LeftAside], ...]

    def without(self, code: str, why: LeftAside) -> "Seen":
        parts = {other: column for other, column in self.parts.items() if other != code}
        return Seen(self.overall, parts, (*self.aside, (code, why)))


def _commonest(scales: "Numbers") -> "Rows":
    """The rows whose overall answer lies on the scale, and in the series, of most."""
    import numpy as np  # noqa: PLC0415 - see `weights_of`

    _, which, counts = np.unique(scales, axis=0, return_inverse=True, return_counts=True)
    found: Rows = which.ravel() == int(np.argmax(counts))
    return found


def _without_gaps(seen: Seen, base: Weights) -> Weights:
    import numpy as np  # noqa: PLC0415 - see `weights_of`

    if len(seen.parts) < 2:
        return replace(base, refused=Refused.TOO_FEW_DRIVERS, aside=seen.aside)
    table = np.column_stack(list(seen.parts.values()))
    whole = ~np.isnan(table).any(axis=1)
    base = replace(
        base,
        n=int(whole.sum()),
        gaps=int((~whole).sum()),
        needed=max(terms.FEWEST_ANSWERS, ROWS_PER_DRIVER * len(seen.parts)),
        aside=seen.aside,
    )
    if base.n < base.needed:
        return replace(base, refused=Refused.TOO_FEW_ROWS)
    try:
        found = _drivers(seen.overall[whole], table[whole], tuple(seen.parts))
    except stats.DriverIsConstant as same:
        if same.driver is None:
            return replace(base, refused=Refused.ALL_THE_SAME)
        return _without_gaps(seen.without(same.driver, LeftAside.ALL_THE_SAME), base)
    except stats.DriversAreCollinear as follows:
        return _without_gaps(seen.without(follows.driver, LeftAside.FOLLOWS), base)
    except stats.TooFewDraws:
        return replace(base, refused=Refused.NOT_TOLD_APART)
    levels = _levels(table[whole])
    return replace(
        base,
        drivers=_standing(found.drivers, levels),
        explained=found.r_squared,
        method=found.method,
        draws=found.draws,
    )


def _drivers(overall: "Numbers", table: "Numbers", codes: tuple[str, ...]) -> "stats.Drivers":
    return stats.drivers_of(
        outcome=overall,
        drivers=table,
        names=codes,
        confidence=terms.CONFIDENCE,
        draws=1000 if len(codes) <= MANY else 400,
        seed=SEED,
        groups=GROUPS,
    )


def _levels(table: "Numbers") -> Sequence[tuple[float, float, float]]:
    n = [len(table)] * table.shape[1]
    found = stats.means(n=n, mean=table.mean(axis=0), variance=table.var(axis=0, ddof=1), confidence=terms.CONFIDENCE)
    columns = (found.value, found.low.clip(0, 1), found.high.clip(0, 1))
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _standing(
    drivers: "Sequence[stats.Driver]", levels: Sequence[tuple[float, float, float]]
) -> tuple[DriverStands, ...]:
    foremost = max(drivers, key=lambda each: each.share)
    weakest = min(range(len(levels)), key=lambda place: levels[place][0])
    alike = [each.high >= foremost.low for each in drivers]
    is_alone = all(levels[weakest][2] < low for place, (_, low, _) in enumerate(levels) if place != weakest)
    stands = [
        DriverStands(
            each.name, each.share, each.low, each.high, *levels[place],
            matters_most=alike[place] and not all(alike),
            is_weakest=is_alone and place == weakest,
            is_odd=each.direction < 0 < each.correlation,
        )
        for place, each in enumerate(drivers)
    ]  # fmt: skip
    return tuple(sorted(stands, key=lambda each: (-each.part, each.code)))
