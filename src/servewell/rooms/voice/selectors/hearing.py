"""What customers said: a page of it, one voice whole, and its neighbours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from servewell.base import today
from servewell.base.paging import SIZE, Page, counted_up_to, latest_day_first
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Comment, Voice
from servewell.rooms.voice.selectors.asked import first_words, voices_of_person
from servewell.rooms.voice.selectors.attached import AttachedFile, attached_to
from servewell.rooms.voice.selectors.filtering import EVERYTHING, Filters, filtered, holds_words, readable


class NoSuchVoice(Exception):
    """No voice has that number, or the viewer may not read it."""


@dataclass(frozen=True)
class HeardWords:
    """What was said to one question: the item's, or what this customer alone was asked."""

    question: Words | str | None
    text: str
    language: str
    aspect: Words | None


@dataclass(frozen=True)
class Heard:
    number: int
    unit: int
    unit_code: str
    unit_name: Words
    on: date
    received_at: datetime
    language: str
    overall: float | None
    asks_for_answer: bool
    customer: int | None
    words: tuple[HeardWords, ...]
    hand: terms.Hand | None = None
    helper: terms.Helper | None = None


@dataclass(frozen=True)
class FromFile:
    """The row of the file that a voice came by, and the day on the unit's wall on which the file was shown.

    ``by`` is empty where no person did it.
    """

    import_: int
    name: str
    row: int
    on: date
    by: str


@dataclass(frozen=True)
class HeardWhole:
    """One voice with all it holds: the answers in the version they were given in, and where it came from.

    Its original is its own, with ``extra_fields`` that the survey does not ask for, or a row of a file.
    """

    heard: Heard
    given: instruments.GivenResponse | None
    channel: str
    original: str = ""
    digest: str = ""
    extra_fields: int = 0
    from_file: FromFile | None = None
    past_replies: tuple[str, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    gathered_by: str = ""


@dataclass(frozen=True)
class InBrief:
    """Which voice, by keys and codes: nobody's words."""

    number: int
    unit: int
    unit_code: str
    channel: str
    on: date
    language: str


@dataclass(frozen=True)
class HeardFirst:
    """A voice by its first words; empty where nothing was written."""

    number: int
    unit: Words
    on: date
    language: str
    overall: float | None
    words: str


@dataclass(frozen=True)
class Neighbours:
    """The voices beside one in a list, by number."""

    newer: int | None
    older: int | None


def heard(
    *,
    viewer: Actor,
    filters: Filters = EVERYTHING,
    before: int | None = None,
    after: int | None = None,
    size: int = SIZE,
) -> Page[Heard]:
    """Voices that hold words, the latest day first; a fixed number of queries."""
    return heard_among(voices=_listed(viewer, filters), before=before, after=after, size=size)


def in_brief(*, viewer: Actor, voices: Sequence[int]) -> list[InBrief]:
    """Those of these voices that the viewer may read, by number."""
    columns = ("pk", "unit_id", "unit__code", "channel__slug", "on", "language")
    return [InBrief(*each) for each in readable(viewer).filter(pk__in=voices).order_by("pk").values_list(*columns)]


def heard_of_person(*, viewer: Actor, person: int, but_not: Iterable[int], at_most: int) -> list[HeardFirst]:
    """What a person (the key of the entry that stands for them) said that the viewer may read, the latest first, but
    not these voices. Whoever asks has made sure that the viewer may know who it is. One query.
    """
    theirs = readable(viewer).filter(pk__in=voices_of_person(person=person).values("pk")).exclude(pk__in=list(but_not))
    columns = ("pk", "unit__name", "on", "language", "overall", "first")
    rows = theirs.annotate(first=first_words(of="pk")).order_by("-on", "-pk").values_list(*columns)[:at_most]
    return [
        HeardFirst(key, unit, on, language, overall, words or "") for key, unit, on, language, overall, words in rows
    ]


def heard_about_aspects(*, viewer: Actor, aspects: Iterable[int], from_on: date) -> dict[int, int]:
    """How many of the voices of ``heard`` answer a question about each aspect (a key), from a day on. Two queries.

    ``terms.MOST_ABOUT`` stands for as many or more.
    """
    asked = instruments.ever_asked_about(aspects=aspects)
    listed = _listed(viewer, Filters(from_on=from_on))
    counts = counted_up_to(most=terms.MOST_ABOUT, lists=[listed.filter(_answers(key)) for key in asked])
    return dict(zip(asked, counts, strict=True))


def _answers(aspect: int) -> Exists:
    return Exists(instruments.responses_about(aspects=[aspect]).filter(pk=OuterRef("response")))


def heard_among(
    *, voices: QuerySet[Voice], before: int | None = None, after: int | None = None, size: int = SIZE
) -> Page[Heard]:
    """A page of these voices, the latest day first; for the room itself."""
    return latest_day_first(with_words(voices), day="on", before=before, after=after, size=size).map(heard_as)


def neighbours(*, viewer: Actor, number: int, filters: Filters = EVERYTHING) -> Neighbours:
    """Who stands before and after a voice in the list that ``heard`` would give."""
    listed = _listed(viewer, filters)
    newer = latest_day_first(listed, day="on", after=number, size=1).items
    older = latest_day_first(listed, day="on", before=number, size=1).items
    return Neighbours(newer=newer[0].pk if newer else None, older=older[0].pk if older else None)


def heard_one(*, viewer: Actor, number: int) -> HeardWhole:
    """Raises NoSuchVoice alike for a voice that is not there and one the viewer may not read."""
    found = with_words(readable(viewer)).select_related("channel", "original", "from_import")
    voice = found.filter(pk=number).first()
    if voice is None:
        raise NoSuchVoice(number)
    given = None if voice.response_id is None else instruments.given_in(response=voice.response_id)
    if voice.from_import is not None:
        return HeardWhole(
            heard=heard_as(voice),
            given=given,
            channel=voice.channel.slug,
            from_file=_from_file(voice),
            past_replies=tuple(reply.text for reply in voice.past_replies.order_by("pk")),
        )
    return _from_a_link(voice, given)


def response_of(*, viewer: Actor, number: int) -> int | None:
    """The key of the response that a voice holds; None where it holds none, or the viewer may not read it."""
    return readable(viewer).filter(pk=number).values_list("response", flat=True).first()


def voice_of_response(*, viewer: Actor, response: int) -> int | None:
    """The number of the voice that holds a response; None where the viewer may not read it."""
    return readable(viewer).filter(response=response).values_list("pk", flat=True).first()


def _from_a_link(voice: Voice, given: instruments.GivenResponse | None) -> HeardWhole:
    if voice.original is None:
        raise ValueError(f"voice {voice.pk} has neither an original nor a file; the database should have refused it")
    original = bytes(voice.original.content).decode("utf-8", errors="replace")
    posted = dict(parse_qsl(original)) if voice.original.media_type == terms.FORM_POST else {}
    asked = posted if given is None else forms.validate(given.version.form, posted).extra
    extra = {name for name in asked if "-" not in name}
    return HeardWhole(
        heard=heard_as(voice),
        given=given,
        channel=voice.channel.slug,
        original=original,
        digest=voice.original.digest,
        extra_fields=len(extra),
        files=attached_to(voice),
        gathered_by=people.names_of(actors=[voice.gathered_by]).get(voice.gathered_by, "") if voice.gathered_by else "",
    )


def _from_file(voice: Voice) -> FromFile | None:
    came = voice.from_import
    if came is None or came.shown_at is None or voice.row is None:
        return None
    by = people.names_of(actors=[came.brought_by]).get(came.brought_by, "")
    on = today.day_in(voice.unit.zone, at=came.shown_at)
    return FromFile(import_=came.pk, name=came.name, row=voice.row, on=on, by=by)


def _listed(viewer: Actor, filters: Filters) -> QuerySet[Voice]:
    return holds_words(voices=filtered(readable(viewer), filters), filters=filters)


def with_words(voices: QuerySet[Voice]) -> QuerySet[Voice]:
    said = Comment.objects.select_related("item", "aspect").order_by("pk")
    return voices.select_related("unit").prefetch_related(Prefetch("comments", queryset=said))


def heard_as(voice: Voice) -> Heard:
    return Heard(
        number=voice.pk,
        unit=voice.unit_id,
        unit_code=voice.unit.code,
        unit_name=voice.unit.name,
        on=voice.on,
        received_at=voice.received_at,
        language=voice.language,
        overall=voice.overall,
        asks_for_answer=voice.asks_for_answer,
        customer=voice.customer_id,
        words=_words(voice.comments.all()),
        hand=terms.Hand(voice.hand) if voice.hand else None,
        helper=terms.Helper(voice.helper) if voice.helper else None,
    )


def _words(comments: Iterable[Comment]) -> tuple[HeardWords, ...]:
    return tuple(
        HeardWords(
            question=comment.question or (comment.item.title if comment.item else None),
            text=comment.text,
            language=comment.language,
            aspect=comment.aspect.name if comment.aspect else None,
        )
        for comment in comments
    )
