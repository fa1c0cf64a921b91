from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class EncountersRecorded(Event):
    """Encounters or counts of them came in or went out. ``months``: the first day of each month, as 2026-11-01."""

    months: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CustomersErased(Event):
    """What was known about customers goes. ``customers`` are the keys of all their entries.

    ``closes_cases``: who confirmed it has seen which cases are open, and they end with it.
    """

    customers: tuple[int, ...]
    erasures: tuple[int, ...]
    closes_cases: bool


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(Event):
    """Entries are one person from now on. What came by each entry stays with it, so nothing need be moved."""

    gone: tuple[int, ...]
    into: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CustomersParted(Event):
    """A merge was undone: the entries ``gone`` stand for persons of their own again."""

    gone: tuple[int, ...]
    into: tuple[int, ...]
