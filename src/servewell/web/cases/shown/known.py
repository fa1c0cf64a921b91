"""All that is known of customer, encounter and unit beside one case, each part as far as its reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import links, today
from servewell.base.words import day as whole_day
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import terms as met_terms
from servewell.rooms.insight import selectors as insight
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voices
from servewell.web.cases.shown import deadlines, narrowing, owing
from servewell.web.kit import kinds, verdicts
from servewell.web.kit.components import Chip, Crumb, Definition, Figure, Link
from servewell.web.kit.figures import answers, number
from servewell.web.kit.glance import opening
from servewell.web.kit.said import Piece, one_after_the_other, piece

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Encounter
    from servewell.rooms.people.models import Person
    from servewell.rooms.standards.models import Standard

MOST_HEARD, MOST_MET = 3, 5


@dataclass(frozen=True)
class Known:
    """What the rooms said. ``met`` and ``figures`` are None where the reader may not see such things there."""

    beside: cases.Beside
    heard: Sequence[voices.HeardFirst]
    met: "Sequence[Encounter] | None"
    held: Sequence[standards.AspectHeld]
    figures: insight.InShort | None


@dataclass(frozen=True)
class LetterRow:
    letter: Link
    language: str
    unit: str
    on: date
    kind: str
    became: Chip | None


@dataclass(frozen=True)
class MetRow:
    kind: str
    unit: str
    on: date
    served_by: str
    reference: str
    volume: str


@dataclass(frozen=True)
class StandardRow:
    """``was_not_kept``: what is said to have caused the case points at it."""

    text: Piece
    way: Sequence[str]
    way_language: str
    was_not_kept: bool


@dataclass(frozen=True)
class AspectRow:
    name: Piece
    description: Piece
    standards: Sequence[StandardRow]


@dataclass(frozen=True)
class KnownPage:
    """``this`` is the encounter that the letter is about; ``like`` how many cases are like it, each a list."""

    title: str
    crumbs: Sequence[Crumb]
    letters: Sequence[LetterRow] | None
    has_more: bool
    heard: Sequence[LetterRow]
    this: MetRow | None
    met: Sequence[MetRow] | None
    aspects: Sequence[AspectRow]
    unit: str
    figures: Sequence[Figure]
    figures_link: Link | None
    since: date
    like: Sequence[Link]


def gathered(*, viewer: "Person", number: int, may_meet: bool, now: datetime) -> Known:
    """``may_meet``: the viewer holds the power to see customers somewhere. Raises NoSuchCase."""
    found = cases.beside(viewer=viewer, number=number, at=now)
    case, person = found.case, found.person
    is_erased = bool(case.voice.customer and case.voice.customer.erased_at)
    told = [case.voice_id, *(each.voice for each in found.earlier)]
    return Known(
        beside=found,
        heard=voices.heard_of_person(viewer=viewer, person=person, but_not=told, at_most=MOST_HEARD) if person else (),
        met=customers.met_beside(viewer=viewer, encounter=case.voice.encounter_id, person=person, at_most=MOST_MET + 1)
        if may_meet and not is_erased
        else None,
        held=standards.aspects_held(
            unit=case.unit_id, on=today.day_in(case.unit.zone, at=now), aspects=found.touched, codes=found.standards
        ),
        figures=insight.in_short(viewer=viewer, unit=case.unit, at=now),
    )


def known(found: Known) -> KnownPage:
    beside, case = found.beside, found.beside.case
    zone = cases.zone_of(case=case)
    this = next((each for each in found.met or () if each.pk == case.voice.encounter_id), None)
    return KnownPage(
        title=_title(beside),
        crumbs=(
            Crumb(_("Cases"), links.CASES.path()),
            Crumb(_("Case %(number)d") % {"number": case.pk}, links.CASE.path(number=case.pk)),
            Crumb(str(case.unit.name)),
        ),
        letters=None if beside.person is None else tuple(_letter(each, zone) for each in beside.earlier),
        has_more=beside.has_more,
        heard=tuple(map(_heard, found.heard)),
        this=_met(this) if this else None,
        met=None if found.met is None else tuple(_met(each) for each in found.met if each is not this)[:MOST_MET],
        aspects=tuple(_aspect(each, beside) for each in found.held),
        unit=str(case.unit.name),
        figures=_figures(found.figures) if found.figures else (),
        figures_link=Link(_("Satisfaction here"), f"{links.SATISFACTION.path()}?unit={case.unit.code}")
        if found.figures
        else None,
        since=beside.lately.span.from_on,
        like=_like(found),
    )


def _title(beside: cases.Beside) -> str:
    if beside.person is None:
        return _("What is known beside case %(number)s") % {"number": beside.case.pk}
    many = len(beside.earlier)
    if not many:
        return _("The only letter of theirs that you may read")
    if beside.has_more:
        return _("This customer wrote more than %(number)s other letters") % {"number": many}
    return ngettext(
        "This customer wrote one other letter", "This customer wrote %(number)s other letters", many
    ) % {"number": many}  # fmt: skip


def _letter(each: cases.EarlierLetter, zone: str) -> LetterRow:
    return LetterRow(
        letter=Link(each.title or _untitled(each), links.CASE.path(number=each.number)),
        language=each.language if each.title else "",
        unit=str(each.unit),
        on=today.day_in(zone, at=each.opened_at),
        kind=str(each.kind) if each.kind else "",
        became=_became(each, zone),
    )


def _untitled(each: cases.EarlierLetter) -> str:
    return _("Speaks of harm") if each.is_harm else cases.nameless(reason=each.reason)


def _became(each: cases.EarlierLetter, zone: str) -> Chip:
    if each.state == terms.OPEN:
        return deadlines.delivery_chip(each.delivery) or Chip(_("Still open"), "needs")
    if each.answered_at is None:
        return Chip(_("Merged")) if each.state == terms.MERGED else Chip(_("Closed"))
    on = {"day": whole_day(today.day_in(zone, at=each.answered_at))}
    said = [owing.verdict(terms.Verdict(each.verdict))] if each.verdict else []
    return Chip(" · ".join([_("Answered on %(day)s") % on, *said]), "accent")


def _heard(each: voices.HeardFirst) -> LetterRow:
    words = opening(each.words, width=120)
    return LetterRow(
        letter=Link(words or _("Answered without words"), links.VOICE.path(number=each.number)),
        language=each.language if words else "",
        unit=str(each.unit),
        on=each.on,
        kind="",
        became=None,
    )


def _met(each: "Encounter") -> MetRow:
    return MetRow(
        kind=_kind_met(each.kind),
        unit=str(each.unit.name),
        on=each.on,
        served_by=each.served_by.name if each.served_by else "",
        reference=each.reference,
        volume=number(each.volume) if each.volume > 1 else "",
    )


def _kind_met(code: str) -> str:
    return {
        met_terms.STAY: _("Stay"),
        met_terms.JOB: _("Job"),
        met_terms.FLIGHT: _("Flight"),
        met_terms.VISIT: _("Visit"),
    }[code]


def _aspect(held: standards.AspectHeld, beside: cases.Beside) -> AspectRow:
    """Where causes point at standards of it, these come first."""
    rows = sorted(held.standards, key=lambda each: each.code not in beside.standards)
    return AspectRow(
        name=piece(held.name),
        description=piece(held.description),
        standards=tuple(_standard(each, was_not_kept=each.code in beside.standards) for each in rows),
    )


def _standard(standard: "Standard", *, was_not_kept: bool) -> StandardRow:
    way = piece(standard.way) if standard.way else None
    return StandardRow(
        text=piece(standard.text),
        way=tuple(line.strip() for line in way.text.splitlines() if line.strip()) if way else (),
        way_language=way.language if way else "",
        was_not_kept=was_not_kept,
    )


def _figures(found: insight.InShort) -> Sequence[Figure]:
    month = formats.date_format(
        found.month.span.from_on, pgettext("month and year, as Django's date filter reads it", "F Y")
    )
    first, last = (
        formats.date_format(on, pgettext("month and year, as Django's date filter reads it", "F Y"))
        for on in (found.year.span.from_on, found.year.span.last_on)
    )
    year = _("%(first)s to %(last)s") % {"first": first, "last": last}
    says = one_after_the_other([found.definition, _("Each is held against the twelve months before it.")])
    definition = Definition(_("How this is counted"), says, str(found.meaning.version))
    return (_figure(month, found.month, found), _figure(year, found.year, found, definition))


def _figure(
    label: str, one: insight.ShortFigure, found: insight.InShort, definition: Definition | None = None
) -> Figure:
    share, kind = one.share, found.meaning.kind
    return Figure(
        label=label,
        value="" if share.value is None else kinds.said(share.value, kind),
        between=kinds.between_in_words(share, kind),
        count=answers(share.n),
        definition=definition,
        chip=verdicts.against_the_year_before(one.verdict),
    )


def _like(found: Known) -> Sequence[Link]:
    """Each number is as many cases as stand in the list that it leads to."""
    beside, lately = found.beside, found.beside.lately
    codes = {each.key: each for each in found.held}
    rows = [Link(_in_all(lately.in_all), _list_of(beside))]
    for key, many in lately.about.items():
        named = {"name": str(codes[key].name), "cases": _cases(many)}
        rows.append(Link(_("%(cases)s about “%(name)s”") % named, _list_of(beside, aspect=codes[key].code)))
    for code, many in lately.caused.items():
        named = {"name": str(beside.causes[code]), "cases": _cases(many)}
        rows.append(Link(_("%(cases)s caused by “%(name)s”") % named, _list_of(beside, cause=code)))
    return rows


def _in_all(many: int) -> str:
    return _("%(cases)s in all") % {"cases": _cases(many)}


def _cases(many: int) -> str:
    if many >= terms.MOST_COUNTED:
        return _("%(number)s cases or more") % {"number": number(many)}
    return ngettext("%(number)s case", "%(number)s cases", many) % {"number": number(many)}


def _list_of(beside: cases.Beside, **narrowed: str) -> str:
    span = beside.lately.span
    opened = f"opened~{span.from_on.isoformat()}~{span.last_on.isoformat()}"
    return narrowing.address(
        shelf=cases.Shelf.ALL, order=cases.Order.NEWEST_FIRST, unit=beside.case.unit.code, **narrowed, span=opened
    )
