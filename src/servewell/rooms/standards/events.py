from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class PromisePublished(Event):
    promises: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MessagePublished(Event):
    messages: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class HandbookPublished(Event):
    """``editions`` by key, with every word that they hold."""

    editions: tuple[int, ...]
