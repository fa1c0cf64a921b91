"""What caused a case, beside it: in a line or two, with a field for whoever knows more."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import CauseKind
from servewell.web.kit.causes import certainty_said, kind_said
from servewell.web.kit.components import Chip


@dataclass(frozen=True)
class CauseRow:
    name: str
    says: str


@dataclass(frozen=True)
class Causes:
    """``asks``: whoever reads may name one here. ``needed``: nothing is sent or closed before."""

    url: str
    rows: Sequence[CauseRow]
    needed: Chip | None
    asks: bool


def causes(story: cases.Story, *, kinds: Set[str], may_answer: bool) -> Causes:
    """``kinds`` are those of its points."""
    case = story.case
    found = cases.causes_of(case=case)
    asks = may_answer and (bool(found) or story.causes_kept)
    is_open = may_answer and case.state == terms.OPEN and not found
    is_needed = is_open and story.causes_required and _lacks_cause(story, kinds)
    return Causes(
        url=links.CASE_CAUSES.path(number=case.pk),
        rows=[_row(each) for each in found],
        needed=Chip(_("needed before it is done"), "needs") if is_needed else None,
        asks=asks,
    )


def _lacks_cause(story: cases.Story, kinds: Set[str]) -> bool:
    """Without more queries where nothing was merged into the case."""
    if story.merged:
        return bool(cases.lacking_causes(cases=[story.case]))
    return cases.is_complaint(case=story.case, kinds=kinds)


def _row(each: cases.CauseOfCase) -> CauseRow:
    said = {"kind": kind_said(CauseKind(each.cause.kind)), "certainty": certainty_said(each.certainty)}
    says = _("%(kind)s; main cause, %(certainty)s") if each.is_main else _("%(kind)s; %(certainty)s")
    return CauseRow(str(each.cause.name), says % said)
