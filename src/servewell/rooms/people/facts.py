"""What the tree has to say to the lake."""

from servewell.rooms.people import terms

# one row for each unit, each of its ancestors (itself included) and each span of days; the last day is left out
PLACES = """
SELECT lineage.ancestor_id AS ancestor,
       lineage.unit_id AS unit,
       lineage.from_on AS from_day,
       lineage.until_on AS until_day
  FROM people_lineage AS lineage
"""

# Where closed units count, and which units count below one: also asked of the database itself.
CLOSED_PLACES = terms.CLOSED_PLACES
COUNTED_BELOW = terms.COUNTED_BELOW
