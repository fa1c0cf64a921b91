"""Which encoding a file is written in: by its mark, by UTF-8 that no other encoding looks like, else by its words."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import charset_normalizer

from servewell.engines.tables.files.inflating import Stream

_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TRIED: Final = ("gb18030", "big5", "cp950", "shift_jis", "euc_jp", "euc_kr", "windows-1252", "windows-1251")
_BLOCK: Final = 1024 * 1024
_SAMPLE: Final = 128 * 1024
_EXAMPLES: Final = 3
_CERTAIN: Final = 5
_PLAUSIBLE: Final = 0.25
_HAN: Final = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家事成方多经么去法"
    "学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无与长把机十点正业外将两高间由问很最重手应太再感做接"
    "這個們來為國說時會對於過發後裡樣還進實長機開從無與麼學現當沒動問將兩間點關業話給門東員幾認條氣題電數總變報務場書則聽強難張該讓"
    "酒店房服务務味吃快差位送餐客早菜便宜貴贵價价，。！？、：；（）"
)
_HANGUL: Final = "이다는에을의가를고하도은지한서기어요로니아사게나있해시일자대들리만보여인그습안라정수과없주부장전"
_LATIN: Final = "áéíóúñüàìòùâêîôûçäößåæøãõèëïÁÉÍÓÚÑÜÇÖÄ¿¡’‘“”–—…€°£«»º·"
# signs of Latin scripts stand alone among ASCII, Cyrillic ones together: read wrongly, each looks like the other
_WORDS: Final = re.compile(
    f"[{_HAN}{_HANGUL}\u3041-\u30ff]|[\u0430-\u044f\u0451]{{2,}}|(?<![^\0-\x7f])[{_LATIN}](?![^\0-\x7f])",
)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not UTF-8; ``found`` are its first bad bytes, in hexadecimal."""

    line: int
    found: str


@dataclass(slots=True)
class Bytes:
    """What the bytes of a whole file say, whatever they mean."""

    mark: str | None = None
    lines: int = 0
    bad_lines: int = 0
    good_lines: int = 0
    zeros: int = 0
    zeros_at_even_places: int = 0
    size: int = 0
    crlf: int = 0
    lf: int = 0
    cr: int = 0
    first_bad: list[BadLine] = field(default_factory=list)
    sample: bytearray = field(default_factory=bytearray)

    def take(self, block: bytes) -> None:
        self._count(block)
        try:
            block.decode("utf-8")
        except UnicodeDecodeError:
            self._take_line_by_line(block)
        else:
            self.good_lines += 0 if block.isascii() else sum(not line.isascii() for line in block.split(b"\n"))
        self.lines += block.count(b"\n")

    def _count(self, block: bytes) -> None:
        crlf = block.count(b"\r\n")
        self.crlf += crlf
        self.lf += block.count(b"\n") - crlf
        self.cr += block.count(b"\r") - crlf
        self.zeros += block.count(0)
        self.zeros_at_even_places += block[self.size % 2 :: 2].count(0)
        self.size += len(block)

    def _take_line_by_line(self, block: bytes) -> None:
        for place, line in enumerate(block.split(b"\n")):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                self._bad(line, number=self.lines + place + 1, at=error.start)
            else:
                self.good_lines += 1

    def _bad(self, line: bytes, *, number: int, at: int) -> None:
        self.bad_lines += 1
        if len(self.first_bad) < _EXAMPLES:
            self.first_bad.append(BadLine(line=number, found=line[at : at + 4].hex(" ").upper()))
        if len(self.sample) < _SAMPLE:
            self.sample += line[:_SAMPLE] + b"\n"

    def encoding(self) -> str | None:
        """None: no encoding tried makes words of it."""
        if self.mark is not None:
            return self.mark
        if self.zeros * 5 > self.size:
            return f"utf-16-{self.byte_order()}"
        if self.bad_lines <= self.good_lines:
            return "utf-8"
        return by_words(bytes(self.sample))

    def byte_order(self) -> str:
        return "be" if self.zeros_at_even_places * 2 > self.zeros else "le"


def look_at_bytes(*, stream: Stream, at_most: int | None = None) -> Bytes:
    seen = Bytes()
    for block in _blocks_of_lines(stream, at_most=at_most):
        if not seen.size:
            seen.mark = marked(block)
        seen.take(block)
    return seen


def _blocks_of_lines(stream: Stream, *, at_most: int | None) -> Iterator[bytes]:
    """Blocks that end with a line, so that no sign is cut in two; a line longer than a block is given in parts."""
    rest = b""
    given = 0
    while data := stream.read(_BLOCK):
        given += len(data)
        head, end, tail = (rest + data).rpartition(b"\n")
        yield head + end or tail
        rest = tail if end else b""
        if at_most is not None and given >= at_most:
            return
    if rest:
        yield rest


def marked(head: bytes) -> str | None:
    return next((name for mark, name in _MARKED if head.startswith(mark)), None)


def is_surely_utf8(seen: Bytes) -> bool:
    return not seen.bad_lines and seen.good_lines >= _CERTAIN


def by_words(sample: bytes) -> str | None:
    tried = {name: _plausible(sample, name) for name in (*_TRIED, *_also_proposed(sample))}
    best = max(tried, key=lambda name: tried[name])
    return best if tried[best] >= _PLAUSIBLE else None


def _also_proposed(sample: bytes) -> tuple[str, ...]:
    best = charset_normalizer.from_bytes(sample[: 16 * 1024]).best()
    return (best.encoding,) if best is not None and best.encoding not in _TRIED else ()


def _plausible(sample: bytes, encoding: str) -> float:
    """The share of lines that can be read, times the share of signs beyond ASCII that stand in common words."""
    lines = [line for line in sample.split(b"\n") if line]
    texts = [text for line in lines if (text := _read(line, encoding)) is not None]
    signs = sum(not sign.isascii() for text in texts for sign in text)
    if not signs:
        return 0.0
    common = sum(len(found) for text in texts for found in _WORDS.findall(text))
    return len(texts) / len(lines) * common / signs


def _read(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
