"""In the eraser's transaction: words go, what was chosen stays, and whatever else must be looked through is noted."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from servewell.base import keys, record
from servewell.base.permissions import Actor
from servewell.engines import forms
from servewell.rooms.customers import selectors as customers
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.instruments import services as responding
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Attachment, Blanking, Comment, Import, Original, PastReply, Voice
from servewell.rooms.voice.services.finding import forget_words

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Erasure

BATCH = 500


@transaction.atomic
def erase_with(*, erasures: Sequence[int], by: Actor, at: datetime) -> None:
    """Take out of all voices of these erased customers what they wrote, by the keys of their erasures.

    Every voice stays where it was counted: its unit, its day, what was chosen in it and its scores.
    """
    for erasure in customers.erasures(keys=erasures):
        voices = list(Voice.objects.filter(customer__in=erasure.entries).select_related("original"))

        _erase_words(voices)
        responding.erase_words(responses=[voice.response_id for voice in voices if voice.response_id], by=by, at=at)
        _blank_originals(voices, erasure, at=at)
        _note_what_lies_in_files(voices, erasure)
        record.write_many(deed="voice.erase_with", things=voices, by=by, at=at)


def _erase_words(voices: Sequence[Voice]) -> None:
    said = Comment.objects.filter(voice__in=voices)
    forget_words(comments=list(said.values_list("pk", flat=True)))
    said.delete()
    PastReply.objects.filter(voice__in=voices).delete()


def _blank_originals(voices: Iterable[Voice], erasure: "Erasure", *, at: datetime) -> None:
    blanked, notes = [], []
    for voice in voices:
        if (original := voice.original) is None:
            continue
        before, original.content = original.digest, _without_words(voice, original)
        original.digest = keys.digest(original.content)
        blanked.append(original)
        notes.append(
            Blanking(
                erasure=erasure, kind=terms.ORIGINAL, subject=record.key_of(original), before=before,
                after=original.digest, rows=1, done_at=at,
            )
        )  # fmt: skip
    Original.objects.bulk_update(blanked, ["content", "digest"], batch_size=BATCH)
    Blanking.objects.bulk_create(notes, batch_size=BATCH)


def _without_words(voice: Voice, original: Original) -> bytes:
    """A post keeps the names of its fields and what was chosen; whatever else came is gone as a whole."""
    if original.media_type not in (terms.FORM_POST, terms.SENT_IN) or voice.response_id is None:
        return b""
    form = instruments.given_in(response=voice.response_id).version.form
    if original.media_type == terms.SENT_IN:
        return _sent_without_words(form, json.loads(bytes(original.content)))
    posted = parse_qsl(bytes(original.content).decode("utf-8", errors="replace"), keep_blank_values=True)
    return urlencode([(name, "" if forms.is_written(form, name, value) else value) for name, value in posted]).encode()


def _sent_without_words(form: forms.Form, sent: Mapping[str, Any]) -> bytes:
    """Of a voice that another system sent: where, when and in which language it was said, and what was chosen."""
    kept = {name: sent[name] for name in ("channel", "unit", "language", "on") if name in sent}
    chosen = forms.without_words(form, sent.get("answers") or {})
    return json.dumps({**kept, "answers": chosen}, ensure_ascii=False).encode()


def _note_what_lies_in_files(voices: Sequence[Voice], erasure: "Erasure") -> None:
    """Any file may hold the person: a row that was a duplicate, was held back, or was never taken in, too."""
    attached = Attachment.objects.filter(voice__in=voices)
    notes = [
        Blanking(erasure=erasure, kind=terms.ATTACHMENT, subject=record.key_of(each), before=each.digest)
        for each in attached
    ]
    brought = Import.objects.exclude(state=terms.ImportState.ARRIVING.value).values_list("pk", "digest")
    notes += [
        Blanking(erasure=erasure, kind=terms.FILE, subject=f"{Import._meta.label_lower}:{key}", before=digest)
        for key, digest in brought
    ]
    Blanking.objects.bulk_create(notes, batch_size=BATCH)
