"""What a verdict on a figure says, in few words where it stands in a table; nothing where nothing can be said."""

from django.utils.translation import gettext as _

from servewell.rooms.insight.terms import Verdict
from servewell.web.kit.components import Chip


def against_before(verdict: Verdict | None) -> Chip | None:
    """Of a figure and the same of an earlier time."""
    return _chip(verdict, above=_("better"), below=_("worse"))


def against_the_year_before(verdict: Verdict | None, *, more_is_better: bool = True) -> Chip | None:
    """Of a figure that stands by itself: with the time it is held against, beside which others may stand."""
    if verdict is None:
        return None
    better = Chip(_("better than the twelve months before"), "accent")
    worse = Chip(_("worse than the twelve months before"), "needs")
    return {
        Verdict.ABOVE: better if more_is_better else worse,
        Verdict.BELOW: worse if more_is_better else better,
        Verdict.SAME: Chip(_("cannot be told apart from the twelve months before")),
        Verdict.WITHHELD: Chip(_("not compared with the twelve months before: the scale changed")),
    }[verdict]


def against_others(verdict: Verdict | None) -> Chip | None:
    """Of a unit and all the others taken together."""
    return _chip(verdict, above=_("above the others"), below=_("below the others"))


def _chip(verdict: Verdict | None, *, above: str, below: str) -> Chip | None:
    if verdict is None:
        return None
    return {
        Verdict.ABOVE: Chip(above, "accent"),
        Verdict.BELOW: Chip(below, "needs"),
        Verdict.SAME: Chip(_("cannot be told apart")),
        Verdict.WITHHELD: Chip(_("not compared: the scale is not the same")),
    }[verdict]
