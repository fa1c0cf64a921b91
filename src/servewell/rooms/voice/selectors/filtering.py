"""Which voices somebody asked for, and which of them they may read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from servewell.base import search, today
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.people.facts import COUNTED_BELOW
from servewell.rooms.people.terms import FOR_EVER, Tree
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Comment, Voice
from servewell.rooms.voice.selectors.standing import standing, unsealed


@dataclass(frozen=True)
class Filters:
    """Which voices. ``unit`` is a key and takes in all that stood below it on the day of the voice, or by today's
    ``tree`` all that stands below it today.

    ``from_import`` is the number of the file they came in. With an aspect, ``band`` is about that aspect. ``words`` is
    what somebody typed to search for. ``is_counted`` leaves out who did not answer the question of the figure: the
    aspect's, or the one for the whole, and who answered when a quota was full.
    """

    unit: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    aspect: str | None = None
    band: terms.Band | None = None
    language: str | None = None
    channel: str | None = None
    from_import: int | None = None
    words: str = ""
    hand: terms.Hand | None = None
    is_counted: bool = False
    audience: terms.Audience | None = None
    tree: Tree = Tree.AS_IT_WAS


EVERYTHING = Filters()


def readable(viewer: Actor) -> QuerySet[Voice]:
    """What the viewer may read at all; what is sealed, only the house, and others by the room that sealed it."""
    if viewer is HOUSE:
        return standing()
    return unsealed().filter(unit__in=people.unit_keys_with(viewer=viewer, power=rules.READ))


def holds_words(*, voices: QuerySet[Voice], filters: Filters) -> QuerySet[Voice]:
    """Those of the voices that hold words, or the words that were searched for."""
    if filters.words:
        found = Comment.objects.filter(pk__in=search.matching(name=terms.WORDS, query=filters.words))
        return voices.filter(pk__in=found.values("voice"))
    return voices.filter(Exists(Comment.objects.filter(voice=OuterRef("pk"))))


def filtered(voices: QuerySet[Voice], filters: Filters) -> QuerySet[Voice]:
    if filters.unit is not None:
        voices = _below(voices, filters.unit, filters)
    if filters.from_on:
        voices = voices.filter(on__gte=filters.from_on)
    if filters.until_on:
        voices = voices.filter(on__lt=filters.until_on)
    said = {
        "language": filters.language or None,
        "channel__slug": filters.channel or None,
        "hand": filters.hand.value if filters.hand else None,
        "channel__audience": filters.audience.value if filters.audience else None,
        "from_import": filters.from_import,
    }
    voices = voices.filter(**{column: value for column, value in said.items() if value is not None})
    if filters.is_counted:
        voices = voices.filter(outside__isnull=True, gathered_by="")
    return _answered(voices, filters)


def _below(voices: QuerySet[Voice], unit: int, filters: Filters) -> QuerySet[Voice]:
    """By the tree asked for. By that of the day, only of units that moved meanwhile is each voice's day looked at."""
    if filters.tree is Tree.TODAY:
        day = people.counting_day(at=today.now())
        counted = RawSQL(COUNTED_BELOW, (unit, day, day, unit, day, day))  # noqa: S611 - the words are fixed
        return voices.filter(unit__in=counted)
    ever = people.ever_below(unit=unit)
    throughout = ever.filter(from_on__lte=filters.from_on or date.min, until_on__gte=filters.until_on or FOR_EVER)
    return voices.filter(
        Q(unit__in=throughout.values("unit")) | Exists(people.stood_below(unit=unit, below="unit", on="on")),
        unit__in=ever.values("unit"),
    )


def _answered(voices: QuerySet[Voice], filters: Filters) -> QuerySet[Voice]:
    at_least, below = terms.BANDS[filters.band] if filters.band else (0.0, 2.0)
    if filters.aspect:
        aspect = standards.aspect_keys().get(filters.aspect)
        about = instruments.responses_about(aspects=[aspect] if aspect else [], at_least=at_least, below=below)
        return voices.filter(Exists(about.filter(pk=OuterRef("response"))))
    if filters.band:
        return voices.filter(overall__gte=at_least, overall__lt=below)
    return voices.filter(overall__isnull=False) if filters.is_counted else voices
