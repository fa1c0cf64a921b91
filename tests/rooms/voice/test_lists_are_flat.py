"""A page deep down in the list of voices looks at no more rows than the first one, also within one long day."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from servewell.base.paging import SIZE
from servewell.base.permissions import HOUSE
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules, selectors
from servewell.rooms.voice.models import Comment, Original, Voice
from tests.builders import a_channel, a_company, a_person, a_unit, a_voice
from tests.house import save_guard

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 16)
A_DAY, DAYS = 1500, 2
Asked = tuple[str, object]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Sequence[int]:
    """As many voices on each day, in two hotels; returns their keys in the order of the list."""
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    hotels = [a_unit(code, under=a_company()) for code in ("harbour", "lakeside")]
    told = a_voice(a_channel(hotels[0], slug="harbour"), 4, words="Cold.", at=NOON)
    original, said, numbers = told.original, told.comments.get(), range(A_DAY * DAYS - 1)
    assert original is not None
    originals = Original.objects.bulk_create(_copy(original) for _ in numbers)
    voices = Voice.objects.bulk_create(
        _copy(
            told, original=originals[number], response=None, submission=UUID(int=number + 1),
            unit=hotels[number % 2], on=DAY - timedelta(days=number % DAYS),
        )
        for number in numbers
    )  # fmt: skip
    Comment.objects.bulk_create(_copy(said, voice=voice) for voice in voices)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return list(Voice.objects.order_by("-on", "-pk").values_list("pk", flat=True))


def _copy(row, **others):
    fields = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key}
    copy = type(row)(**fields)
    for name, value in others.items():
        setattr(copy, name, value)
    return copy


def looked_at(ask: Callable[[], object]) -> int:
    """What the statements of a question walk through: steps of SQLite's machine, voices that PostgreSQL looks at.

    Comments are left out there: for so few rows it may rather merge with their index than ask it voice by voice.
    """
    asked: list[Asked] = []

    def note(execute, sql, values, many, context):
        asked.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        ask()
    return sum(_steps(*each) if connection.vendor == "sqlite" else _rows(*each) for each in asked)


def _steps(sql: str, values: object) -> int:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(step, 1)
        try:
            cursor.execute(sql, values)
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 1)
    return steps


def _rows(sql: str, values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
        found = cursor.fetchone()[0]
    return _rows_of((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])


def _rows_of(plan: Mapping) -> int:
    visits = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    own = visits if plan.get("Relation Name") == "voice_voice" else 0
    return int(own) + sum(_rows_of(each) for each in plan.get("Plans", ()))


def of_all() -> Person:
    return a_person("All", rules.READ)


def test_a_page_in_the_middle_of_a_long_day_looks_at_no_more_than_the_first(many: Sequence[int]) -> None:
    reader = of_all()
    first = looked_at(lambda: selectors.heard(viewer=reader))
    places = (A_DAY // 2, A_DAY - 100, A_DAY + A_DAY // 2, A_DAY * DAYS - 100)

    older = [looked_at(lambda: selectors.heard(viewer=reader, before=many[at])) for at in places]  # noqa: B023
    newer = [looked_at(lambda: selectors.heard(viewer=reader, after=many[at])) for at in places]  # noqa: B023

    # beside the page itself there is the key, and what PostgreSQL passes over where it walks by key through both days
    assert max(*older, *newer) < 1.5 * first + 2 * SIZE


@pytest.mark.parametrize("place", [0, 10, A_DAY - 10, A_DAY - 1, A_DAY, A_DAY + 3, A_DAY * DAYS - 5])
def test_pages_go_on_behind_a_key_in_its_day_and_the_next_both_ways(many: Sequence[int], place: int) -> None:
    older = selectors.heard(viewer=HOUSE, before=many[place])
    newer = selectors.heard(viewer=HOUSE, after=many[place])

    assert [each.number for each in older.items] == many[place + 1 : place + 26]
    assert [each.number for each in newer.items] == many[max(place - 25, 0) : place]
    assert (older.older is None) == (place + 26 >= len(many))
    assert (newer.newer is None) == (place <= 25)
