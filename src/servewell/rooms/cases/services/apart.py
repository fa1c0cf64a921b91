"""A unit is kept apart from now on: what was given to people from above goes to those who are there."""

from collections.abc import Sequence
from datetime import datetime

from servewell.base.permissions import Actor
from servewell.rooms.cases.services import harm_telling, inquiry_reading, owning, points_back
from servewell.rooms.people import selectors as people


def keep_to_those_there(*, units: Sequence[int], by: Actor, at: datetime) -> None:
    """Within the deed that keeps them apart: cases, points, questions and what speaks of harm. Twice does no harm."""
    below = [key for unit in units for key in people.below_now(unit=unit).values_list("unit", flat=True)]
    kept = list(people.kept_by(units=below))
    owning.pass_on(by=by, at=at, units=kept)
    points_back.bring_points_back(by=by, at=at)
    inquiry_reading.keep_readers(at=at)
    harm_telling.tell_no_more_from_above(units=kept, at=at)
