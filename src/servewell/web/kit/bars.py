"""Bars with intervals, one below the other: quantities that each are only known between two ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.web.kit.charts import Chart, Json, quantity, specification, tooltip
from servewell.web.kit.figures import from_to, number

STEP = 44
LABEL_WIDTH = 150
AXIS: Json = {"title": None, "labelLimit": LABEL_WIDTH}


@dataclass(frozen=True)
class Bar:
    """``stands_out`` is drawn so."""

    name: str
    value: float
    low: float
    high: float
    stands_out: bool


def bars(
    *, key: str, title: str, kind: str, summary: str, first: str, unit: str, rows: Sequence[Bar], decimals: int = 1
) -> Chart:
    """In the order given, from zero. `first` says what a bar is, `unit` in what it is measured."""
    return Chart(
        key=key,
        title=title,
        kind=kind,
        summary=summary,
        spec=specification(
            title,
            summary,
            height={"step": STEP},
            data={"values": [_row(each, decimals) for each in rows]},
            encoding={"y": {"field": "name", "type": "nominal", "sort": None, "axis": AXIS}},
            layer=[_layer("bars", stands_out=False), _layer("bars_out", stands_out=True), _interval(unit)],
        ),
        head=(first, title, _("between")),
        rows=[
            (each.name, number(each.value, decimals=decimals), from_to(each.low, each.high, decimals=decimals))
            for each in rows
        ],
    )


def _row(each: Bar, decimals: int) -> Json:
    return {
        "name": each.name,
        "value": round(each.value, 3),
        "low": round(each.low, 3),
        "high": round(each.high, 3),
        "out": each.stands_out,
        "shown": number(each.value, decimals=decimals),
        "between": from_to(each.low, each.high, decimals=decimals),
    }


def _layer(name: str, *, stands_out: bool) -> Json:
    return {
        "name": name,
        "transform": [{"filter": {"field": "out", "equal": stands_out}}],
        "mark": {
            "type": "bar",
            "style": "foremost" if stands_out else "bars",
            "tooltip": True,
            "height": {"band": 0.5},
        },
        "encoding": {
            "x": quantity("value"),
            "tooltip": tooltip(name="", shown=_("Value"), between=_("between")),
        },
    }


def _interval(unit: str) -> Json:
    return {
        "name": "interval",
        "mark": {"type": "rule", "style": "series"},
        "encoding": {
            "x": {
                **quantity("low"),
                "title": unit,
                "scale": {"zero": True},
                "axis": {"tickCount": 5, "grid": True},
            },
            "x2": {"field": "high"},
        },
    }
