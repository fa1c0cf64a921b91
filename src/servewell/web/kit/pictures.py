"""A chart as one picture to be forwarded alone, laid out by counting: in a picture no line wraps by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from unicodedata import east_asian_width

from servewell.web.kit.charts import HEIGHT, Chart

WIDTH: Final = 960
MARGIN: Final = 44
CHART_HEIGHT: Final = HEIGHT + 70  # with its axis and the words above it
NARROW: Final = 0.54  # of the height of the letters, a little more than Inter's mean
SIZES: Final = {"title": 28, "lead": 16, "note": 12.5}
LEADING: Final = 1.45


@dataclass(frozen=True)
class Line:
    words: str
    y: float
    kind: str  # title, lead, note

    @property
    def size(self) -> float:
        return SIZES[self.kind]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """``lead`` stands above the chart (figure, n, interval, kind), ``notes`` under it (definition, as of when)."""

    chart: Chart
    title: str
    lead: Sequence[str]
    notes: Sequence[str]
    fonts: tuple[str, str] = field(default=("sans-serif", "serif"))

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def chart_width(self) -> int:
        return WIDTH - 2 * MARGIN - 40  # the numbers of the axis stand beside it

    @property
    def margin(self) -> int:
        return MARGIN

    @property
    def above(self) -> Sequence[Line]:
        return tuple(_set([("title", self.title), *(("lead", each) for each in self.lead)], top=MARGIN))

    @property
    def chart_top(self) -> float:
        return self.above[-1].y + 24

    @property
    def below(self) -> Sequence[Line]:
        return tuple(_set([("note", each) for each in self.notes], top=self.chart_top + CHART_HEIGHT))

    @property
    def height(self) -> float:
        return (self.below[-1].y if self.below else self.chart_top + CHART_HEIGHT) + MARGIN


def _set(texts: Sequence[tuple[str, str]], *, top: float) -> Iterator[Line]:
    y = top
    for kind, text in texts:
        size = SIZES[kind]
        for words in wrapped(text, letters=(WIDTH - 2 * MARGIN) / size):
            y += size * LEADING
            yield Line(words=words, y=round(y, 1), kind=kind)
        y += size * 0.35


def wrapped(text: str, *, letters: float) -> Sequence[str]:
    """Lines of at most so many em: at spaces, and between Chinese signs anywhere but before their punctuation."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and _width(f"{line}{piece}".rstrip()) > letters:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for sign in text:
        if piece and (piece[-1] == " " or _is_wide(piece[-1])) and sign not in "，。；：！？、）」』” ":
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _width(text: str) -> float:
    return sum(1.0 if _is_wide(sign) else NARROW for sign in text)


def _is_wide(sign: str) -> bool:
    return east_asian_width(sign) in "WF"
