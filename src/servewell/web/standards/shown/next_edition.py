"""Where the next edition of a unit's handbook is made: what differs, what is not translated, and its chapters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.terms import Kind
from servewell.web.kit.components import Crumb, LedgerEntry
from servewell.web.kit.figures import number
from servewell.web.kit.said import language_name
from servewell.web.kit.templatetags.kit import day
from servewell.web.standards.shown.passages import ChangeShown, changes_shown, named
from servewell.web.standards.shown.wording import chapter_url

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.standards.models import Edition


@dataclass(frozen=True)
class ChapterRow:
    """``up`` is the address that lets it change places with the one before it; the first has none."""

    title: str
    url: str
    up: str


@dataclass(frozen=True)
class Lacking:
    """``url`` is where the words are written, empty where another unit writes them."""

    says: str
    languages: str
    url: str


@dataclass(frozen=True)
class NextEditionPage:
    """``seen`` is the digest of what is shown, so that nothing else is published; ``publish`` is empty where no edition
    is to be published.
    """

    title: str
    crumbs: Sequence[Crumb]
    why: str
    changes: Sequence[ChangeShown]
    lacking: Sequence[Lacking]
    chapters: Sequence[ChapterRow]
    from_above: Sequence[str]
    new_chapter: str
    publish: str
    seen: str
    editions: Sequence[LedgerEntry]


def next_edition(unit: "Unit") -> NextEditionPage:
    passages = standards.handbook_now(unit=unit.pk, on=today.day_in(unit.zone, at=today.now()))
    editions = standards.editions_of(unit=unit.pk)
    last = standards.edition_of(unit=unit.code, number=editions[0].number) if editions else None
    seen = standards.digest_of(passages=passages)
    is_same = last is not None and last.digest == seen
    changes = changes_shown(standards.passages_of(edition=last) if last else (), passages)
    has_promise = any(each.kind is Kind.PROMISE for each in passages)
    return NextEditionPage(
        title=_title(unit, last, len(changes), is_same=is_same),
        crumbs=(
            Crumb(_("Promises"), links.PROMISES.path()),
            Crumb(str(unit.name), f"{links.PROMISES.path()}/{unit.code}"),
        ),
        why=_why(unit, has_promise=has_promise),
        changes=changes,
        lacking=_lacking(unit, passages),
        chapters=_chapters(unit),
        from_above=[named(each) for each in passages if each.kind is Kind.CHAPTER and each.of != unit.code],
        new_chapter=chapter_url(unit, "new"),
        publish="" if is_same or not has_promise else _publish(last),
        seen=seen,
        editions=[_entry(each, unit) for each in editions],
    )


def edition_url(unit: "Unit", edition: int) -> str:
    return links.EDITION.path(unit=unit.code, number=edition)


def _title(unit: "Unit", last: "Edition | None", changes: int, *, is_same: bool) -> str:
    said = {"unit": unit.name, "count": number(changes), "number": number(last.number) if last else ""}
    if last is None:
        return _("%(unit)s has not published a handbook yet") % said
    if is_same:
        return _("The handbook of %(unit)s says what holds: edition %(number)s") % said
    if not changes:
        return _("The handbook of %(unit)s has another order than edition %(number)s") % said
    return ngettext(
        "%(count)s passage differs from edition %(number)s of the handbook of %(unit)s",
        "%(count)s passages differ from edition %(number)s of the handbook of %(unit)s",
        changes,
    ) % said  # fmt: skip


def _why(unit: "Unit", *, has_promise: bool) -> str:
    if not has_promise:
        return _("No promise holds here yet, and a handbook begins with it: publish one first.")
    return _(
        "The promise, the message of the year, the standards and the chapters, as they hold in %(unit)s today. Once "
        "published an edition is never changed."
    ) % {"unit": unit.name}  # fmt: skip


def _publish(last: "Edition | None") -> str:
    return _("Publish edition %(number)s") % {"number": number(last.number + 1 if last else 1)}


def _chapters(unit: "Unit") -> Sequence[ChapterRow]:
    rows = []
    for place, each in enumerate(standards.chapters_of(unit=unit.pk)):
        url = chapter_url(unit, each.code)
        rows.append(ChapterRow(title=str(each.title), url=url, up=f"{url}/raise" if place else ""))
    return rows


def _lacking(unit: "Unit", passages: Sequence[standards.Passage]) -> Sequence[Lacking]:
    top = people.top_unit()
    is_company = top is not None and top.pk == unit.pk
    return [
        Lacking(
            says=named(each),
            languages=" · ".join(language_name(code) for code in codes),
            url=_where_written(unit, each, is_company=is_company),
        )
        for each, codes in standards.lacking(passages=passages)
    ]


def _where_written(unit: "Unit", passage: standards.Passage, *, is_company: bool) -> str:
    promises = f"{links.PROMISES.path()}/{unit.code}"
    if passage.kind is Kind.STANDARD:
        return f"{links.WRITE_STANDARD.path()}?code={passage.code}" if is_company else ""
    if passage.kind is Kind.ASPECT:
        return f"{promises}/aspects/{passage.code}"
    if passage.of != unit.code:
        return ""
    if passage.kind is Kind.CHAPTER:
        return chapter_url(unit, passage.code)
    return links.MESSAGE.path(unit=unit.code, year=passage.code) if passage.kind is Kind.MESSAGE else promises


def _entry(edition: "Edition", unit: "Unit") -> LedgerEntry:
    return LedgerEntry(
        says=_("Edition %(number)s") % {"number": number(edition.number)},
        aside=day(today.day_in(unit.zone, at=edition.published_at)),
        url=edition_url(unit, edition.number),
    )
