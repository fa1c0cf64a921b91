"""How periods, scales and series are named in data: the same in every language."""

from datetime import date

from servewell.engines.lake.lines import Line, Scale
from servewell.engines.lake.measures import By
from servewell.rooms.insight.selectors.counted.shares import Share


def scale_name(share: Share) -> str | None:
    """The one scale of all answers, the best last."""
    scales: set[Scale] = {line.scale for line in share.count.lines}
    if len(scales) != 1:
        return None
    (scale,) = scales
    return f"{scale.worst:g} to {scale.best:g}"


def series_name(line: Line) -> str:
    return f"{line.instrument}/{line.item}/{line.series}"


def period_name(*, first_day: date, by: By) -> str:
    """Weeks are those of ISO 8601: the first one of a year holds its first Thursday."""
    if by is By.DAY:
        return first_day.isoformat()
    if by is By.WEEK:
        year, week, _ = first_day.isocalendar()
        return f"{year}-W{week:02}"
    if by is By.YEAR:
        return f"{first_day:%Y}"
    if by is By.QUARTER:
        return f"{first_day:%Y}-Q{(first_day.month + 2) // 3}"
    return f"{first_day:%Y-%m}"
