"""What stands beside one case: notes of colleagues, and the cases near it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.web.kit import moments
from servewell.web.kit.components import Link


@dataclass(frozen=True)
class NoteRow:
    by: str
    text: str


@dataclass(frozen=True)
class NearRow:
    """``how`` it is near: about the same matter, or of the same customer."""

    case: Link
    number: int
    language: str
    how: str
    state: str
    may_untie: bool
    may_merge: bool


def notes(written: Sequence[cases.Written], *, zone: str, case: int) -> Sequence[NoteRow]:
    """``case`` is the one whose page this is: what was noted in another, merged into it, says so."""
    here, there = _("%(name)s, %(moment)s"), _("%(name)s, %(moment)s, in case %(number)s")
    return tuple(
        NoteRow(
            (here if each.case == case else there)
            % {"name": each.name, "moment": moments.moment(each.saved_at, zone), "number": each.case},
            each.text,
        )
        for each in written
    )


def near(found: Sequence[cases.NearCase], *, may_answer: bool, may_merge: bool) -> Sequence[NearRow]:
    return tuple(
        NearRow(
            case=Link(each.title or cases.nameless(reason=each.reason), links.CASE.path(number=each.number)),
            number=each.number,
            language=each.language if each.title else "",
            how=_("the same matter") if each.is_tied else _("the same customer"),
            state=_state(each.state),
            may_untie=each.is_tied and may_answer,
            may_merge=may_merge and each.state == terms.OPEN,
        )
        for each in found
    )


def _state(state: str) -> str:
    return {
        terms.OPEN: _("open"),
        terms.ANSWERED: _("Answered"),
        terms.CLOSED: _("Closed"),
        terms.MERGED: _("Merged"),
    }[state]


def writing(others: Sequence[str]) -> str:
    """Who else is at it: two answers to one customer are one too many."""
    if not others:
        return ""
    names = ", ".join(others)
    return _("Also writing an answer just now: %(names)s. Only the first one that is sent reaches the customer.") % {
        "names": names
    }
