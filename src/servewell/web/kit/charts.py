"""Charts are Vega-Lite specifications made here: no colours and no fonts, those belong to ``chart_look``.

Each layer has a name, and a style by which the look finds it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext as _

from servewell.web.kit.figures import number

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Spec = Mapping[str, Json]
Line = tuple[str, float | None, float | None, float | None, float | None, int]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 220
NOTE_TURNS_LEFT_AFTER = 0.6  # a note far on the right is written to the left of its line, or it would be cut off
NOTE_HEIGHT = 14
LANES = 3
SCALE: Spec = {"title": None, "scale": {"zero": False, "nice": True}, "axis": {"tickCount": 4}}


@dataclass(frozen=True)
class Note:
    """Something that happened in a period and may explain what the chart shows."""

    at: int  # index of the period
    text: str


@dataclass(frozen=True)
class Chart:
    """The drawing, the sentence that says what it shows, and the same numbers as a table."""

    key: str
    title: str
    kind: str
    summary: str
    spec: Spec
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def control_chart(
    *,
    key: str,
    title: str,
    kind: str,
    summary: str,
    labels: Sequence[str],
    values: Sequence[float | None],
    lower: Sequence[float | None],
    centre: Sequence[float | None],
    upper: Sequence[float | None],
    counts: Sequence[int],
    signals: Collection[int] = (),
    notes: Sequence[Note] = (),
    breaks: Sequence[Note] = (),
    cuts: Collection[int] = (),
    decimals: int = 1,
    counted: str = "",
) -> Chart:
    """One value a period with its limits; `labels` are the periods in the reader's words and differ from each other.

    `counts` are of answers or what `counted` says. `cuts`: no line reaches them from before, and `breaks` say why.
    """
    series = list(zip(labels, values, lower, centre, upper, counts, strict=True))
    stretches = _stretches(len(series), {*cuts, *(each.at for each in breaks)})
    points = [
        {**_point(line, is_signal=i in signals, decimals=decimals), **stretches[i]} for i, line in enumerate(series)
    ]
    marks = _marks(notes, breaks, labels)
    table = [_row(line, is_signal=i in signals, decimals=decimals) for i, line in enumerate(series)]
    return Chart(
        key=key,
        title=title,
        kind=kind,
        summary=summary,
        spec=_spec(title=f"{title}. {summary}", points=points, notes=marks, is_cut=any(stretches), counted=counted),
        head=(*_head(title, counted), *([_("Change of scale")] if breaks else [])),
        rows=tuple((*row, *_told(i, breaks)) for i, row in enumerate(table)),
    )


def _head(title: str, counted: str) -> Sequence[str]:
    return (_("Period"), title, _("Lower limit"), _("Centre"), _("Upper limit"), counted or _("Answers"), _("Signal"))


def _marks(notes: Sequence[Note], breaks: Sequence[Note], labels: Sequence[str]) -> Sequence[Json]:
    """Words lie one under the other: months that are close, or the same, would write over each other on a phone."""
    lanes = min(len(notes), LANES)
    return [
        *(_note(i, note, labels, line=i % LANES) for i, note in enumerate(notes)),
        *(_note(i, each, labels, kind="break", line=lanes + i) for i, each in enumerate(breaks)),
    ]


def _stretches(length: int, cuts: Collection[int]) -> Sequence[Mapping[str, Json]]:
    """The number of each period's stretch; nothing where the series is whole."""
    inner = {place for place in cuts if 0 < place < length}
    return [{"stretch": sum(cut <= place for cut in inner)} if inner else {} for place in range(length)]


def _told(place: int, breaks: Sequence[Note]) -> Sequence[str]:
    return ["; ".join(each.text for each in breaks if each.at == place)] if breaks else []


def _point(line: Line, *, is_signal: bool, decimals: int) -> Mapping[str, Json]:
    label, value, low, middle, high, n = line
    return {
        "period": label,
        "value": value,
        "lower": low,
        "centre": middle,
        "upper": high,
        "signal": is_signal,
        "shown": _shown(value, decimals=decimals),
        "answers": number(n),
    }


def _spec(
    *, title: str, points: Sequence[Mapping[str, Json]], notes: Sequence[Json], is_cut: bool, counted: str
) -> Spec:
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": "container",
        "height": HEIGHT,
        "data": {"values": points},
        "encoding": {"x": {"field": "period", "type": "ordinal", "sort": None, "axis": _period_axis()}},
        "layer": [*_with_the_scale([*_drawn(_lines(points), is_cut=is_cut), *_dots(points, counted)]), *notes],
    }


def _lines(points: Sequence[Mapping[str, Json]]) -> Sequence[Mapping[str, Json]]:
    """Only those with something to draw: of a field without a number Vega complains that it has no extent."""
    lines = {"lower": _limits(), "centre": _centre(), "value": _line()}
    return [line for field, line in lines.items() if any(point[field] is not None for point in points)]


def _dots(points: Sequence[Mapping[str, Json]], counted: str) -> Sequence[Mapping[str, Json]]:
    kinds = {point["signal"] is True for point in points if point["value"] is not None}
    return [_points(is_signal=is_signal, counted=counted) for is_signal in sorted(kinds)]


def _with_the_scale(layers: Sequence[Mapping[str, Json]]) -> Sequence[Json]:
    """All layers share the scale, which the first one states."""
    if not layers:
        return layers
    first, *others = layers
    encoding = _encoding(first)
    y = encoding["y"]
    assert isinstance(y, Mapping)
    return [{**first, "encoding": {**encoding, "y": {**y, **SCALE}}}, *others]


def _period_axis() -> Json:
    return {"title": None, "labelAngle": 0, "labelOverlap": "parity", "labelFlush": True}


def _drawn(layers: Sequence[Mapping[str, Json]], *, is_cut: bool) -> Sequence[Mapping[str, Json]]:
    """Each stretch is a mark of its own, so that nothing joins it to the next."""
    if not is_cut:
        return layers
    by_stretch: Json = {"field": "stretch", "type": "nominal"}
    return [{**layer, "encoding": {**_encoding(layer), "detail": by_stretch}} for layer in layers]


def _encoding(layer: Mapping[str, Json]) -> Mapping[str, Json]:
    encoding = layer["encoding"]
    assert isinstance(encoding, Mapping)
    return encoding


def _limits() -> Mapping[str, Json]:
    return {
        "name": "limits",
        "mark": {"type": "area", "style": "limits"},
        "encoding": {
            "y": _quantity("lower"),
            "y2": {"field": "upper"},
        },
    }


def _centre() -> Mapping[str, Json]:
    return {"name": "centre", "mark": {"type": "line", "style": "centre"}, "encoding": {"y": _quantity("centre")}}


def _line() -> Mapping[str, Json]:
    return {"name": "series", "mark": {"type": "line", "style": "series"}, "encoding": {"y": _quantity("value")}}


def _points(*, is_signal: bool, counted: str) -> Mapping[str, Json]:
    name = "signal" if is_signal else "ordinary"
    return {
        "name": name,
        "transform": [
            {"filter": {"field": "signal", "equal": is_signal}},
            {"filter": {"field": "value", "valid": True}},
        ],
        "mark": {"type": "point", "style": name, "tooltip": True},
        "encoding": {
            "y": _quantity("value"),
            "tooltip": [
                {"field": "period", "type": "nominal", "title": _("Period")},
                {"field": "shown", "type": "nominal", "title": _("Value")},
                {"field": "answers", "type": "nominal", "title": counted or _("Answers")},
            ],
        },
    }


def _quantity(field: str) -> Mapping[str, Json]:
    return {"field": field, "type": "quantitative"}


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


def _row(line: Line, *, is_signal: bool, decimals: int) -> Sequence[str]:
    label, *quantities, n = line[0], *line[1:5], line[5]
    shown = [_shown(quantity, decimals=decimals) for quantity in quantities]
    return (label, *shown, number(n), _("yes") if is_signal else "")


def _shown(quantity: float | None, *, decimals: int) -> str:
    return "–" if quantity is None else number(quantity, decimals=decimals)
