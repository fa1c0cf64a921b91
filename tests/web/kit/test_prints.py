"""The door to the press: one look for browser and paper, each language in its own face."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.template import Context, Template

from servewell.engines.prints import Press
from servewell.web.kit import pictures, prints
from servewell.web.kit.bars import Bar, bars
from servewell.web.kit.charts import Chart, Note, control_chart
from servewell.web.kit.funnels import Dot, Reach, funnel_plot
from servewell.web.kit.pictures import Picture, wrapped
from tests.web.kit.test_charts import a_whole_chart


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with prints.press() as one:
        yield one


def a_chart(note: str = "moved") -> Chart:
    return control_chart(
        key="by-month",
        title="Satisfied",
        kind="p",
        summary="Nothing stands out.",
        labels=["Jan", "Feb", "Mar"],
        values=[80.0, 82.0, 91.0],
        lower=[76.0] * 3,
        centre=[82.0] * 3,
        upper=[88.0] * 3,
        counts=[400, 390, 412],
        signals={2},
        notes=[Note(0, note)],
        breaks=[Note(1, "another scale")],
    )


def test_paper_takes_the_light_colours_of_the_very_look_that_the_browser_gets() -> None:
    page = Template("{% load kit %}{% chart_scripts %}").render(Context())
    found = re.search(r'id="chart-look" type="application/json">(.*?)</script>', page)
    assert found is not None
    browser = json.loads(found[1])

    paper = prints.drawn(a_chart(), language="en").look

    light = prints.light()
    resolved = json.loads(re.sub(r"var\((--[\w-]+)\)", lambda name: light[name[1]], json.dumps(browser)))
    assert paper == {**resolved, "font": "Servewell Sans, Noto Sans CJK SC"}
    assert (light["--accent"], light["--surface"]) == ("#0b6e63", "#fffdfa")


def a_funnel() -> Chart:
    """Two units, of which one stands out."""
    reach = Reach(n=400, low=78.0, high=86.0, far_low=75.0, far_high=89.0)
    return funnel_plot(
        key="units", title="Satisfied", kind="Funnel", summary="The inn lies below.", first="Unit", target=82.0,
        dots=[Dot("Inn", 60.0, reach, stands_out=True), Dot("Bar", 82.0, reach, stands_out=False)],
        curve=[reach, replace(reach, n=900)], decimals=1,
    )  # fmt: skip


def some_bars() -> Chart:
    return bars(
        key="drivers", title="Weight", kind="Bars", summary="Respect comes first.", first="Aspect", unit="Hundredths",
        rows=[Bar("Respect", 40.0, 30.0, 50.0, stands_out=True), Bar("Speed", 9.0, 2.0, 16.0, stands_out=False)],
    )  # fmt: skip


def test_all_that_charts_draw_has_its_place_in_the_look_and_nothing_else_has() -> None:
    drawn = json.dumps([each.spec for each in (a_chart(), a_whole_chart(), a_funnel(), some_bars())])
    styles = set(re.findall(r'"style": "([^"]+)"', drawn))

    look = prints.drawn(a_chart(), language="en").look["style"]
    assert isinstance(look, dict)
    assert styles == set(look)


@pytest.mark.parametrize(
    ("language", "font"),
    [
        ("en", "Servewell Sans, Noto Sans CJK SC"),
        ("es", "Servewell Sans, Noto Sans CJK SC"),
        ("zh-hans", "Noto Sans CJK SC"),
        ("zh-hant", "Noto Sans CJK TC"),
    ],
)
def test_each_language_has_its_face(language: str, font: str) -> None:
    assert prints.drawn(a_chart(), language=language).look["font"] == font


def test_a_picture_says_everything_and_sets_chinese_words_in_a_chinese_face(press: Press) -> None:
    asked: list[str] = []

    class Watched(Press):
        def svg(self, drawing: object) -> str:
            return press.svg(drawing)  # type: ignore[arg-type]

        def png(self, svg: str, *, scale: float = 2.0) -> bytes:
            asked.append(svg)
            return press.png(svg, scale=scale)

    picture = Picture(
        chart=a_chart("骨直"), title="Hotel 海港 <does> well", lead=["84.2 %"], notes=["As of 30 November 2026"]
    )
    made = prints.png_of(picture=picture, language="en", by=Watched())

    fonts = {words: face for face, words in re.findall(r'font-family="([^"]*)"[^>]*>([^<]*)</text>', asked[0])}
    looked_at = ("Hotel 海港 &lt;does&gt; well", "84.2 %", "As of 30 November 2026", "骨直")
    assert {words: fonts[words] for words in looked_at} == {
        "Hotel 海港 &lt;does&gt; well": "Noto Serif CJK SC",
        "84.2 %": "Servewell Sans, Noto Sans CJK SC",
        "As of 30 November 2026": "Servewell Sans, Noto Sans CJK SC",
        "骨直": "Noto Sans CJK SC",
    }  # fmt: skip
    assert int.from_bytes(made[16:20]) == 2 * pictures.WIDTH


def test_lines_break_at_spaces_and_between_chinese_signs_but_never_before_their_comma() -> None:
    assert wrapped("one two three", letters=5) == ["one two", "three"]
    assert wrapped("一二三四，五六", letters=4) == ["一二三", "四，五六"]
    assert wrapped("", letters=4) == []
