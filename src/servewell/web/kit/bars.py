"""Bars with intervals, one below the other: quantities that each are only known between two ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.web.kit.charts import SCHEMA, Chart, Json, Spec
from servewell.web.kit.figures import number

STEP = 44
LABEL_WIDTH = 150


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
        spec=_spec(f"{title}. {summary}", unit, rows, decimals),
        head=(first, title, _("between")),
        rows=[(each.name, number(each.value, decimals=decimals), _between(each, decimals)) for each in rows],
    )


def _spec(description: str, unit: str, rows: Sequence[Bar], decimals: int) -> Spec:
    return {
        "$schema": SCHEMA,
        "description": description,
        "width": "container",
        "height": {"step": STEP},
        "data": {"values": [_row(each, decimals) for each in rows]},
        "encoding": {
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": None,
                "axis": {"title": None, "labelLimit": LABEL_WIDTH},
            },
        },
        "layer": [_layer("bars", stands_out=False), _layer("bars_out", stands_out=True), _interval(unit)],
    }


def _row(each: Bar, decimals: int) -> Json:
    return {
        "name": each.name,
        "value": round(each.value, 3),
        "low": round(each.low, 3),
        "high": round(each.high, 3),
        "out": each.stands_out,
        "shown": number(each.value, decimals=decimals),
        "between": _between(each, decimals),
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
            "x": {"field": "value", "type": "quantitative"},
            "tooltip": [
                {"field": "name", "type": "nominal", "title": ""},
                {"field": "shown", "type": "nominal", "title": _("Value")},
                {"field": "between", "type": "nominal", "title": _("between")},
            ],
        },
    }


def _interval(unit: str) -> Json:
    return {
        "name": "interval",
        "mark": {"type": "rule", "style": "series"},
        "encoding": {
            "x": {
                "field": "low",
                "type": "quantitative",
                "title": unit,
                "scale": {"zero": True},
                "axis": {"tickCount": 5, "grid": True},
            },
            "x2": {"field": "high"},
        },
    }


def _between(each: Bar, decimals: int) -> str:
    return f"{number(each.low, decimals=decimals)} – {number(each.high, decimals=decimals)}"
