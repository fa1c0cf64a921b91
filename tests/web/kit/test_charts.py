"""A chart is its drawing, its sentence and its table, and all three say the same."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.template import Context, Template

from servewell.web.kit.charts import Chart, Extras, Key, Note, control_chart


def a_chart() -> Chart:
    return control_chart(
        key="by-month",
        title="Satisfied",
        kind="Laney p′",
        summary="The last month is above the upper limit.",
        labels=["Jan", "Feb", "Mar"],
        values=[80.0, None, 91.04],
        lower=[76.0, None, 76.0],
        centre=[82.0, 82.0, 82.0],
        upper=[88.0, None, 88.0],
        counts=[400, 0, 1412],
        signals={2},
        notes=[Note(0, "moved"), Note(2, "taught")],
    )


def quantity(field: str) -> dict[str, str]:
    return {"field": field, "type": "quantitative"}


def points(*, is_signal: bool, style: str) -> dict[str, object]:
    return {
        "name": style,
        "transform": [
            {"filter": {"field": "signal", "equal": is_signal}},
            {"filter": {"field": "value", "valid": True}},
        ],
        "mark": {"type": "point", "style": style, "tooltip": True},
        "encoding": {
            "y": quantity("value"),
            "tooltip": [
                {"field": "period", "type": "nominal", "title": "Period"},
                {"field": "shown", "type": "nominal", "title": "Value"},
                {"field": "answers", "type": "nominal", "title": "Answers"},
            ],
        },
    }


def point(
    period: str, value: float | None, limits: tuple[float | None, ...], *, is_signal: bool, shown: str, answers: str
) -> dict[str, object]:
    lower, centre, upper = limits
    return {
        "period": period,
        "value": value,
        "lower": lower,
        "centre": centre,
        "upper": upper,
        "signal": is_signal,
        "shown": shown,
        "answers": answers,
    }


def note(place: int, period: str, text: str, align: str, dx: int, y: int) -> dict[str, object]:
    return {
        "data": {"values": [{"period": period, "text": text}]},
        "layer": [
            {"name": f"event_{place}", "mark": {"type": "rule", "style": "event"}},
            {
                "name": f"note_{place}",
                "mark": {"type": "text", "style": "note", "align": align, "dx": dx},
                "encoding": {"y": {"value": y}, "text": {"field": "text", "type": "nominal"}},
            },
        ],
    }


def test_a_control_chart_is_a_whole_specification_without_a_colour() -> None:
    assert a_chart().spec == {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": "Satisfied. The last month is above the upper limit.",
        "width": "container",
        "height": 220,
        "data": {
            "values": [
                point("Jan", 80.0, (76.0, 82.0, 88.0), is_signal=False, shown="80.0", answers="400"),
                point("Feb", None, (None, 82.0, None), is_signal=False, shown="–", answers="0"),
                point("Mar", 91.04, (76.0, 82.0, 88.0), is_signal=True, shown="91.0", answers="1,412"),
            ]
        },
        "encoding": {
            "x": {
                "field": "period",
                "type": "ordinal",
                "sort": None,
                "axis": {"title": None, "labelAngle": 0, "labelOverlap": "parity", "labelFlush": True},
            }
        },
        "layer": [
            {
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
            },
            {"name": "centre", "mark": {"type": "line", "style": "centre"}, "encoding": {"y": quantity("centre")}},
            {"name": "series", "mark": {"type": "line", "style": "series"}, "encoding": {"y": quantity("value")}},
            points(is_signal=False, style="ordinary"),
            points(is_signal=True, style="signal"),
            note(0, "Jan", "moved", "left", 6, -6),
            note(1, "Mar", "taught", "right", -6, 8),
        ],
    }


def test_the_table_says_what_the_drawing_says() -> None:
    chart = a_chart()

    assert chart.head == ("Period", "Satisfied", "Lower limit", "Centre", "Upper limit", "Answers", "Signal")
    assert chart.rows == (
        ("Jan", "80.0", "76.0", "82.0", "88.0", "400", ""),
        ("Feb", "–", "–", "82.0", "–", "0", ""),
        ("Mar", "91.0", "76.0", "82.0", "88.0", "1,412", "yes"),
    )


def test_words_in_a_specification_cannot_end_its_script() -> None:
    chart = control_chart(
        key="k",
        title="</script><script>alert(1)</script>",
        kind="",
        summary="",
        labels=[],
        values=[],
        lower=[],
        centre=[],
        upper=[],
        counts=[],
    )

    html = Template("{% load kit %}{% chart c %}").render(Context({"c": chart}))

    assert html.count("<script") == 1
    assert html.count("</script>") == 1


def a_cut_chart(*, lower: float | None = None, upper: float | None = None) -> Chart:
    """Four months of which the third counts on another scale."""
    return control_chart(
        key="by-month",
        title="Satisfied",
        kind="Run chart",
        summary="Too few months.",
        labels=["Jan", "Feb", "Mar", "Apr"],
        values=[80.0, 82.0, 41.0, 43.0],
        lower=[lower] * 4,
        centre=[81.0, 81.0, 42.0, 42.0],
        upper=[upper] * 4,
        counts=[1, 1, 1, 1],
        breaks=[Note(2, "scale 1 to 10"), Note(2, "asked in another sense")],
        cuts=[0, 2],
    )


def layers(chart: Chart) -> dict[str, dict[str, Any]]:
    plain: list[dict[str, Any]] = json.loads(json.dumps(chart.spec["layer"]))
    return {layer["name"]: layer for group in plain for layer in group.get("layer", [group])}


def test_no_line_joins_the_two_sides_of_a_break() -> None:
    chart = a_cut_chart(lower=30.0, upper=95.0)
    spec = json.loads(json.dumps(chart.spec))

    assert [(each["period"], each["stretch"]) for each in spec["data"]["values"]] == [
        ("Jan", 0), ("Feb", 0), ("Mar", 1), ("Apr", 1),
    ]  # fmt: skip
    joined = {name: each["encoding"]["detail"] for name, each in layers(chart).items() if is_joined(each)}
    by_stretch = {"field": "stretch", "type": "nominal"}
    assert joined == {"limits": by_stretch, "centre": by_stretch, "series": by_stretch}


def test_only_what_has_a_number_is_drawn_and_the_first_of_it_states_the_scale() -> None:
    scale = {"title": None, "scale": {"zero": False, "nice": True}, "axis": {"tickCount": 4}}

    plain = a_plain_chart(centre=[82.0, 82.0], signals=())
    bare = a_plain_chart(centre=[None, None], signals={0, 1})

    assert [*layers(plain)] == ["centre", "series", "ordinary"]
    assert layers(plain)["centre"]["encoding"]["y"] == {**quantity("centre"), **scale}
    assert [*layers(bare)] == ["series", "signal"]
    assert layers(bare)["series"]["encoding"]["y"] == {**quantity("value"), **scale}
    assert [*layers(a_plain_chart(values=[None, None], centre=[None, None]))] == []


def a_plain_chart(
    *, values: Sequence[float | None] = (80.0, 84.0), centre: Sequence[float | None], signals: Collection[int] = ()
) -> Chart:
    """Two months without limits."""
    return control_chart(
        key="plain", title="Satisfied", kind="Run chart", summary="So it went.", labels=["Jan", "Feb"], values=values,
        lower=[None, None], centre=centre, upper=[None, None], counts=[5, 6], signals=signals,
    )  # fmt: skip


def is_joined(layer: dict[str, Any]) -> bool:
    return layer["mark"]["type"] in ("line", "area")


def test_a_break_is_marked_by_a_line_and_words_in_the_drawing_and_in_the_table() -> None:
    chart = a_cut_chart()

    marks = layers(chart)
    assert (marks["break_0"]["mark"], marks["break_1"]["mark"]) == ({"type": "rule", "style": "break"},) * 2
    assert [marks[f"note_of_break_{place}"]["encoding"]["y"] for place in (0, 1)] == [{"value": -6}, {"value": 8}]
    assert (chart.head[-1], [row[-1] for row in chart.rows]) == (
        "Change of scale",
        ["", "", "scale 1 to 10; asked in another sense", ""],
    )


def test_the_words_of_close_events_lie_one_under_the_other() -> None:
    values = [1.0] * 6
    chart = control_chart(
        key="k", title="t", kind="", summary="", labels=["Jan", "Feb", "Mar", "Apr", "May", "Jun"], values=values,
        lower=values, centre=values, upper=values, counts=[1] * 6,
        notes=[Note(at=place, text="closed") for place in (0, 1, 2, 5)], breaks=[Note(at=5, text="scale 1 to 10")],
    )  # fmt: skip

    marks = layers(chart)
    names = [*(f"note_{place}" for place in range(4)), "note_of_break_0"]
    assert [marks[name]["encoding"]["y"]["value"] for name in names] == [-6, 8, 22, -6, 36]


def test_a_month_cut_off_without_words_has_no_line_either() -> None:
    values = [1.0, 2.0]
    chart = control_chart(
        key="k",
        title="t",
        kind="",
        summary="",
        labels=["Jan", "Feb"],
        values=values,
        lower=values,
        centre=values,
        upper=values,
        counts=[1, 1],
        cuts=[1],
    )

    points: list[dict[str, Any]] = json.loads(json.dumps(chart.spec["data"]))["values"]
    assert ([each["stretch"] for each in points], len(chart.head)) == ([0, 1], 7)


def a_whole_chart() -> Chart:
    """With all that a control chart can show beside its series."""
    return control_chart(
        key="by-month", title="Satisfied", kind="p chart", summary="Calm.", labels=["Jan", "Feb", "Mar", "Apr"],
        values=[80.0, 82.0, 84.0, 86.0], lower=[70.0] * 2 + [75.0] * 2, centre=[81.0] * 2 + [85.0] * 2,
        upper=[90.0] * 2 + [95.0] * 2, counts=[10, 10, 10, 4],
        extras=Extras(
            phases=[Note(2, "new limits")], target=[None, 85.0, 85.0, 85.0], last_year=[None, 79.0, None, 81.0],
            former=[78.0, 78.0, None, None], former_name="by version 1",
            last_open="April so far", legend=[Key("target", "Target 85 %")],
        ),
    )  # fmt: skip


def test_new_limits_cut_the_band_and_not_the_line() -> None:
    marks = layers(a_whole_chart())

    details = {name: each["encoding"].get("detail", {}).get("field") for name, each in marks.items() if is_joined(each)}
    assert details == {
        "limits": "band",
        "centre": "band",
        "target": None,
        "last-year": None,
        "former": None,
        "series": None,
    }
    assert (marks["phase_0"]["mark"], marks["note_of_phase_0"]["encoding"]["y"]) == (
        {"type": "rule", "style": "phase"},
        {"value": -6},
    )
    spec = json.loads(json.dumps(a_whole_chart().spec))
    assert [each["band"] for each in spec["data"]["values"]] == [0, 0, 1, 1]


def test_target_last_year_and_the_month_that_has_not_ended_stand_in_drawing_table_and_legend() -> None:
    chart = a_whole_chart()
    values = json.loads(json.dumps(chart.spec))["data"]["values"]

    assert [(each["target"], each["last_year"], each["open"]) for each in values] == [
        (None, None, False),
        (85.0, 79.0, False),
        (85.0, None, False),
        (85.0, 81.0, True),
    ]
    assert layers(chart)["open"]["transform"][1] == {"filter": {"field": "open", "equal": True}}
    assert chart.head[-4:] == ("A year before", "by version 1", "Target", "New limits")
    assert [(row[0], *row[-4:]) for row in chart.rows] == [
        ("Jan", "–", "78.0", "–", ""),
        ("Feb", "79.0", "78.0", "85.0", ""),
        ("Mar", "–", "–", "85.0", "new limits"),
        ("April so far", "81.0", "–", "85.0", ""),
    ]
    html = Template("{% load kit %}{% chart c %}").render(Context({"c": chart}))
    assert '<li class="kit-key-target">Target 85 %</li>' in html


def test_a_layer_with_nothing_to_draw_is_left_out() -> None:
    """Vega warns of a scale that reaches from nowhere to nowhere."""
    assert list(layers(a_cut_chart())) == [
        "centre", "series", "ordinary", "break_0", "note_of_break_0", "break_1", "note_of_break_1",
    ]  # fmt: skip
    assert layers(a_cut_chart())["centre"]["encoding"]["y"]["scale"] == {"zero": False, "nice": True}
