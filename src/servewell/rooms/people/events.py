from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class PeopleJoined(Event):
    """Persons were promised a posting. The keys are postings."""

    postings: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PostingsStarted(Event):
    postings: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PeopleMoved(Event):
    """Persons who work here were promised another posting. The keys are the new postings."""

    postings: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PeopleLeft(Event):
    """Persons no longer work here. The keys are persons."""

    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class UnitsPlaced(Event):
    """Units were added to the tree or moved within it. The keys are units."""

    units: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class UnitsKeptApart(Event):
    """Units are kept apart from above by now, or no longer. The keys are units."""

    units: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AddressesChanged(Event):
    """Others gave persons who sign in or hold a role another e-mail address, or would. The keys are such changes."""

    changes: tuple[int, ...]
