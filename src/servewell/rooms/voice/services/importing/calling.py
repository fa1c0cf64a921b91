"""What a corrected row is called: as its file would have called it, had it come so."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from servewell.base import record
from servewell.engines import tables
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice import selectors
from servewell.rooms.voice.models import Import
from servewell.rooms.voice.services.importing.storing_encounters import EncounterStore
from servewell.rooms.voice.services.importing.storing_voices import VoiceStore

AT_ONCE: Final = 100
Among = Callable[[list[bytes]], set[bytes]]


class Names:
    """``mine`` are the names of this import among some, ``known`` those that any import has which counts.

    Where ``are_known_by_store``, the store itself finds names that the recipe gave.
    """

    def __init__(self, *, mine: Among, known: Among, are_known_by_store: bool) -> None:
        self._mine = mine
        self._known = known
        self._are_known_by_store = are_known_by_store

    def call(self, keys: Sequence[tuple[bytes, bool]]) -> list[bytes | None]:
        """Each key with whether it is of a whole row. None for a row that is known.

        Within the transaction that stores the rows.
        """
        plain = [key for key, _ in keys]
        known, given = self._known(plain), set[bytes]()
        names = []
        for key, is_of_row in keys:
            name: bytes | None = key
            if is_of_row and (key in known or key in given):
                name = self._next(key, given)
            elif not self._are_known_by_store and (key in known or key in given):
                name = None
            if name is not None:
                given.add(name)
            names.append(name)
        return names

    def _next(self, key: bytes, given: set[bytes]) -> bytes | None:
        """Equal rows are different voices: after the last one of this import comes the next, if nobody else has it."""
        last, known, times = 0, set[bytes](), 1
        while True:
            some = [tables.nth_name(key, each) for each in range(times, times + AT_ONCE)]
            mine, among = self._mine(some) | (given & set(some)), self._known(some)
            known |= among
            last = max([last, *(times + place for place, name in enumerate(some) if name in mine)])
            if not mine and not among:
                break
            times += AT_ONCE
        name = tables.nth_name(key, last + 1)
        return None if name in known else name


def names_of(*, run: Import, store: VoiceStore | EncounterStore) -> Names:
    if isinstance(store, VoiceStore):
        known = partial(_known_voices, store.channel)
        return Names(
            mine=lambda keys: selectors.named_among(run=run.pk, keys=keys), known=known, are_known_by_store=False
        )
    source = record.key_of(run)
    return Names(
        mine=lambda keys: customers.recorded_from(source=source, keys=keys),
        known=lambda keys: set(customers.recorded(keys=keys)),
        are_known_by_store=True,
    )


def _known_voices(channel: int, keys: list[bytes]) -> set[bytes]:
    return set(selectors.known_in_channel(channel=channel, keys=keys))
