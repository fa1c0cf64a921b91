"""Powers and actors. Rooms state their powers in ``rules``; the people room knows who holds them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Whoever does a deed: a Person, the house itself, or a customer."""

    @property
    def actor_key(self) -> str: ...


@dataclass(frozen=True)
class Outsider:
    """An actor who is no person of the company's."""

    actor_key: str


HOUSE = Outsider("house")
CUSTOMER = Outsider("customer")


class NotAllowed(Exception):
    """The actor does not hold the power over that unit. On the web this reads "not found"."""


@dataclass(frozen=True)
class Power:
    """One thing a role may allow. ``title`` completes the sentence "Whoever has this role may ...".

    It is marked for translators with ``gettext_noop`` where it is stated, and translated where it is shown.
    ``is_for_machines``: a token whose role has it may do the deed, not only look. ``reaches_apart``: whoever holds it
    above a unit that is kept apart holds it there too, for it reads nothing that was said there.
    """

    code: str
    title: str
    is_for_machines: bool = False
    reaches_apart: bool = False


_powers: dict[str, Power] = {}


def power(code: str, title: str, *, is_for_machines: bool = False, reaches_apart: bool = False) -> Power:
    """State a power. Raises ValueError when two rooms state the same code."""
    if code in _powers:
        raise ValueError(f"the power {code} is stated twice")
    _powers[code] = Power(code, title, is_for_machines=is_for_machines, reaches_apart=reaches_apart)
    return _powers[code]


def stated(code: str) -> Power | None:
    """The power of that code; None where no room states it: a role may outlive one."""
    return _powers.get(code)


def reaching_apart() -> tuple[str, ...]:
    """The codes of the powers that reach into units kept apart, in order."""
    return tuple(power.code for power in all_powers() if power.reaches_apart)


def all_powers() -> Iterator[Power]:
    yield from sorted(_powers.values(), key=lambda each: each.code)
