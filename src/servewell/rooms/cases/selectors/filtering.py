"""Which cases somebody asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from servewell.base import search, today
from servewell.base.permissions import Actor
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Case, Point, Policy
from servewell.rooms.cases.selectors.reports.looking import FIRST_DAY, Span, main_causes, missed_in, opened_in
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import terms as voice_terms

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from servewell.rooms.cases.models import FoundCause
    from servewell.rooms.cases.selectors.reports.looking import InRoot

DAY = timedelta(days=1)


class Shelf(StrEnum):
    """The parts of the case list."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    DONE = "answered"
    ALL = "all"


class Due(StrEnum):
    """By when an answer is due: late already, or still to come by the end of today or of Sunday."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "week"


@dataclass(frozen=True)
class Filters:
    """Which cases. ``unit`` and ``owner`` are keys; a unit takes in all that stands below it today.

    ``kind`` is the code of a kind of letters, and ``way`` the kind of channel by which the voice came. Days
    (``until_on`` counts no more) and deadlines are those of the clock by which each case is told. ``aspect`` is the
    code of one that the customer rated low or wrote about. ``points`` asks for cases in which a matter stands so.
    ``cause`` is the code of a main cause, ``standard`` of a standard that the main cause points at. ``opened`` and
    ``missed`` are as reports count: opened in a span, or to be answered in it and not answered in time.
    ``words`` is what somebody typed to search for: in the letter, in our answers, or the case's number.
    """

    unit: int | None = None
    owner: int | None = None
    reason: str | None = None
    kind: str | None = None
    way: str | None = None
    language: str | None = None
    aspect: str | None = None
    due: Due | None = None
    points: terms.PointState | None = None
    from_on: date | None = None
    until_on: date | None = None
    words: str = ""
    cause: str | None = None
    standard: str | None = None
    opened: Span | None = None
    missed: Span | None = None


EVERYTHING = Filters()


def on_shelf(cases: QuerySet[Case], shelf: Shelf, viewer: Actor) -> QuerySet[Case]:
    if shelf is Shelf.ALL:
        return cases
    if shelf is Shelf.DONE:
        return cases.exclude(state=terms.OPEN)
    cases = cases.filter(state=terms.OPEN)
    if shelf is Shelf.MINE:
        return cases.filter(owner__in=people.own_key(actor=viewer))
    return cases.filter(owner__isnull=True) if shelf is Shelf.UNASSIGNED else cases


def filtered(cases: QuerySet[Case], filters: Filters, *, at: datetime) -> QuerySet[Case]:
    """All but the words: see ``Search``."""
    if filters.unit is not None:
        cases = cases.filter(unit__in=people.below_now(unit=filters.unit).values("unit"))
    said = {
        "owner": filters.owner,
        "reason": filters.reason,
        "kind__code": filters.kind,
        "voice__channel__kind": filters.way,
        "language": filters.language,
    }
    cases = cases.filter(**{column: value for column, value in said.items() if value is not None})
    if filters.aspect:
        cases = cases.filter(_is_about(filters.aspect))
    if filters.points is not None:
        # found by the points, which are few, and not by looking through the cases
        standing = Point.objects.filter(state=filters.points)
        cases = cases.filter(pk__in=standing.values(root=Coalesce("case__merged_into", "case")))
    if filters.cause or filters.standard:
        cases = cases.filter(pk__in=_caused_by(filters))
    if filters.opened:
        cases = opened_in(cases, filters.opened)
    if filters.missed:
        cases = missed_in(cases, filters.missed, at=at)
    if filters.due or filters.from_on or filters.until_on:
        cases = _by_the_clock(cases, filters, at)
    return cases


def _caused_by(filters: Filters) -> "QuerySet[WithAnnotations[FoundCause, InRoot], int]":
    main = main_causes()
    if filters.cause:
        main = main.filter(cause__code=filters.cause)
    if filters.standard:
        main = main.filter(cause__standards__standard=filters.standard)
    return main.values_list("root", flat=True)


def _is_about(aspect: str) -> Q:
    """The customer rated it low, or wrote to a question about it."""
    key = standards.aspect_keys().get(aspect)
    return concerns([key] if key else [])


def concerns(aspects: Sequence[int]) -> Q:
    """As ``Filters.aspect``, by keys."""
    at_least, below = voice_terms.BANDS[voice_terms.Band.LOW]
    low = instruments.responses_about(aspects=aspects, at_least=at_least, below=below)
    wrote = voices.comments_about(aspects=aspects).filter(voice=OuterRef("voice"))
    return Q(Exists(low.filter(pk=OuterRef("voice__response")))) | Q(Exists(wrote))


def _by_the_clock(cases: QuerySet[Case], filters: Filters, at: datetime) -> QuerySet[Case]:
    """A day begins at another moment for each clock, and a policy says by which its cases are told."""
    by_zone: dict[str, list[int]] = {}
    for policy in Policy.objects.only("pk", "calendar"):
        by_zone.setdefault(policy.calendar["zone"], []).append(policy.pk)
    spans = {zone: dict(_spans(filters, zone, at)) for zone in by_zone}
    if len(spans) == 1:
        return cases.filter(**next(iter(spans.values())))
    whole = Q(pk__in=[])
    for zone, policies in by_zone.items():
        whole |= Q(policy__in=policies, **spans[zone])
    return cases.filter(whole, **_widest(spans))


def _spans(filters: Filters, zone: str, at: datetime) -> Iterator[tuple[str, datetime]]:
    def begins(day: date) -> datetime:
        return datetime.combine(max(day, FIRST_DAY), time.min, tzinfo=ZoneInfo(zone))

    here = today.day_in(zone, at=at)
    if filters.due is Due.OVERDUE:
        yield "due_at__lt", at
    elif filters.due is not None:
        yield "due_at__gte", at
        last = here if filters.due is Due.TODAY else here + DAY * (6 - here.weekday())
        yield "due_at__lt", begins(last + DAY)
    if filters.from_on:
        yield "opened_at__gte", begins(filters.from_on)
    if filters.until_on:
        yield "opened_at__lt", begins(filters.until_on)


def _widest(spans: Mapping[str, Mapping[str, datetime]]) -> dict[str, datetime]:
    """What holds by every clock, so that an index thins the cases out first."""
    names = {name for each in spans.values() for name in each}
    widest = {name: [each[name] for each in spans.values()] for name in names}
    return {name: max(moments) if name.endswith("__lt") else min(moments) for name, moments in widest.items()}


@dataclass(frozen=True)
class Search:
    """What the words of the filters find: the numbers of the cases, or None where they are too many to be named.

    ``called`` is the number that the words themselves are, and ``leads_to`` the one in which that case is answered;
    they are found whatever stands in them.
    """

    words: str
    numbers: tuple[int, ...] | None
    called: int | None
    leads_to: int | None = None

    @property
    def is_frequent(self) -> bool:
        return self.numbers is None

    def narrow(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        called = Q() if self.called is None else Q(pk__in=[self.called, self.leads_to or self.called])
        if self.numbers is not None:
            return cases.filter(Q(pk__in=self.numbers) | called)
        # a sum, so that the list is walked in its own order and not from the many that are found
        holds = Q(number__in=search.matching(name=terms.WORDS, query=self.words))
        return cases.alias(number=F("pk") + 0).filter(holds | called)


def searched(words: str) -> Search | None:
    """In what the customer wrote and in what we answered; a number alone is also the case's. None without words."""
    if not words.strip():
        return None
    found = search.keys_up_to(name=terms.WORDS, query=words, most=terms.MOST_NAMED)
    named = words.strip().removeprefix("#")
    is_number = named.isascii() and named.isdigit() and len(named) <= terms.LONGEST_NUMBER
    called = int(named) if is_number else None
    leads_to = None if called is None else Case.objects.filter(pk=called).values_list("merged_into", flat=True).first()
    return Search(words, None if found is None else tuple(found), called, leads_to)
