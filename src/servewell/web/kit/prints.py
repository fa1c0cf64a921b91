"""The door to the press: a template becomes a PDF, a chart a picture, in the look of the pages and in one language.

Slow (about two seconds, most of it to start the press) and for the worker: many are printed by one ``press()``.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from servewell.engines import prints
from servewell.engines.prints import CannotPrint, NotPrinted, Press
from servewell.web.kit.chart_look import LOOK
from servewell.web.kit.charts import Chart, Json, Spec
from servewell.web.kit.languages import language_tag
from servewell.web.kit.pictures import Picture

__all__ = ["CannotPrint", "NotPrinted", "Picture", "drawn", "lacking", "pdf_of", "png_of", "press"]

HERE: Final = Path(__file__).parent
FACES: Final = HERE / "faces"
TOKENS: Final = HERE / "static/kit/tokens.css"
SHEET: Final = "kit/press.css"
WIDTH: Final = 640
HAN: Final = {"zh-Hans": "CJK SC", "zh-Hant": "CJK TC"}
_light: Final = re.compile(r"(--[\w-]+): light-dark\((#\w+|rgba?\([^)]*\)), ")
_words: Final = re.compile(r"<text\b[^>]*>[^<]*</text>")
_token: Final = re.compile(r"var\((--[\w-]+)\)")


def press() -> Press:
    """Use it as a context manager; each of the functions below takes one, where there is more than one to print."""
    return Press(fonts=FACES)


def lacking(*, language: str = "zh-hans") -> str | None:
    """What must be installed before anything can be printed in a language; None where it can."""
    return prints.lacking(chinese=language_tag(language) in HAN)


def pdf_of(
    *,
    template: str,
    page: object,
    language: str,
    charts: Mapping[str, Chart] | None = None,
    sheets: Sequence[str] = (),
    by: Press | None = None,
) -> bytes:
    """A template that extends ``kit/print.html``, with ``page`` in it, as PDF/UA in a language.

    ``charts`` are drawn as ``<img src="name.svg">``; ``sheets`` are static style sheets after ``kit/press.css``, linked
    as ``<link href="insight/press.css">``. Raises NotPrinted.
    """
    with translation.override(language):
        html = render_to_string(template, {"page": page, "sheets": [SHEET, *sheets]})
    wanted = prints.Page(
        html=html,
        files={"look.css": _look_sheet(language).encode(), **{name: _static(name) for name in (SHEET, *sheets)}},
        drawings={f"{name}.svg": drawn(chart, language=language) for name, chart in (charts or {}).items()},
    )
    if by is not None:
        return by.pdf(wanted)
    with press() as one:
        return one.pdf(wanted)


def png_of(*, picture: Picture, language: str, by: Press | None = None) -> bytes:
    """A chart with all it needs to be understood alone: title, kind, count, definition, moment. Raises NotPrinted."""
    if by is None:
        with press() as one:
            return png_of(picture=picture, language=language, by=one)
    inner = SafeString(by.svg(drawn(picture.chart, language=language, width=picture.chart_width)))
    colours = {name.removeprefix("--").replace("-", "_"): value for name, value in light().items()}
    laid_out = replace(picture, fonts=(_sans(language), _serif(language)))
    with translation.override(language):
        svg = render_to_string("kit/_picture.svg", {"picture": laid_out, "inner": inner, "colour": colours})
    return by.png(_words.sub(lambda text: _in_chinese_face(text[0], language), svg))


def drawn(chart: Chart, *, language: str, width: int = WIDTH) -> prints.Drawing:
    """The chart as paper takes it: of a width, in the light colours, in the reader's font."""
    spec: Spec = {**chart.spec, "width": width}
    look: Spec = {**_in_light(), "font": _sans(language)}
    return prints.Drawing(spec=spec, look=look)


@cache
def light() -> Mapping[str, str]:
    """The tokens' colours on a light page, by name."""
    return dict(_light.findall(TOKENS.read_text(encoding="utf-8")))


@cache
def _in_light() -> Mapping[str, Json]:
    look: Mapping[str, Json] = json.loads(_token.sub(lambda name: light()[name[1]], json.dumps(LOOK)))
    return look


def _sans(language: str) -> str:
    han = HAN.get(language_tag(language))
    return f"Noto Sans {han}" if han else f"Servewell Sans, Noto Sans {HAN['zh-Hans']}"


def _serif(language: str) -> str:
    han = HAN.get(language_tag(language))
    return f"Noto Serif {han}" if han else "Servewell Serif"


def _in_chinese_face(text: str, language: str) -> str:
    """Where a font lacks a sign, the drawing program takes the first that has it, which may be a Japanese one."""
    if not prints.is_chinese(text):
        return text
    spare = HAN.get(language_tag(language), HAN["zh-Hans"])
    return (
        text.replace("Servewell Sans, ", "")
        .replace("Servewell Sans", f"Noto Sans {spare}")
        .replace("Servewell Serif", f"Noto Serif {spare}")
    )


def _look_sheet(language: str) -> str:
    """Colours, faces, and for each language its own fonts; what has no language is drawn in the document's script."""
    faces = "".join(
        f'@font-face {{ font-family: "Servewell {kind.title()}"; font-weight: {weight}; '
        f"src: url(fonts/{kind}-{weight}.ttf); }}\n"
        for kind in ("sans", "serif")
        for weight in (400, 600)
    )
    colours = " ".join(f"{name}: {value};" for name, value in light().items())
    spare = HAN.get(language_tag(language), HAN["zh-Hans"])
    latin = (
        f'--sans: "Servewell Sans", "Noto Sans {spare}", sans-serif; '
        f'--serif: "Servewell Serif", "Noto Serif {spare}", serif;'
    )
    chinese = "".join(
        f':lang({tag}) {{ --sans: "Noto Sans {han}", sans-serif; --serif: "Noto Serif {han}", serif; }}\n'
        for tag, han in HAN.items()
    )
    return f"{faces}:root {{ {colours} {latin} }}\n:lang(en), :lang(es) {{ {latin} }}\n{chinese}"


def _static(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no static file is called {name}")
    return Path(found).read_bytes()
