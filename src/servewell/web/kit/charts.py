"""Charts are Vega-Lite specifications made here: no colours and no fonts, those belong to ``chart_look``."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from servewell.web.kit.chart_layers import PERIOD_AXIS, Json, Note, layers, marks, numbered, quantity, tooltip
from servewell.web.kit.figures import number

__all__ = [
    "HEIGHT",
    "Chart",
    "Extras",
    "Json",
    "Key",
    "Note",
    "Spec",
    "control_chart",
    "quantity",
    "specification",
    "tooltip",
]

Spec = Mapping[str, Json]
Values = Sequence[float | None]
Line = tuple[str, float | None, float | None, float | None, float | None, int]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 220
BY_PERIOD: Json = {"x": {"field": "period", "type": "ordinal", "sort": None, "axis": PERIOD_AXIS}}


@dataclass(frozen=True)
class Key:
    """What one of the lines or points of a chart means, by the name of its style."""

    style: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What else a control chart may show; each only where there is something of it.

    ``phases``: the periods from which other limits hold. ``target``, ``last_year`` and ``former`` have a value for each
    period, or none at all; ``former_name`` says by which definition. ``last_open``: the last period's name, where it
    has not ended. ``legend``: what these mean.
    """

    phases: Sequence[Note] = ()
    target: Values = ()
    last_year: Values = ()
    former: Values = ()
    former_name: str = ""
    last_open: str = ""
    legend: Sequence[Key] = ()


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
    legend: Sequence[Key] = field(default=())


def specification(title: str, summary: str, *, height: Json, **drawn: Json) -> Spec:
    """As wide as its place; ``summary`` is what it says to who cannot see it."""
    return {
        "$schema": SCHEMA,
        "description": f"{title}. {summary}",
        "width": "container",
        "height": height,
        **drawn,
    }


def control_chart(
    *,
    key: str,
    title: str,
    kind: str,
    summary: str,
    labels: Sequence[str],
    values: Values,
    lower: Values,
    centre: Values,
    upper: Values,
    counts: Sequence[int],
    signals: Collection[int] = (),
    notes: Sequence[Note] = (),
    breaks: Sequence[Note] = (),
    cuts: Collection[int] = (),
    decimals: int = 1,
    counted: str = "",
    extras: Extras = Extras(),
) -> Chart:
    """One value a period with its limits; `labels` are the periods in the reader's words and differ from each other.

    `counts` are of answers or what `counted` says. `cuts`: no line reaches them from before, and `breaks` say why.
    """
    series = list(zip(labels, values, lower, centre, upper, counts, strict=True))
    more = _more(len(series), {*cuts, *(each.at for each in breaks)}, extras)
    points = [{**_point(line, is_signal=i in signals, decimals=decimals), **more[i]} for i, line in enumerate(series)]
    beside = _columns(len(series), extras, breaks, decimals=decimals)
    table = [_row(line, is_signal=i in signals, decimals=decimals) for i, line in enumerate(series)]
    drawn = [*layers(points, counted or _("Answers")), *marks(notes, breaks, extras.phases, labels)]
    return Chart(
        key=key,
        title=title,
        kind=kind,
        summary=summary,
        spec=specification(title, summary, height=HEIGHT, data={"values": points}, encoding=BY_PERIOD, layer=drawn),
        head=(*_head(title, counted), *(name for name, _cells in beside)),
        rows=_rows(table, [cells for _name, cells in beside], extras),
        legend=extras.legend,
    )


def _rows(table: Sequence[Sequence[str]], beside: Sequence[Sequence[str]], extras: Extras) -> Sequence[Sequence[str]]:
    """The last period by the name that says that it has not ended."""
    rows = [(*row, *(cells[i] for cells in beside)) for i, row in enumerate(table)]
    if extras.last_open and rows:
        rows[-1] = (extras.last_open, *rows[-1][1:])
    return tuple(rows)


def _head(title: str, counted: str) -> Sequence[str]:
    return (_("Period"), title, _("Lower limit"), _("Centre"), _("Upper limit"), counted or _("Answers"), _("Signal"))


def _more(length: int, cuts: Collection[int], extras: Extras) -> Sequence[Mapping[str, Json]]:
    """What a point holds beside its value and limits."""
    begins = {each.at for each in extras.phases}
    bands = numbered(length, {*cuts, *begins}, name="band") if begins - {0, *cuts} else [{}] * length
    found = []
    for place, (stretch, band) in enumerate(zip(numbered(length, cuts, name="stretch"), bands, strict=True)):
        point = {**stretch, **band}
        for name, values in (("target", extras.target), ("last_year", extras.last_year), ("former", extras.former)):
            if any(value is not None for value in values):
                point[name] = values[place]
        if extras.last_open:
            point["open"] = place == length - 1
        found.append(point)
    return found


def _columns(
    length: int, extras: Extras, breaks: Sequence[Note], *, decimals: int
) -> Sequence[tuple[str, Sequence[str]]]:
    """The columns of the table that only some charts have."""

    def numbers(values: Values) -> Sequence[str]:
        return [_shown(value, decimals=decimals) for value in values]

    def words(notes: Sequence[Note]) -> Sequence[str]:
        return ["; ".join(each.text for each in notes if each.at == place) for place in range(length)]

    return [
        *([(_("A year before"), numbers(extras.last_year))] if any(v is not None for v in extras.last_year) else []),
        *([(extras.former_name, numbers(extras.former))] if any(v is not None for v in extras.former) else []),
        *([(_("Target"), numbers(extras.target))] if any(v is not None for v in extras.target) else []),
        *([(_("New limits"), words(extras.phases))] if extras.phases else []),
        *([(_("Change of scale"), words(breaks))] if breaks else []),
    ]


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


def _row(line: Line, *, is_signal: bool, decimals: int) -> Sequence[str]:
    label, *quantities, n = line[0], *line[1:5], line[5]
    shown = [_shown(quantity, decimals=decimals) for quantity in quantities]
    return (label, *shown, number(n), _("yes") if is_signal else "")


def _shown(quantity: float | None, *, decimals: int) -> str:
    return "–" if quantity is None else number(quantity, decimals=decimals)
