"""What questions about lists ask alike: a unit, and days up to a last one."""

from datetime import date, timedelta
from typing import Final

from servewell.base.permissions import Actor, Power
from servewell.rooms.people import selectors as people
from servewell.web.kit.api.faults import NothingThere

DAY: Final = timedelta(days=1)


def unit_asked(*, viewer: Actor, power: Power, code: str | None) -> int | None:
    """The key of a unit over which the viewer holds the power; None where none was asked for. Raises NothingThere."""
    if not code:
        return None
    try:
        return people.unit_for(viewer=viewer, power=power, code=code).pk
    except people.NoSuchUnit:
        raise NothingThere(field="unit") from None


def until_asked(last: date | None) -> date | None:
    """The day that counts no more."""
    return last + DAY if last else None
