"""Files with one row per answer: the rows of a voice are gathered, wherever in the file they stand.

They lie in a temporary database meanwhile, for a file may hold more voices than memory does.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from servewell.engines.tables.recipe import Recipe, RecipeFault, RecipeHasFaults, RowPerAnswer, normal
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.fates import LEFT_OUT, HeldBack, LeftOut, Reason, ReasonCode, reason
from servewell.engines.tables.rows.meant import is_meant
from servewell.engines.tables.rows.naming import digest
from servewell.engines.tables.rows.remembering import Remembered

NumberedRow = tuple[int, Sequence[str]]
KeyedRow = tuple[bytes, int, Sequence[str]]
_BATCH = 2_000
# appended to alone and put in order once at the end: ten times faster than keeping a million rows in order
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32000;
CREATE TABLE begun (key BLOB, number INTEGER, cells TEXT);
CREATE TABLE answers (key BLOB, number INTEGER, question INTEGER, answer TEXT);
"""
_BEGIN = "INSERT INTO begun VALUES (?, ?, ?)"
_ANSWER = "INSERT INTO answers VALUES (?, ?, ?, ?)"
# of the columns beside a MIN, SQLite gives those of the row in which it was found
_JOIN = """
CREATE TABLE voices AS SELECT key, MIN(number) AS number, cells FROM begun GROUP BY key;
CREATE UNIQUE INDEX voices_by_key ON voices (key, number);
"""
_VOICES = "SELECT number, cells FROM voices ORDER BY number"
_ANSWERS = """
SELECT voices.number, question, answer FROM answers JOIN voices USING (key) ORDER BY voices.number, answers.number
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
        self._normal = Remembered(normal)
        self._quoted = Remembered(json.dumps)
        self._unquoted: Remembered[str] = Remembered(json.loads)

    def run(self, rows: Iterable[NumberedRow]) -> Iterator[Gathered]:
        with TemporaryDirectory(prefix="servewell-") as folder, closing(_opened(Path(folder))) as database:
            yield from self._gather(rows, database)
            yield from self._voices(database)

    def _gather(self, rows: Iterable[NumberedRow], database: sqlite3.Connection) -> Iterator[Gathered]:
        database.execute("BEGIN")
        numbered = iter(rows)
        while batch := list(islice(numbered, _BATCH)):
            meant = []
            for number, cells in batch:
                if self._meant is None or self._meant(cells):
                    meant.append((self._key(cells), number, cells))
                else:
                    yield Gathered(number, (*cells, *[""] * len(self._questions)), LEFT_OUT)
            database.executemany(_BEGIN, self._first_rows(meant))
            database.executemany(_ANSWER, self._answers(meant))
        database.execute("COMMIT")
        database.executescript(_JOIN)

    def _key(self, cells: Sequence[str]) -> bytes:
        return digest(*(self._normal[cells[place]] for place in self._voice))

    def _first_rows(self, meant: Sequence[KeyedRow]) -> Iterator[tuple[bytes, int, str]]:
        seen: set[bytes] = set()
        for key, number, cells in meant:
            if key not in seen:
                seen.add(key)
                yield key, number, json.dumps(self._without_answer(cells))

    def _answers(self, meant: Sequence[KeyedRow]) -> Iterator[tuple[bytes, int, int, str]]:
        for key, number, cells in meant:
            question = self._questions.get(self._normal[cells[self._question]])
            if question is not None:
                self._asked.add(question)
                yield key, number, question, self._quoted[cells[self._answer]]

    def _without_answer(self, cells: Sequence[str]) -> list[str]:
        """The first row's own question and answer are not of the voice."""
        return ["" if place in (self._question, self._answer) else cell for place, cell in enumerate(cells)]

    def _voices(self, database: sqlite3.Connection) -> Iterator[Gathered]:
        answers = _Ahead(database.execute(_ANSWERS))
        for place, (number, cells) in enumerate(database.execute(_VOICES)):
            if place == 0:
                self._look_for_questions()
            yield self._voice_of(number, json.loads(cells), answers.of(number))

    def _voice_of(self, number: int, cells: list[str], answers: Iterable[tuple[int, str]]) -> Gathered:
        given = [""] * len(self._questions)
        answered: dict[int, str] = {}
        twice: dict[int, Reason] = {}
        for question, quoted in answers:
            answer = self._unquoted[quoted]
            if answered.setdefault(question, quoted) == quoted:
                given[question] = answer
            elif question not in twice:
                both = f"{given[question]} | {answer}"
                twice[question] = reason(ReasonCode.ANSWERED_TWICE, self._columns.questions[question], both)
        return Gathered(number, (*cells, *given), HeldBack(tuple(twice.values())) if twice else None)

    def _look_for_questions(self) -> None:
        missing = [name for at, name in enumerate(self._columns.questions) if at not in self._asked]
        if missing:
            where = "rows.question"
            mend = "Write the questions as they stand in the column that `rows` names."
            raise RecipeHasFaults(
                tuple(RecipeFault(where, 0, f"No row of the file asks `{name}`.", mend) for name in missing)
            )


class _Ahead:
    """Answers in the order of their voices, taken voice by voice."""

    def __init__(self, answers: Iterator[tuple[int, int, str]]) -> None:
        self._answers = answers
        self._next = next(answers, None)

    def of(self, number: int) -> Iterator[tuple[int, str]]:
        while self._next is not None and self._next[0] == number:
            yield self._next[1:]
            self._next = next(self._answers, None)


def _opened(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "answers.sqlite3", isolation_level=None)
    database.executescript(_TABLES)
    return database
