"""The staff taken in against ``executemany`` of the same rows, and head counts as they were against as of today.

500 units and 50,000 people with jobs and managers, and what they owe through one obligation. The bare side writes the
same units, persons, postings, managers and owed rows to the same tables of an SQLite file of its own, in one
transaction. Then 10 years x 50,000 postings under a tree that changes every year: one report by the tree of each day
and by today's. Prints seconds, ratios and the longest write transaction; exits with 1 when a limit is passed.
"""

import argparse
import csv
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
HOME = tempfile.mkdtemp(prefix="servewell-bench-")
os.environ["SERVEWELL_HOME"] = HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "servewell.project.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from servewell.base.permissions import HOUSE
from servewell.base.words import Words
from servewell.rooms.obligations import services as obligations
from servewell.rooms.people import selectors, services
from servewell.rooms.people.models import Person, Posting, Unit
from servewell.rooms.people.terms import Tree

REGIONS, UNITS, PEOPLE, YEARS = 20, 500, 50_000, range(2016, 2026)
MOST_SECONDS, MOST_MILLISECONDS, MOST_TIMES = 60.0, 250.0, 3.0
ON, AT = date(2026, 1, 1), datetime(2026, 1, 1, 9, tzinfo=UTC)
TABLES = ("people_unit", "people_place", "people_lineage", "people_person", "people_posting", "people_leadership",
          "obligations_owed")  # fmt: skip


def main(people: int) -> int:
    call_command("migrate", verbosity=0)
    folder = Path(HOME)
    units, staff = written(folder, people)
    with_a_company()
    longest, worked = watched()
    began, turned = time.monotonic(), time.process_time()
    services.take_in_units(plan=services.plan_units(path=units, on=ON, by=HOUSE), by=HOUSE, at=AT)
    intake, _plan = services.bring_staff(
        path=staff, name="staff.csv", unit=company(), on=ON, is_whole=True, by=HOUSE, at=AT
    )
    services.start_intake(intake=intake, by=HOUSE, at=AT, in_worker=False)
    while not services.take_in_staff(intake=intake, at=AT):
        pass
    seconds, processor = time.monotonic() - began, time.process_time() - turned
    assert (Person.objects.count(), Unit.objects.count()) == (people, UNITS + 1)
    bare = by_hand(folder)
    milliseconds = max(longest) * 1000
    print(
        f"{UNITS} units and {people:,} people: {seconds:.1f} s, {people / seconds:,.0f} a second; "
        f"{processor:.1f} s of the processor"
    )
    print(f"the same rows by executemany: {bare:.1f} s; ratio {seconds / bare:.1f}")
    print(
        f"longest write transaction: {milliseconds:.0f} ms of {len(longest)}, "
        f"the median {statistics.median(longest) * 1000:.0f} ms; of the processor at most {max(worked) * 1000:.0f} ms"
    )
    good = [seconds < MOST_SECONDS, milliseconds < MOST_MILLISECONDS, reports(people)]
    return 0 if all(good) else 1


def asked() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=PEOPLE, help="How many people; the limits hold for all of them.")
    said: int = options.parse_args().people
    return said


def written(folder: Path, people: int) -> tuple[Path, Path]:
    units, staff = folder / "units.csv", folder / "staff.csv"
    with units.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("code", "name", "under", "from"))
        rows.writerows((f"region-{each}", f"Region {each}", "company", "2015-01-01") for each in range(REGIONS))
        rows.writerows(
            (f"unit-{each}", f"Unit {each}", f"region-{each % REGIONS}", "2015-01-01")
            for each in range(UNITS - REGIONS)
        )
    with staff.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("number", "name", "unit", "job", "from", "until", "manager", "email"))
        for each in range(people):
            ends = "2027-06-30" if each % 20 == 0 else ""
            boss = f"E{(each - 1) // 10:06d}" if each else ""
            unit = f"unit-{each % (UNITS - REGIONS)}"
            rows.writerow(
                (f"E{each:06d}", f"Person {each}", unit, "Host", f"{2015 + each % 10}-03-01", ends, boss,
                 f"p{each}@example.com")
            )  # fmt: skip
    return units, staff


def with_a_company() -> None:
    name = Words(texts={"en": "Company"}, source="en")
    top = services.NewUnit("company", name, "company", "UTC", "en", None, date(2015, 1, 1))
    services.add_units(units=[top], by=HOUSE, at=AT)
    obligations.require(
        code="pledge", kind="commitments.pledge", subject="pledge", title=name, detail=name, unit=company(),
        due_days=-1, from_on=date(2015, 1, 1), by=HOUSE, at=AT,
    )  # fmt: skip


def company() -> Unit:
    top = selectors.top_unit()
    assert top is not None
    return top


def watched() -> tuple[list[float], list[float]]:
    """How long each write transaction holds the lock, as they end, and how long the processor worked for it."""
    lasted: list[float] = []
    worked: list[float] = []
    began = [0.0, 0.0]
    start, commit = connection._start_transaction_under_autocommit, connection._commit

    def started() -> None:
        start()
        began[:] = time.monotonic(), time.process_time()

    def committed() -> None:
        commit()
        lasted.append(time.monotonic() - began[0])
        worked.append(time.process_time() - began[1])

    connection._start_transaction_under_autocommit, connection._commit = started, committed
    return lasted, worked


def by_hand(folder: Path) -> float:
    """The same rows into the same tables of an empty copy: what a program written for this alone would do."""
    source = sqlite3.connect(connection.settings_dict["NAME"])
    target = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    target.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;")
    kept = {}
    for table in TABLES:
        for (sql,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC", (table,)
        ):
            target.execute(sql)
        kept[table] = source.execute(f"SELECT * FROM {table}").fetchall()
    began = time.monotonic()
    target.execute("BEGIN IMMEDIATE")
    for table, rows in kept.items():
        target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    target.execute("COMMIT")
    return time.monotonic() - began


def reports(people: int) -> bool:
    """Everybody works in another unit every year, and some units move to another region."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    codes = sorted(code for code in units if code.startswith("unit-"))
    for number, year in enumerate(YEARS):
        moved = codes[number * 7 : number * 7 + 7]
        for code in moved:
            region = units[f"region-{(number * 3 + len(code)) % REGIONS}"]
            services.move_unit(unit=units[code], parent=region, on=date(year, 6, 1), by=HOUSE, at=AT)
    persons = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    keys = [units[code].pk for code in codes]
    job = '{"source": "en", "en": "Host"}'
    with transaction.atomic(), connection.cursor() as cursor:  # or each row would be a transaction of its own
        cursor.execute("DELETE FROM obligations_owed")
        cursor.execute("DELETE FROM people_posting")
        for number, year in enumerate(YEARS):
            cursor.executemany(
                "INSERT INTO people_posting (person_id, unit_id, job, from_on, until_on) VALUES (%s, %s, %s, %s, %s)",
                [
                    (person, keys[(place + number) % len(keys)], job, f"{year}-01-01", f"{year + 1}-01-01")
                    for place, person in enumerate(persons)
                ],
            )
        cursor.execute("ANALYZE")
    assert Posting.objects.count() == people * len(YEARS)
    days = [date(year, 12, 31) for year in YEARS]
    took: dict[Tree, float] = {}
    for tree in Tree:
        began = time.monotonic()
        found = selectors.heads(viewer=HOUSE, unit=company().pk, days=days, tree=tree)
        took[tree] = time.monotonic() - began
        assert sum(each.people for each in found) == people * len(YEARS)
    was, now = took[Tree.AS_IT_WAS], took[Tree.TODAY]
    print(
        f"head count by region and year over {len(YEARS)} x {people:,} postings: as it was {was:.2f} s, "
        f"as today {now:.2f} s; ratio {was / now:.2f}"
    )
    return was / now < MOST_TIMES


if __name__ == "__main__":
    try:
        code = main(asked())
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(code)
