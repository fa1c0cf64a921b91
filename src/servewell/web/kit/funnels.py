"""Funnel plots: figures of units against how many answers they have, inside of what chance allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.web.kit.charts import Chart, Json, Spec, quantity, specification, tooltip
from servewell.web.kit.figures import from_to, number

HEIGHT = 320
NAMED = 5
NAME_LENGTH = 22
NAME_TURNS_LEFT_AFTER = 0.6
FAR_APART = 20  # the most answers against the fewest, from where on a scale by powers of ten is readable


@dataclass(frozen=True)
class Reach:
    """Where a figure of so many answers lies by chance; ``far`` limits are those that hardly one leaves."""

    n: int
    low: float
    high: float
    far_low: float
    far_high: float


@dataclass(frozen=True)
class Dot:
    """A unit. ``stands_out``: it is told apart from the others, and drawn so."""

    name: str
    value: float
    reach: Reach
    stands_out: bool
    url: str = ""


def funnel_plot(
    *,
    key: str,
    title: str,
    kind: str,
    summary: str,
    first: str,
    dots: Sequence[Dot],
    curve: Sequence[Reach],
    target: float,
    decimals: int,
) -> Chart:
    """`curve` are the limits from the fewest answers to the most; `first` says what a dot is, as head of the table."""
    return Chart(
        key=key,
        title=title,
        kind=kind,
        summary=summary,
        spec=_spec(title, summary, dots, curve, target, decimals),
        head=(first, _("Answers"), title, _("95 of 100 by chance"), _("998 of 1,000 by chance")),
        rows=[_row(dot, decimals) for dot in dots],
    )


def _spec(title: str, summary: str, dots: Sequence[Dot], curve: Sequence[Reach], target: float, decimals: int) -> Spec:
    fewest, most = curve[0].n, curve[-1].n
    x: Json = {
        **quantity("n"),
        "scale": {"type": "log" if most > FAR_APART * fewest else "linear", "zero": False, "nice": False},
        "axis": {"title": _("Answers"), "tickCount": 5, "labelOverlap": "greedy", "labelFlush": True, "format": ",d"},
    }
    return specification(
        title,
        summary,
        height=HEIGHT,
        encoding={"x": x},
        layer=[
            _band("far_limits", _far(curve), dots),
            _band("limits", _near(curve), dots),
            _centre(fewest, most, target),
            _dots("ordinary", [dot for dot in dots if not dot.stands_out], decimals),
            _dots("signal", [dot for dot in dots if dot.stands_out], decimals),
            *_names(dots, fewest, most),
        ],
    )


def _near(curve: Sequence[Reach]) -> Sequence[Mapping[str, Json]]:
    return [{"n": each.n, "lower": _cut(each.low), "upper": _cut(each.high)} for each in curve]


def _far(curve: Sequence[Reach]) -> Sequence[Mapping[str, Json]]:
    return [{"n": each.n, "lower": _cut(each.far_low), "upper": _cut(each.far_high)} for each in curve]


def _cut(value: float) -> float:
    return round(value, 3)


def _band(name: str, values: Sequence[Json], dots: Sequence[Dot]) -> Json:
    """Few answers have limits that reach far beyond what anybody has: the drawing is cut there."""
    return {
        "name": name,
        "data": {"values": values},
        "mark": {"type": "area", "style": "far" if name == "far_limits" else "limits", "clip": True},
        "encoding": {
            "y": {
                **quantity("lower"),
                "title": None,
                "scale": {"zero": False, "nice": True, "domain": _domain(dots)},
                "axis": {"tickCount": 5},
            },
            "y2": {"field": "upper"},
        },
    }


def _domain(dots: Sequence[Dot]) -> Sequence[float]:
    """From the lowest to the highest figure, and the near limits of most units."""
    lows, highs = sorted(dot.reach.low for dot in dots), sorted(dot.reach.high for dot in dots)
    tenth = len(dots) // 10
    low = min(*(dot.value for dot in dots), lows[tenth])
    high = max(*(dot.value for dot in dots), highs[-1 - tenth])
    room = (high - low) / 20 or 1.0
    return [_cut(low - room), _cut(high + room)]


def _centre(fewest: int, most: int, target: float) -> Json:
    return {
        "name": "centre",
        "data": {"values": [{"n": n, "target": _cut(target)} for n in (fewest, most)]},
        "mark": {"type": "line", "style": "centre"},
        "encoding": {"y": quantity("target")},
    }


def _dots(name: str, dots: Sequence[Dot], decimals: int) -> Json:
    return {
        "name": name,
        "data": {"values": [_dot(dot, decimals) for dot in dots]},
        "mark": {"type": "point", "style": name, "tooltip": True},
        "encoding": {
            "y": quantity("value"),
            "href": {"field": "url", "type": "nominal"},
            "tooltip": tooltip(unit=_("Unit"), shown=_("Value"), answers=_("Answers")),
        },
    }


def _dot(dot: Dot, decimals: int) -> Mapping[str, Json]:
    return {
        "n": dot.reach.n,
        "value": _cut(dot.value),
        "unit": dot.name,
        "shown": number(dot.value, decimals=decimals),
        "answers": number(dot.reach.n),
        "url": dot.url,
    }


def _names(dots: Sequence[Dot], fewest: int, most: int) -> Sequence[Json]:
    """Of those that stand out, the few that lie furthest out for their number of answers."""
    furthest = sorted((dot for dot in dots if dot.stands_out), key=_how_far, reverse=True)[:NAMED]
    return [_name(place, dot, fewest, most) for place, dot in enumerate(furthest)]


def _how_far(dot: Dot) -> float:
    width = dot.reach.high - dot.reach.low
    return abs(dot.value - (dot.reach.high + dot.reach.low) / 2) / width if width else 0.0


def _name(place: int, dot: Dot, fewest: int, most: int) -> Json:
    is_far_right = dot.reach.n - fewest > NAME_TURNS_LEFT_AFTER * (most - fewest)
    text = dot.name if len(dot.name) <= NAME_LENGTH else dot.name[:NAME_LENGTH].rstrip() + "…"
    return {
        "name": f"note_{place}",
        "data": {"values": [{"n": dot.reach.n, "value": _cut(dot.value), "text": text}]},
        "mark": {
            "type": "text",
            "style": "note",
            "align": "right" if is_far_right else "left",
            "dx": -9 if is_far_right else 9,
        },
        "encoding": {
            "y": quantity("value"),
            "text": {"field": "text", "type": "nominal"},
        },
    }


def _row(dot: Dot, decimals: int) -> Sequence[str]:
    reach = dot.reach
    return (
        dot.name,
        number(reach.n),
        number(dot.value, decimals=decimals),
        from_to(reach.low, reach.high, decimals=decimals),
        from_to(reach.far_low, reach.far_high, decimals=decimals),
    )
