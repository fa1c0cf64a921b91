"""Files with one row per answer: the rows of a voice are gathered, wherever in the file they stand.

They lie in a temporary database meanwhile, for a file may hold more voices than memory does.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from servewell.engines.tables.recipe import Recipe, RecipeFault, RecipeHasFaults, RowPerAnswer, normal
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.fates import LEFT_OUT, HeldBack, LeftOut, ReasonCode, reason
from servewell.engines.tables.rows.meant import is_meant
from servewell.engines.tables.rows.naming import digest

NumberedRow = tuple[int, Sequence[str]]
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32000;
CREATE TABLE voices (key BLOB PRIMARY KEY, number INTEGER, cells TEXT) WITHOUT ROWID;
CREATE TABLE answers (key BLOB, question INTEGER, answer TEXT, other TEXT, PRIMARY KEY (key, question)) WITHOUT ROWID;
"""
_ADD_VOICE = "INSERT INTO voices VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_ADD_ANSWER = """
INSERT INTO answers VALUES (?, ?, ?, NULL)
ON CONFLICT DO UPDATE SET other = excluded.answer WHERE answer <> excluded.answer
"""
_ALL = """
SELECT number, cells, question, answer, other FROM voices LEFT JOIN answers USING (key) ORDER BY number, question
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One voice, or a row that the recipe leaves out. ``number`` is that of its first row.

    ``cells`` are those of the first row, then one per question of the recipe (``row_columns``). ``fate`` None: to be
    understood.
    """

    number: int
    cells: Sequence[str]
    fate: HeldBack | LeftOut | None = None


def row_columns(*, recipe: Recipe, columns: Sequence[str]) -> tuple[str, ...]:
    """The names of the cells that ``Understanding.row`` takes: the file's, and with ``rows:`` the questions."""
    named = Columns(recipe=recipe, columns=columns)
    return (*named.names, *named.questions)


def pivot(*, recipe: Recipe, columns: Sequence[str], rows: Iterable[NumberedRow]) -> Iterator[Gathered]:
    """What is left out as it comes, then the voices by their first rows.

    Raises ``RecipeHasFaults`` at once where a column is not there, and before the first voice where a question of the
    recipe is asked nowhere in the file.
    """
    if recipe.rows is None:
        raise ValueError("The recipe has no `rows`: its rows are voices already.")
    named = Columns(recipe=recipe, columns=columns)
    gathering = _Gathering(recipe, recipe.rows, named)
    named.raise_if_any()
    return gathering.run(rows)


class _Gathering:
    def __init__(self, recipe: Recipe, rule: RowPerAnswer, columns: Columns) -> None:
        self._recipe = recipe
        self._columns = columns
        self._voice = [columns.place(each, where="rows.voice") for each in rule.voice]
        self._question = columns.place(rule.question, where="rows.question")
        self._answer = columns.place(rule.answer, where="rows.answer")
        self._meant = is_meant(recipe.only, columns)
        self._questions = {normal(name): at for at, name in enumerate(columns.questions)}
        self._asked: set[int] = set()

    def run(self, rows: Iterable[NumberedRow]) -> Iterator[Gathered]:
        with TemporaryDirectory(prefix="servewell-") as folder, closing(_opened(Path(folder))) as database:
            yield from self._gather(rows, database)
            yield from self._voices(database)

    def _gather(self, rows: Iterable[NumberedRow], database: sqlite3.Connection) -> Iterator[Gathered]:
        database.execute("BEGIN")
        for number, cells in rows:
            if self._meant is not None and not self._meant(cells):
                yield Gathered(number, (*cells, *[""] * len(self._questions)), LEFT_OUT)
                continue
            key = digest(*(normal(cells[place]) for place in self._voice))
            database.execute(_ADD_VOICE, (key, number, json.dumps(self._without_answer(cells))))
            question = self._questions.get(normal(cells[self._question]))
            if question is not None:
                self._asked.add(question)
                database.execute(_ADD_ANSWER, (key, question, json.dumps(cells[self._answer])))
        database.execute("COMMIT")

    def _without_answer(self, cells: Sequence[str]) -> list[str]:
        """The first row's own question and answer are not of the voice."""
        return ["" if place in (self._question, self._answer) else cell for place, cell in enumerate(cells)]

    def _voices(self, database: sqlite3.Connection) -> Iterator[Gathered]:
        found = database.execute(_ALL)
        for place, ((number, cells), answers) in enumerate(groupby(found, key=lambda row: (row[0], row[1]))):
            if place == 0:
                self._look_for_questions()
            yield self._voice_of(number, json.loads(cells), [row[2:] for row in answers if row[2] is not None])

    def _voice_of(self, number: int, cells: list[str], answers: list[tuple[int, str, str | None]]) -> Gathered:
        given = [""] * len(self._questions)
        twice = []
        for question, answer, other in answers:
            given[question] = json.loads(answer)
            if other is not None:
                both = f"{given[question]} | {json.loads(other)}"
                twice.append(reason(ReasonCode.ANSWERED_TWICE, self._columns.questions[question], both))
        return Gathered(number, (*cells, *given), HeldBack(tuple(twice)) if twice else None)

    def _look_for_questions(self) -> None:
        missing = [name for at, name in enumerate(self._columns.questions) if at not in self._asked]
        if missing:
            where = "rows.question"
            mend = "Write the questions as they stand in the column that `rows` names."
            raise RecipeHasFaults(
                tuple(RecipeFault(where, 0, f"No row of the file asks `{name}`.", mend) for name in missing)
            )


def _opened(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "answers.sqlite3", isolation_level=None)
    database.executescript(_TABLES)
    return database
