"""What the tree has to say to the lake."""

# one row for each unit, each of its ancestors (itself included) and each span of days; the last day is left out
PLACES = """
SELECT lineage.ancestor_id AS ancestor,
       lineage.unit_id AS unit,
       lineage.from_on AS from_day,
       lineage.until_on AS until_day
  FROM people_lineage AS lineage
"""
