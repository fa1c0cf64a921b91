"""What the room refuses to measure, as the API says it."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

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
        except people.NoSuchUnit:
            raise NothingThere(field="unit") from None
        except insight.NoSuchIndicator:
            mend = _("The figures that are defined, with their versions, are listed at /api/indicators.")
            said = _("No figure is defined under that code, or not in that version.")
            raise NothingGoesBy(said, field="indicator", mend=mend) from None
        except insight.NothingIsKnownAs as fault:
            mend = _("Leave it out, or give a code that answers have come under.")
            raise NothingGoesBy(_("No answer has come under that code."), field=fault.column, mend=mend) from None
        except insight.AspectAndItem:
            said = _("One aspect or one question can be asked for, not both.")
            raise CannotAnswer(said, field="item", mend=_("Leave one of the two out.")) from None
        except insight.CutsAPeriod:
            said = _("Figures of which some are withheld are told of whole periods only.")
            mend = _("Begin on the first day of a period and end on the last day of one.")
            raise CannotAnswer(said, field="from", mend=mend) from None

    return asking
