"""The day and the moment of a row, on the wall of its unit."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from servewell.engines.tables.dates.choosing import Formats, formats_of
from servewell.engines.tables.dates.formats import DateFault, Written
from servewell.engines.tables.recipe import DateRule, normal
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.fates import Reason, reason

EARLIEST: Final = date(1990, 1, 1)
# a day without a time: the hour at which it is the same day almost everywhere
_NOON = time(12)
Moment = tuple[datetime, date]


class Moments:
    def __init__(self, *, rule: DateRule, columns: Columns, today: date) -> None:
        self._rule = rule
        self._latest = today + timedelta(days=1)
        self._zone = ZoneInfo(rule.zone) if rule.zone else None
        self._default = formats_of(rule.formats, read_on=rule.read_on)
        self._by = {label: formats_of(each, read_on=rule.read_on) for label, each in rule.by_formats.items()}
        self.place = columns.place_if(rule.column, where="date.column")
        self.by_place = columns.place_if(rule.by_column, where="date.by.column")
        self.column = "" if self.place is None or not columns.names else columns.names[self.place]
        if rule.is_ and not EARLIEST <= rule.is_ <= self._latest:
            columns.fault("date.is", f"{rule.is_} lies before 1990 or in the future.", "Write the day of the answers.")

    def find(self, cell: str, by: str, unit_zone: str) -> Moment | DateFault:
        """What a cell means for a unit; ``by`` is the cell that chooses the formats."""
        text = cell.strip()
        if not text or normal(text) in self._rule.blank:
            return DateFault.NONE
        written = self._formats(by).read(text)
        return written if isinstance(written, DateFault) else self._on_the_wall(written, ZoneInfo(unit_zone))

    def stated(self, unit_zone: str) -> Moment:
        """The one day of all rows."""
        on = self._rule.is_ or EARLIEST
        return _instant(on, _NOON, ZoneInfo(unit_zone)), on

    def fault(self, code: DateFault, cell: str) -> Reason:
        return reason(code, self.column, cell)

    def _formats(self, by: str) -> Formats:
        return self._by.get(normal(by), self._default) if self._by else self._default

    def _on_the_wall(self, written: Written, wall: ZoneInfo) -> Moment | DateFault:
        if not EARLIEST <= written.on <= self._latest:
            return DateFault.IMPOSSIBLE
        if written.at is None:
            return _instant(written.on, _NOON, wall), written.on
        at = _instant(written.on, written.at, written.zone or self._zone or wall)
        return at, at.astimezone(wall).date()


def _instant(on: date, at: time, zone: tzinfo) -> datetime:
    """Of an hour that clocks show twice the first; an hour that they skip is as far behind the change as it says."""
    return datetime.combine(on, at, zone).astimezone(UTC)
