"""The words of this room."""

from datetime import date, timedelta
from enum import StrEnum

FOR_EVER = date(9999, 12, 31)
# where a posting ends that came in a file and is not seen yet: no day lies before it, so no question finds it
NOT_YET = date(1, 1, 1)
ACTIVATION_CODE_LASTS = timedelta(days=14)
ACTIVATION_CODE_LENGTH = 12
PIN_LENGTH = 6
PASSWORD_LENGTH = 10
TAKES_IN_STAFF = "servewell.rooms.people.jobs.take_in_staff"
# a contract that ends within so many days is told to whoever leads
ENDS_SOON = timedelta(days=30)
# that nobody will manage the company any more is told so many days ahead
MANAGING_ENDS_SOON = timedelta(days=90)


class IntakeState(StrEnum):
    """Where a staff file stands. ``asking``: it would let go so many that a named person is asked first."""

    PLANNED = "planned"
    ASKING = "asking"
    GOING = "going"
    DONE = "done"
    DROPPED = "dropped"
    FAILED = "failed"


class AddressState(StrEnum):
    """Where a new e-mail address stands. ``kept``: the old one stays. ``overtaken``: another one came meanwhile."""

    WAITING = "waiting"
    TAKEN = "taken"
    KEPT = "kept"
    OVERTAKEN = "overtaken"


class Tree(StrEnum):
    """By which tree units are counted together: the one of the day, or today's for every day."""

    AS_IT_WAS = "as-it-was"
    TODAY = "today"


class ChangeKind(StrEnum):
    """What a staff file changes about one person. ``held`` is a row of which nothing is taken."""

    JOIN = "join"
    REJOIN = "rejoin"
    MOVE = "move"
    CHANGE = "change"
    LEAVE = "leave"
    HELD = "held"


# what a brand's colour is read against, as kit/tokens.css has it: paper, cards, and words on a button; in dark, True
PAPERS = {False: ("#faf7f1", "#fffdfa", "#ffffff"), True: ("#141a19", "#1b2322", "#0d1514")}
LEGIBLE = 4.5
SOFT_SHARE = 0.12
LARGEST_LOGO = 300 * 1024

# In SQL. After its closing a unit goes along with the unit it stood right under on its last day, wherever that stands,
# and with the last parent of that one once it is closed as well. Columns as in PLACES; no row lies before the closing.
CLOSED_PLACES = """
WITH RECURSIVE closed(unit, day) AS (
    SELECT unit_id, MAX(until_on) FROM people_lineage WHERE depth = 0 GROUP BY unit_id
    HAVING MAX(until_on) < '9999-12-31'
), last_parent(unit, day, parent) AS (
    SELECT closed.unit, closed.day, lineage.ancestor_id
      FROM closed
      JOIN people_lineage AS lineage
        ON lineage.unit_id = closed.unit AND lineage.depth = 1 AND lineage.until_on = closed.day
), carried(ancestor, unit, from_day, until_day) AS (
    SELECT lineage.ancestor_id,
           last.unit,
           CASE WHEN lineage.from_on > last.day THEN lineage.from_on ELSE last.day END,
           lineage.until_on
      FROM last_parent AS last
      JOIN people_lineage AS lineage ON lineage.unit_id = last.parent AND lineage.until_on > last.day
     UNION
    SELECT unit, unit, day, '9999-12-31' FROM closed
     UNION
    SELECT carried.ancestor,
           last.unit,
           CASE WHEN carried.from_day > last.day THEN carried.from_day ELSE last.day END,
           carried.until_day
      FROM carried
      JOIN last_parent AS last ON last.parent = carried.unit AND carried.until_day > last.day
)
SELECT ancestor, unit, from_day, until_day FROM carried
"""

# The units that count below one by the tree of one day; parameters: its key and twice the day, and all three again.
COUNTED_BELOW = f"""
SELECT unit_id FROM people_lineage WHERE ancestor_id = %s AND from_on <= %s AND until_on > %s
 UNION ALL
SELECT closed.unit
  FROM ({CLOSED_PLACES}) AS closed
 WHERE closed.ancestor = %s AND closed.from_day <= %s AND closed.until_day > %s
"""  # noqa: S608  constants only
