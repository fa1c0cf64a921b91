"""Run against a demo home: 400 more units, millions of answers in the lake, and sessions. Prints the sessions' keys.

    python bench/company.py ANSWERS SESSIONS

With ANSWERS 0 the company stays the demo's.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")
django.setup()

import duckdb
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bench.answers import ANSWERS_SQL, REGIONS, UNITS
from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.base.words import Words
from servewell.engines.lake.answers import ANSWERS
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import services as loading
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services

if TYPE_CHECKING:
    import pyarrow as pa

EXECUTIVE = "1001"
MONTHS = 36
LONG_AGO = date(2020, 1, 1)
ASPECTS = ("respect", "responsibility", "effective-service", "communication")


def grow(answers: int) -> None:
    top = people.top_unit()
    assert top is not None
    regions = [_unit(f"region-{number}", top.code, LONG_AGO) for number in REGIONS]
    first = services.add_units(units=regions, by=HOUSE, at=today.now())[0]
    units = [_unit(f"unit-{number}", f"region-{2 + number % 20}", LONG_AGO) for number in UNITS]
    made = services.add_units(units=units, by=HOUSE, at=today.now())
    assert [unit.pk - first.pk for unit in made] == [number - REGIONS[0] for number in UNITS]  # as ANSWERS_SQL has them
    loading.load_dirty(at=today.now())
    moved_by = first.pk - REGIONS[0]
    insight.the_lake().rebuild(fact=ANSWERS, months=_months(answers, moved_by), at=today.now())


def _unit(code: str, parent: str, from_on: date) -> services.NewUnit:
    name = Words(texts={"en": code.replace("-", " ").title()}, source="en")
    return services.NewUnit(
        code=code, name=name, kind="hotel", zone="UTC", language="en", parent=parent, from_on=from_on
    )


def _months(answers: int, moved_by: int) -> "Iterator[tuple[date, pa.RecordBatchReader]]":
    connection = duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": 2})
    last = today.now().date().replace(day=1)
    for back in reversed(range(MONTHS)):
        month = insight.moved(month=last, months=-back)
        rows = ANSWERS_SQL.format(first=back * answers, month=month, days=28, rows=answers // MONTHS)
        aspect = f"{list(ASPECTS)}[1 + (substr(item, 2)::INTEGER % 4)]"
        sql = f"""SELECT * REPLACE (unit + {moved_by} AS unit, 'four-aspects' AS instrument, {aspect} AS aspect,
            1.0::DOUBLE AS worst, 5.0::DOUBLE AS best, least(value, 5.0) AS value) FROM ({rows})"""
        yield month, connection.sql(sql).to_arrow_reader(65_536)


def signed_in() -> str:
    person = people.person_by_number(number=EXECUTIVE)
    assert person is not None
    assert person.sign_in is not None
    session = SessionStore()
    session[SESSION_KEY] = str(person.sign_in.pk)
    session[BACKEND_SESSION_KEY] = "servewell.web.people.backends.Backend"
    session[HASH_SESSION_KEY] = person.sign_in.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    if int(sys.argv[1]):
        grow(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        print(signed_in())
