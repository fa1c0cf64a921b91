"""The words of this room."""

from enum import StrEnum

SCORING_RULE = "weighted-1"
# stands where words about an erased customer stood
ERASED = "–"


class DraftState(StrEnum):
    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class DisputeState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


LONGEST_CODE = 60
# within so many days at most; nobody remembers for longer
LONGEST_WINDOW = 365

# an item under an aspect, or the one for the whole, offers at least as many: with fewer, the best answers are all
FEWEST_STEPS = 4

# the points of the answer that a response's document holds under an item's name; NULL where it has no place on a scale
POINTS = {
    "sqlite": """
       CASE json_type({answers}, '$."' || {name} || '"')
       WHEN 'object' THEN json_extract({answers}, '$."' || {name} || '".points')
       WHEN 'integer' THEN json_extract({answers}, '$."' || {name} || '"')
       WHEN 'real' THEN json_extract({answers}, '$."' || {name} || '"')
       WHEN 'true' THEN 1 WHEN 'false' THEN 0
       END""",
    "postgresql": """
       CASE jsonb_typeof({answers} -> {name})
       WHEN 'object' THEN ({answers} -> {name} ->> 'points')::float8
       WHEN 'number' THEN ({answers} ->> {name})::float8
       WHEN 'boolean' THEN ({answers} ->> {name})::boolean::integer
       END""",
}
