"""A file that is being taken in, was taken in, or was withdrawn: how far it has come, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.voice.selectors import Counts
from servewell.rooms.voice.services import Refusal
from servewell.rooms.voice.terms import ImportState
from servewell.web.imports.shown import counts as said
from servewell.web.imports.shown import leaning
from servewell.web.imports.shown.counts import FateRow, ReasonRow
from servewell.web.imports.shown.listed import ledger_of
from servewell.web.imports.shown.retelling import retold
from servewell.web.imports.shown.steps import crumbs_of
from servewell.web.kit.components import Crumb, LedgerEntry, Link
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import


@dataclass(frozen=True)
class WholePage:
    """``percent`` is there while rows are being taken in; ``refreshes`` while it changes by itself."""

    title: str
    crumbs: Sequence[Crumb]
    ledger: Sequence[LedgerEntry]
    refreshes: bool
    percent: int | None
    percent_says: str
    fates: Sequence[FateRow]
    reasons: Sequence[ReasonRow]
    lost: Sequence[str]
    trouble: Sequence[str]
    links: Sequence[Link]
    begin: Link | None
    again_path: str
    forget_path: str
    withdraw_path: str
    withdraw_says: Sequence[str]


def whole_page(found: "Import", *, share: float | None = None, answered: int = 0) -> WholePage:
    """``share`` of the file that has been taken in; ``answered``: voices whose answer has gone out."""
    counts, state = said.counted_in(found), ImportState(found.state)
    is_shown = state is ImportState.SHOWN
    return WholePage(
        title=_title(state, counts),
        crumbs=crumbs_of(found),
        ledger=ledger_of(found),
        refreshes=state is ImportState.TAKING_IN,
        percent=None if share is None else int(share * 100),
        percent_says=_so_far(counts),
        fates=said.fates(counts) if is_shown else (),
        reasons=said.reasons(counts, urls=_urls(found, counts)) if is_shown else (),
        lost=(*said.lost(counts), *leaning.is_missing(found)) if is_shown else (),
        trouble=_trouble(found),
        links=_links(found, counts) if is_shown else (),
        begin=_begin(found),
        again_path=_path("again", found) if state in (ImportState.WITHDRAWN, ImportState.FAILED) else "",
        forget_path=_path("forget", found) if state is ImportState.ARRIVING else "",
        withdraw_path=_path("withdraw", found) if is_shown else "",
        withdraw_says=(*_consequence(counts, answered), *leaning.goes_too(found)) if is_shown else (),
    )


def _title(state: ImportState, counts: Counts) -> str:
    if state is ImportState.SHOWN:
        text = ngettext(
            "%(number)s voice has joined the others", "%(number)s voices have joined the others", counts.kept
        )
        return text % {"number": number(counts.kept)}
    return {
        ImportState.ARRIVING: _("This file has not arrived whole"),
        ImportState.ARRIVED: _("The file is being looked into"),
        ImportState.TAKING_IN: _("The rows are being taken in"),
        ImportState.WITHDRAWN: _("Withdrawn: nothing of this file counts any more"),
        ImportState.FAILED: _("Taking in has stopped, and nothing of it is visible"),
    }[state]


def _so_far(counts: Counts) -> str:
    text = ngettext("%(number)s row so far", "%(number)s rows so far", counts.rows)
    return text % {"number": number(counts.rows)}


def _urls(found: "Import", counts: Counts) -> dict[str, str]:
    path = reverse("imports:held", kwargs={"number": found.pk})
    return {code: f"{path}?reason={code}" for code in counts.held}


def _trouble(found: "Import") -> Sequence[str]:
    return [retold(str(found.fault[part])) for part in ("what", "where", "mend") if found.fault.get(part)]


def _links(found: "Import", counts: Counts) -> Sequence[Link]:
    shown = [Link(label=_("Read the voices"), url=_voices_of(found))] if counts.kept else []
    if counts.held_back:
        shown.append(
            Link(label=_("Look at the rows held back"), url=reverse("imports:held", kwargs={"number": found.pk}))
        )
    return shown


def _voices_of(found: "Import") -> str:
    return f"{links.VOICES.path()}?{urlencode({'import': found.pk})}"


def _begin(found: "Import") -> Link | None:
    if found.state == ImportState.ARRIVING:
        return Link(label=_("Choose the same file again"), url=reverse("imports:bring"))
    return None


def _path(deed: str, found: "Import") -> str:
    return reverse(f"imports:{deed}", kwargs={"number": found.pk})


def _consequence(counts: Counts, answered: int) -> Sequence[str]:
    """What withdrawing would do, said before it is done."""
    text = ngettext(
        "%(number)s voice leaves every list and figure.", "%(number)s voices leave every list and figure.", counts.kept
    )
    says = [text % {"number": number(counts.kept)}]
    if answered:
        text = ngettext(
            "%(number)s answer went out: this file stays.", "%(number)s answers went out: this file stays.", answered
        )
        says.append(text % {"number": number(answered)})
    else:
        says.append(_("Cases that were opened for them are closed. The same file can be brought again."))
    return says


@dataclass(frozen=True)
class RefusedPage:
    title: str
    crumbs: Sequence[Crumb]
    what: str
    where: str
    mend: str
    bring: Link
    forget_path: str


def refused_page(found: "Import", refusal: Refusal) -> RefusedPage:
    return RefusedPage(
        title=_("This file cannot be read"),
        crumbs=crumbs_of(found),
        what=retold(refusal.what),
        where=refusal.where,
        mend=retold(refusal.mend),
        bring=Link(label=_("Bring another file"), url=reverse("imports:bring")),
        forget_path=_path("forget", found),
    )
