"""A file of rows with comments taken in, against ``csv.reader`` and one ``executemany`` of the same rows.

Both write to SQLite files with WAL, synchronous=FULL and the same cache. The bare table has the twelve columns and the
indexes that voices have on them: the row's name (unique), unit and day, day, and the row's number (unique). Rounds in
turns; prints medians, their ratio, the memory of all processes, and how survey posts fared meanwhile. With
SERVEWELL_TEST_DATABASE (tools/postgres.py) the same on PostgreSQL against COPY.
Exits with 1 when a limit is passed.
"""

import argparse
import csv
import json
import os
import pickle
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import posts
from bench.served import SERVEWELL, children_of

MOST_TIMES = 4.0
MOST_MIB = 1024
MOST_SECONDS_A_POST = 1.0
POSTS_A_SECOND = 5
WAKING = 40
UNITS = 20
WORDS = (
    "room", "clean", "quiet", "breakfast", "late", "staff", "smiled", "lift", "broke", "twice", "nobody", "told",
    "why", "again", "children", "pool", "bed", "hard", "warm", "food",
)  # fmt: skip
HEADER = (
    "id", "hotel", "day", "room", "food", "staff", "clean", "price", "whole", "lang", "comment", "source",
)  # fmt: skip
ITEMS = "".join(
    f"  {name}: {{column: {name}, question: {name}?, scale: {{worst: 1, best: 5}}, does not apply: [6]}}\n"
    for name in HEADER[3:8]
)
RECIPE = f"""
recipe: bench
title: Guests
unit: {{column: hotel}}
date: {{column: day, formats: [YYYY-MM-DD]}}
language: {{column: lang, values: {{en: en, es: es}}}}
duplicate: [id]
items:
{ITEMS}  whole: {{column: whole, question: Whole?, scale: {{worst: 1, best: 5}}, overall: true}}
comments:
  words: {{column: comment, question: What could be better?}}
"""
BARE = f"""
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;
CREATE TABLE rows (number INTEGER PRIMARY KEY AUTOINCREMENT, {", ".join(f"{name} TEXT" for name in HEADER)});
CREATE UNIQUE INDEX by_name ON rows (id); CREATE INDEX by_unit ON rows (hotel, day); CREATE INDEX by_day ON rows (day);
CREATE UNIQUE INDEX by_row ON rows (source, number);
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="servewell-bench-") as made:
        folder = Path(made)
        file = write_rows(folder, asked.rows)
        if address := os.environ.get("SERVEWELL_TEST_DATABASE", ""):
            return beside_copy(folder, file, address)
        fresh = found(folder / "fresh")
        good = [within_limits(folder, fresh, file, rounds=asked.rounds), posts_go_on(folder, file)]
    return 0 if all(good) else 1


def write_rows(folder: Path, number: int) -> Path:
    """The same rows each time, in the order of their days, as exports are."""
    file, luck, first = folder / "rows.csv", random.Random(7), date(2023, 1, 1)
    (folder / "recipe.yaml").write_text(RECIPE, encoding="utf-8")
    with file.open("w", newline="", encoding="utf-8") as written:
        rows = csv.writer(written)
        rows.writerow(HEADER)
        for each in range(number):
            said = " ".join(luck.choices(WORDS, k=luck.randint(6, 30))) if luck.random() < 0.7 else ""
            day = first + timedelta(days=each * 1000 // number)
            scores = [*luck.choices("123456", k=5), luck.choice("12345")]
            unit, tongue = f"hotel-{luck.randrange(UNITS)}", luck.choice(["en", "es"])
            rows.writerow([f"R{each:08d}", unit, day.isoformat(), *scores, tongue, said, "web"])
    return file


def found(home: Path, **more: str) -> Path:
    """A home with a company and its units."""
    run("init", home=home, **more)
    run("units", "add", "company", "--name", "Company", home=home, **more)
    for number in range(UNITS):
        run("units", "add", f"hotel-{number}", "--name", f"Hotel {number}", home=home, **more)
    return home


def run(*words: str | Path, home: Path, **more: str) -> bytes:
    called = [*SERVEWELL, *map(str, words)]
    return subprocess.run(called, env=posts.at_home(home, **more), check=True, stdout=subprocess.PIPE).stdout


def within_limits(folder: Path, fresh: Path, file: Path, *, rounds: int) -> bool:
    ours, bare, most = [], [], 0.0
    for _ in range(rounds):
        bare.append(took(lambda: insert_bare(folder, file)))
        home = Path(shutil.copytree(fresh, folder / "home"))
        began = time.perf_counter()
        most = max(most, taken_in(home, file))
        ours.append(time.perf_counter() - began)
        shutil.rmtree(home)
    ratio = statistics.median(ours) / statistics.median(bare)
    print(
        f"ours {statistics.median(ours):.1f} s, bare {statistics.median(bare):.1f} s, ratio {ratio:.2f} "
        f"(at most {MOST_TIMES}); {most:.0f} MiB over all processes (at most {MOST_MIB})",
        flush=True,
    )
    return ratio <= MOST_TIMES and most <= MOST_MIB


def took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def insert_bare(folder: Path, file: Path) -> None:
    for each in folder.glob("bare.sqlite3*"):
        each.unlink()
    database = sqlite3.connect(folder / "bare.sqlite3")
    database.executescript(BARE)
    places = ", ".join("?" * len(HEADER))
    with file.open(newline="", encoding="utf-8") as table, database:
        rows = csv.reader(table)
        next(rows)
        database.executemany(f"INSERT INTO rows ({', '.join(HEADER)}) VALUES ({places})", rows)
    database.close()


def taken_in(home: Path, file: Path, **more: str) -> float:
    """The most memory that the command and all it started held, in MiB."""
    called = [*SERVEWELL, "import", str(file), "--recipe", str(file.parent / "recipe.yaml"), "--json"]
    taking = subprocess.Popen(called, env=posts.at_home(home, **more), stdout=subprocess.PIPE)
    most = 0.0
    while taking.poll() is None:
        most = max(most, memory_of(taking.pid))
        time.sleep(0.2)
    told = json.loads(taking.stdout.read() if taking.stdout else b"{}")
    if taking.returncode or told["held_back"] or told["kept"] != told["rows"]:
        raise RuntimeError(f"the file did not come in whole: {told}")
    return most


def memory_of(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20 + sum(map(memory_of, children_of(pid)))
    except (OSError, IndexError):
        return 0.0


def posts_go_on(folder: Path, file: Path) -> bool:
    """While the file comes in, customers post surveys at a steady pace; none may be lost or wait for long."""
    home = folder / "demo"
    run("demo", "--size", "small", "--json", home=home)
    for number in range(UNITS):
        run("units", "add", f"hotel-{number}", "--name", f"Hotel {number}", home=home)
    bodies = pickle.loads(posts.run_inside("tickets", home, BENCH_POST="opens no case", BENCH_COUNT="3000"))
    environment = posts.at_home(home, SERVEWELL_BEHIND_PROXY="true")
    with posts.served("servewell.project.wsgi", environment) as port:
        done = threading.Event()
        posts.per_second(port, f"/s/{posts.CHANNEL}", bodies[:WAKING])  # the first ones wake all processes up
        waits: list[float] = []
        customers = threading.Thread(target=post_steadily, args=(port, bodies[WAKING:], done, waits))
        customers.start()
        taken_in(home, file)
        done.set()
        customers.join()
    waits.sort()
    slowest = waits[int(len(waits) * 0.99)] if waits else 0.0
    stored = voices_of(home) - WAKING
    print(
        f"{len(waits)} posts meanwhile: 99 of 100 within {slowest * 1000:.0f} ms (at most "
        f"{MOST_SECONDS_A_POST * 1000:.0f}), {len(waits) - stored} lost",
        flush=True,
    )
    return slowest <= MOST_SECONDS_A_POST and stored == len(waits)


def post_steadily(port: int, bodies: Sequence[bytes], done: threading.Event, waits: list[float]) -> None:
    for body in bodies:
        if done.is_set():
            return
        waits.append(took(lambda body=body: posts.post_all(port, f"/s/{posts.CHANNEL}", [body])))  # type: ignore[misc]
        time.sleep(1 / POSTS_A_SECOND)


def voices_of(home: Path) -> int:
    """How many surveys that ``opens no case`` posted are stored: the demo's own were never posted today."""
    database = sqlite3.connect(home / "servewell.sqlite3")
    words = posts.POSTS["opens no case"]["words"]
    [[number]] = database.execute("SELECT count(*) FROM voice_comment WHERE text = ?", [words]).fetchall()
    return int(number)


def beside_copy(folder: Path, file: Path, address: str) -> int:
    import psycopg

    home = found(folder / "postgres", SERVEWELL_DATABASE=address)
    ours = took(lambda: taken_in(home, file, SERVEWELL_DATABASE=address))
    with psycopg.connect(address) as database, database.cursor() as cursor:
        columns = ", ".join(f"{name} text" for name in HEADER)
        cursor.execute(f"CREATE TABLE bench_rows (number bigserial PRIMARY KEY, {columns})")
        for index in ("UNIQUE INDEX ON bench_rows (id)", "INDEX ON bench_rows (hotel, day)"):
            cursor.execute(f"CREATE {index}")
        cursor.execute("CREATE INDEX ON bench_rows (day)")
        began = time.perf_counter()
        with cursor.copy(f"COPY bench_rows ({', '.join(HEADER)}) FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(file.read_bytes())
        database.commit()
        bare = time.perf_counter() - began
    print(f"PostgreSQL: ours {ours:.1f} s, COPY {bare:.1f} s, ratio {ours / bare:.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
