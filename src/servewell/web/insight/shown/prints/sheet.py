"""Published figures as a table for spreadsheets, in the reader's language."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _

from servewell.engines.tables import sheet_line
from servewell.rooms.insight.terms import Part
from servewell.web.insight.shown import naming, periods
from servewell.web.insight.shown.of_a_unit import signals

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Published
    from servewell.rooms.insight.selectors import Satisfaction, Stated, Statement

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the code page of the country
DECIMALS = 6


def lines(found: "Satisfaction", statement: "Statement", published: "Published", named: naming.Named) -> Iterator[str]:
    """Where a language writes a comma in numbers, cells are parted by semicolons: so Excel expects it there."""
    point = formats.get_format("DECIMAL_SEPARATOR")
    between = ";" if point == "," else ","
    yield BYTE_ORDER_MARK + sheet_line(_head(), between=between)
    signals = _signals(found)
    basis = statement.basis
    ends = [
        naming.definition_says(basis.look, basis.version, basis.definition),
        naming.options(basis.options),
        naming.moment_in_full(basis.as_of, published.unit.zone) if basis.as_of else "",
        basis.digest,
        str(published.pk),
    ]
    place = 0
    for each in statement.figures:
        signal = ""
        if each.part is Part.PERIOD:
            signal, place = signals.get(place, ""), place + 1
        yield sheet_line([*_cells(each, named, point), signal, *ends], between=between)


def _head() -> list[str]:
    return [
        _("Figure of"),
        _("Name"),
        _("Code"),
        _("From"),
        _("Until"),
        _("Value"),
        _("Answers"),
        _("Interval from"),
        _("Interval to"),
        _("Lower limit"),
        _("Centre"),
        _("Upper limit"),
        _("Note"),
        _("Signal"),
        _("Definition"),
        _("Looked at"),
        _("Answers as of"),
        _("Digest of the answers"),
        _("Finding"),
    ]


def _cells(each: "Stated", named: naming.Named, point: str) -> list[str]:
    quantities = (each.low, each.high, each.lower, each.centre, each.upper)
    return [
        part_says(each.part),
        named.of(each),
        each.code,
        each.first.isoformat(),
        each.last.isoformat(),
        _number(each.value, point),
        "" if each.n is None else str(each.n),
        *(_number(one, point) for one in quantities),
        _("too few to show") if each.is_withheld else "",
    ]


def part_says(part: Part) -> str:
    return {
        Part.WHOLE: _("the whole"),
        Part.PERIOD: _("a period"),
        Part.ASPECT: _("an aspect"),
        Part.UNIT: _("a unit below"),
    }[part]


def _number(value: float | None, point: str) -> str:
    if value is None:
        return ""
    digits = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return digits.replace(".", point)


def _signals(found: "Satisfaction") -> dict[int, str]:
    """In words, by the place of each period that takes part in one."""
    names = [periods.name(each.first, found.look.by) for each in found.periods]
    told: dict[int, list[str]] = {}
    for signal in found.signals:
        for place in signal.points:
            told.setdefault(place, []).append(signals.signal(signal, names, found.look.by))
    return {place: " ".join(said) for place, said in told.items()}
