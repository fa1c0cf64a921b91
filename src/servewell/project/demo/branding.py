"""A subsidiary of the demo company has a promise, a name and a look of its own."""

import struct
import zlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from servewell.base.permissions import HOUSE
from servewell.project.demo import shelf
from servewell.project.demo.shelf import entries, entry, text, words
from servewell.rooms.people import services as people
from servewell.rooms.standards import services as standards

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

SIZE: Final = 96
Colour = tuple[int, int, int]


def give_brands(units: "dict[str, Unit]", company: shelf.Entry, *, from_on: date, at: datetime) -> None:
    for brand in entries(company["brands"]):
        unit, promise = units[text(brand["unit"])], entry(brand["promise"])
        draft = people.BrandDraft(
            name=words(brand["name"]),
            accent=text(brand["accent"]),
            accent_dark=text(brand["accent_dark"]),
            signature=words(brand["signature"]),
            logo=a_house(colour=_colour(text(brand["accent"]))),
        )
        people.give_brand(unit=unit, brand=draft, from_on=from_on, by=HOUSE, at=at)
        standards.publish(
            unit=unit, title=words(promise["title"]), text=words(promise["text"]), aspects=(), by=HOUSE, at=at
        )


def a_house(*, colour: Colour) -> bytes:
    """A picture as a PNG, the same each time."""
    lines = b"".join(b"\0" + b"".join(bytes(_dot(x, y, colour)) for x in range(SIZE)) for y in range(SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, content) for name, content in parts)


def _dot(x: int, y: int, colour: Colour) -> tuple[int, int, int, int]:
    is_roof = 14 <= y <= 50 and abs(x - 48) <= y - 10
    is_wall = 50 < y <= 84 and abs(x - 48) <= 28
    is_door = y > 58 and abs(x - 48) <= 9
    return (*colour, 255) if (is_roof or is_wall) and not is_door else (0, 0, 0, 0)


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _colour(written: str) -> Colour:
    red, green, blue = (int(written[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue
