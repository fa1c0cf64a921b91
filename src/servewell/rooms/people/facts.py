"""What the tree has to say to the lake."""

# one row for each unit, each of its ancestors (itself included) and each span of days; the last day is left out
PLACES = """
SELECT lineage.ancestor_id AS ancestor,
       lineage.unit_id AS unit,
       lineage.from_on AS from_day,
       lineage.until_on AS until_day
  FROM people_lineage AS lineage
"""

# After its closing a unit goes along with the unit it stood right under on its last day, wherever that one stands, and
# with that one's last parent once it is closed as well. Columns as in PLACES; no row lies before the closing.
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
"""
