"""Everything that a customer said to us, for their export; and what became of it, for the certificate of an erasure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from servewell.base import files, keys
from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.base.words import Words, active_language
from servewell.engines import forms, tables
from servewell.rooms.customers import rules as customer_rules
from servewell.rooms.customers import selectors as customers
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Attachment, Blanking, Import, Original, Seal, Voice
from servewell.rooms.voice.selectors.filtering import readable
from servewell.rooms.voice.selectors.hearing import Heard, heard_as, with_words
from servewell.rooms.voice.selectors.importing.listing import NoSuchHeldRow, original_row


@dataclass(frozen=True)
class ToldWords:
    question: str
    text: str
    language: str


@dataclass(frozen=True)
class ToldVoice:
    """``answers`` are question and answer as they were given. ``original`` came byte for byte, or as a ``row``."""

    number: int
    unit: Words
    on: date
    received_at: datetime
    language: str
    words: Sequence[ToldWords]
    answers: Sequence[tuple[str, str]]
    past_replies: Sequence[str]
    original: bytes
    file: str = ""
    row: Sequence[tuple[str, str]] = ()
    attached: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Blanked:
    """What became of one original. ``stands``: its content today is what the certificate says."""

    kind: str
    subject: str
    before: str
    after: str
    rows: int
    done_at: datetime | None
    fault: str
    stands: bool


def voices_told(*, viewer: Actor, customer: int, and_sealed: bool = False) -> list[ToldVoice]:
    """All that a person said, by whichever entry it came. Raises NotAllowed, as ``customers.told`` does.

    Half of it is told to nobody: where one is sealed it is raised too, unless a room above says that they may be told.
    """
    customers.demand_whole(actor=viewer, power=customer_rules.ERASE, customer=customer)
    theirs = Voice.objects.filter(customer__in=customers.entries_of(customer=customer))
    if not and_sealed and viewer is not HOUSE and Seal.objects.filter(voice__in=theirs.values("pk")).exists():
        raise NotAllowed(f"{viewer.actor_key} may not hand out all that customer {customer} said")
    found = theirs.select_related("unit", "original", "from_import__recipe").order_by("on", "pk")
    return [_told(voice) for voice in found.prefetch_related("comments__item", "past_replies", "attachments")]


def _told(voice: Voice) -> ToldVoice:
    return ToldVoice(
        number=voice.pk,
        unit=voice.unit.name,
        on=voice.on,
        received_at=voice.received_at,
        language=voice.language,
        words=[
            ToldWords(each.question or str(each.item.title if each.item else ""), each.text, each.language)
            for each in sorted(voice.comments.all(), key=lambda each: each.pk)
        ],
        answers=_answers(voice),
        past_replies=[each.text for each in sorted(voice.past_replies.all(), key=lambda each: each.pk)],
        original=bytes(voice.original.content) if voice.original else b"",
        file=voice.from_import.name if voice.from_import else "",
        row=_row(voice),
        attached=[(each.name, each.digest) for each in sorted(voice.attachments.all(), key=lambda each: each.pk)],
    )


def _answers(voice: Voice) -> list[tuple[str, str]]:
    if voice.response_id is None:
        return []
    given = instruments.given_in(response=voice.response_id)
    return [
        (_question(each.item), forms.said(each.item, each.value, active_language()))
        for each in given.answers
        if each.value is not None and not isinstance(each.value, forms.NotApplicable)
    ]


def _question(item: forms.Item) -> str:
    title = item.title.get(active_language()) or next(iter(item.title.values()))
    if item.matrix is None:
        return title
    table = item.matrix.title.get(active_language()) or next(iter(item.matrix.title.values()))
    return _("%(table)s: %(row)s") % {"table": table, "row": title}


def _row(voice: Voice) -> list[tuple[str, str]]:
    if voice.from_import is None or voice.row is None:
        return []
    try:
        came = original_row(run=voice.from_import, row=voice.row)
    except (FileNotFoundError, files.NoSuchFile, tables.FileRefused, NoSuchHeldRow):
        return []
    return list(zip(came.columns, came.cells, strict=False))


def heard_from(*, viewer: Actor, customers: Sequence[int], at_most: int = 50) -> list[Heard]:
    """The latest of what these entries of one person said to units of which the viewer may read."""
    theirs = readable(viewer).filter(customer__in=list(customers))
    return [heard_as(voice) for voice in with_words(theirs).order_by("-on", "-pk")[:at_most]]


def files_to_look_through() -> int:
    """How many files an erasure looks through, whoever they are of."""
    return Import.objects.exclude(state=terms.ImportState.ARRIVING.value).count()


def blanked(*, erasure: int) -> list[Blanked]:
    """The originals of an erasure, those that hold the person or are still to be looked through.

    Whoever asks may see the erasure.
    """
    notes = Blanking.objects.filter(erasure=erasure).order_by("pk")
    return [_blanked(note) for note in notes if note.rows or note.done_at is None or note.kind == terms.ATTACHMENT]


def looked_through(*, erasure: int) -> int:
    """In how many files the person was looked for, and not found or taken out."""
    return Blanking.objects.filter(erasure=erasure, kind=terms.FILE, done_at__isnull=False).count()


def _blanked(note: Blanking) -> Blanked:
    return Blanked(
        kind=note.kind,
        subject=note.subject,
        before=note.before,
        after=note.after,
        rows=note.rows,
        done_at=note.done_at,
        fault=note.fault,
        stands=note.done_at is not None and _stands(note),
    )


def _stands(note: Blanking) -> bool:
    key = int(note.subject.rpartition(":")[2])
    if note.kind == terms.ATTACHMENT:
        return not Attachment.objects.filter(pk=key).exists()
    if note.kind == terms.ORIGINAL:
        original = Original.objects.filter(pk=key).first()
        return original is not None and keys.digest(bytes(original.content)) == note.after
    run = Import.objects.filter(pk=key).first()
    # a later erasure may have written the same file anew: then its certificate goes on from this one
    return run is None or run.digest == note.after or Blanking.objects.filter(before=note.after).exists()
