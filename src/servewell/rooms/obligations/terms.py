"""The words of this room."""

BEFORE_THE_FIRST_DAY = 0
