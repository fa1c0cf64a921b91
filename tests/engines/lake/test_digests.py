"""A digest is of the answers that a question counts, and of nothing else."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from servewell.engines.lake import Lake
from servewell.engines.lake.digests import Digest, digest
from servewell.engines.lake.measures import By, Per, Question
from tests.engines.lake.lake_rows import FOREVER, NOVEMBER, OCTOBER, Cell, answer, fill

HOTEL, GARAGE, REGION = 1, 2, 3
LONG_AGO = date(2000, 1, 1)
TREE = [(unit, unit, LONG_AGO, FOREVER) for unit in (HOTEL, GARAGE, REGION)] + [(REGION, HOTEL, LONG_AGO, FOREVER)]
AUTUMN = Question(from_day=OCTOBER, until_day=date(2026, 12, 1), by=By.YEAR, per=Per.NOTHING, units=(REGION,), top=None)

Rows = Sequence[tuple[Cell, ...]]


def some_answers() -> list[tuple[Cell, ...]]:
    return [
        answer(unit=HOTEL, day=day, value=value, response=number)
        for number, (day, value) in enumerate([(OCTOBER, 5.0), (OCTOBER, 5.0), (NOVEMBER, 2.0), (NOVEMBER, 1 / 3)])
    ]


def digest_of(folder: Path, rows: Rows, question: Question = AUTUMN) -> Digest:
    lake = Lake(folder)
    fill(lake, answers=rows, places=TREE)
    return digest(lake=lake, question=question)


def test_the_same_answers_in_another_order_and_of_other_responses_have_the_same_digest(tmp_path: Path) -> None:
    shuffled = [(number + 900, *row[1:]) for number, row in enumerate(some_answers())]
    random.Random(3).shuffle(shuffled)

    digests = {str(digest_of(tmp_path / name, rows)) for name, rows in (("a", some_answers()), ("b", shuffled))}

    assert len(digests) == 1


@pytest.mark.parametrize(
    "other",
    [
        some_answers()[:-1],
        [*some_answers(), some_answers()[0]],
        [answer(unit=HOTEL, day=OCTOBER, value=4.0), *some_answers()[1:]],
        [answer(unit=HOTEL, day=date(2026, 10, 2), value=5.0), *some_answers()[1:]],
        [answer(unit=REGION, day=OCTOBER, value=5.0), *some_answers()[1:]],
        [answer(unit=HOTEL, day=OCTOBER, value=5.0, channel="letter"), *some_answers()[1:]],
        [answer(unit=HOTEL, day=OCTOBER, value=5.0, language="es"), *some_answers()[1:]],
        [answer(unit=HOTEL, day=OCTOBER, value=5.0, aspect="respect"), *some_answers()[1:]],
        [answer(unit=HOTEL, day=OCTOBER, value=5.0, best=6.0), *some_answers()[1:]],
        [],
    ],
)
def test_other_answers_have_another_digest(tmp_path: Path, other: Rows) -> None:
    assert digest_of(tmp_path / "a", some_answers()) != digest_of(tmp_path / "b", other)


def test_what_the_question_leaves_out_leaves_the_digest_as_it_is(tmp_path: Path) -> None:
    elsewhere = [
        answer(unit=GARAGE, day=OCTOBER, value=1.0),
        answer(unit=HOTEL, day=date(2026, 9, 30), value=1.0),
        answer(unit=HOTEL, day=OCTOBER, value=None),
    ]

    assert digest_of(tmp_path / "a", some_answers()) == digest_of(tmp_path / "b", [*some_answers(), *elsewhere])


def test_a_narrower_question_has_another_digest(tmp_path: Path) -> None:
    rows = [*some_answers(), answer(unit=HOTEL, day=OCTOBER, value=3.0, channel="letter")]

    whole = digest_of(tmp_path, rows)
    letters = digest(lake=Lake(tmp_path), question=replace(AUTUMN, channel="letter"))

    assert (whole.n, letters.n) == (5, 1)
    assert str(whole) != str(letters)


def test_no_answers_have_a_digest_too(tmp_path: Path) -> None:
    assert str(digest_of(tmp_path, [])) == "0:0:0"
