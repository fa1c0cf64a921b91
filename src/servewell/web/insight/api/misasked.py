"""What the room refuses to measure, as the API says it."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from django.utils.translation import gettext as _

from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import selectors as people
from servewell.web.kit.api.faults import CannotAnswer, NothingGoesBy, NothingThere

P = ParamSpec("P")
R = TypeVar("R")


def in_words(ask: Callable[P, R]) -> Callable[P, R]:
    """Ask a question of the room, and say in words why there is no answer."""

    @wraps(ask)
    def asking(*args: P.args, **options: P.kwargs) -> R:
        try:
            return ask(*args, **options)
        except tuple(SAID) as fault:
            said = next(SAID[kind] for kind in type(fault).__mro__ if kind in SAID)
            raise said(fault) from None

    return asking


def _no_such_indicator(_fault: Exception) -> CannotAnswer:
    return NothingGoesBy(
        _("No figure is defined under that code, or not in that version."),
        field="indicator",
        mend=_("The figures that are defined, with their versions, are listed at /api/indicators."),
    )


def _nothing_known(fault: Exception) -> CannotAnswer:
    return NothingGoesBy(
        _("No answer has come under that code."),
        field=getattr(fault, "column", None),
        mend=_("Leave it out, or give a code that answers have come under."),
    )


def _no_such_finding(_fault: Exception) -> CannotAnswer:
    mend = _("What was published of the units that you see is listed at /api/findings.")
    return NothingThere(field="number", mend=mend)


def _no_such_monday(_fault: Exception) -> CannotAnswer:
    return NothingThere(field="week", mend=_("The weeks of your pages are listed at /api/mondays."))


def _unreadable(_fault: Exception) -> CannotAnswer:
    said = _("What was kept of that week cannot be read any more.")
    return NothingGoesBy(said, field="week", mend=_("Ask for another week."))


def _aspect_and_item(_fault: Exception) -> CannotAnswer:
    said = _("One aspect or one question can be asked for, not both.")
    return CannotAnswer(said, field="item", mend=_("Leave one of the two out."))


def _cuts_a_period(_fault: Exception) -> CannotAnswer:
    return CannotAnswer(
        _("Figures of which some are withheld are told of whole periods only."),
        field="from",
        mend=_("Begin on the first day of a period and end on the last day of one."),
    )


SAID: Final[Mapping[type[Exception], Callable[[Exception], CannotAnswer]]] = {
    people.NoSuchUnit: lambda _fault: NothingThere(field="unit"),
    insight.NoSuchIndicator: _no_such_indicator,
    insight.NothingIsKnownAs: _nothing_known,
    insight.NoSuchFinding: _no_such_finding,
    insight.NoSuchMonday: _no_such_monday,
    insight.DocumentIsUnreadable: _unreadable,
    insight.AspectAndItem: _aspect_and_item,
    insight.CutsAPeriod: _cuts_a_period,
}
