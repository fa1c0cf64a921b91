"""Charts are Vega-Lite specifications made here: no colours and no fonts, those belong to the theme that draws them.

Each layer has a name, by which the page's style sheet colours it, and a style, for drawing outside a page.
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
    decimals: int = 1,
) -> Chart:
    """One value a period with its limits; `labels` are the periods in the reader's words and differ from each other."""
    series = list(zip(labels, values, lower, centre, upper, counts, strict=True))
    points = [_point(line, is_signal=i in signals, decimals=decimals) for i, line in enumerate(series)]
    return Chart(
        key=key,
        title=title,
        kind=kind,
        summary=summary,
        spec=_spec(
            title=f"{title}. {summary}", points=points, notes=[_note(i, note, labels) for i, note in enumerate(notes)]
        ),
        head=(_("Period"), title, _("Lower limit"), _("Centre"), _("Upper limit"), _("Answers"), _("Signal")),
        rows=tuple(_row(line, is_signal=i in signals, decimals=decimals) for i, line in enumerate(series)),
    )


def _point(line: Line, *, is_signal: bool, decimals: int) -> Json:
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


def _spec(*, title: str, points: Sequence[Json], notes: Sequence[Json]) -> Spec:
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": "container",
        "height": HEIGHT,
        "data": {"values": points},
        "encoding": {"x": {"field": "period", "type": "ordinal", "sort": None, "axis": _period_axis()}},
        "layer": [_limits(), _centre(), _line(), _points(is_signal=False), _points(is_signal=True), *notes],
    }


def _period_axis() -> Json:
    return {"title": None, "labelAngle": 0, "labelOverlap": "parity", "labelFlush": True}


def _limits() -> Json:
    return {
        "name": "limits",
        "mark": {"type": "area", "style": "limits"},
        "encoding": {
            "y": {
                "field": "lower",
                "type": "quantitative",
                "title": None,
                "scale": {"zero": False, "nice": True},
                "axis": {"tickCount": 4},
            },
            "y2": {"field": "upper"},
        },
    }


def _centre() -> Json:
    return {"name": "centre", "mark": {"type": "line", "style": "centre"}, "encoding": {"y": _quantity("centre")}}


def _line() -> Json:
    return {"name": "series", "mark": {"type": "line", "style": "series"}, "encoding": {"y": _quantity("value")}}


def _points(*, is_signal: bool) -> Json:
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
                {"field": "answers", "type": "nominal", "title": _("Answers")},
            ],
        },
    }


def _quantity(field: str) -> Json:
    return {"field": field, "type": "quantitative"}


def _note(place: int, note: Note, labels: Sequence[str]) -> Json:
    is_far_right = note.at > NOTE_TURNS_LEFT_AFTER * (len(labels) - 1)
    return {
        "data": {"values": [{"period": labels[note.at], "text": note.text}]},
        "layer": [
            {"name": f"event_{place}", "mark": {"type": "rule", "style": "event"}},
            {
                "name": f"note_{place}",
                "mark": {
                    "type": "text",
                    "style": "note",
                    "align": "right" if is_far_right else "left",
                    "dx": -6 if is_far_right else 6,
                },
                "encoding": {"y": {"value": -6}, "text": {"field": "text", "type": "nominal"}},
            },
        ],
    }


def _row(line: Line, *, is_signal: bool, decimals: int) -> Sequence[str]:
    label, *quantities, n = line[0], *line[1:5], line[5]
    shown = [_shown(quantity, decimals=decimals) for quantity in quantities]
    return (label, *shown, number(n), _("yes") if is_signal else "")


def _shown(quantity: float | None, *, decimals: int) -> str:
    return "–" if quantity is None else number(quantity, decimals=decimals)
