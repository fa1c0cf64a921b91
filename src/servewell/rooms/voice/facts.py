"""What the voices have to say to the lake."""

from servewell.rooms.instruments import facts as instruments
from servewell.rooms.voice import terms


def answers(*, vendor: str) -> str:
    """A SELECT for a database of this vendor. Two parameters: the first day, and the day after the last one."""
    return f"""
SELECT answered.response AS response,
       voice.unit_id AS unit,
       voice."on" AS day,
       channel.slug AS channel,
       answered.instrument AS instrument,
       answered.item AS item,
       answered.series AS series,
       answered.aspect AS aspect,
       answered.is_overall AS is_overall,
       answered.value AS value,
       answered.worst AS worst,
       answered.best AS best,
       voice.language AS language
  FROM voice_voice AS voice
  JOIN voice_channel AS channel ON channel.id = voice.channel_id
  JOIN ({instruments.answered(vendor=vendor)}) AS answered ON answered.response = voice.response_id
 WHERE {terms.COUNTED} AND voice."on" >= ? AND voice."on" < ?
"""


# What was said, voice by voice, without words and without whom it is from; parameters likewise.
VOICES = f"""
SELECT voice.unit_id AS unit,
       voice."on" AS day,
       channel.slug AS channel,
       voice.language AS language,
       voice.asks_for_answer AS asks_for_answer,
       voice.overall AS overall
  FROM voice_voice AS voice
  JOIN voice_channel AS channel ON channel.id = voice.channel_id
 WHERE {terms.COUNTED} AND voice."on" >= ? AND voice."on" < ?
"""

# What our own people scored in the field, in the columns of answers, on a scale from 0 to 1; parameters likewise.
SCORES = f"""
SELECT scored.response AS response,
       voice.unit_id AS unit,
       voice."on" AS day,
       channel.slug AS channel,
       scored.instrument AS instrument,
       '@score' AS item,
       scored.series AS series,
       CAST(NULL AS VARCHAR(60)) AS aspect,
       0 AS is_overall,
       scored.value AS value,
       CAST(0 AS DOUBLE PRECISION) AS worst,
       CAST(1 AS DOUBLE PRECISION) AS best,
       voice.language AS language
  FROM voice_voice AS voice
  JOIN voice_channel AS channel ON channel.id = voice.channel_id
  JOIN ({instruments.SCORED}) AS scored ON scored.response = voice.response_id
 WHERE {terms.GATHERED} AND voice."on" >= ? AND voice."on" < ?
"""
