"""The files that were brought, each as a ledger: what happened, what happens, what is still to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.paging import Page
from servewell.rooms.voice.terms import ImportState
from servewell.web.imports.shown import words
from servewell.web.imports.shown.counts import counted_in
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Chip, Empty, LedgerEntry, Link, Pager
from servewell.web.kit.figures import number
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import


@dataclass(frozen=True)
class ImportRow:
    name: str
    unit: str
    url: str
    state: Chip
    ledger: Sequence[LedgerEntry]


@dataclass(frozen=True)
class ImportsPage:
    title: str
    rows: Sequence[ImportRow]
    pager: Pager
    bring: Link
    empty: Empty | None


def imports_page(found: "Page[Import]") -> ImportsPage:
    rows = tuple(_row(each) for each in found.items)
    bring = Link(label=_("Bring a file"), url=reverse("imports:bring"))
    is_first = found.newer is None
    return ImportsPage(
        title=_title(found.items, is_first=is_first),
        rows=rows,
        pager=pager_of(found),
        bring=bring,
        empty=None if rows or not is_first else _nothing_yet(bring),
    )


def _nothing_yet(bring: Link) -> Empty:
    return Empty(
        says=_("No file has been brought yet"),
        detail=_(
            "Exports of survey tools and review sites, lists of a call centre, a colleague's spreadsheet: bring one, "
            "say what its columns mean, and its voices join the others."
        ),
        action=bring,
        icon="import",
    )


def _title(found: "Sequence[Import]", *, is_first: bool) -> str:
    """What waits is counted on the first page only, where it stands; the latest of the page is told."""
    waiting = sum(each.state == ImportState.ARRIVED for each in found) if is_first else 0
    if waiting:
        text = ngettext("%(number)s file waits for your decisions", "%(number)s files wait for your decisions", waiting)
        return text % {"number": number(waiting)}
    shown = [each.shown_at for each in found if each.shown_at]
    if shown:
        return _("A file was last taken in on %(day)s") % {"day": day(localdate(max(shown)))}
    return _("No file is taken in yet") if found else _("Nothing has come from elsewhere yet")


def _row(found: "Import") -> ImportRow:
    return ImportRow(
        name=found.name,
        unit=str(found.unit.name),
        url=links.IMPORT.path(number=found.pk),
        state=state_chip(found),
        ledger=ledger_of(found),
    )


def state_chip(found: "Import") -> Chip:
    tones = {ImportState.SHOWN: "accent", ImportState.ARRIVED: "needs", ImportState.FAILED: "bad"}
    tone = tones.get(ImportState(found.state), "plain")
    return Chip(str(words.STATES[found.state]), tone)  # type: ignore[arg-type]  # all three are tones


def ledger_of(found: "Import") -> Sequence[LedgerEntry]:
    """From its arrival to what is still owed."""
    lines = [_arrival(found)]
    state = ImportState(found.state)
    if state is ImportState.ARRIVED:
        lines.append(LedgerEntry(says=_("What its columns mean is still to decide"), stage="now"))
        lines.append(LedgerEntry(says=_("Take it in"), stage="todo"))
    if state is ImportState.TAKING_IN:
        lines.append(LedgerEntry(says=_("Its rows are being taken in; nothing of it is visible yet"), stage="now"))
    if state is ImportState.FAILED:
        lines.append(LedgerEntry(says=_("Taking in has stopped; nothing of it is visible"), stage="now"))
    if found.shown_at:
        lines += _after(found)
    if found.withdrawn_at:
        says = _("Withdrawn: its voices left every list and figure")
        lines.append(LedgerEntry(says=says, at=found.withdrawn_at))
    return lines


def _arrival(found: "Import") -> LedgerEntry:
    if found.state == ImportState.ARRIVING:
        says = _("Arriving; choose the same file again to go on where it stopped")
        return LedgerEntry(says=says, stage="now", aside=filesizeformat(found.size))
    return LedgerEntry(says=_("Arrived"), at=found.brought_at, detail=filesizeformat(found.size))


def _after(found: "Import") -> Sequence[LedgerEntry]:
    counted = counted_in(found)
    text = ngettext("%(number)s voice taken in", "%(number)s voices taken in", counted.kept)
    lines = [LedgerEntry(says=text % {"number": number(counted.kept)}, at=found.shown_at)]
    if counted.held_back and not found.withdrawn_at:
        text = ngettext("%(number)s row is held back", "%(number)s rows are held back", counted.held_back)
        url = reverse("imports:held", kwargs={"number": found.pk})
        lines.append(LedgerEntry(says=text % {"number": number(counted.held_back)}, stage="todo", url=url))
    return lines
