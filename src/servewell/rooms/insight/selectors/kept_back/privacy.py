"""Figures of so few answers that they could be those of a person are kept back."""

from servewell.rooms.insight import terms


def is_too_few(n: int) -> bool:
    """Nobody is recognised among no answers."""
    return 0 < n < terms.LEAST_CELL
