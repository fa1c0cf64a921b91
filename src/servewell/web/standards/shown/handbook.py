"""The handbook as everybody reads it: one edition, what is new in it, and the editions before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import today
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.terms import Kind
from servewell.web.kit.components import Empty, LedgerEntry, Letter, Link
from servewell.web.kit.figures import number
from servewell.web.kit.said import Piece, piece
from servewell.web.kit.templatetags.kit import day
from servewell.web.standards.shown.examples import StandardSaid, examples_shown
from servewell.web.standards.shown.next_edition import edition_url
from servewell.web.standards.shown.passages import ChangeShown, anchor_of, changes_shown
from servewell.web.standards.shown.wording import desk_url

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit
    from servewell.rooms.standards.models import Edition


@dataclass(frozen=True)
class Section:
    """``eyebrow`` stands small above the title. Only an aspect has ``standards``."""

    anchor: str
    title: Piece
    text: Piece
    eyebrow: str = ""
    standards: Sequence[StandardSaid] = ()


@dataclass(frozen=True)
class HandbookPage:
    """``moved`` says that what holds differs by now; its address is empty for who makes no edition."""

    title: str
    since: str
    newer: Link | None
    news: str
    moved: Link | None
    changes: Sequence[ChangeShown]
    contents: Sequence[Section]
    letter: Letter | None
    promise: Section | None
    message: Section | None
    aspects: Sequence[Section]
    chapters: Sequence[Section]
    editions: Sequence[LedgerEntry]
    digest: str


@dataclass(frozen=True)
class NoHandbook:
    title: str
    empty: Empty


def no_handbook(unit: "Unit | None", person: "Person") -> NoHandbook:
    """Whoever publishes for the company begins with the company's, wherever they work."""
    mine = next((each for each in (people.top_unit(), unit) if each and _may_publish(each, person)), None)
    action = Link(_("Make the first edition"), desk_url(mine)) if mine else None
    says = _("No handbook has been published for your unit. What is promised stands on the page of the promise.")
    return NoHandbook(_("There is no handbook yet"), Empty(says=says, icon="standards", action=action))


def _may_publish(unit: "Unit", person: "Person") -> bool:
    return people.may(actor=person, power=rules.PUBLISH, unit=unit.pk)


def handbook_page(edition: "Edition", *, reader: "Person") -> HandbookPage:
    passages = standards.passages_of(edition=edition)
    earlier = standards.edition_before(edition=edition)
    before = standards.passages_of(edition=earlier) if earlier else ()
    changes = changes_shown(before, passages) if earlier else ()
    published = standards.editions_of(unit=edition.unit_id)
    of_kind = {kind: [each for each in passages if each.kind is kind] for kind in Kind}
    promise = next((_section(each) for each in of_kind[Kind.PROMISE]), None)
    message = next((_section(each) for each in of_kind[Kind.MESSAGE]), None)
    aspects, chapters = _aspects(passages), tuple(_section(each) for each in of_kind[Kind.CHAPTER])
    return HandbookPage(
        title=_("The handbook of %(unit)s, edition %(number)s")
        % {"unit": edition.unit.name, "number": number(edition.number)},
        since=_("Since %(day)s") % {"day": _day(edition, edition.unit)},
        newer=_newer(edition, published[0]),
        news=_news(len(changes), earlier),
        moved=_moved(edition, passages, reader) if edition.number == published[0].number else None,
        changes=changes,
        contents=[each for each in (promise, message, *aspects, *chapters) if each],
        letter=Letter(text=promise.text.text, language=promise.text.language) if promise else None,
        promise=promise,
        message=message,
        aspects=aspects,
        chapters=chapters,
        editions=[_entry(each, edition.unit, is_read=each.number == edition.number) for each in published],
        digest=edition.digest,
    )


def _section(passage: standards.Passage) -> Section:
    return Section(
        anchor=anchor_of(passage),
        title=piece(passage.title or passage.text),
        text=piece(passage.text),
        eyebrow=_("The message of %(year)s") % {"year": passage.code} if passage.kind is Kind.MESSAGE else "",
    )


def _aspects(passages: Sequence[standards.Passage]) -> Sequence[Section]:
    """Each with the standards that follow it."""
    found: list[tuple[standards.Passage, list[standards.Passage]]] = []
    for each in passages:
        if each.kind is Kind.ASPECT:
            found.append((each, []))
        elif each.kind is Kind.STANDARD:
            found[-1][1].append(each)
    return tuple(
        Section(
            anchor=anchor_of(aspect),
            title=piece(aspect.title or aspect.text),
            text=piece(aspect.text),
            standards=tuple(StandardSaid(piece(one.text), examples_shown(one.examples)) for one in under),
        )
        for aspect, under in found
    )


def _newer(edition: "Edition", newest: "Edition") -> Link | None:
    if newest.number == edition.number:
        return None
    return Link(
        _("Edition %(number)s has come since: read that one") % {"number": number(newest.number)},
        edition_url(edition.unit, newest.number),
    )


def _news(changes: int, earlier: "Edition | None") -> str:
    if earlier is None:
        return _("This is the first edition.")
    said = {"count": number(changes), "number": number(earlier.number)}
    if not changes:
        return _("The order is new since edition %(number)s; the words are the same.") % said
    return ngettext(
        "%(count)s passage is new, changed or left out since edition %(number)s",
        "%(count)s passages are new, changed or left out since edition %(number)s",
        changes,
    ) % said  # fmt: skip


def _moved(edition: "Edition", passages: Sequence[standards.Passage], reader: "Person") -> Link | None:
    unit = edition.unit
    now = standards.handbook_now(unit=unit.pk, on=today.day_in(unit.zone, at=today.now()))
    count = len(standards.changes(before=passages, after=now))
    if not count or not now:
        return None
    says = ngettext(
        "By now %(count)s passage differs: the next edition will say it",
        "By now %(count)s passages differ: the next edition will say them",
        count,
    ) % {"count": number(count)}  # fmt: skip
    return Link(says, desk_url(unit) if _may_publish(unit, reader) else "")


def _entry(edition: "Edition", unit: "Unit", *, is_read: bool) -> LedgerEntry:
    return LedgerEntry(
        says=_("Edition %(number)s") % {"number": number(edition.number)},
        stage="now" if is_read else "done",
        aside=_day(edition, unit),
        url="" if is_read else edition_url(unit, edition.number),
    )


def _day(edition: "Edition", unit: "Unit") -> str:
    return day(today.day_in(unit.zone, at=edition.published_at))
