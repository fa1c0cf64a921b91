"""Several formats for one cell: the day that all which fit agree on, or none."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Final

from servewell.engines.tables.dates.formats import DateFault, Format, Written, compile_format

# Not here: `serial 1904`, which no number shows; M.D.YYYY, which nobody writes.
DETECTED: Final = (
    *("YYYY-M-D", "YYYY/M/D", "YYYY.M.D", "YYYYMMDD", "YYYY年M月D日", "YYYY-MM", "YYYY年M月"),
    *("D/M/YYYY", "M/D/YYYY", "D-M-YYYY", "M-D-YYYY", "D.M.YYYY", "D/M/YY", "M/D/YY", "D-M-YY", "M-D-YY", "D.M.YY"),
    *("D MMM YYYY", "D MMMM YYYY", "Do MMM YYYY", "Do MMMM YYYY", "D-MMM-YYYY", "D-MMM-YY", "D MMM YY"),
    *("MMM D, YYYY", "MMMM D, YYYY", "MMM D YYYY", "MMMM D YYYY", "MMM Do, YYYY", "MMMM Do, YYYY", "MMMM Do YYYY"),
    *("D [de] MMMM [de] YYYY", "D [de] MMM [de] YYYY", "MMM YYYY", "MMMM YYYY", "MMMM [de] YYYY"),
    *("serial", "unix", "unix-ms"),
)
DETECTED_WITH_READ_ON: Final = ("relative", "D MMM", "D MMMM", "MMM D", "MMMM D", "Do MMMM", "MMMM Do", "D [de] MMMM")
_DIGITS = str.maketrans("123456789", "000000000")
_MOST_SHAPES = 4096
_LONGEST = 100


class Formats:
    """Formats to be tried together. Which of them can fit is remembered by shape, where all digits are alike."""

    def __init__(self, formats: Iterable[Format]) -> None:
        self.formats = tuple(formats)
        self._by_shape: dict[str, tuple[Format, ...]] = {}

    def read(self, text: str) -> Written | DateFault:
        """The one day that the text can mean. A reading that names a day which does not exist is no reading."""
        if len(text) > _LONGEST:
            return DateFault.UNREADABLE
        read = [each.read(text) for each in self._candidates(text)]
        written = [each for each in read if isinstance(each, Written)]
        if not written:
            return DateFault.IMPOSSIBLE if DateFault.IMPOSSIBLE in read else DateFault.UNREADABLE
        return written[0] if len({each.on for each in written}) == 1 else DateFault.AMBIGUOUS

    def _candidates(self, text: str) -> tuple[Format, ...]:
        if len(self.formats) == 1:
            return self.formats
        shape = text.translate(_DIGITS)
        known = self._by_shape.get(shape)
        if known is None:
            if len(self._by_shape) >= _MOST_SHAPES:
                self._by_shape.clear()
            known = self._by_shape[shape] = tuple(each for each in self.formats if each.fits(shape))
        return known


@cache
def formats_of(patterns: tuple[str, ...], *, read_on: date | None) -> Formats:
    """Those that are stated; none: every known one, with whatever time follows."""
    if patterns:
        return Formats(compile_format(each, read_on=read_on) for each in patterns)
    known = DETECTED + (DETECTED_WITH_READ_ON if read_on else ())
    return Formats(compile_format(each, read_on=read_on, with_any_time=_may_have_a_time(each)) for each in known)


def _may_have_a_time(pattern: str) -> bool:
    return "D" in pattern
