"""What instruments have to say to the rooms that put responses into the lake."""

from servewell.rooms.instruments import terms


def answered(*, vendor: str) -> str:
    """A SELECT with one row per answer that has a place on a scale, for a database of this vendor.

    After a dispute it is the answer that counts. Booleans leave as 0 and 1, because SQLite has none.
    """
    points = terms.POINTS[vendor].format(answers="COALESCE(response.corrected, response.answers)", name="item.name")
    return f"""
SELECT response.id AS response,
       instrument.code AS instrument,
       item.name AS item,
       item.series AS series,
       aspect.code AS aspect,
       CASE WHEN item.is_overall THEN 1 ELSE 0 END AS is_overall,
       {points} AS value,
       item.worst AS worst,
       item.best AS best
  FROM instruments_response AS response
  JOIN instruments_item AS item ON item.version_id = response.version_id
  JOIN instruments_version AS version ON version.id = item.version_id
  JOIN instruments_instrument AS instrument ON instrument.id = version.instrument_id
  LEFT JOIN standards_aspect AS aspect ON aspect.id = item.aspect_id
 WHERE item.worst IS NOT NULL AND {points} IS NOT NULL
"""


# One row per response with a score; after a dispute it is the score that counts. It goes on in a new series when a
# question that makes it up begins one, is added or goes: then its questions' series add up to another number.
SCORED = """
SELECT response.id AS response,
       instrument.code AS instrument,
       made_of.series AS series,
       CASE WHEN score.final_derivation IS NULL THEN score.value ELSE score.final END AS value
  FROM instruments_score AS score
  JOIN instruments_response AS response ON response.id = score.response_id
  JOIN instruments_version AS version ON version.id = response.version_id
  JOIN instruments_instrument AS instrument ON instrument.id = version.instrument_id
  JOIN (SELECT version_id, CAST(SUM(series) AS INTEGER) AS series
          FROM instruments_item
         WHERE worst IS NOT NULL
         GROUP BY version_id) AS made_of ON made_of.version_id = version.id
 WHERE CASE WHEN score.final_derivation IS NULL THEN score.value ELSE score.final END IS NOT NULL
"""
