"""The reader of a million voices: how much the thousandth page costs beside the first, and how much each page asks.

A company of 100 hotels in a scratch home on SQLite; each voice has its original, its response and words. Read by
somebody who sees all of it, and by somebody who sees one hotel. Prints milliseconds of the processor, queries and
ratios; exits with 1 when a page asks more than 20 queries or a page deep down costs more than 1.5 times the first.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

os.environ["SERVEWELL_HOME"] = tempfile.mkdtemp(prefix="servewell-lists-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.cloning import clone
from servewell.rooms.instruments.models import Response
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import Comment, Original, Voice
from tests.builders import a_browser, a_channel, a_company, a_person, a_survey, a_unit, a_voice

HOTELS = 100
# so few that a day holds 10,000 of a million voices, 100 of each hotel: what is walked within a day shows
DAYS = 100
PAGE = 25
DEEP = 1000
ROUNDS = 7
MOST_QUERIES, MOST_TIMES = 20, 1.5
Execute = Callable[[str, object, bool, object], object]
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cost:
    milliseconds: float
    queries: int


def filled(many: int) -> Mapping[str, Person]:
    company = a_company()
    a_survey()
    hotels = [a_unit(f"hotel-{number}", under=company) for number in range(HOTELS)]
    told = a_voice(a_channel(hotels[0], slug="lists"), 4, words="The room was cold and nobody came.", at=NOW)
    first = hotels[0].pk
    clone(Original, told.original_id, many, id="seq.n")
    clone(Response, told.response_id, many, id="seq.n")
    clone(
        Voice, told.pk, many, id="seq.n", original_id="seq.n", response_id="seq.n", submission="printf('%032x', seq.n)",
        unit_id=f"{first} + seq.n % {HOTELS}", on=f"date('2026-11-16', '-' || (seq.n / {HOTELS} % {DAYS}) || ' days')",
    )  # fmt: skip
    clone(Comment, Comment.objects.get(voice=told).pk, many, id="seq.n", voice_id="seq.n")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "sees all": a_person("All", rules.READ, unit=company),
        "sees one hotel": a_person("One", rules.READ, unit=hotels[0]),
    }


def key_at(person: Person, page: int) -> int | None:
    """The last voice of the page before: what the address of the page names."""
    units = Voice.objects.all()
    if person.name == "One":
        units = units.filter(unit__code="hotel-0")
    place = (page - 1) * PAGE - 1
    return units.order_by("-on", "-pk").values_list("pk", flat=True)[place : place + 1].first() if place > 0 else None


def cost(browser: Client, path: str) -> Cost:
    browser.get(path, secure=True)
    asked: list[str] = []

    def count(execute: Execute, sql: str, values: object, many: bool, context: object) -> object:
        asked.append(sql)
        return execute(sql, values, many, context)

    with connection.execute_wrapper(count):
        assert browser.get(path, secure=True).status_code == 200
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        browser.get(path, secure=True)
        took.append((time.process_time() - begun) * 1000)
    return Cost(min(took), len(asked))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", type=int, default=1_000_000)
    many = parser.parse_args().voices
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    begun = time.perf_counter()
    readers = filled(many)
    print(f"{many:,} voices stored in {time.perf_counter() - begun:.0f} s", flush=True)
    failed = False
    for name, person in readers.items():
        browser = a_browser(person)
        last = (many if name == "sees all" else many // HOTELS) // PAGE
        first = cost(browser, "/voices")
        print(f"{name}: page 1 {first.milliseconds:.1f} ms, {first.queries} queries")
        for page in sorted({min(DEEP, last), last}):
            deep = cost(browser, f"/voices?before={key_at(person, page)}")
            ratio = deep.milliseconds / first.milliseconds
            print(f"{name}: page {page:,} {deep.milliseconds:.1f} ms, {deep.queries} queries, {ratio:.2f} times page 1")
            failed |= ratio > MOST_TIMES or max(first.queries, deep.queries) > MOST_QUERIES
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
