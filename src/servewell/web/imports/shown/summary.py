"""What would be taken in: rows by fate, what waits to be decided, and the one button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.voice.selectors import Counts
from servewell.web.imports.shown import counts as said
from servewell.web.imports.shown.counts import FateRow, ReasonRow, UnitRow
from servewell.web.imports.shown.findings import FindingCard, cards_of, told
from servewell.web.imports.shown.steps import NAMES, Opened, Step, Way, path_of, way_of
from servewell.web.kit.components import Link
from servewell.web.kit.figures import number


@dataclass(frozen=True)
class SummaryPage:
    """``button`` is empty while something must be decided first; ``fault`` says why nothing could be counted."""

    title: str
    way: Way
    fates: Sequence[FateRow]
    reasons: Sequence[ReasonRow]
    units: Sequence[UnitRow]
    lost: Sequence[str]
    told: Sequence[str]
    open_steps: Sequence[Link]
    findings: Sequence[FindingCard]
    button: str
    take_in_path: str
    only_part: str
    fault: str


def summary_page(
    opened: Opened, counts: Counts | None, names: Mapping[str, str], *, limit: int, fault: str = ""
) -> SummaryPage:
    waiting = [Link(label=str(NAMES[step]), url=path_of(opened.found, step)) for step in opened.open_steps()]
    is_part = counts is not None and opened.seen.rows > limit
    known = counts or Counts()
    return SummaryPage(
        title=_title(known, len(waiting), fault),
        way=way_of(opened, Step.SUMMARY),
        fates=said.fates(known) if counts else (),
        reasons=said.reasons(known),
        units=said.by_unit(known, names),
        lost=said.lost(known),
        told=told(opened),
        open_steps=waiting,
        findings=cards_of(opened, None),
        button="" if waiting or fault or not counts else _button(known, is_part=is_part),
        take_in_path=reverse("imports:take_in", kwargs={"number": opened.found.pk}),
        only_part=_part(limit, opened.seen.rows) if is_part else "",
        fault=fault,
    )


def _title(counts: Counts, waiting: int, fault: str) -> str:
    if fault:
        return _("The recipe does not fit this file yet")
    if waiting:
        text = ngettext("%(number)s thing is still to decide", "%(number)s things are still to decide", waiting)
        return text % {"number": number(waiting)}
    if not counts.kept:
        return _("No row of this file would become a voice")
    if not counts.held_back:
        return _("Every row is understood")
    text = ngettext(
        "Nearly ready: %(number)s row is not understood",
        "Nearly ready: %(number)s rows are not understood",
        counts.held_back,
    )
    return text % {"number": number(counts.held_back)}


def _button(counts: Counts, *, is_part: bool) -> str:
    if is_part:
        return _("Take in this file")
    text = ngettext("Take in %(number)s voice", "Take in %(number)s voices", counts.kept)
    return text % {"number": number(counts.kept)}


def _part(limit: int, rows: int) -> str:
    text = _("Counted over the first %(limit)s of %(rows)s rows. The whole file is counted while it is taken in.")
    return text % {"limit": number(limit), "rows": number(rows)}
