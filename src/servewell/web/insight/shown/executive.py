"""The executive's page: employees before customers, every department, and what nobody owns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.cases import rules as cases
from servewell.rooms.cases.selectors import Standing
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors import Department, Judged, Overview, Share, Unowned, title_for
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people import rules as people
from servewell.rooms.standards import rules as standards
from servewell.rooms.voice.terms import Audience
from servewell.web.insight.shown import figures, sentences
from servewell.web.insight.shown.of_a_unit.rows import words_url
from servewell.web.kit import verdicts
from servewell.web.kit.components import Chip, Definition, Figure, Link
from servewell.web.kit.figures import answers, mean_figure, number, percent, share_figure

if TYPE_CHECKING:
    from servewell.engines.stats import Estimate
    from servewell.rooms.people.models import Unit


@dataclass(frozen=True)
class Cell:
    """A number with its interval and its n, and where it leads."""

    value: str
    aside: Sequence[str] = ()
    url: str = ""
    chip: Chip | None = None


@dataclass(frozen=True)
class DepartmentRow:
    name: str
    internal: Cell
    external: Cell
    voices: Cell
    cases: Cell
    kept: Cell
    processes: Cell


@dataclass(frozen=True)
class UnownedRow:
    """``names`` are told where they are few enough to be read."""

    says: str
    names: Sequence[str]
    link: Link | None


@dataclass(frozen=True)
class ExecutivePage:
    title: str
    when: str
    figures: Sequence[tuple[Figure, Link | None]]
    rows: Sequence[DepartmentRow]
    unowned: Sequence[UnownedRow]
    definitions: Sequence[Definition]
    freshness: str


NAMES_TOLD = 12


def executive_page(found: Overview, *, opens: frozenset[str]) -> ExecutivePage:
    """``opens``: of the pages behind the numbers, the powers that the reader holds."""
    return ExecutivePage(
        title=_title(found),
        when=_("%(unit)s since %(month)s") % {"unit": found.unit.name, "month": sentences.month(found.span.from_on)},
        figures=_figures(found, opens),
        rows=[_row(found, each, opens) for each in found.departments],
        unowned=_unowned(found.unowned, opens),
        definitions=_definitions(found),
        freshness=" ".join(sentences.as_of(found.fresh_at, None, found.unit.zone)),
    )


def _title(found: Overview) -> str:
    unowned = found.unowned
    many = unowned.cases + unowned.left_cases + len(unowned.units) + len(unowned.processes) + len(unowned.standards)
    many += len(unowned.unread)
    if not many:
        return _("Everything at %(unit)s has somebody who answers for it") % {"unit": found.unit.name}
    return ngettext(
        "%(unit)s: nobody answers for %(count)s thing", "%(unit)s: nobody answers for %(count)s things", many
    ) % {"unit": found.unit.name, "count": number(many)}


def _figures(found: Overview, opens: frozenset[str]) -> Sequence[tuple[Figure, Link | None]]:
    """Employees come first."""
    return (
        (
            _figure(found, Audience.INTERNAL, _("What employees say of the desks that serve them")),
            _to_words(found, Audience.INTERNAL, _("Read what employees said")),
        ),
        (
            _figure(found, Audience.EXTERNAL, _("What customers say")),
            _to_words(found, Audience.EXTERNAL, _("Read what customers said")),
        ),
        (_kept_figure(found), Link(_("See the cases"), links.CASES.path()) if cases.SEE.code in opens else None),
    )


def _figure(found: Overview, audience: Audience, label: str) -> Figure:
    judged = found.internal if audience is Audience.INTERNAL else found.external
    if found.meaning is None or judged.share is None:
        return Figure(label=label, value="", count=_("Nobody has said yet what counts as satisfied."))
    if judged.share.is_withheld:
        return Figure(label=label, value="", count=_too_few())
    meaning, share = found.meaning, judged.share
    title = title_for(meaning=meaning, audience=audience)
    definition = Definition(str(title), str(meaning.definition), str(meaning.version))
    value, low, high = share.value, share.low, share.high
    if meaning.kind is Kind.MEAN:
        count = answers(share.n)
        return mean_figure(label=label, value=value, low=low, high=high, count=count, definition=definition)
    return share_figure(label=label, value=value, low=low, high=high, n=share.n, definition=definition)


def _kept_figure(found: Overview) -> Figure:
    kept = found.kept
    return share_figure(
        label=_("Answered by the time that was promised"),
        value=kept.value if kept else None,
        low=kept.low if kept else None,
        high=kept.high if kept else None,
        n=found.cases.due,
        count=_cases_due(found.cases.due),
        definition=Definition(_("How this is counted"), kept_definition()),
    )


def kept_definition() -> str:
    return _(
        "Of the cases whose answer was due since the first day of this span, the share that was answered by then; "
        "95 % Wilson interval. Cases that were closed without owing an answer are left out."
    )


def _cases_due(due: int) -> str:
    return ngettext("%(count)s case was due", "%(count)s cases were due", due) % {"count": number(due)}


def _to_words(found: Overview, audience: Audience, label: str) -> Link | None:
    """None where it would lead to nothing that the reader may read."""
    judged = found.internal if audience is Audience.INTERNAL else found.external
    return Link(label, words_url(found.unit, found.span, audience=audience)) if judged.opens else None


def _row(found: Overview, each: Department, opens: frozenset[str]) -> DepartmentRow:
    return DepartmentRow(
        name=str(each.unit.name),
        internal=_judged(found, each, each.internal, Audience.INTERNAL),
        external=_judged(found, each, each.external, Audience.EXTERNAL),
        voices=Cell(
            value=number(each.internal.voices + each.external.voices),
            url=_voices_url(found, each.unit) if each.internal.opens or each.external.opens else "",
        ),
        cases=_cases(each, opens),
        kept=_kept(each.kept, each.cases),
        processes=_processes(each, opens),
    )


def _judged(found: Overview, each: Department, judged: Judged, audience: Audience) -> Cell:
    share = judged.share
    if share is None or found.meaning is None or not (share.n or share.is_withheld):
        return Cell(value=figures.NO_VALUE)
    if share.is_withheld:
        return Cell(value=figures.NO_VALUE, aside=(_too_few(),))
    return Cell(
        value=figures.value(share, found.meaning.kind),
        aside=(_between(share, found.meaning.kind), answers(share.n)),
        url=words_url(each.unit, found.span, audience=audience) if judged.opens else "",
        chip=verdicts.against_others(judged.verdict),
    )


def _too_few() -> str:
    """Of employees; nobody is to be recognised."""
    return _("fewer than %(least)s answers: too few to show") % {"least": number(terms.LEAST_CELL)}


def _between(share: Share, kind: Kind) -> str:
    return figures.ends(share, kind)


def _voices_url(found: Overview, unit: "Unit") -> str:
    span = found.span
    return f"{links.VOICES.path()}?{urlencode({'unit': unit.code, 'from': span.from_on, 'until': span.last_on})}"


def _cases(each: Department, opens: frozenset[str]) -> Cell:
    overdue = each.cases.overdue
    return Cell(
        value=number(each.cases.open),
        url=f"{links.CASES.path()}?{urlencode({'shelf': 'open', 'unit': each.unit.code})}"
        if cases.SEE.code in opens
        else "",
        chip=Chip(ngettext("%(count)s overdue", "%(count)s overdue", overdue) % {"count": number(overdue)}, "needs")
        if overdue
        else None,
    )


def _kept(kept: "Estimate | None", standing: Standing) -> Cell:
    if kept is None:
        return Cell(value=figures.NO_VALUE)
    between = f"{number(kept.low * 100, decimals=1)} – {number(kept.high * 100, decimals=1)}"
    return Cell(value=percent(kept.value), aside=(between, _cases_due(standing.due)))


def _processes(each: Department, opens: frozenset[str]) -> Cell:
    served = ngettext("%(count)s standard", "%(count)s standards", each.standards) % {"count": number(each.standards)}
    return Cell(
        value=number(each.processes),
        aside=(served,) if each.processes else (),
        url=links.PROCESSES.path() if standards.KEEP.code in opens else "",
    )


def _unowned(unowned: Unowned, opens: frozenset[str]) -> Sequence[UnownedRow]:
    """What is not missing is not listed."""
    case_list = cases.SEE.code in opens
    rows = (
        (unowned.cases, _unowned_cases(unowned.cases), (), _link(links.CASES, "shelf=unassigned", opens=case_list)),
        (unowned.left_cases, _left_cases(unowned.left_cases), (), _link(links.CASES, "shelf=open", opens=case_list)),
        (
            len(unowned.units),
            _unled(len(unowned.units)),
            [str(each.name) for each in unowned.units],
            _link(links.TEAM, opens=people.SEE_TEAM.code in opens),
        ),
        (
            len(unowned.processes),
            _gaps(len(unowned.processes)),
            [str(each.process.name) for each in unowned.processes],
            _link(links.PROCESSES, opens=standards.KEEP.code in opens),
        ),
        (len(unowned.standards), _unserved(len(unowned.standards)), unowned.standards, _link(links.STANDARDS)),
        (
            len(unowned.unread),
            _unread(sum(each.count for each in unowned.unread)),
            [str(each.unit.name) for each in unowned.unread],
            None,
        ),
    )
    return [UnownedRow(says, names[:NAMES_TOLD], link) for count, says, names, link in rows if count]


def _link(link: links.Link, query: str = "", *, opens: bool = True) -> Link | None:
    return Link(_("Look at it"), f"{link.path()}?{query}" if query else link.path()) if opens else None


def _unowned_cases(count: int) -> str:
    return ngettext("%(count)s case belongs to nobody", "%(count)s cases belong to nobody", count) % {
        "count": number(count)
    }


def _left_cases(count: int) -> str:
    return ngettext(
        "%(count)s open case belongs to somebody who has left",
        "%(count)s open cases belong to somebody who has left",
        count,
    ) % {"count": number(count)}


def _unled(count: int) -> str:
    return ngettext(
        "%(count)s unit in which people work has no leader of its own or nearby",
        "%(count)s units in which people work have no leader of their own or nearby",
        count,
    ) % {"count": number(count)}


def _gaps(count: int) -> str:
    return ngettext(
        "%(count)s process has no owner who works here, or serves no standard",
        "%(count)s processes have no owner who works here, or serve no standard",
        count,
    ) % {"count": number(count)}


def _unserved(count: int) -> str:
    return ngettext(
        "%(count)s standard is served by no process", "%(count)s standards are served by no process", count
    ) % {"count": number(count)}


def _unread(count: int) -> str:
    return ngettext(
        "%(count)s voice may be read by nobody who works here",
        "%(count)s voices may be read by nobody who works here",
        count,
    ) % {"count": number(count)}


def _definitions(found: Overview) -> Sequence[Definition]:
    said = [Definition(_("Answered by the time that was promised"), kept_definition())]
    if found.meaning is not None:
        meaning = found.meaning
        said.insert(0, Definition(str(meaning.title), str(meaning.definition), str(meaning.version)))
    return said
