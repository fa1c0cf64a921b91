"""The list of cases, page by page, and how many stand on each shelf."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from servewell.base import today
from servewell.base.paging import SIZE, Page, newest_first
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Delivery
from servewell.rooms.cases.selectors.asked import seen_by, title_of, words_of, zone_of
from servewell.rooms.cases.selectors.filtering import EVERYTHING, Filters, Search, Shelf, filtered, on_shelf, searched
from servewell.rooms.cases.selectors.kinds import ends_with
from servewell.rooms.cases.selectors.sight import known_to
from servewell.rooms.voice import selectors as voice


class Order(StrEnum):
    DUE_FIRST = "due"
    NEWEST_FIRST = "newest"
    OLDEST_FIRST = "oldest"


@dataclass(frozen=True)
class SeenCase:
    """One row of the case list. ``delivery`` is the state of its latest delivery, if an answer was written, ``receipt``
    that of its receipt.

    ``into`` is the number of the case in which a merged one is answered; then both are that one's.
    """

    number: int
    title: str
    language: str
    unit: Words
    zone: str
    reason: str
    state: str
    owner: str | None
    due_at: datetime
    delivery: str | None
    unit_code: str
    voice: int
    opened_at: datetime
    kind: Words | None = None
    kind_code: str = ""
    owes: terms.Ends = terms.Ends.ANSWER
    receipt_due_at: datetime | None = None
    receipt: str | None = None
    into: int | None = None


@dataclass(frozen=True)
class Desk:
    """A page of a shelf. ``counts`` ends at ``terms.MOST_COUNTED``, and is empty where counting would take too long."""

    cases: Page[SeenCase]
    counts: Mapping[Shelf, int]
    is_frequent: bool


def cases_seen(
    *,
    viewer: Actor,
    shelf: Shelf = Shelf.OPEN,
    order: Order = Order.DUE_FIRST,
    before: int | None = None,
    after: int | None = None,
    filters: Filters = EVERYTHING,
) -> Page[SeenCase]:
    """One page of a shelf. ``before`` continues it and ``after`` goes back, both by a case's number."""
    cases = _narrowed(viewer, filters, searched(filters.words))
    return _page(viewer, on_shelf(cases, shelf, viewer), order, before=before, after=after)


def desk(
    *, viewer: Actor, shelf: Shelf, order: Order, filters: Filters, before: int | None = None, after: int | None = None
) -> Desk:
    """As ``cases_seen``, with how many of them stand on each shelf that is worked off; a fixed number of queries."""
    found = searched(filters.words)
    many = on_shelf(_narrowed(viewer, filters, found, is_walked=True), shelf, viewer)
    if found is not None and found.is_frequent:
        return Desk(_page(viewer, many, order, before=before, after=after), counts={}, is_frequent=True)
    cases = _narrowed(viewer, filters, found)
    few = _few(on_shelf(cases, shelf, viewer))
    here = many if few is None else Case.objects.filter(pk__in=few)
    counts = {shelf: terms.MOST_COUNTED if few is None else len(few)}
    for each in (Shelf.MINE, Shelf.UNASSIGNED, Shelf.OPEN):
        if each is not shelf:
            counts[each] = _count(on_shelf(cases, each, viewer))
    return Desk(_page(viewer, here, order, before=before, after=after), counts=counts, is_frequent=False)


def _narrowed(viewer: Actor, filters: Filters, found: Search | None, *, is_walked: bool = False) -> QuerySet[Case]:
    cases = filtered(seen_by(viewer, rules.SEE, is_walked=is_walked), filters, at=today.now())
    return cases if found is None else found.narrow(cases)


def _few(cases: QuerySet[Case]) -> list[int] | None:
    """All numbers of a shelf, in no order, so that the database finds them by what is rare about them.

    None where they are many: then the list is walked in its order, where the next that fits is never far.
    """
    numbers = list(cases.order_by().values_list("pk", flat=True)[: terms.MOST_COUNTED])
    return numbers if len(numbers) < terms.MOST_COUNTED else None


def _count(cases: QuerySet[Case]) -> int:
    return cases.order_by().values("pk")[: terms.MOST_COUNTED].count()


def _page(
    viewer: Actor, cases: QuerySet[Case], order: Order, *, before: int | None, after: int | None
) -> Page[SeenCase]:
    if order is Order.DUE_FIRST:
        page = _due_first(viewer, cases, before=before, after=after)
    else:
        walk = newest_first if order is Order.NEWEST_FIRST else _oldest_first
        page = walk(_whole(cases), before=before, after=after)
    words = words_of(page.items)
    return page.map(lambda case: _row(case, words[case.voice_id]))


def _whole(cases: QuerySet[Case]) -> QuerySet[Case]:
    answered_in = Coalesce(OuterRef("merged_into"), OuterRef("pk"))
    latest = Delivery.objects.filter(case=answered_in).order_by("-pk").values("state")
    whole = cases.select_related("unit", "owner", "kind")
    return whole.annotate(
        delivery_state=Subquery(latest.filter(answer__isnull=False)[:1]),
        receipt_state=Subquery(latest.filter(answer__isnull=True)[:1]),
    )


def _oldest_first(cases: QuerySet[Case], *, before: int | None, after: int | None) -> Page[Case]:
    """The pages of ``newest_first``, read from the other end."""
    is_first = before is None and after is None
    page = newest_first(cases, before=after, after=0 if is_first else before)
    return Page(items=page.items[::-1], older=page.newer, newer=None if is_first else page.older)


def _due_first(viewer: Actor, cases: QuerySet[Case], *, before: int | None, after: int | None) -> Page[Case]:
    """Walked by (due, number), so that a case which is answered meanwhile moves nothing.

    From one of which the viewer may not know, the list begins anew, as from one that is nowhere: else its place would
    tell when it is due.
    """
    number = (after if after is not None else before) or 0
    place = known_to(viewer=viewer, cases=Case.objects.filter(pk=number)).values_list("due_at", "pk")
    pivot = place.first() if number else None
    if after is not None and pivot:
        found = _first_of(cases.filter(_beyond(*pivot, side="lt")), "-due_at", "-pk")
        items = found[:SIZE][::-1]
        return Page(items=items, older=pivot[1] if not items else items[-1].pk, newer=_more(found, items, first=True))
    if pivot:
        cases = cases.filter(_beyond(*pivot, side="gt"))
    found = _first_of(cases, "due_at", "pk")
    items = found[:SIZE]
    newer = items[0].pk if pivot and items else None
    return Page(items=items, older=_more(found, items, first=False), newer=newer)


def _first_of(cases: QuerySet[Case], *order: str) -> list[Case]:
    """Found by number first: joined at once, SQLite would begin at the units and sort all that they hold."""
    first = cases.order_by(*order).values("pk")[: SIZE + 1]
    return list(_whole(Case.objects.filter(pk__in=first)).order_by(*order))


def _beyond(due_at: datetime, number: int, *, side: str) -> Q:
    """The first half says nothing new, but by it the index is entered at the moment itself, however deep."""
    later = Q((f"due_at__{side}", due_at)) | Q(("due_at", due_at), (f"pk__{side}", number))
    return Q((f"due_at__{side}e", due_at)) & later


def _more(found: list[Case], items: list[Case], *, first: bool) -> int | None:
    return items[0 if first else -1].pk if len(found) > SIZE else None


def _row(case: Case, asked: voice.Asking) -> SeenCase:
    return SeenCase(
        number=case.pk,
        title=title_of(text=asked.words),
        language=asked.language,
        unit=case.unit.name,
        zone=zone_of(case=case),
        reason=case.reason,
        state=case.state,
        owner=case.owner.name if case.owner else None,
        due_at=case.due_at,
        delivery=cast("str | None", getattr(case, "delivery_state", None)),
        unit_code=case.unit.code,
        voice=case.voice_id,
        opened_at=case.opened_at,
        kind=case.kind.name if case.kind else None,
        kind_code=case.kind.code if case.kind else "",
        owes=ends_with(case=case),
        receipt_due_at=case.receipt_due_at,
        receipt=cast("str | None", getattr(case, "receipt_state", None)),
        into=case.merged_into_id,
    )
