"""The tree of causes as its keeper sees it, and one entry with its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import CauseKind
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.web.causes.forms import CauseForm, RuleForm
from servewell.web.kit.causes import kind_said
from servewell.web.kit.components import Chip, Crumb, Empty, LedgerEntry, Link
from servewell.web.kit.figures import number
from servewell.web.kit.said import Piece, piece
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Cause


@dataclass(frozen=True)
class Row:
    """``level`` is how deep it stands, from 1."""

    name: Piece
    url: str
    level: int
    chip: Chip | None
    standards: Sequence[str]
    process: str
    count: str
    add: Link | None


@dataclass(frozen=True)
class TreePage:
    title: str
    rows: Sequence[Row]
    new_url: str
    rule: RuleForm
    rule_says: str
    empty: Empty | None


@dataclass(frozen=True)
class CausePage:
    title: str
    crumbs: Sequence[Crumb]
    form: CauseForm
    count: str
    history: Sequence[LedgerEntry]
    retire: Link | None


def rule_said(*, is_required: bool) -> str:
    if is_required:
        return _("From now on a complaint is done only once somebody has named its cause.")
    return _("Causes are asked for, and nothing waits for them.")


def tree_page() -> TreePage:
    tree, counts = cases.cause_tree(), cases.times_named()
    sentences = {each.code: str(each.text) for each in standards.standards_in_force()}
    processes = standards.processes_named()
    is_required = bool(cases.cause_rule())
    return TreePage(
        title=_title(tree),
        rows=[_row(each, sentences, processes, counts.get(each.code, 0)) for each in tree],
        new_url=links.CAUSE_NEW.path(),
        rule=RuleForm(initial={"is_required": is_required}),
        rule_says=rule_said(is_required=is_required),
        empty=None
        if tree
        else Empty(
            says=_("No cause stands in the tree yet."),
            detail=_("Begin with two headings: how we behaved, and how the work is arranged. Or install a playbook."),
            icon="leaf",
        ),
    )


def _title(tree: Sequence[cases.CauseSeen]) -> str:
    kinds = [each.cause.kind for each in tree if not each.is_branch]
    if not kinds:
        return _("No causes are kept yet")
    behaved = sum(kind == CauseKind.ATTITUDE for kind in kinds)
    return ngettext(
        "%(count)s cause, %(behaved)s of them in how we behave",
        "%(count)s causes, %(behaved)s of them in how we behave",
        len(kinds),
    ) % {"count": number(len(kinds)), "behaved": number(behaved)}


def _row(each: cases.CauseSeen, sentences: Mapping[str, str], processes: Mapping[str, object], count: int) -> Row:
    under = f"{links.CAUSE_NEW.path()}?above={each.code}"
    return Row(
        name=piece(each.cause.name),
        url=links.CAUSE.path(code=each.code),
        level=each.depth + 1,
        chip=None if each.is_branch else Chip(kind_said(CauseKind(each.cause.kind))),
        standards=[sentences.get(code) or _("%(code)s (retired)") % {"code": code} for code in each.standards],
        process=str(processes.get(each.cause.process, "")),
        count=_cases(count) if count else "",
        add=Link(_("Add under it"), under) if each.is_branch and each.depth + 1 < terms.DEEPEST_CAUSE else None,
    )


def _cases(count: int) -> str:
    return ngettext("%(count)s case", "%(count)s cases", count) % {"count": number(count)}


def _kept(count: int) -> str:
    return ngettext(
        "%(count)s case has it, and keeps the words that it was given.",
        "%(count)s cases have it, and keep the words that they were given.",
        count,
    ) % {"count": number(count)}


def cause_page(seen: cases.CauseSeen | None, *, above: str = "", form: CauseForm | None = None) -> CausePage:
    versions = cases.history_of_cause(code=seen.code) if seen else []
    count = cases.times_named().get(seen.code, 0) if seen else 0
    return CausePage(
        title=str(seen.cause.name) if seen else _("A new cause"),
        crumbs=(Crumb(_("Causes"), links.CAUSES.path()),),
        form=form or cause_form(None, seen, above=above),
        count=_kept(count) if count else "",
        history=_history(versions),
        retire=Link(_("Take it out of the tree"), f"{links.CAUSE.path(code=seen.code)}/retire") if seen else None,
    )


def cause_form(data: Mapping[str, object] | None, seen: cases.CauseSeen | None, *, above: str = "") -> CauseForm:
    choices = _choices(seen)
    if data is not None:
        return CauseForm(data, choices=choices)
    if seen is None:
        return CauseForm(values={"above": above, "kind": ""}, choices=choices)
    values: dict[str, object] = {
        "above": seen.cause.above,
        "kind": seen.cause.kind,
        "standards": list(seen.standards),
        "process": seen.cause.process,
    }
    return CauseForm(words={"name": seen.cause.name}, values=values, choices=choices)


def _choices(seen: cases.CauseSeen | None) -> dict[str, list[tuple[str, str]]]:
    own = seen.code if seen else ""
    branches = [each for each in cases.cause_tree() if each.is_branch and each.code != own]
    return {
        "above": [("", _("nothing: it stands at the top")), *((each.code, each.said) for each in branches)],
        "kind": [
            ("", _("It is a heading: other causes stand under it")),
            *((kind.value, kind_said(kind)) for kind in CauseKind),
        ],
        "standards": [(each.code, str(each.text)) for each in standards.standards_in_force()],
        "process": [("", _("none")), *((code, str(name)) for code, name in standards.processes_named().items())],
    }


def _history(versions: "Sequence[Cause]") -> Sequence[LedgerEntry]:
    names = people.names_of(actors=[each.changed_by for each in versions])
    top = people.top_unit()
    zone = top.zone if top else "UTC"
    return [_version(each, names.get(each.changed_by, ""), zone) for each in versions]


def _version(each: "Cause", by: str, zone: str) -> LedgerEntry:
    """What changes from one to the next: its words, what it lies in, and how many standards it points at."""
    said = {"cause": each.name, "kind": kind_said(CauseKind(each.kind)) if each.kind else _("a heading")}
    pointed = len(each.standards.all())
    counted = ngettext("%(count)s standard", "%(count)s standards", pointed) % {"count": number(pointed)}
    of = {"standards": counted, "name": by}
    return LedgerEntry(
        says=_("%(cause)s: %(kind)s") % said,
        stage="done" if each.retired_at else "now",
        aside=day(today.day_in(zone, at=each.changed_at)),
        detail=_("%(standards)s, entered by %(name)s") % of if by else counted,
    )
