"""The layers of a control chart, from the band of its limits up to the words above it.

Each has a name, and a style by which ``chart_look`` finds it. A layer with nothing to draw is left out: its scale would
reach from nowhere to nowhere.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext as _

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Layer: TypeAlias = "Mapping[str, Json]"

NOTE_TURNS_LEFT_AFTER = 0.6  # a note far on the right is written to the left of its line, or it would be cut off
NOTE_HEIGHT = 14
LANES = 3
# stands beside the first layer that has them: the axis belongs to all layers
AXIS: Layer = {"title": None, "scale": {"zero": False, "nice": True}, "axis": {"tickCount": 4}}
PERIOD_AXIS: Layer = {"title": None, "labelAngle": 0, "labelOverlap": "parity", "labelFlush": True}


@dataclass(frozen=True)
class Note:
    """Something that happened in a period and may explain what the chart shows."""

    at: int  # index of the period
    text: str


def layers(points: Sequence[Mapping[str, Json]], counted: str) -> Sequence[Json]:
    """What is drawn through the points, and the points. ``stretch`` cuts all lines, ``band`` only those of limits.
    ``counted``: what there are so many of behind each point.
    """
    detail = "band" if "band" in (points[0] if points else ()) else "stretch"
    through = [
        *_if_any(points, "lower", _cut(_limits(), points, detail)),
        *_if_any(points, "centre", _cut(_line("centre", "centre"), points, detail)),
        *_if_any(points, "target", _line("target", "target", interpolate="step")),
        *_if_any(points, "last_year", _cut(_line("last-year", "last_year"), points, "stretch")),
        *_if_any(points, "former", _cut(_line("former", "former"), points, "stretch")),
        *_if_any(points, "value", _cut(_line("series", "value"), points, "stretch")),
    ]
    return [*_with_axis(through), *_points(points, counted)]


def marks(
    notes: Sequence[Note], breaks: Sequence[Note], phases: Sequence[Note], labels: Sequence[str]
) -> Sequence[Json]:
    """Words lie one under the other: months that are close, or the same, would write over each other on a phone."""
    lanes = min(len(notes), LANES)
    below = lanes + len(breaks)
    return [
        *(_note(i, note, labels, line=i % LANES) for i, note in enumerate(notes)),
        *(_note(i, each, labels, kind="break", line=lanes + i) for i, each in enumerate(breaks)),
        *(_note(i, each, labels, kind="phase", line=below + i % LANES) for i, each in enumerate(phases)),
    ]


def quantity(field: str) -> Mapping[str, Json]:
    return {"field": field, "type": "quantitative"}


def tooltip(**titles: str) -> Sequence[Json]:
    """What stands over a mark under the pointer: fields and what they are called."""
    return [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()]


def numbered(length: int, cuts: Collection[int], *, name: str) -> Sequence[Mapping[str, Json]]:
    """The number of each period's stretch; nothing where the series is whole."""
    inner = {place for place in cuts if 0 < place < length}
    return [{name: sum(cut <= place for cut in inner)} if inner else {} for place in range(length)]


def _if_any(points: Sequence[Mapping[str, Json]], field: str, layer: Layer) -> Sequence[Layer]:
    return [layer] if any(point.get(field) is not None for point in points) else []


def _cut(layer: Layer, points: Sequence[Mapping[str, Json]], field: str) -> Layer:
    """Each stretch is a mark of its own, so that nothing joins it to the next."""
    if not any(field in point for point in points):
        return layer
    return {**layer, "encoding": {**_encoding(layer), "detail": {"field": field, "type": "nominal"}}}


def _with_axis(through: Sequence[Layer]) -> Sequence[Layer]:
    if not through:
        return through
    first, *others = through
    y = _encoding(first)["y"]
    assert isinstance(y, Mapping)
    return [{**first, "encoding": {**_encoding(first), "y": {**y, **AXIS}}}, *others]


def _encoding(layer: Layer) -> Mapping[str, Json]:
    encoding = layer["encoding"]
    assert isinstance(encoding, Mapping)
    return encoding


def _limits() -> Layer:
    return {
        "name": "limits",
        "mark": {"type": "area", "style": "limits"},
        "encoding": {"y": quantity("lower"), "y2": {"field": "upper"}},
    }


def _line(name: str, field: str, **mark: Json) -> Layer:
    return {"name": name, "mark": {"type": "line", "style": name, **mark}, "encoding": {"y": quantity(field)}}


def _points(points: Sequence[Mapping[str, Json]], counted: str) -> Sequence[Json]:
    """Those of a period that has not ended are drawn open, unless they signal."""
    known = [point for point in points if point["value"] is not None]
    is_open = any("open" in point for point in points)
    found = []
    if any(not point["signal"] and not point.get("open") for point in known):
        found.append(_dots("ordinary", counted, is_signal=False, is_open=False if is_open else None))
    if any(point["signal"] for point in known):
        found.append(_dots("signal", counted, is_signal=True))
    if any(point.get("open") and not point["signal"] for point in known):
        found.append(_dots("open", counted, is_signal=False, is_open=True))
    return found


def _dots(name: str, counted: str, *, is_signal: bool, is_open: bool | None = None) -> Json:
    opened: Sequence[Json] = [] if is_open is None else [{"filter": {"field": "open", "equal": is_open}}]
    return {
        "name": name,
        "transform": [
            {"filter": {"field": "signal", "equal": is_signal}},
            *opened,
            {"filter": {"field": "value", "valid": True}},
        ],
        "mark": {"type": "point", "style": name, "tooltip": True},
        "encoding": {
            "y": quantity("value"),
            "tooltip": tooltip(period=_("Period"), shown=_("Value"), answers=counted),
        },
    }


def _note(place: int, note: Note, labels: Sequence[str], *, kind: str = "event", line: int = 0) -> Json:
    is_far_right = note.at > NOTE_TURNS_LEFT_AFTER * (len(labels) - 1)
    return {
        "data": {"values": [{"period": labels[note.at], "text": note.text}]},
        "layer": [
            {"name": f"{kind}_{place}", "mark": {"type": "rule", "style": kind}},
            {
                "name": f"note_{place}" if kind == "event" else f"note_of_{kind}_{place}",
                "mark": {
                    "type": "text",
                    "style": "note",
                    "align": "right" if is_far_right else "left",
                    "dx": -6 if is_far_right else 6,
                },
                "encoding": {"y": {"value": -6 + NOTE_HEIGHT * line}, "text": {"field": "text", "type": "nominal"}},
            },
        ],
    }
