"""What a figure is to reach: in words beside it, as a line in its chart, and as a form to set it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.rooms.insight.selectors import Aimed, Satisfaction, Share, later
from servewell.rooms.insight.terms import Kind, Reach
from servewell.web.insight.forms import TargetForm
from servewell.web.insight.shown.looking import fields_of
from servewell.web.insight.shown.of_a_unit.reading import day
from servewell.web.kit import kinds
from servewell.web.kit.components import Chip


@dataclass(frozen=True)
class Aims:
    """The form to set a target, with the hidden fields that lead back to this page."""

    form: TargetForm
    is_open: bool
    url: str
    kept: Sequence[tuple[str, str]]


def aims(found: Satisfaction, *, refused: TargetForm | None = None) -> Aims | None:
    """None for who may not set any, and for what has none."""
    if not found.charted.may_aim:
        return None
    return Aims(
        form=refused or TargetForm(aspects=aspects_offered(found), kind=found.meaning.kind, initial=_now(found)),
        is_open=refused is not None,
        url=reverse("insight:set-target", args=[found.unit.code]),
        kept=[(name, value) for name, value in fields_of(found.look) if name != "aspect"],
    )


def aspects_offered(found: Satisfaction) -> Sequence[tuple[str, str]]:
    """What a target can be for: the whole and each aspect."""
    return [("", _("the whole")), *((code, str(name)) for code, name in found.offered.aspects)]


def _now(found: Satisfaction) -> dict[str, object]:
    held = _held(found)
    aspect = found.look.aspect or ""
    return {"aim": aspect, "value": _typed(held, found.meaning.kind) if held else "", "from_on": _today(found)}


def _typed(held: Aimed, kind: Kind) -> str:
    return f"{held.value:g}" if kind is Kind.MEAN else f"{held.value * 100:g}"


def _today(found: Satisfaction) -> date:
    return found.spans.on


def _held(found: Satisfaction) -> Aimed | None:
    return found.charted.target(found.spans.on, kind=found.meaning.kind, aspect=found.look.aspect or "")


def says(found: Satisfaction) -> Sequence[str]:
    """In a sentence beside the figure: what it is to reach, who set it, and whether it does."""
    held = _held(found)
    if held is None:
        return ()
    said = {"target": _value(held, found.meaning.kind), "day": day(held.from_on), "name": held.set_by}
    if held.unit_name is not None:
        sentence = _("Target %(target)s since %(day)s, set by %(name)s for %(unit)s and the units below.")
        told = sentence % {**said, "unit": str(held.unit_name)}
    else:
        told = _("Target %(target)s since %(day)s, set by %(name)s.") % said
    reached = _reached(held.reach(found.share))
    return (f"{told} {reached}",) if reached else (told,)


def _reached(reach: Reach | None) -> str:
    return {
        None: "",
        Reach.REACHED: _("It is reached."),
        Reach.MISSED: _("It is not reached."),
        Reach.OPEN: _("Whether it is reached cannot be told yet."),
    }[reach]


def chip(found: Satisfaction, aspect: str, share: Share) -> Sequence[Chip]:
    """Of an aspect in the table of aspects."""
    held = found.charted.target(found.spans.on, kind=found.meaning.kind, aspect=aspect)
    reach = held.reach(share) if held else None
    if held is None or reach is None:
        return ()
    said = {"target": _value(held, found.meaning.kind)}
    return (
        {
            Reach.REACHED: Chip(_("target %(target)s reached") % said, "accent"),
            Reach.MISSED: Chip(_("target %(target)s not reached") % said, "needs"),
            Reach.OPEN: Chip(_("target %(target)s: cannot be told yet") % said),
        }[reach],
    )


def line(found: Satisfaction) -> Sequence[float | None]:
    """The target that held in each period; nothing on another scale than the period's answers."""
    kind, aspect = found.meaning.kind, found.look.aspect or ""
    values = []
    for each in found.periods:
        last = min(found.spans.on, later(first=each.first, by=found.look.by) - timedelta(days=1))
        held = found.charted.target(last, kind=kind, aspect=aspect)
        is_alike = held is not None and held.scale in (None, each.share.count.scale)
        values.append(held.value if held is not None and is_alike else None)
    return values


def in_the_legend(found: Satisfaction) -> str:
    held = _held(found)
    return _("Target %(target)s") % {"target": _value(held, found.meaning.kind)} if held else _("Target")


def _value(held: Aimed, kind: Kind) -> str:
    return kinds.said(held.value, kind)
