"""The names of an import's rows, by which later files find what is known.

They are written once all rows are in, sorted: a million random places in an index would cost more than all else.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import Final

from django.db import transaction
from django.db.models import F

from servewell.base import bulk, turns
from servewell.rooms.voice import selectors, terms
from servewell.rooms.voice.models import Import, RowKey
from servewell.rooms.voice.services.importing.batching import TakenInElsewhere

AT_ONCE: Final = 15_000


def name_rows(*, run: Import) -> None:
    """Go on from the last name that was written. All names are held in memory, about 125 MB for a million.

    Raises TakenInElsewhere.
    """
    keys = sorted(selectors.keys_of(run=run))
    for start in range(run.named, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        with turns.one_at_a_time(), transaction.atomic():
            mine = Import.objects.filter(pk=run.pk, state=terms.ImportState.TAKING_IN.value, turn=run.turn, named=start)
            if not mine.update(named=start + len(batch), tries=0):
                raise TakenInElsewhere(f"{run.name} is taken in by somebody else, or is no longer coming in")
            _write(run=run.pk, keys=batch)
        run.named = start + len(batch)


def name_more(*, run: int, keys: Sequence[bytes]) -> None:
    """Within the transaction that takes in rows of an import (its key) that was named before."""
    if keys:
        Import.objects.filter(pk=run).update(named=F("named") + len(keys))
        _write(run=run, keys=keys)


def _write(*, run: int, keys: Sequence[bytes]) -> None:
    bulk.write(RowKey, ("key", "from_import_id"), zip(keys, repeat(run), strict=False))
