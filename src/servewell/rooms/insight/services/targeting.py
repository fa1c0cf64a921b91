"""What a figure is to reach is set by a person, from a day on; earlier targets stay."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.engines.lake.lines import Scale
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.models import Target
from servewell.rooms.insight.selectors.meant.meaning import meaning_of
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


class TargetOffItsScale(Exception):
    """A figure could never reach it; ``low`` and ``high`` are between what it lies."""

    def __init__(self, low: float, high: float) -> None:
        super().__init__(f"a target lies between {low:g} and {high:g}")
        self.low, self.high = low, high


class TargetWithoutScale(Exception):
    """A mean lies on a scale, and nobody said on which."""


class BeforeTheLastTarget(Exception):
    """Targets are only added in their order; ``last_on`` is the day from which the last one holds."""

    def __init__(self, last_on: date) -> None:
        super().__init__(f"the last target holds from {last_on:%Y-%m-%d} on; name that day or a later one")
        self.last_on = last_on


class NoSuchAspect(Exception):
    """The promise has no aspect of that code."""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """Which figure a target is for: ``aspect`` is empty for the whole."""

    indicator: str = terms.CSS
    audience: Audience = Audience.EXTERNAL
    aspect: str = ""


@transaction.atomic
def set_target(
    *,
    unit: "Unit",
    aim: Aim,
    value: float | None,
    scale: Scale | None = None,
    from_on: date,
    by: "Person",
    at: datetime,
) -> Target:
    """Say what a figure of the unit, and of those below it without their own, is to reach; None ends the last target.

    ``value`` is as the figure is told: a share from 0 to 1, or a mean on its ``scale``. The same twice is once. Raises
    NoSuchIndicator, NoSuchAspect, TargetOffItsScale, TargetWithoutScale, BeforeTheLastTarget, NotAllowed.
    """
    people.require(actor=by, power=rules.SET_TARGET, unit=unit.pk)
    kind = meaning_of(code=aim.indicator).kind
    if aim.aspect and aim.aspect not in {each.code for each in standards.aspects()}:
        raise NoSuchAspect(aim.aspect)
    said = {"kind": kind.value, "value": value, "from_on": from_on, **_on_its_scale(kind, value, scale)}
    people.hold(unit=unit.pk)
    mine = Target.objects.filter(unit=unit, indicator=aim.indicator, audience=aim.audience.value, aspect=aim.aspect)
    last = mine.order_by("from_on", "pk").last()
    if last is not None and from_on < last.from_on:
        raise BeforeTheLastTarget(last.from_on)
    if last is not None and {name: getattr(last, name) for name in said} == said:
        return last

    target = Target.objects.create(
        unit=unit, indicator=aim.indicator, audience=aim.audience.value, aspect=aim.aspect, **said, set_by=by, set_at=at
    )
    record.write(deed="insight.set_target", thing=target, by=by, at=at, detail={"value": value})
    return target


def _on_its_scale(kind: Kind, value: float | None, scale: Scale | None) -> dict[str, float | None]:
    if value is None:
        return {"worst": None, "best": None}
    if kind is Kind.MEAN:
        if scale is None:
            raise TargetWithoutScale("say on which scale the mean lies")
        _require_between(value, *sorted((scale.worst, scale.best)))
        return {"worst": scale.worst, "best": scale.best}
    _require_between(value, *terms.RANGES[kind])
    return {"worst": None, "best": None}


def _require_between(value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # what is no number lies nowhere
        raise TargetOffItsScale(low, high)
