"""The names of an import's rows, by which later files find what is known.

They are written once all rows are in, sorted: a million random places in an index would cost more than all else.
"""

from typing import Final

from django.db import transaction

from servewell.base import bulk
from servewell.rooms.voice import selectors
from servewell.rooms.voice.models import Import, RowKey

AT_ONCE: Final = 5000


def name_rows(*, run: Import) -> None:
    """Go on from the last name that was written. Sixteen bytes a row are held in memory, about 60 MB for a million."""
    keys = sorted(selectors.keys_of(run=run))
    for start in range(run.named, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        with transaction.atomic():
            if not Import.objects.filter(pk=run.pk, named=start).update(named=start + len(batch)):
                return  # somebody else goes on with this import
            write_names(run=run.pk, keys=batch)
        run.named = start + len(batch)


def write_names(*, run: int, keys: list[bytes]) -> None:
    bulk.write(RowKey, ("key", "from_import_id"), [(key, run) for key in keys])
