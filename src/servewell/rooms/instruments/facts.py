"""What instruments have to say to the rooms that put responses into the lake."""

# one row per answer that has a place on a scale; booleans leave as 0 and 1, because SQLite has none
ANSWERED = """
SELECT answer.response_id AS response,
       instrument.code AS instrument,
       item.name AS item,
       aspect.code AS aspect,
       CASE WHEN item.is_overall THEN 1 ELSE 0 END AS is_overall,
       answer.number AS value,
       item.worst AS worst,
       item.best AS best
  FROM instruments_answer AS answer
  JOIN instruments_item AS item ON item.id = answer.item_id
  JOIN instruments_version AS version ON version.id = item.version_id
  JOIN instruments_instrument AS instrument ON instrument.id = version.instrument_id
  LEFT JOIN standards_aspect AS aspect ON aspect.id = item.aspect_id
 WHERE answer.number IS NOT NULL AND item.worst IS NOT NULL
"""
