"""A folder of YAML read as a playbook: its manifest and its entries, or everything that is wrong with it at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from servewell.base.playbook import (
    Fault,
    Names,
    Part,
    PlaybookIsFaulty,
    Said,
    Sheet,
    Vocabulary,
    read_once,
    vocabularies,
)
from servewell.base.words import Words

MANIFEST = "playbook.yaml"
NEEDED = ("code", "version", "title", "licence", "speaks")
LAST_VERSION = 1_000_000
LONGEST_LICENCE = 60
MOST_TOLD = 200


@dataclass(frozen=True)
class Manifest:
    """``speaks`` are the names of the vocabularies that the files of the playbook have entries of."""

    code: str
    version: int
    title: Words
    licence: str
    speaks: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One entry as it was read. ``said`` is the wanted as JSON: two that say the same are equal."""

    vocabulary: str
    key: str
    wanted: object
    said: str
    file: str
    line: int


@dataclass(frozen=True)
class Book:
    """A playbook without a fault, and the files that it was read from.

    Its entries stand in the order in which they are installed.
    """

    manifest: Manifest
    entries: tuple[Entry, ...]
    files: Mapping[str, str]


def as_text(said: Said) -> str:
    """Plain data as one text, in its own order."""
    return json.dumps(said, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no plain data")


def read(*, files: Mapping[str, str], at: datetime) -> Book:
    """The playbook that these files are, each by its name. Raises PlaybookIsFaulty with every fault of every file."""
    tops, faults = _tops(files)
    if MANIFEST not in files:
        faults.append(Fault(MANIFEST, 1, f"this file is missing; it says {', '.join(NEEDED)}"))
    if faults:
        raise PlaybookIsFaulty(faults)

    manifest = _manifest(tops[MANIFEST])
    known = vocabularies()
    parts = _parts({name: top for name, top in tops.items() if name != MANIFEST}, known)
    _compare_with_the_manifest(tops[MANIFEST], parts)
    names = Names({each.name: [each.key_in(part) for part in parts.get(each.name, ())] for each in known}, at)
    entries = [entry for each in known for entry in _entries(each, parts.get(each.name, ()), names)]

    _demand_no_faults(top.sheet for top in tops.values())
    assert manifest is not None
    return Book(manifest, tuple(entries), files)


def _tops(files: Mapping[str, str]) -> tuple[dict[str, Part], list[Fault]]:
    tops: dict[str, Part] = {}
    faults: list[Fault] = []
    for name in sorted(files):
        try:
            tops[name] = Sheet(name).read(files[name])
        except PlaybookIsFaulty as faulty:
            faults += faulty.faults
    return tops, faults


def _demand_no_faults(sheets: Iterable[Sheet]) -> None:
    faults = [fault for sheet in sheets for fault in sorted(sheet.faults, key=lambda fault: fault.line)]
    if len(faults) > MOST_TOLD:
        more = len(faults) - MOST_TOLD
        faults = [*faults[:MOST_TOLD], Fault("*", 1, f"{more:,} more faults are not told: mend these first")]
    if faults:
        raise PlaybookIsFaulty(faults)


def manifest_in(*, text: str) -> Manifest:
    """Raises PlaybookIsFaulty."""
    sheet = Sheet(MANIFEST)
    manifest = _manifest(sheet.read(text))
    sheet.demand_no_faults()
    assert manifest is not None
    return manifest


def _manifest(top: Part) -> Manifest | None:
    entries = top.entries(needed=NEEDED)
    if not set(NEEDED) <= set(entries):
        return None
    code, title, licence = entries["code"].code(), entries["title"].words(), entries["licence"].text()
    version = entries["version"].whole(least=1, most=LAST_VERSION)
    if len(licence) > LONGEST_LICENCE:
        entries["licence"].fault(f"say the licence in at most {LONGEST_LICENCE} signs, such as CC-BY-4.0")
    known = [each.name for each in vocabularies()]
    speaks = tuple(each.one_of(known, thing="vocabulary") for each in entries["speaks"].items())
    return Manifest(code, version, title, licence, speaks) if code and version and title and licence else None


def _parts(tops: Mapping[str, Part], known: Sequence[Vocabulary[Any]]) -> dict[str, list[Part]]:
    """The entries of all files by the vocabulary they are of."""
    found: dict[str, list[Part]] = {}
    for top in tops.values():
        for name, listed in top.entries(needed=(), known=[each.name for each in known]).items():
            found.setdefault(name, []).extend(listed.items())
    return found


def _compare_with_the_manifest(top: Part, parts: Mapping[str, Sequence[Part]]) -> None:
    speaks = top.entries(needed=NEEDED).get("speaks") if not top.sheet.faults else None
    if speaks is None:
        return
    said = [part.text() for part in speaks.items()]
    for part in speaks.items():
        if part.text() not in parts:
            part.fault(f"no file has any {part.text()}: write some, or leave the word out")
    for name in sorted(set(parts) - set(said)):
        speaks.fault(f"the files have {name}, which is not said here: add it")


def _entries(vocabulary: Vocabulary[Any], parts: Sequence[Part], names: Names) -> list[Entry]:
    return [
        Entry(
            vocabulary.name, vocabulary.key_of(wanted), wanted, as_text(vocabulary.said(wanted)),
            part.sheet.file, part.line,
        )
        for part, wanted in read_once(vocabulary, parts, names)
    ]  # fmt: skip
