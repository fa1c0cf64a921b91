"""Why a file is proposed to be read as it is, in sentences."""

from dataclasses import dataclass
from typing import Final

from servewell.engines.tables.files.containers import Part
from servewell.engines.tables.files.encodings import Bytes
from servewell.engines.tables.recipe import NO_HEADER, NO_QUOTE

_SEPARATORS: Final = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}


@dataclass(frozen=True, slots=True)
class ShapeReason:
    """Why the shape says what it says under ``key``, as recipes call it. ``code`` is stable."""

    key: str
    code: str
    says: str


def on_choice(key: str, chosen: str | None, parts: tuple[Part, ...], *, named: str | None) -> tuple[ShapeReason, ...]:
    if named is not None or len(parts) < 2:
        return ()
    says = f"“{chosen}” is the largest of {len(parts)}."
    return (ShapeReason(key=key, code="largest", says=says),)


def on_encoding(seen: Bytes, encoding: str) -> ShapeReason:
    if seen.mark is not None:
        return ShapeReason("encoding", "marked", f"The file begins with the mark of {encoding}.")
    if encoding == "utf-8" and not seen.bad_lines:
        return ShapeReason("encoding", "valid-utf-8", "Every byte of the file is valid UTF-8.")
    if encoding == "utf-8":
        says = f"{seen.good_lines} lines hold signs in UTF-8, {seen.bad_lines} hold bytes that are not."
        return ShapeReason("encoding", "mostly-utf-8", says)
    if encoding.startswith("utf-16"):
        return ShapeReason("encoding", "zeros", "Every other byte is zero, as in UTF-16.")
    first = seen.first_bad[0]
    says = f"Line {first.line} is not UTF-8 (bytes {first.found}); read as {encoding}, its signs make common words."
    return ShapeReason("encoding", "by-words", says)


def on_separator(separator: str) -> ShapeReason:
    says = f"Of the usual separators, {_SEPARATORS[separator]} cuts the first rows most alike and into most cells."
    return ShapeReason("separator", "cuts-alike", says)


def on_quote(quote: str) -> tuple[ShapeReason, ...]:
    if quote != NO_QUOTE:
        return ()
    says = "Quotes that open and never close are signs like others here: no cell is wrapped in quotes."
    return (ShapeReason("quote", "no-quotes", says),)


def on_header(header: int) -> ShapeReason:
    if header == NO_HEADER:
        return ShapeReason("header", "no-names", "No row looks like the names of columns.")
    if header == 1:
        return ShapeReason("header", "names-first", "The first row holds different words, as names of columns are.")
    says = f"Row {header} is the first that holds names in most cells; what stands above it looks like titles."
    return ShapeReason("header", "below-titles", says)
