"""Reads the library's YAML into the house's own types."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import cast

import yaml

from servewell.base.words import CODES, Words

# the day on which the demo's stories were written down; they move with the present
WRITTEN_ON = date(2026, 11, 21)

Entry = Mapping[str, object]


class Size(StrEnum):
    """How much of the demo company is founded."""

    SMALL = "small"
    WHOLE = "whole"


@cache
def book(name: str) -> Entry:
    """One YAML file of the library, for example ``demo/company``."""
    return cast(Entry, yaml.safe_load((files("servewell") / "library" / f"{name}.yaml").read_text(encoding="utf-8")))


def sheet(name: str) -> tuple[str, str]:
    """The text of a file of the library and what it is called, for a room that reads its own playbook."""
    return (files("servewell") / "library" / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml"


def entries(value: object) -> Sequence[Entry]:
    return cast(Sequence[Entry], value)


def entry(value: object) -> Entry:
    return cast(Entry, value)


def words(value: object) -> Words:
    texts = cast(Mapping[str, str], value)
    return Words(texts={code: texts[code] for code in CODES if code in texts}, source="en")


def text(value: object) -> str:
    return "" if value is None else str(value)


def moved(day: object, *, today: date) -> date:
    """A story's day, moved by as many whole months as have passed since it was written."""
    written = cast(date, day)
    months = (today.year - WRITTEN_ON.year) * 12 + today.month - WRITTEN_ON.month
    place = written.year * 12 + written.month - 1 + months
    return date(place // 12, place % 12 + 1, min(written.day, 28))
