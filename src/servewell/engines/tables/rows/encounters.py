"""Rows that are encounters, or counts of them."""

from collections.abc import Callable, Sequence

from servewell.engines.tables.recipe import Recipe, Takes, normal
from servewell.engines.tables.rows import contacts
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.fates import LEFT_OUT, EncounterRead, HeldBack, LeftOut, Reason, ReasonCode, reason
from servewell.engines.tables.rows.meant import is_meant, kind_by_cell
from servewell.engines.tables.rows.naming import digest, namer
from servewell.engines.tables.rows.rounding import id_of
from servewell.engines.tables.rows.timing import Whereabouts

Fate = EncounterRead | HeldBack | LeftOut
_MOST = 1_000_000_000


class _Reader:
    """The columns of encounters, found once."""

    def __init__(self, *, recipe: Recipe, columns: Columns, where: Whereabouts) -> None:
        self._columns = columns
        self._where = where
        self._find = where.finder()
        self._meant = is_meant(recipe.only, columns)
        self._kind = recipe.kind.is_
        self._kind_at, self._kinds = kind_by_cell(recipe.kind, columns)
        self._reference_at = columns.place_if(recipe.reference, where="reference")
        self._served_by_at = columns.place_if(recipe.served_by, where="served by")
        self._volume_at = columns.place_if(recipe.volume, where="volume")
        self._contact_of = contacts.reader(recipe.customer, columns)
        self._takes = recipe.takes
        self._name_of = namer(recipe, columns)

    def read(self, cells: Sequence[str]) -> Fate:
        if self._meant is not None and not self._meant(cells):
            return LEFT_OUT
        found, kind = self._find(cells), self._kind_of(cells)
        volume = None if self._volume_at is None else count(cells[self._volume_at])
        if found is None or kind is None or (volume is None and self._volume_at is not None):
            return HeldBack((*self._where.faults(cells), *self._faults(cells)))
        unit, (at, on, _) = found
        email, phone, name, lost = self._contact_of(cells)
        reference, served_by = self._text(cells, self._reference_at), self._text(cells, self._served_by_at)
        key, is_key_of_row = self._key(cells, kind, unit.code, on.isoformat(), reference)
        return EncounterRead(
            unit=unit,
            at=at,
            on=on,
            kind=kind,
            reference=reference,
            served_by=served_by,
            email=email,
            phone=phone,
            name=name,
            lost_addresses=lost,
            volume=volume,
            key=key,
            is_key_of_row=is_key_of_row,
        )

    def _key(self, cells: Sequence[str], kind: str, unit: str, day: str, reference: str) -> tuple[bytes, bool]:
        if self._takes is Takes.VOLUMES:
            return digest("volume", kind, unit, day), False
        if reference:
            return digest("encounter", kind, unit, reference), False
        return self._name_of(cells)[0], True

    def _kind_of(self, cells: Sequence[str]) -> str | None:
        return self._kind if self._kind_at is None else self._kinds[cells[self._kind_at]]

    def _text(self, cells: Sequence[str], place: int | None) -> str:
        return "" if place is None else id_of(cells[place]).replace("\0", "")

    def _faults(self, cells: Sequence[str]) -> list[Reason]:
        found = []
        if self._kind_at is not None and self._kind_of(cells) is None:
            found.append(reason(ReasonCode.NO_KIND, self._columns.names[self._kind_at], cells[self._kind_at]))
        if self._volume_at is not None and count(cells[self._volume_at]) is None:
            found.append(reason(ReasonCode.NO_VOLUME, self._columns.names[self._volume_at], cells[self._volume_at]))
        return found


def compiled(*, recipe: Recipe, columns: Columns, where: Whereabouts) -> Callable[[Sequence[str]], Fate]:
    return _Reader(recipe=recipe, columns=columns, where=where).read


def count(cell: str) -> int | None:
    """A whole number from nought to a milliard; None for all else."""
    plain = normal(cell)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= len(str(_MOST))):
        return None
    number = int(plain)
    return number if number <= _MOST else None
