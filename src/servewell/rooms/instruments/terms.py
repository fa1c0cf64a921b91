"""The words of this room."""

SCORING_RULE = "weighted-1"

# an item under an aspect, or the one for the whole, offers at least as many: with fewer, the best answers are all
FEWEST_STEPS = 4
