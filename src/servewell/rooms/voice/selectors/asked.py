"""What the rooms above ask of voices, for the house."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice.models import Comment, Voice
from servewell.rooms.voice.selectors.filtering import readable
from servewell.rooms.voice.selectors.standing import standing

# written out because every post waits for it: the ORM takes five times as long to build it anew
ASKING = """
SELECT voice.id, voice.unit_id, voice.overall, voice.asks_for_answer, voice.customer_id,
       voice.language,
       COALESCE((SELECT shown_at FROM voice_import AS file WHERE file.id = voice.from_import_id), voice.received_at)
       AS received_at,
       (SELECT text FROM voice_comment AS comment WHERE comment.voice_id = voice.id ORDER BY comment.id LIMIT 1)
       AS first_words,
       EXISTS (SELECT 1 FROM voice_seal AS seal WHERE seal.voice_id = voice.id) AS is_sealed,
       voice.response_id, channel.slug AS channel_slug, channel.kind AS channel_kind
  FROM voice_voice AS voice
  LEFT JOIN voice_channel AS channel ON channel.id = voice.channel_id
 WHERE voice.id IN ({places})
 ORDER BY voice.id
"""


@dataclass(frozen=True)
class Spoken:
    """A customer's words, without what they were about."""

    text: str
    language: str


@dataclass(frozen=True)
class Asking:
    """What must be known of a voice to see whether it is owed an answer. ``words`` are its first words.

    One that came in a file was received when the file was shown: nobody could have answered it before. Those of a
    sealed voice are left out. ``channel`` is the slug of the one it came by, and ``way`` its kind.
    """

    key: int
    unit: int
    overall: float | None
    asks_for_answer: bool
    received_at: datetime
    customer: int | None
    language: str
    words: str
    is_sealed: bool = False
    channel: str = ""
    way: str = ""
    response: int | None = None


def spoken(*, voice: int, viewer: Actor) -> tuple[Spoken, ...]:
    """For the room above: a voice's words alone; none where it was withdrawn. For the house only."""
    return spoken_in(voices=[voice], viewer=viewer).get(voice, ())


def spoken_in(*, voices: Sequence[int], viewer: Actor) -> dict[int, tuple[Spoken, ...]]:
    """As ``spoken`` for many, by voice; those without words are left out. One query. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    said = Comment.objects.filter(voice__in=standing().filter(pk__in=list(voices))).order_by("pk")
    whole: dict[int, tuple[Spoken, ...]] = {}
    for key, text, language in said.values_list("voice", "text", "language"):
        whole[key] = (*whole.get(key, ()), Spoken(text=text, language=language))
    return whole


def words_of(*, voices: Sequence[int], viewer: Actor) -> dict[int, str]:
    """For the room above: all that was said in these voices, by voice. For the house only; as ``spoken`` for many."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    said = Comment.objects.filter(voice__in=standing().filter(pk__in=list(voices))).order_by("pk")
    whole: dict[int, list[str]] = {}
    for key, text in said.values_list("voice", "text"):
        whole.setdefault(key, []).append(text)
    return {key: "\n".join(texts) for key, texts in whole.items()}


def voices_of_person(*, person: int) -> QuerySet[Voice]:
    """For a room above: every voice of a person, by the key of the entry that stands for them, and by those merged."""
    return standing().filter(Q(customer=person) | Q(customer__in=customers.merged_into(person=person)))


def first_words(*, of: str) -> Subquery:
    """For a query of a room above: what was said first in the voice that its column names, also where it is sealed."""
    return Subquery(Comment.objects.filter(voice=OuterRef(of)).order_by("pk").values("text")[:1])


def comments_about(*, aspects: Sequence[int]) -> QuerySet[Comment]:
    """For ``Exists`` over a room above: comments to questions about these aspects (keys)."""
    return Comment.objects.filter(Q(aspect__in=aspects) | Q(item__aspect__in=aspects))


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
            words="" if vars(voice)["is_sealed"] else vars(voice)["first_words"] or "",
            is_sealed=bool(vars(voice)["is_sealed"]),
            channel=vars(voice)["channel_slug"] or "",
            way=vars(voice)["channel_kind"] or "",
            response=voice.response_id,
        )
        for voice in found
    ]


def can_be_read(*, viewer: Actor, voice: int) -> bool:
    """Whether the viewer may read a voice among those of its unit."""
    return readable(viewer).filter(pk=voice).exists()


def what_was_said(*, voices: Sequence[int], since: date, viewer: Actor) -> dict[int, tuple[Spoken, ...]]:
    """For the room above: the words of these voices about days from ``since`` on, by voice. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    said = Comment.objects.filter(voice__in=standing().filter(pk__in=list(voices), on__gte=since)).order_by("pk")
    whole: dict[int, tuple[Spoken, ...]] = {}
    for key, text, language in said.values_list("voice", "text", "language"):
        whole[key] = (*whole.get(key, ()), Spoken(text=text, language=language))
    return whole


def months_of_responses(*, responses: Iterable[int]) -> list[date]:
    """As ``months_of``, for the voices that hold these responses."""
    return months_of(voices=Voice.objects.filter(response__in=list(responses)).values_list("pk", flat=True))


def months_of(*, voices: Iterable[int]) -> list[date]:
    """The first days of the months these voices are about, for whoever keeps figures by month."""
    days = Voice.objects.filter(pk__in=list(voices)).values_list("on", flat=True).distinct()
    return sorted({day.replace(day=1) for day in days})
