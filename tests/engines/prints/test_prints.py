"""What the press prints, what it refuses, and that it stays within its bounds."""

import ctypes.util
import importlib.util
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from servewell.engines import prints
from servewell.engines.prints import Drawing, Limits, Page, Press

BARS = {
    "data": {"values": [{"a": "x", "b": 2}, {"a": "y", "b": 3}]},
    "mark": {"type": "bar", "style": "quiet"},
    "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}},
}
NAMED = '<html lang="en"><head><title>June</title></head><body>{}</body></html>'
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press() as one:
        yield one


def unpacked(pdf: bytes) -> bytes:
    """The document with its streams in plain, to look for what stands in it."""
    parts = []
    for piece in pdf.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(piece))
        except zlib.error:
            continue
    return pdf + b"".join(parts)


def test_a_page_becomes_an_accessible_pdf_with_its_title_and_language(press: Press) -> None:
    printed = unpacked(press.pdf(Page(html=NAMED.format("<h1>84 % are satisfied</h1>"))))

    assert printed.startswith(b"%PDF-")
    assert b"pdfuaid:part" in printed
    assert b"/Lang (en)" in printed
    assert b"June" in printed
    assert b"/H1" in printed


def test_the_same_page_gives_the_same_bytes(press: Press) -> None:
    page = Page(html=NAMED.format("<p>once"), drawings={})

    assert press.pdf(page) == press.pdf(page)


def test_a_page_has_the_charts_and_files_that_came_with_it(press: Press) -> None:
    html = NAMED.format('<link rel="stylesheet" href="a/b.css"><img src="chart.svg" alt="Two bars">')

    printed = unpacked(
        press.pdf(Page(html=html, files={"a/b.css": b"p { color: red }"}, drawings={"chart.svg": Drawing(spec=BARS)}))
    )

    assert b"Two bars" in printed


@pytest.mark.parametrize(
    "asked",
    ["other.css", "https://example.com/a.css", "file:///etc/passwd", "http://127.0.0.1:9/a.css", "//example.com/a.css"],
)
def test_a_page_that_asks_for_more_is_not_printed(press: Press, asked: str) -> None:
    with pytest.raises(prints.AsksForMore):
        press.pdf(Page(html=NAMED.format(f'<link rel="stylesheet" href="{asked}">')))


@pytest.mark.parametrize("asked", ["https://example.com/a.json", "file:///etc/passwd", "/etc/passwd"])
def test_a_chart_that_asks_for_data_elsewhere_is_not_drawn(press: Press, asked: str) -> None:
    with pytest.raises(prints.AsksForMore):
        press.svg(Drawing(spec={"layer": [{"data": {"url": asked}, "mark": "bar"}]}))


@pytest.mark.parametrize("html", ["<p>x", "<html lang=en><p>x", "<html><title>x</title><p>x", ""])
def test_a_page_without_title_or_language_is_not_printed(press: Press, html: str) -> None:
    with pytest.raises(prints.PageHasNoName):
        press.pdf(Page(html=html))


@pytest.mark.parametrize("spec", [{"mark": "nonsense"}, {}, {"layer": 3}])
def test_what_is_no_chart_is_refused_and_the_press_goes_on(press: Press, spec: dict[str, object]) -> None:
    with pytest.raises(prints.NotADrawing):
        press.svg(Drawing(spec=spec))  # type: ignore[arg-type]

    assert press.svg(Drawing(spec=BARS)).startswith("<svg")


def test_a_chart_takes_its_colours_from_the_look(press: Press) -> None:
    drawn = press.svg(Drawing(spec=BARS, look={"style": {"quiet": {"color": "#123456"}}, "font": "Some Face"}))

    assert "#123456" in drawn
    assert "Some Face" in drawn


def test_an_svg_becomes_a_picture_and_nonsense_does_not(press: Press) -> None:
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"><rect width="10" height="20"/></svg>'

    picture = press.png(square, scale=3)

    assert picture[:8] == PNG
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (30, 60)
    with pytest.raises(prints.NotADrawing):
        press.png("no picture")


def test_what_takes_too_long_is_ended_and_the_next_page_is_printed() -> None:
    endless = Page(html=NAMED.format("<p>word word</p>" * 200_000))

    with Press(limits=Limits(seconds=8)) as press:
        with pytest.raises(prints.TakesTooMuch, match="longer than 8 seconds"):
            press.pdf(endless)
        assert press.pdf(Page(html=NAMED.format("<p>next"))).startswith(b"%PDF-")


def test_what_takes_too_much_memory_is_ended() -> None:
    large = Page(html=NAMED.format("<p>word word</p>" * 60_000))

    with Press(limits=Limits(memory_bytes=200 * 1024**2)) as press, pytest.raises(prints.TakesTooMuch):
        press.pdf(large)


def test_a_press_that_is_closed_leaves_no_process_behind() -> None:
    press = Press()
    press.svg(Drawing(spec=BARS))
    process = press._process
    assert process is not None

    press.__exit__(None, None, None)

    assert process.returncode == 0


def test_without_the_packages_printing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setitem(
        prints.lacking.__globals__, "find_spec", lambda name: None if name == "weasyprint" else found(name)
    )

    with Press() as press, pytest.raises(prints.CannotPrint, match=r"pip install \"servewell\[pdf\]\""):
        press.pdf(Page(html=NAMED.format("")))


def test_without_pango_and_chinese_fonts_the_debian_packages_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = ctypes.util.find_library
    names = prints.lacking.__globals__
    names["_has_library"].cache_clear()
    monkeypatch.setitem(names, "find_library", lambda name: None if name.startswith("pango") else here(name))
    monkeypatch.setitem(names, "FONT_FOLDERS", (str(tmp_path),))

    said = (prints.lacking(), prints.lacking(chinese=False))
    names["_has_library"].cache_clear()

    begin, end = "Libraries or fonts are missing: run apt-get install ", " (names as in Debian)."
    assert said == (
        f"{begin}libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk{end}",
        f"{begin}libpango-1.0-0 libpangoft2-1.0-0{end}",
    )


def test_chinese_words_are_not_printed_as_boxes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(prints.lacking.__globals__, "FONT_FOLDERS", (str(tmp_path),))

    with Press() as press:
        assert press.pdf(Page(html=NAMED.format("plain"))).startswith(b"%PDF-")
        with pytest.raises(prints.CannotPrint, match="fonts-noto-cjk"):
            press.pdf(Page(html=NAMED.format("骨")))


def test_importing_the_engine_loads_nothing_heavy() -> None:
    program = (
        "import sys; from servewell.engines import prints; "
        "print([name for name in ('weasyprint', 'vl_convert', 'fontTools', 'PIL') if name in sys.modules])"
    )

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout == "[]\n"
