"""Which policy holds where."""

from datetime import date

from servewell.rooms.cases.models import Policy
from servewell.rooms.people import selectors as people

# written out because every post waits for it: the ORM takes five times as long to build it anew
LATEST = """
    SELECT * FROM cases_policy WHERE (unit_id, version) IN
    (SELECT unit_id, MAX(version) FROM cases_policy WHERE unit_id IN ({places}) GROUP BY unit_id)
"""


def policy_of(*, unit: int, on: date) -> Policy | None:
    """The latest version of the policy of the nearest unit above that has one."""
    nearest_first = people.above(unit=unit, on=on)
    places = ", ".join(["%s"] * len(nearest_first)) or "NULL"
    latest = {policy.unit_id: policy for policy in Policy.objects.raw(LATEST.format(places=places), nearest_first)}
    return next((latest[each] for each in nearest_first if each in latest), None)
