"""The files of the house are written anew without an erased person's cells. Each by itself, as often as it takes."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from servewell.base import erasing, files, record
from servewell.base.permissions import HOUSE
from servewell.engines import tables
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice import selectors, terms
from servewell.rooms.voice.models import Attachment, Blanking, HeldRow, Import, Voice
from servewell.rooms.voice.services.attaching import forget_content
from servewell.rooms.voice.services.erasing.finding import Finder, kept_places, of_whole_voices
from servewell.rooms.voice.services.finding import settle_words

SHORTEST_TEXT: Final = 2
LONGEST_WHOLE: Final = 60
COMING_IN: Final = "the file is still coming in"


class FilesStillHoldThem(Exception):
    """Some files could not be written anew yet; each says why, and all are tried again."""


def blank_files(*, erasures: Sequence[int], at: datetime) -> bool:
    """Take these erased persons out of every file; returns whether all is done, or time ran out before it was.

    Raises FilesStillHoldThem; what was done stays done. Repeat it until it returns True.
    """
    begun = time.monotonic()
    waiting = Blanking.objects.filter(erasure__in=list(erasures), done_at__isnull=True).exclude(kind=terms.ORIGINAL)
    troubled = []
    for key in list(waiting.order_by("pk").values_list("pk", flat=True)):
        if time.monotonic() - begun > terms.BLANKS_SECONDS:
            return False
        if fault := _blank(key, at=at):
            troubled.append(fault)
    if waiting.exists():
        raise FilesStillHoldThem("; ".join(troubled))
    settle_words()
    erasing.clear_log()
    return True


def _blank(key: int, *, at: datetime) -> str:
    """Why it could not be done; empty where it is."""
    note = Blanking.objects.get(pk=key)
    try:
        if note.kind == terms.ATTACHMENT:
            _remove_attachment(note, at=at)
        else:
            _blank_file(note, at=at)
    except (tables.FileRefused, tables.OthersWouldChange, OSError, files.NoSuchFile, files.NoRoomLeft) as fault:
        Blanking.objects.filter(pk=key).update(fault=str(fault)[:500])
        return f"{note.subject}: {fault}"
    return ""


def _remove_attachment(note: Blanking, *, at: datetime) -> None:
    """The content is kept once, whoever sent it: it stays while another customer's attachment is the same."""
    with transaction.atomic():
        Attachment.objects.filter(pk=_key_of(note)).delete()
    _forget_if_nobodys(note.before)
    _done(note, at=at)


def _blank_file(note: Blanking, *, at: datetime) -> None:
    run = Import.objects.filter(pk=_key_of(note)).first()
    if run is None:  # it was forgotten meanwhile, with its content
        _done(note, at=at)
        return
    if run.state == terms.ImportState.TAKING_IN.value:
        raise OSError(COMING_IN)
    if not note.after:
        _write_anew(run, note, at=at)
    # only now: whoever is killed before it comes here again
    _forget_if_nobodys(note.before)
    _done(note, at=at)


def _write_anew(run: Import, note: Blanking, *, at: datetime) -> None:
    to = files.begin()
    try:
        blanked = _blanked(run, note, to)
        stored = files.finish(to) if blanked.rows else None
    finally:
        files.forget(to)
    with transaction.atomic():
        note.after, note.rows = (stored.digest if stored else run.digest), len(blanked.rows)
        note.save(update_fields=["after", "rows"])
        if stored is None:
            return
        taken = frozenset(" ".join(value.split()) for value in blanked.values)
        anew = {"file": stored.key, "digest": stored.digest, "size": stored.size}
        for other in Import.objects.select_for_update().filter(file=run.file):
            findings, counts = _scrubbed(other.findings, taken), _scrubbed(other.counts, taken)
            Import.objects.filter(pk=other.pk).update(findings=findings, counts=counts, **anew)
        _blank_held(run, blanked.rows)
        record.write(
            deed="voice.blank_files", thing=run, by=HOUSE, at=at, detail={"before": note.before, "after": note.after}
        )


def _blanked(run: Import, note: Blanking, to: str) -> tables.Blanked:
    """A file whose recipe nobody has decided yet loses its person's rows as a whole."""
    erasure = customers.erasures(keys=[note.erasure_id])[0]
    rows = Voice.objects.filter(from_import=run, customer__in=erasure.entries, row__isnull=False)
    finder = Finder(digests=erasure.contacts, rows={row for row in rows.values_list("row", flat=True) if row})
    recipe = selectors.recipe_of(run=run) if run.recipe_id else None
    shape = recipe.file if recipe else _shape_seen(run)
    path = selectors.path_of(run=run)
    with tables.open_table(path=path, shape=shape) as table:
        theirs = of_whole_voices(finder, recipe=recipe, table=table) if recipe else finder.is_theirs
        kept = kept_places(recipe=recipe, table=table) if recipe else lambda cells: ()
    return tables.blank_rows(path=path, shape=shape, to=files.path_of(to), theirs=theirs, kept=kept)


def _shape_seen(run: Import) -> tables.FileShape:
    seen: Mapping[str, Any] = run.findings.get("seen") or {}
    known = {name: value for name, value in (seen.get("shape") or {}).items() if name in _SHAPE and value is not None}
    return tables.FileShape(**known)


_SHAPE: Final = ("encoding", "separator", "quote", "header", "sheet", "member")


def _scrubbed(kept: Any, values: frozenset[str]) -> Any:
    """Examples and cells that pages show beside a file, without what was taken out of it."""
    if isinstance(kept, dict):
        return {name: _scrubbed(value, values) for name, value in kept.items()}
    if isinstance(kept, list):
        return [_scrubbed(each, values) for each in kept]
    return "" if isinstance(kept, str) and _was_taken(kept, values) else kept


def _was_taken(text: str, values: frozenset[str]) -> bool:
    """Long texts are shown by their beginnings, and some on one line."""
    plain = " ".join(text.split())
    if len(plain) <= SHORTEST_TEXT:
        return False
    return plain in values or (len(plain) > LONGEST_WHOLE and any(value.startswith(plain[:-1]) for value in values))


def _blank_held(run: Import, rows: Sequence[int]) -> None:
    for held in HeldRow.objects.filter(from_import=run, row__in=list(rows)):
        held.cells = ["" for _ in held.cells]
        held.corrected = None if held.corrected is None else ["" for _ in held.corrected]
        held.reasons = [[code, column, ""] for code, column, _ in held.reasons]
        held.save(update_fields=["cells", "corrected", "reasons"])


def _forget_if_nobodys(digest: str) -> None:
    if digest:
        forget_content(digest)


def _key_of(note: Blanking) -> int:
    return int(note.subject.rpartition(":")[2])


def _done(note: Blanking, *, at: datetime) -> None:
    Blanking.objects.filter(pk=note.pk, done_at__isnull=True).update(done_at=at, fault="")
