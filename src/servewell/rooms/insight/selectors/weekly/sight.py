"""A kept page as its reader may see it today: what was sent stays kept, and whoever opens it is asked anew."""

from dataclasses import replace
from typing import TYPE_CHECKING

from servewell.rooms.insight import rules
from servewell.rooms.insight.selectors.weekly.found import MondayFound, Waiting, from_plain
from servewell.rooms.insight.selectors.weekly.waiting import POWERS
from servewell.rooms.insight.terms import Waits
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Monday


def monday_as_seen(*, kept: "Monday") -> MondayFound:
    """Without the units whose figures its reader may not see today, and then without what was counted over all of its
    units, for nobody can take the lost ones out of it. Raises DocumentIsUnreadable.
    """
    found = from_plain(kept=kept.document)
    lost = set(found.codes) - {unit.code for unit in people.units_seen(viewer=kept.person, power=rules.SEE)}
    held = people.powers_of(person=kept.person)
    waiting = tuple(each for each in found.waiting if _may_still_know(each, held))
    return replace(found, waiting=waiting) if not lost else _without(lost, replace(found, waiting=waiting))


def _may_still_know(waiting: Waiting, held: frozenset[str]) -> bool:
    power = POWERS.get(waiting.what)
    return power is None or power.code in held


def _without(lost: set[str], found: MondayFound) -> MondayFound:
    return replace(
        found,
        left_out=len(lost),
        rows=tuple(each for each in found.rows if each.code not in lost),
        alarms=tuple(each for each in found.alarms if each.code not in lost),
        good=tuple(each for each in found.good if each.code not in lost),
        waiting=tuple(each for each in found.waiting if each.what is Waits.OWN_OVERDUE),
        charts=0,
        chance=0.0,
        more_rows=0,
        more_alarms=0,
        more_good=0,
    )
