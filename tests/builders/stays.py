"""A hotel's survey as a file, and what becomes of it."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import services
from servewell.rooms.voice.models import Import
from tests.builders.company import a_company

STAYS = """
recipe: stays
title: Guests of our hotels
unit: {column: hotel, names: {The Harbour: harbour}}
date: {column: day, formats: [YYYY-MM-DD]}
language: {is: en}
duplicate: [id]
items:
  whole: {column: score, question: The stay as a whole, scale: {worst: 1, best: 5}, does not apply: [9], overall: true}
comments:
  better: {column: words, question: What could we do better?}
"""
HEADER = "id,hotel,day,score,words"


def a_file(*rows: str, header: str = HEADER, name: str = "stays.csv") -> Path:
    """A file of this machine with these rows, as a colleague sends it."""
    path = Path(tempfile.mkdtemp(prefix="servewell-file-")) / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def some_stays(number: int, *, hotel: str = "harbour", first: int = 1) -> Sequence[str]:
    return [
        f"{each},{hotel},2026-0{1 + each % 9}-03,{1 + each % 5},Words of {each}"
        for each in range(first, first + number)
    ]


def a_brought_file(path: Path, *, at: datetime, unit: Unit | None = None, by: Actor = HOUSE) -> Import:
    return services.bring_file(name=path.name, path=path, unit=unit or a_company(), by=by, at=at)


def an_import(
    *rows: str, at: datetime, recipe: str = STAYS, header: str = HEADER, unit: Unit | None = None, by: Actor = HOUSE
) -> Import:
    """A file taken in by a recipe and shown, as the worker does it."""
    run = a_brought_file(a_file(*rows, header=header), at=at, unit=unit, by=by)
    services.start(run=run, document=recipe, by=by, at=at, in_worker=False)
    services.take_in_some(run=run, for_seconds=60, at=at)
    return run if run.fault else services.show(run=run, at=at)
