"""The words of this room."""

SCORING_RULE = "weighted-1"
