"""A file that is read in a process of its own says the same as one that is read here."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from servewell.engines import tables
from tests.engines.tables.tables_files import a_file

RECIPE = """
recipe: stays
title: Stays
unit: {column: hotel}
date: {column: day, formats: [YYYY-MM-DD]}
language: {is: en}
customer: {email: mail}
only: [{column: kind, is not: [test]}]
items:
  whole: {column: whole, question: Whole?, scale: {worst: 1, best: 5}, overall: true}
comments:
  words: {column: words, question: What?, split: [{from: "Answer:", is: answer}]}
"""
HEADER = "kind,hotel,day,whole,mail,words\n"
UNITS = {"harbour": tables.KnownUnit(3, "harbour", "Europe/Berlin", "en")}
TODAY = date(2026, 11, 22)


def some_rows(number: int) -> str:
    """Equal rows, rows that are left out and rows that are held back are among them."""
    kinds = ["stay", "stay", "test", "stay"]
    return "".join(
        f"{kinds[each % 4]},{'nowhere' if each % 70 == 9 else 'harbour'},2026-03-0{1 + each % 9},{1 + each % 5},"
        f"{'ann@example.com' if each % 11 == 0 else ''},{'Warm. Answer: Thanks.' if each % 3 == 0 else ''}\n"
        for each in range(number)
    )


def recipe(text: str = RECIPE) -> tables.Recipe:
    return tables.read_recipe(text=text)


@pytest.mark.parametrize(("after", "size"), [(0, 1), (0, 700), (0, 9000), (1500, 250), (9000, 10)])
def test_rows_read_apart_are_those_read_here(tmp_path: Path, after: int, size: int) -> None:
    file = a_file(tmp_path, HEADER + some_rows(3000))

    with tables.reading(path=file, recipe=recipe(), units=UNITS, today=TODAY) as opened:
        here = [batch for batch in opened.batches(after=after, size=lambda: size) if batch.to_columns() is not None]
    with tables.reading_apart(path=file, recipe=recipe(), units=UNITS, today=TODAY) as opened_apart:
        apart = list(opened_apart.batches(after=after, size=lambda: size))

    assert [asdict(batch) for batch in apart] == [asdict(batch) for batch in here]
    assert opened_apart.progress() == (1 if here else 0)


def test_voices_without_some_keep_their_own_words(tmp_path: Path) -> None:
    file = a_file(tmp_path, HEADER + some_rows(40))
    with tables.reading(path=file, recipe=recipe(), units=UNITS, today=TODAY) as opened:
        [batch] = opened.batches()
    rows = [(number, read) for number, read in batch.understood if isinstance(read, tables.Understood)]
    columns = batch.to_columns()

    fewer = columns.without(columns.keys[1::2])

    assert fewer == tables.VoiceColumns.of(rows[::2])


def test_a_file_that_is_refused_is_refused_with_the_same_words(tmp_path: Path) -> None:
    file = a_file(tmp_path, "%PDF-1.7 and so on")

    said = [refusal_of(door, file) for door in (tables.reading, tables.reading_apart)]

    assert said[0] == said[1]


def test_a_recipe_for_another_file_tells_all_its_mistakes(tmp_path: Path) -> None:
    file = a_file(tmp_path, "a,b\n1,2\n")

    with (
        pytest.raises(tables.RecipeHasFaults) as here,
        tables.reading(path=file, recipe=recipe(), units=UNITS, today=TODAY),
    ):
        pass
    with (
        pytest.raises(tables.RecipeHasFaults) as apart,
        tables.reading_apart(path=file, recipe=recipe(), units=UNITS, today=TODAY) as opened,
    ):
        list(opened.batches())

    assert apart.value.faults == here.value.faults


def refusal_of(door: object, file: Path) -> tuple[object, ...]:
    with (
        pytest.raises(tables.FileRefused) as refused,
        door(  # type: ignore[operator]
            path=file, recipe=recipe(), units=UNITS, today=TODAY
        ) as opened,
    ):
        list(opened.batches())
    fault = refused.value
    return fault.code, fault.what, fault.where, fault.mend, fault.names, str(fault)


def test_a_reader_that_is_killed_is_missed_by_name(tmp_path: Path) -> None:
    file = a_file(tmp_path, HEADER + some_rows(60_000))

    with tables.reading_apart(path=file, recipe=recipe(), units=UNITS, today=TODAY) as opened:
        batches = opened.batches(size=lambda: 250)
        next(batches)
        os.kill(opened.process, signal.SIGKILL)

        with pytest.raises(tables.ReaderBrokeOff, match=r"the process that reads export\.csv ended with -9"):
            list(batches)


def test_who_stops_early_leaves_no_reader_behind(tmp_path: Path) -> None:
    file = a_file(tmp_path, HEADER + some_rows(60_000))

    with tables.reading_apart(path=file, recipe=recipe(), units=UNITS, today=TODAY) as opened:
        next(opened.batches())

    assert not is_running(opened.process)


ORPHAN_MAKER = """
import sys, time
from pathlib import Path
from tests.engines.tables.test_apart import TODAY, UNITS, recipe
from servewell.engines import tables

with tables.reading_apart(path=Path(sys.argv[1]), recipe=recipe(), units=UNITS, today=TODAY) as opened:
    if sys.argv[2] == "reading":
        next(opened.batches())
    print(opened.process, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux who is running")
@pytest.mark.parametrize("moment", ["waiting", "reading"])
def test_a_reader_does_not_outlive_who_started_it(tmp_path: Path, moment: str) -> None:
    file = a_file(tmp_path, HEADER + some_rows(60_000))
    root = Path(__file__).resolve().parents[3]
    called = [sys.executable, "-c", ORPHAN_MAKER, str(file), moment]
    with subprocess.Popen(called, cwd=root, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        reader = int(starter.stdout.readline())
        starter.send_signal(signal.SIGKILL)

    while is_running(reader):  # the suite's own limit ends a test that waits for ever
        time.sleep(0.01)


def is_running(process: int) -> bool:
    """Whoever has ended but was not fetched yet (Z) runs no more."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
