"""Which files make up the lake now. One small file says so, and it is only ever replaced whole."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from servewell.engines.lake.facts import Fact

FORMAT = 1
NAME = "manifest.json"
WHOLE = "whole"


class ManifestIsDamaged(Exception):
    """The manifest cannot be read. Nothing is lost: the lake is derived from the database and can be rebuilt."""


class SchemaHasChanged(Exception):
    """The lake holds files of this fact in other columns than the fact has now."""


@dataclass(frozen=True)
class MonthFile:
    path: str
    rows: int
    written_at: datetime


@dataclass(frozen=True)
class FactFiles:
    digest: str
    published_at: datetime
    months: Mapping[str, MonthFile]


@dataclass(frozen=True)
class Retired:
    """A file of an earlier generation that readers may still have open."""

    path: str
    retired_at: datetime


@dataclass(frozen=True)
class Manifest:
    generation: int = 0
    facts: Mapping[str, FactFiles] = field(default_factory=dict)
    retired: tuple[Retired, ...] = ()

    def files_of(self, *, fact: Fact) -> FactFiles | None:
        files = self.facts.get(fact.name)
        if files is not None and files.digest != fact.digest:
            raise SchemaHasChanged(
                f"Fact '{fact.name}' has other columns now than the lake's files. Rebuild it from the database."
            )
        return files

    def paths_of(self, *, fact: Fact, span: tuple[date, date] | None) -> tuple[str, ...]:
        """The files that may hold days of the span; all without one, and of a fact that is not filed by month."""
        files = self.files_of(fact=fact)
        if files is None:
            return ()
        if span is None or fact.month_column is None:
            return tuple(file.path for file in files.months.values())
        first, until = span
        return tuple(
            file.path
            for key, file in files.months.items()
            if f"{first:%Y-%m}" <= key and date.fromisoformat(f"{key}-01") < until
        )

    def published(self, *, fact: Fact, months: Mapping[str, MonthFile | None], at: datetime) -> Manifest:
        """The next generation, with these months in place of the old ones; None takes a month out."""
        before = self.facts[fact.name].months if fact.name in self.facts else {}
        after = {key: file for key, file in {**before, **months}.items() if file is not None}
        kept = {file.path for file in after.values()}
        gone = tuple(Retired(file.path, at) for file in before.values() if file.path not in kept)
        files = FactFiles(fact.digest, at, dict(sorted(after.items())))
        return Manifest(self.generation + 1, {**self.facts, fact.name: files}, self.retired + gone)

    def without_retired(self, *, paths: frozenset[str]) -> Manifest:
        return replace(self, retired=tuple(old for old in self.retired if old.path not in paths))

    @property
    def named_paths(self) -> frozenset[str]:
        current = {file.path for files in self.facts.values() for file in files.months.values()}
        return frozenset(current | {old.path for old in self.retired})


def month_key(*, fact: Fact, month: date | None) -> str:
    if (month is None) != (fact.month_column is None):
        kind = "as a whole" if fact.month_column is None else "by month"
        raise ValueError(f"Fact '{fact.name}' is filed {kind}: use write_{'whole' if month else 'months'}.")
    if month is None:
        return WHOLE
    if month.day != 1:
        raise ValueError(f"{month} is not the first day of a month.")
    return f"{month:%Y-%m}"


def read(*, folder: Path) -> Manifest:
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Manifest()
    try:
        return _from_json(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestIsDamaged(
            f"{folder / NAME} cannot be read ({error}). Remove the folder {folder} and rebuild the lake."
        ) from error


def replace_with(*, folder: Path, manifest: Manifest) -> None:
    """Flip to this manifest; a reader sees the old one or the new one, also after a power cut."""
    fresh = folder / f"{NAME}.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(_to_json(manifest))
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, folder / NAME)
    sync_folder(folder=folder)


def sync_folder(*, folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _to_json(manifest: Manifest) -> str:
    facts = {
        name: {
            "digest": files.digest,
            "published_at": files.published_at.isoformat(),
            "months": {
                key: {"path": file.path, "rows": file.rows, "written_at": file.written_at.isoformat()}
                for key, file in files.months.items()
            },
        }
        for name, files in manifest.facts.items()
    }
    retired = [{"path": old.path, "retired_at": old.retired_at.isoformat()} for old in manifest.retired]
    whole = {"format": FORMAT, "generation": manifest.generation, "facts": facts, "retired": retired}
    return json.dumps(whole, indent=1)


@lru_cache(maxsize=8)
def _from_json(text: str) -> Manifest:
    """Parsed once for each text: a page asks for the manifest some twenty times."""
    whole = json.loads(text)
    if whole["format"] != FORMAT:
        raise ValueError(f"format {whole['format']} is not known here")
    facts = {
        name: FactFiles(
            digest=files["digest"],
            published_at=datetime.fromisoformat(files["published_at"]),
            months={
                key: MonthFile(file["path"], file["rows"], datetime.fromisoformat(file["written_at"]))
                for key, file in files["months"].items()
            },
        )
        for name, files in whole["facts"].items()
    }
    retired = tuple(Retired(old["path"], datetime.fromisoformat(old["retired_at"])) for old in whole["retired"])
    return Manifest(whole["generation"], facts, retired)
