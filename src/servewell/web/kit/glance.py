"""The first words of what somebody wrote, where the whole would fill the page."""

from unicodedata import east_asian_width

GLANCE = 240
MOST_OF_A_WORD = 25


def opening(text: str, *, width: int = GLANCE) -> str:
    """As much as a glance takes in. A Chinese character is as wide as two letters."""
    taken = 0
    for place, letter in enumerate(text):
        taken += 2 if east_asian_width(letter) in "WF" else 1
        if taken > width:
            return _without_half_a_word(text[:place])
    return text


def _without_half_a_word(start: str) -> str:
    is_spaced = " " in start[-MOST_OF_A_WORD:]
    return f"{start.rpartition(' ')[0]} …" if is_spaced else f"{start}…"
