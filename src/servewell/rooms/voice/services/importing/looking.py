"""A file that has arrived is looked into: how it is written, what its columns hold, and a recipe drafted from that.

Nothing here decides: what is unsure stays marked until a person has said it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import transaction

from servewell.base import jobs, record, today
from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.engines.tables.finding import Finding
from servewell.engines.tables.profiling import ColumnProfile, Profile, profile
from servewell.engines.tables.recipe import CommentRule, DateRule, FileShape, Recipe, Unsure
from servewell.engines.tables.suggesting import Draft, suggest
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, selectors, terms
from servewell.rooms.voice.models import Import
from servewell.rooms.voice.services.importing.deciding import ImportIsUnderWay
from servewell.rooms.voice.services.importing.seen import (
    FIRST_ROWS,
    MOST_LABELS,
    MOST_VALUES,
    Refusal,
    Seen,
    SeenChoice,
    SeenColumn,
    SeenFinding,
    SeenLike,
    SeenRemark,
    name_of,
)

LOOKS_INTO: Final = "servewell.rooms.voice.jobs.look_into"
AT_ONCE_BYTES: Final = 2 * 1024 * 1024
COUNTED_ROWS: Final = 200_000
READ_FOR_WORDS: Final = 20_000
EXAMPLE_ROWS: Final = 60
LONGEST_LABEL: Final = 60
LONGEST_KEPT: Final = 300
MOST_LIKES: Final = 8
ALIKE: Final = 0.5
HOW_IT_IS_WRITTEN: Final = "Are these its rows and columns, and what are files of this kind called?"


def look_soon(*, run: Import, by: Actor, at: datetime) -> None:
    """A small file is looked into at once, a large one by the worker. Raises NotAllowed."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    if run.size <= AT_ONCE_BYTES:
        look_into(run=run, by=by, at=at)
    else:
        jobs.enqueue(function=LOOKS_INTO, key=run.pk)


def look_into(*, run: Import, by: Actor, at: datetime) -> Import:
    """Keep what is in the file and a draft of its recipe.

    A file that cannot be read keeps its refusal instead. Raises NotAllowed, ImportIsUnderWay.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    try:
        seen, draft = _Look(run=run, by=by, at=at).at_all(None)
    except tables.FileRefused as refusal:
        seen, draft = Seen(refusal=_refusal(refusal, run.name)), ""
    return _keep(run, seen, draft, by=by, at=at)


def look_again(*, run: Import, recipe: Recipe, by: Actor, at: datetime) -> Import:
    """The file is written otherwise than it seemed; its name and short name stay. What was decided begins anew.

    Raises FileRefused, NotAllowed, ImportIsUnderWay.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    seen, draft = _Look(run=run, by=by, at=at).at_all(recipe.file)
    drafted = replace(tables.read_recipe(text=draft), code=recipe.code, title=recipe.title)
    return _keep(run, seen, tables.write_recipe(recipe=drafted, notes=seen.notes), by=by, at=at)


def settle(*, run: Import, seen: Seen, findings: Sequence[SeenFinding], draft: str, by: Actor, at: datetime) -> Import:
    """Somebody chose what these findings mean; ``draft`` is the recipe with it. Raises NotAllowed, ImportIsUnderWay."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    settled = tuple(dict.fromkeys((*seen.settled, *(name_of(finding=each) for each in findings))))
    return _keep(run, replace(seen, settled=settled), draft, by=by, at=at)


def begin_like(*, run: Import, seen: Seen, like: SeenLike, by: Actor, at: datetime) -> Import:
    """Begin with a recipe that files of this look were taken in by. Raises NotAllowed, ImportIsUnderWay."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    return _keep(run, replace(seen, notes=like.notes), like.draft, by=by, at=at)


@transaction.atomic
def _keep(run: Import, seen: Seen, draft: str, *, by: Actor, at: datetime) -> Import:
    kept: dict[str, object] = {"seen": seen.to_json()}
    waiting = Import.objects.filter(pk=run.pk, state=terms.ImportState.ARRIVED.value)
    if not waiting.update(findings=kept, draft=draft):
        raise ImportIsUnderWay(run.name)
    run.findings, run.draft = kept, draft
    record.write(deed="voice.look_into", thing=run, by=by, at=at)
    return run


@dataclass(frozen=True)
class _Look:
    run: Import
    by: Actor
    at: datetime

    def at_all(self, shape: FileShape | None) -> tuple[Seen, str]:
        path = selectors.path_of(run=self.run)
        asked = shape or FileShape()
        looked = tables.look_at(path=path, sheet=asked.sheet, member=asked.member)
        shape = shape or looked.shape
        profiled, first = _profiled(path, shape)
        units = self._units()
        draft = self._suggest(shape, profiled, units, None)
        return (
            Seen(
                kind=looked.kind,
                shape=_shape_in_words(looked.shape),
                reasons={each.key: each.says for each in looked.reasons},
                sheets=tuple(part.name for part in looked.parts),
                remarks=tuple(SeenRemark(code=each.code, text=each.says) for each in looked.remarks),
                head=tuple(tuple(cell[:LONGEST_KEPT] for cell in row) for row in first[:FIRST_ROWS]),
                columns=tuple(_column(each, first, draft.recipe) for each in profiled.columns),
                rows=profiled.rows + looked.faulty,
                looked_at=profiled.looked_at,
                notes=draft.notes,
                findings=tuple(_finding(each) for each in draft.findings),
                likes=tuple(self._likes(shape, profiled, units)),
                said_under=_said_under(path, shape, draft.recipe, profiled),
            ),
            tables.write_recipe(recipe=draft.recipe, notes=draft.notes),
        )

    def _units(self) -> dict[str, str]:
        known = selectors.known_units(viewer=self.by, unit=self.run.unit_id)
        return {label: unit.code for label, unit in known.items()}

    def _suggest(self, shape: FileShape, profiled: Profile, units: Mapping[str, str], like: Recipe | None) -> Draft:
        draft = suggest(
            shape=shape,
            profile=profiled,
            like=like,
            units=units,
            today=today.latest_day(at=self.at),
            code=like.code if like else code_for(name=self.run.name),
        )
        return replace(draft, recipe=self._readable(draft.recipe, profiled, units))

    def _readable(self, recipe: Recipe, profiled: Profile, units: Mapping[str, str]) -> Recipe:
        """What a recipe must say and nobody knows yet is proposed and marked, so that a person can go on from there."""
        if recipe.unit.column is None and recipe.unit.is_ not in units.values():
            recipe = replace(recipe, unit=replace(recipe.unit, is_=self.run.unit.code))
        if recipe.date.read_on is None and needs_the_day_of_reading(recipe.date):
            on = today.day_in(self.run.unit.zone, at=self.at)
            recipe = replace(recipe, date=replace(recipe.date, read_on=on))
        if not recipe.items and not recipe.comments:
            longest = max(profiled.columns, key=lambda each: each.mean_length)
            words = CommentRule(name="words", column=longest.name, question={_tongue(recipe): longest.name})
            doubt = Unsure("comments.words", "Nothing here looks like an answer or like words: what did customers say?")
            recipe = replace(recipe, comments=(words,), unsure=(*recipe.unsure, doubt))
        return replace(recipe, unsure=(*recipe.unsure, Unsure("file", HOW_IT_IS_WRITTEN)))

    def _likes(self, shape: FileShape, profiled: Profile, units: Mapping[str, str]) -> Iterator[SeenLike]:
        """Recipes of files that look alike, the most alike first."""
        found = []
        for version in selectors.recipes(viewer=self.by)[:MOST_LIKES]:
            like = tables.read_recipe(text=version.document)
            draft = self._suggest(shape, profiled, units, like)
            asked = {item.name for item in like.items}
            again = sum(item.name in asked for item in draft.recipe.items)
            if like.items and again >= ALIKE * len(like.items):
                text = tables.write_recipe(recipe=draft.recipe, notes=draft.notes)
                found.append(SeenLike(like.code, like.title, again, len(like.items), text, draft.notes))
        yield from sorted(found, key=lambda each: -each.found / each.asked)


def needs_the_day_of_reading(rule: DateRule) -> bool:
    """Whether a format says a day only as seen from another one: in words, or without its year."""
    stated = (*rule.formats, *(each for formats in rule.by_formats.values() for each in formats))
    in_signs = (re.sub(r"\[[^]]*\]", "", each) for each in stated if not each.startswith(("serial", "unix")))
    return any("Y" not in each for each in in_signs)


def _tongue(recipe: Recipe) -> str:
    return next(iter(recipe.title), "en")


def code_for(*, name: str) -> str:
    """A recipe's code from a file's name: what changes from year to year is left away."""
    stem = re.sub(r"\.(gz|zip)$", "", name.casefold())
    plain = re.sub(r"[^a-z0-9]+", "-", Path(stem).stem)
    parts = [part for part in plain.split("-") if part and not part.isdigit()]
    return "-".join(parts)[:40].strip("-") or "file"


def _profiled(path: Path, shape: FileShape) -> tuple[Profile, Sequence[Sequence[str]]]:
    first: list[Sequence[str]] = []
    with tables.open_table(path=path, shape=shape) as table:
        names = [column.name for column in table.columns]
        found = profile(columns=names, rows=_noting_first(_whole_rows(table), first), keep=COUNTED_ROWS)
    return found, first


def _whole_rows(table: tables.Table) -> Iterator[Sequence[str]]:
    for block in table.blocks():
        yield from block.rows


def _noting_first(rows: Iterable[Sequence[str]], first: list[Sequence[str]]) -> Iterator[Sequence[str]]:
    for row in rows:
        if len(first) < EXAMPLE_ROWS:
            first.append(row)
        yield row


def _column(seen: ColumnProfile, first: Sequence[Sequence[str]], recipe: Recipe) -> SeenColumn:
    most = MOST_LABELS if seen.name == recipe.unit.column or _may_name_units(seen) else MOST_VALUES
    cells = (row[seen.place].strip()[:LONGEST_KEPT] for row in first if seen.place < len(row))
    examples = tuple(islice(dict.fromkeys(cell for cell in cells if cell), 3))
    return SeenColumn(
        name=seen.name,
        rows=seen.rows,
        filled=seen.filled,
        distinct=seen.distinct,
        is_capped=seen.is_capped,
        values=tuple((value[:LONGEST_KEPT], count) for value, count in islice(seen.values.items(), most)),
        examples=examples,
        least=seen.numbers.least if seen.numbers else None,
        most=seen.numbers.most if seen.numbers else None,
        numbers=seen.numbers.count if seen.numbers else 0,
        formats=tuple(seen.formats.items()),
        both_orders=seen.both_orders,
        traits=tuple(seen.traits.items()),
        mean_length=seen.mean_length,
    )


def _may_name_units(seen: ColumnProfile) -> bool:
    """A person may say so of a column of which the draft did not: then its labels must be there."""
    return 2 * seen.distinct <= seen.filled and seen.distinct <= MOST_LABELS and seen.mean_length <= LONGEST_LABEL


def _finding(found: Finding) -> SeenFinding:
    return SeenFinding(
        code=found.code,
        column=found.column,
        says=dict(found.says),
        examples=tuple((row, value[:LONGEST_KEPT]) for row, value in found.examples[:3]),
        choices=tuple(SeenChoice(code=each.code, patch=_plain(each.patch)) for each in found.choices),
    )


def _plain(patch: Mapping[str, object]) -> dict[str, object]:
    """As JSON keeps it."""
    return {path: list(value) if isinstance(value, tuple) else value for path, value in patch.items()}


def _said_under(path: Path, shape: FileShape, recipe: Recipe, profiled: Profile) -> dict[str, tuple[str, ...]]:
    """Some words under each label of the unit, so that a person can see whether the label is right."""
    if recipe.unit.column is None or not recipe.comments:
        return {}
    said: dict[str, list[str]] = {}
    with tables.open_table(path=path, shape=shape) as table:
        places = {column.name: column.place for column in table.columns}
        label_at, words_at = places.get(recipe.unit.column), places.get(_longest_words(recipe, profiled))
        if label_at is None or words_at is None:
            return {}
        for row in islice(_whole_rows(table), READ_FOR_WORDS):
            texts = said.setdefault(row[label_at].strip(), []) if len(said) < MOST_LABELS else []
            if len(texts) < 2 and len(row[words_at].strip()) > 20:
                texts.append(row[words_at].strip()[:LONGEST_KEPT])
    return {label: tuple(texts) for label, texts in said.items() if texts}


def _longest_words(recipe: Recipe, profiled: Profile) -> str:
    named = profiled.named([each.column for each in recipe.comments])
    return max(named, key=lambda each: each.mean_length).name if named else ""


def _shape_in_words(shape: FileShape) -> dict[str, str | int | None]:
    return {
        "encoding": shape.encoding,
        "separator": shape.separator,
        "header": shape.header,
        "sheet": shape.sheet,
        "member": shape.member,
    }


def _refusal(refusal: tables.FileRefused, name: str) -> Refusal:
    """Files lie under their digests; people know them by their names."""
    return Refusal(code=refusal.code, what=refusal.what, where=name, mend=refusal.mend)
