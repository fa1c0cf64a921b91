"""From what figures were made: the look at them, the answers by their digest, and the software that counted."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from servewell.base import keys, today
from servewell.base.permissions import HOUSE, Actor
from servewell.engines.lake import digests
from servewell.engines.lake.measures import By, Per, Question
from servewell.rooms.insight.selectors.asked.looking import Look, last_day, through
from servewell.rooms.insight.selectors.asked.periods import Span
from servewell.rooms.insight.selectors.counted.measuring import EVERY_UNIT, Asked, asked_for, is_told_less
from servewell.rooms.insight.selectors.counted.opening import State, fresh_at, now, remembered, the_lake
from servewell.rooms.insight.selectors.meant.meaning import Meaning, question
from servewell.rooms.insight.selectors.satisfying import Satisfaction, satisfaction
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors.compared.comparing import Compared
    from servewell.rooms.insight.selectors.compared.driving import Driving
    from servewell.rooms.insight.selectors.results.outcomes import Outcomes

PACKAGES: Final = ("servewell", "numpy", "scipy", "duckdb", "ibis-framework", "pyarrow")
SALT: Final = b"servewell.insight.published"
TRIES: Final = 3


class NothingToPublish(Exception):
    """Nobody answered, or so few that nothing is told of them."""


@dataclass(frozen=True)
class Basis:
    """From what figures were made: the same data, definition, options and software give the same figures.

    ``digest`` is of the answers looked at, of whichever question, in the periods shown; equal answers have equal
    digests, however often the lake is built anew. Nobody can find few answers by guessing at it: it is keyed.
    """

    look: Look
    version: int
    definition: str
    digest: str
    as_of: datetime | None
    chart: str
    rules: str
    software: Mapping[str, str]

    @property
    def options(self) -> Mapping[str, str]:
        return kept(look=self.look)


@dataclass(frozen=True)
class Grounds:
    """With what figures are asked for again: ``options`` with their last day and version, and the versions of what
    counted. ``digest`` is as of a ``Basis``, and None where nothing is told.
    """

    options: Mapping[str, str]
    digest: str | None
    software: Mapping[str, str]


def pinned(*, found: Satisfaction) -> Look:
    """The look at a page with its last day and the version of its definition, to be looked at again later.

    Raises NothingToPublish.
    """
    if found.is_untold:
        raise NothingToPublish(f"{found.unit.code}: {found.standing.value}")
    return _pinned(found.look, found.meaning, found.spans.on)


def basis_of(*, found: Satisfaction) -> Basis:
    """Raises NothingToPublish."""
    latest = next((each.chart for each in reversed(found.stretches) if each.chart), None)
    return Basis(
        look=pinned(found=found),
        version=found.meaning.version,
        definition=found.definition,
        digest=digest_of(meaning=found.meaning, look=found.look, span=_looked_at(found), units=(found.unit.pk,)),
        as_of=fresh_at(),
        chart=latest.kind if latest else "",
        rules=latest.rules.code if latest else "",
        software=software(names=PACKAGES),
    )


def _looked_at(found: Satisfaction) -> Span:
    """The days of the chart and of the year that is compared."""
    return Span(min(found.spans.before.from_on, found.spans.shown.from_on), found.spans.shown.until_on)


def of_one_state(*, viewer: Actor, look: Look, at: datetime) -> tuple[Satisfaction, Basis | None]:
    """Figures and from what they were made, of the same answers though the lake may be loaded meanwhile.

    Without a basis there is nothing to publish. Raises what ``satisfaction`` raises.
    """
    for _attempt in range(TRIES):
        found = satisfaction(viewer=viewer, look=look, at=at)
        basis = None if found.is_untold else basis_of(found=found)
        if basis is None or basis.as_of == found.fresh_at:
            break
    return found, basis


def grounds_of(*, found: Satisfaction, basis: Basis | None) -> Grounds:
    """As of a published figure."""
    look = _pinned(found.look, found.meaning, found.spans.on)
    return _grounds(look, basis.digest if basis else None)


def grounds_of_units(*, found: "Compared", at: datetime) -> Grounds:
    """Of the units below one, compared."""
    return _of_a_span(found, at, is_told=bool(found.told), depth=found.depth.value)


def grounds_of_drivers(*, found: "Driving", at: datetime) -> Grounds:
    """Of what goes with satisfaction."""
    of = {"of": found.of} if found.of else {}
    return _of_a_span(found, at, is_told=found.weights.refused is None, **of)


def grounds_of_outcomes(*, found: "Outcomes") -> Grounds:
    """They rest on encounters and staff as well, of which no digest is made."""
    look = Look(unit=found.unit.code, until=found.months.last_on, tree=found.tree)
    return _grounds(_pinned(look, found.meaning) if found.meaning else look, None)


def grounds_of_figures(
    *,
    viewer: Actor,
    look: Look,
    meaning: Meaning | None = None,
    instrument: str | None = None,
    days: tuple[date | None, date | None] = (None, None),
) -> Grounds:
    """Of what ``measure`` counts when it is asked with these words; ``days``: the first, and the first left out.

    Without a digest where few answers are kept back. Raises NoSuchIndicator, people's NoSuchUnit.
    """
    unit = look.unit or EVERY_UNIT
    wanted = asked_for(viewer=viewer, look=look, meaning=meaning, unit=unit, instrument=instrument, days=days)
    if wanted is None:
        return _grounds(look, None)
    span = Span(*wanted.span)
    more = {"from": span.from_on.isoformat(), **({"instrument": instrument} if instrument else {})}
    if meaning is not None:  # it was asked for once
        boxes = {} if meaning.top_boxes is None else {"top-boxes": str(meaning.top_boxes)}
        more |= {"definition": meaning.kind.value, **boxes}
    return _grounds(
        _pinned(look, wanted.meaning, span.last_on),
        None if is_told_less(viewer=viewer, look=look) else _digest_of_figures(wanted, span, viewer),
        **more,
    )


def _digest_of_figures(wanted: Asked, span: Span, viewer: Actor) -> str:
    units = () if wanted.is_every_unit and viewer is HOUSE else tuple(sorted(wanted.units))
    return digest_of(meaning=wanted.meaning, look=wanted.look, span=span, units=units, instrument=wanted.instrument)


def _of_a_span(found: "Compared | Driving", at: datetime, *, is_told: bool, **more: str) -> Grounds:
    on = last_day(found.look, today.day_in(found.unit.zone, at=at))
    look = replace(_pinned(found.look, found.meaning, on), unit=found.unit.code)
    units = (found.unit.pk,)
    digest = digest_of(meaning=found.meaning, look=found.look, span=found.span, units=units) if is_told else None
    return _grounds(look, digest, **more)


def _pinned(look: Look, meaning: Meaning, on: date | None = None) -> Look:
    return replace(look, version=meaning.version or None, until=on or look.until)


def _grounds(look: Look, digest: str | None, **more: str) -> Grounds:
    return Grounds({**kept(look=look), **more}, digest, software(names=PACKAGES))


def kept(*, look: Look) -> dict[str, str]:
    """A look as plain texts, without what needs no saying."""
    said = {name: getattr(value, "value", value) for name, value in asdict(look).items()}
    plain = {name: getattr(value, "value", value) for name, value in asdict(Look()).items()}
    return {name: str(value) for name, value in said.items() if value is not None and value != plain[name]}


def look_kept(*, texts: Mapping[str, str]) -> Look:
    """The look that ``kept`` wrote down."""
    made = {"version": int, "by": By, "until": date.fromisoformat, "audience": Audience, "tree": Tree}
    return Look(**{name: made.get(name, str)(text) for name, text in texts.items()})  # type: ignore[operator]


def software(*, names: Sequence[str]) -> dict[str, str]:
    """The versions of packages that are installed."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def digest_of(
    *, meaning: Meaning, look: Look, span: Span, units: tuple[int, ...], instrument: str | None = None
) -> str:
    """Of the answers below these units (keys; none: all there are) in the span, to whichever question.

    A process makes it once for each state of the lake.
    """
    asked = question(
        meaning, span=(span.from_on, span.until_on), by=By.YEAR, per=Per.NOTHING, units=units, instrument=instrument
    )
    counted = replace(through(asked, look), only_overall=False, top=None, with_lines=False)
    sums = _sums(*now(), counted)
    return hmac.new(keys.stable_secret() + SALT, sums.encode(), hashlib.sha256).hexdigest()


@remembered(most=256)
def _sums(folder: Path, state: State, question: Question) -> str:
    return str(digests.digest(lake=the_lake(), question=question))
