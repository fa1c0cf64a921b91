"""Questions about channels and about what customers said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from servewell.base import keys
from servewell.base.paging import SIZE, Page, newest_first
from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.base.words import Words
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Channel, Comment, Invitation, Voice

# these two are written out because every post waits for them: the ORM takes five times as long to build them anew
OPEN_LINK = "SELECT * FROM voice_channel WHERE slug = %s AND kind = %s"
ASKING = """
SELECT voice.id, voice.unit_id, voice.overall, voice.asks_for_answer, voice.received_at, voice.customer_id,
       voice.language,
       (SELECT text FROM voice_comment AS comment WHERE comment.voice_id = voice.id ORDER BY comment.id LIMIT 1)
       AS first_words
  FROM voice_voice AS voice
 WHERE voice.id IN ({places})
 ORDER BY voice.id
"""


class NoSuchChannel(Exception):
    """No link has that address, or the viewer may not know it."""


class NoSuchInvitation(Exception):
    """No personal link has that token."""


class NoSuchVoice(Exception):
    """No voice has that number, or the viewer may not read it."""


@dataclass(frozen=True)
class Filters:
    """Which voices. ``unit`` is a key and takes in all below it; with an aspect, ``band`` is about that aspect."""

    unit: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    aspect: str | None = None
    band: terms.Band | None = None
    language: str | None = None


@dataclass(frozen=True)
class HeardWords:
    """What was said to one question."""

    question: Words | None
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


@dataclass(frozen=True)
class HeardWhole:
    """One voice with all it holds: the answers in the version they were given in, and the original."""

    heard: Heard
    given: instruments.GivenResponse
    channel: str
    original: str
    digest: str
    extra_fields: int


@dataclass(frozen=True)
class Spoken:
    """A customer's words, without what they were about."""

    text: str
    language: str


@dataclass(frozen=True)
class Asking:
    """What must be known of a voice to see whether it is owed an answer. ``words`` are its first words."""

    key: int
    unit: int
    overall: float | None
    asks_for_answer: bool
    received_at: datetime
    customer: int | None
    language: str
    words: str


def channel_by_slug(*, slug: str) -> Channel:
    """An open link with its unit, for whoever has the address. Raises NoSuchChannel."""
    for channel in Channel.objects.raw(OPEN_LINK, [slug, terms.OPEN_LINK]):
        channel.unit = people.unit_by_key(key=channel.unit_id)
        return channel
    raise NoSuchChannel(slug)


def invitation_by_token(*, token: str) -> Invitation:
    """A personal link with its channel and unit. Raises NoSuchInvitation."""
    found = Invitation.objects.select_related("channel__unit").filter(token_digest=keys.digest(token)).first()
    if found is None:
        raise NoSuchInvitation
    return found


def channels(*, viewer: Actor, before: int | None = None, after: int | None = None) -> Page[Channel]:
    """One page of the links of the units whose channels the viewer manages, the newest first."""
    units = people.units_with(viewer=viewer, power=rules.MANAGE_CHANNELS).values("unit")
    found = Channel.objects.filter(unit__in=units).select_related("unit", "instrument")
    return newest_first(found, before=before, after=after)


def channel_for(*, viewer: Actor, number: int) -> Channel:
    """Raises NoSuchChannel alike for a link that is not there and one the viewer does not manage."""
    units = people.units_with(viewer=viewer, power=rules.MANAGE_CHANNELS).values("unit")
    found = Channel.objects.filter(pk=number, unit__in=units).select_related("unit", "instrument").first()
    if found is None:
        raise NoSuchChannel(number)
    return found


def heard(
    *,
    viewer: Actor,
    filters: Filters = Filters(),
    before: int | None = None,
    after: int | None = None,
    size: int = SIZE,
) -> Page[Heard]:
    """Voices that hold words, the latest to arrive first; a fixed number of queries."""
    voices = _readable(viewer).filter(Exists(Comment.objects.filter(voice=OuterRef("pk"))))
    page = newest_first(_filtered(voices, filters), before=before, after=after, size=size)
    return page.map(_heard)


def heard_one(*, viewer: Actor, number: int) -> HeardWhole:
    """Raises NoSuchVoice alike for a voice that is not there and one the viewer may not read."""
    voice = _readable(viewer).filter(pk=number).select_related("unit", "channel", "original").first()
    if voice is None or voice.response_id is None:
        raise NoSuchVoice(number)
    given = instruments.given_in(response=voice.response_id)
    original = bytes(voice.original.content).decode("utf-8", errors="replace")
    names = {name for name, _ in parse_qsl(original)} if voice.original.media_type == terms.FORM_POST else set()
    extra = {name for name in names if "-" not in name and given.version.form.item(name) is None}
    return HeardWhole(
        heard=_heard(voice),
        given=given,
        channel=voice.channel.slug,
        original=original,
        digest=voice.original.digest,
        extra_fields=len(extra),
    )


def spoken(*, voice: int, viewer: Actor) -> tuple[Spoken, ...]:
    """For the room above: a voice's words alone; none where it was withdrawn. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    said = Comment.objects.filter(voice=voice, voice__withdrawn_at__isnull=True).order_by("pk")
    return tuple(Spoken(text=text, language=language) for text, language in said.values_list("text", "language"))


def _readable(viewer: Actor) -> QuerySet[Voice]:
    said = Comment.objects.select_related("item", "aspect").order_by("pk")
    voices = Voice.objects.filter(withdrawn_at__isnull=True).select_related("unit")
    voices = voices.prefetch_related(Prefetch("comments", queryset=said))
    if viewer is HOUSE:
        return voices
    return voices.filter(unit__in=people.unit_keys_with(viewer=viewer, power=rules.READ))


def _filtered(voices: QuerySet[Voice], filters: Filters) -> QuerySet[Voice]:
    if filters.unit is not None:
        voices = voices.filter(unit__in=people.below_now(unit=filters.unit).values("unit"))
    if filters.from_on:
        voices = voices.filter(on__gte=filters.from_on)
    if filters.until_on:
        voices = voices.filter(on__lt=filters.until_on)
    if filters.language:
        voices = voices.filter(language=filters.language)
    at_least, below = terms.BANDS[filters.band] if filters.band else (0.0, 2.0)
    if filters.aspect:
        aspect = standards.aspect_keys().get(filters.aspect)
        about = instruments.responses_about(aspects=[aspect] if aspect else [], at_least=at_least, below=below)
        return voices.filter(Exists(about.filter(pk=OuterRef("response"))))
    if filters.band:
        voices = voices.filter(overall__gte=at_least, overall__lt=below)
    return voices


def _heard(voice: Voice) -> Heard:
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
        words=tuple(_words(comment) for comment in voice.comments.all()),
    )


def _words(comment: Comment) -> HeardWords:
    return HeardWords(
        question=comment.item.title if comment.item else None,
        text=comment.text,
        language=comment.language,
        aspect=comment.aspect.name if comment.aspect else None,
    )


def asking(*, voices: Sequence[int], viewer: Actor = HOUSE) -> list[Asking]:
    """For the room above: what these voices ask for, in one query. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    if not voices:
        return []
    found = Voice.objects.raw(ASKING.format(places=", ".join(["%s"] * len(voices))), list(voices))
    return [
        Asking(
            key=voice.pk,
            unit=voice.unit_id,
            overall=voice.overall,
            asks_for_answer=voice.asks_for_answer,
            received_at=voice.received_at,
            customer=voice.customer_id,
            language=voice.language,
            words=vars(voice)["first_words"] or "",
        )
        for voice in found
    ]


def months_of(*, voices: Iterable[int]) -> list[date]:
    """The first days of the months these voices are about, for whoever keeps figures by month."""
    days = Voice.objects.filter(pk__in=list(voices)).values_list("on", flat=True).distinct()
    return sorted({day.replace(day=1) for day in days})
