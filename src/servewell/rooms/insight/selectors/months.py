"""Months as days of the calendar."""

from datetime import date


def moved(*, month: date, months: int) -> date:
    """The first day of the month so many months later, or earlier where negative."""
    place = month.year * 12 + month.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
