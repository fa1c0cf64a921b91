"""Files with recipes: how the answers of the whole company's further units come in, as any file of a company would."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import yaml

from servewell.base.permissions import HOUSE
from servewell.project.demo import handed_in, history, shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.handed_in import Answered
from servewell.project.demo.shelf import Entry, entries, entry, text
from servewell.rooms.voice import services as voice

SECONDS_AT_ONCE: Final = 3600.0
QUESTIONS: Final = ("overall", *history.ITEMS.values())
COLUMNS: Final = ("visit", "unit", "when", "language", *QUESTIONS, "words")


class _WrittenOut(yaml.SafeDumper):
    """A recipe takes no references: what stands twice is written twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def are_taken_in(*, founded: Founded, at: datetime, seed: int) -> int:
    """Each of the three files is brought, taken in and shown. Returns how many voices came in."""
    book = shelf.book("demo/files")
    kinds = {text(unit["code"]): text(unit["kind"]) for unit in entries(shelf.book("demo/whole")["units"])}
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / text(file["name"]) for file in entries(book["files"])]
        _write(paths, handed_in.drawn(at=at, seed=seed), kinds)
        return sum(
            _taken_in(path, recipe_of(file, at=at), founded, at)
            for path, file in zip(paths, entries(book["files"]), strict=True)
        )


def _write(paths: Iterable[Path], answers: Iterable[Answered], kinds: Mapping[str, str]) -> None:
    files = list(entries(shelf.book("demo/files")["files"]))
    own = {text(file["unit"]): place for place, file in enumerate(files) if "unit" in file}
    of_kind = {kind: place for place, file in enumerate(files) for kind in _kinds_of(file)}
    rows: list[list[tuple[str | int, ...]]] = [[] for _ in files]
    for each in answers:
        place = own.get(each.unit, of_kind[kinds[each.unit]])
        rows[place].append(_row(f"{place + 1}-{len(rows[place]) + 1:06}", each))
    for path, lines in zip(paths, rows, strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(lines)


def _kinds_of(file: Entry) -> list[str]:
    return [text(kind) for kind in entries(file["kinds"])]


def _row(visit: str, each: Answered) -> tuple[str | int, ...]:
    answers = (each.aspects.get(name, "") for name in history.ITEMS.values())
    return visit, each.unit, f"{each.on:%Y-%m-%d %H:%M}", each.language, each.overall, *answers, each.words


def recipe_of(file: Entry, *, at: datetime) -> str:
    """The recipe of one of the files, as a person would have written it."""
    asked = entry(shelf.book("demo/files")["questions"])
    scale = _scale(file, at)
    aspects = {name: code for code, name in history.ITEMS.items()}
    items = {
        name: {"column": name, "question": _words(asked[name]), "scale": scale}
        | ({"aspect": aspects[name]} if name in aspects else {"overall": True})
        for name in QUESTIONS
    }
    document = {
        "recipe": file["code"],
        "title": _words(file["title"]),
        "unit": {"column": "unit"},
        "date": {"column": "when", "formats": ["YYYY-MM-DD HH:mm"]},
        "language": {"column": "language"},
        "duplicate": ["visit"],
        "items": items,
        "comments": {"words": {"column": "words", "question": _words(asked["words"])}},
    }
    return yaml.dump(document, Dumper=_WrittenOut, allow_unicode=True, sort_keys=False)


def _scale(file: Entry, at: datetime) -> object:
    """From 1 to 5; in the file of the unit whose story it is, to 10 until that story's day."""
    if "unit" not in file:
        return {"worst": 1, "best": 5}
    unit = next(one for one in entries(shelf.book("demo/whole")["units"]) if one["code"] == file["unit"])
    since = shelf.moved(entry(unit["story"])["from"], today=at.date())
    return [{"worst": 1, "best": 10}, {"from": since, "worst": 1, "best": 5, "why": file["why"]}]


def _words(value: object) -> dict[str, str]:
    """In the codes that recipes write."""
    return {code.lower(): text(said) for code, said in entry(value).items()}


def _taken_in(path: Path, recipe: str, founded: Founded, at: datetime) -> int:
    run = voice.bring_file(name=path.name, path=path, unit=founded.units["group"], by=HOUSE, at=at)
    voice.start(run=run, document=recipe, by=HOUSE, at=at, in_worker=False)
    while not voice.take_in_some(run=run, for_seconds=SECONDS_AT_ONCE, at=at):
        pass
    if run.fault:
        raise AssertionError(f"{path.name}: {run.fault}")
    voice.show(run=run, at=at)
    return int(run.counts["kept"])
