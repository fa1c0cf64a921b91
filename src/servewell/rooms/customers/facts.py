"""What encounters have to say to the lake."""

from servewell.rooms.customers import terms

# two parameters: the first day, and the day after the last one
ENCOUNTERS = f"""
SELECT encounter.unit_id AS unit,
       encounter."on" AS day,
       encounter.kind AS kind,
       encounter.volume AS volume
  FROM customers_encounter AS encounter
  LEFT JOIN customers_encounterbatch AS batch ON batch.id = encounter.batch_id
 WHERE encounter."on" >= ? AND encounter."on" < ?
   AND {terms.COUNTED}
"""
