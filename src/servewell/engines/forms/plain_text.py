"""Reads single posted texts. Each answers with none if the text is not what it should be."""

import base64
import math
import re
from datetime import date
from typing import Final

_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS: Final = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@([\w-]+(?:\.[\w-]+)+)")
_NOT_FOR_READING: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PICTURE: Final = re.compile(r"data:image/png;base64,([A-Za-z0-9+/]+={0,2})")
_BEGINNING_OF_PNG: Final = b"\x89PNG\r\n\x1a\n"
_LONGEST_ADDRESS: Final = 254
_LONGEST_TYPED_NAME: Final = 120
_LONGEST_LOCAL_PART: Final = 64


def number(given: object) -> int | float | None:
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        return given if math.isfinite(given) else None
    text = given.strip() if isinstance(given, str) else ""
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


def tidied(given: object) -> str | None:
    """Line ends as one character, blanks around it removed; none if it holds what no one can read or keep."""
    if not isinstance(given, str) or _NOT_FOR_READING.search(given):
        return None
    return given.replace("\r\n", "\n").replace("\r", "\n").strip()


def day(text: str) -> str | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def signature(text: str) -> bytes | None:
    """The picture in a data address of the type PNG."""
    found = _PICTURE.fullmatch(text)
    if found is None:
        return None
    try:
        content = base64.b64decode(found[1], validate=True)
    except ValueError:
        return None
    return content if content.startswith(_BEGINNING_OF_PNG) else None


def typed_name(text: str) -> str | None:
    """A name in one line that holds a letter; never what claims to be a picture."""
    is_a_name = any(sign.isalpha() for sign in text) and len(text) <= _LONGEST_TYPED_NAME
    if not is_a_name or "\n" in text or text.startswith("data:") or _NOT_FOR_READING.search(text):
        return None
    return text


def address(text: str) -> str | None:
    """An address that every server can take: ASCII before the @, a domain that can be written in ASCII."""
    found = _ADDRESS.fullmatch(text)
    if found is None or len(text) > _LONGEST_ADDRESS or len(found[1]) > _LONGEST_LOCAL_PART:
        return None
    try:
        found[2].encode("idna")
    except UnicodeError:
        return None
    return text
