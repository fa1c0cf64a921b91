"""The answers of a row as one JSON document, put together from pieces that are ready per cell."""

import json
from collections.abc import Callable, Sequence
from functools import partial

from servewell.engines.tables.recipe import ItemRule, Scale, normal, number_of
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.fates import Reason, ReasonCode, Span, reason
from servewell.engines.tables.rows.remembering import Remembered
from servewell.engines.tables.rows.spans import effective

_BLANK = ""


class Answers:
    """Per span one lookup per item: the piece of JSON that a cell means, empty where blank, None where it is wrong."""

    def __init__(self, *, items: Sequence[ItemRule], spans: Sequence[Span], columns: Columns) -> None:
        self._items = items
        self._spans = spans
        self.places = tuple(columns.answer(item.column, where=f"items.{item.name}.column") for item in items)
        self.pieces = tuple(
            tuple(Remembered(_piece(item, in_span.scale)) for item, in_span in zip(items, span.items, strict=True))
            for span in spans
        )
        self.overall_of = self._overall_reader()

    def faults(self, cells: Sequence[str], span: int | None) -> list[Reason]:
        """What is wrong in a span; where the day is not known, what would be wrong in every one."""
        spans = self._spans if span is None else [self._spans[span]]
        found = []
        for at, (item, place) in enumerate(zip(self._items, self.places, strict=True)):
            cell = cells[place]
            if all(_piece(item, each.items[at].scale)(cell) is None for each in spans):
                code = ReasonCode.NO_NUMBER if number_of(normal(cell)) is None else ReasonCode.OFF_SCALE
                found.append(reason(code, item.column, cell))
        return found

    def says_something(self, cells: Sequence[str], span: int | None) -> bool:
        """Whether anything but blanks stands there, right or wrong; where the day is not known, in any span."""
        spans = self._spans if span is None else [self._spans[span]]
        return any(
            _piece(item, each.items[at].scale)(cells[place]) != _BLANK
            for at, (item, place) in enumerate(zip(self._items, self.places, strict=True))
            for each in spans
        )

    def _overall_reader(self) -> Callable[[Sequence[str], int], float | None]:
        """The place of the overall answer between the ends of its scale."""
        at = next((at for at, item in enumerate(self._items) if item.is_overall), None)
        if at is None:
            return lambda cells, span: None
        item, place = self._items[at], self.places[at]
        scales = [None if (scale := span.items[at].scale) is None else effective(item, scale) for span in self._spans]
        known = [Remembered(partial(_place_on, scale)) for scale in scales]
        return lambda cells, span: known[span][cells[place]]


def _piece(item: ItemRule, scale: Scale | None) -> Callable[[str], str | None]:
    named = json.dumps(item.name) + ": "
    if scale is None:
        return lambda cell: _text_piece(item, named, cell)
    meant = effective(item, scale)
    return lambda cell: _number_piece(meant, named, normal(cell))


def _text_piece(item: ItemRule, named: str, cell: str) -> str:
    text = cell.strip()
    plain = normal(text)
    if not text or plain in item.blank:
        return _BLANK
    if plain in item.does_not_apply:
        return named + "null"
    return named + json.dumps(text.replace("\0", "\ufffd"), ensure_ascii=False)


def _number_piece(scale: Scale, named: str, plain: str) -> str | None:
    if not plain or plain in scale.blank:
        return _BLANK
    if plain in scale.does_not_apply:
        return named + "null"
    value = _value(scale, plain)
    return None if value is None else named + (str(int(value)) if value.is_integer() else repr(value))


def _value(scale: Scale, plain: str) -> float | None:
    """The number on the scale; None for what is blank, does not apply, is no number or lies off the scale."""
    if plain in scale.blank or plain in scale.does_not_apply:
        return None
    value = scale.values.get(plain)
    if value is None:
        value = number_of(plain)
    if value is None or not min(scale.worst, scale.best) <= value <= max(scale.worst, scale.best):
        return None
    return float(value)


def _place_on(scale: Scale | None, cell: str) -> float | None:
    value = None if scale is None else _value(scale, normal(cell))
    return None if scale is None or value is None else (value - scale.worst) / (scale.best - scale.worst)
