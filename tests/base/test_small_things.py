"""Keys, links, pages of a list, the record."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base import keys, links, paging, record, today
from servewell.base.models import Entry
from servewell.base.permissions import CUSTOMER, HOUSE, power

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def test_a_token_can_be_read_aloud_and_is_long_enough() -> None:
    made = {keys.token() for _ in range(500)}

    assert len(made) == 500
    assert all(re.fullmatch(r"[bcdfghjkmnpqrstvwxz2-9]{12}", token) for token in made)


def test_a_digest_of_text_is_that_of_its_utf8_bytes() -> None:
    assert keys.digest("海港") == keys.digest("海港".encode())
    assert keys.digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_an_address_is_built_from_its_link() -> None:
    assert links.CASE.path(number=412) == "/cases/412"
    assert links.SURVEY.address(slug="harbour") == "http://localhost:8000/s/harbour"
    with pytest.raises(KeyError):
        links.CASE.path()


def test_a_day_is_the_one_on_the_wall_of_the_place() -> None:
    late = datetime(2026, 11, 16, 17, 30, tzinfo=UTC)

    assert str(today.day_in("Asia/Shanghai", at=late)) == "2026-11-17"
    assert str(today.day_in("America/New_York", at=late)) == "2026-11-16"


def test_the_days_on_earth_run_from_twelve_hours_behind_to_fourteen_ahead() -> None:
    days = [(today.earliest_day(at=at), today.latest_day(at=at)) for at in (NOON.replace(hour=9), NOON)]

    assert [tuple(map(str, pair)) for pair in days] == [("2026-11-15", "2026-11-16"), ("2026-11-16", "2026-11-17")]


def test_a_power_is_stated_once() -> None:
    power("tests.once", "try it")

    with pytest.raises(ValueError, match=r"tests\.once"):
        power("tests.once", "try it again")


@pytest.fixture
def entries(db: None) -> list[Entry]:
    return [Entry.objects.create(deed="d", thing=f"t:{number}", actor="house", at=NOON) for number in range(7)]


def test_a_list_is_walked_from_the_newest_to_the_oldest_and_back(entries: list[Entry]) -> None:
    first = paging.newest_first(Entry.objects.all(), size=3)
    second = paging.newest_first(Entry.objects.all(), size=3, before=first.older)
    third = paging.newest_first(Entry.objects.all(), size=3, before=second.older)
    back = paging.newest_first(Entry.objects.all(), size=3, after=third.newer)

    numbers = {entry.pk: number for number, entry in enumerate(entries)}
    walked = [[numbers[entry.pk] for entry in page.items] for page in (first, second, third, back)]
    assert walked == [[6, 5, 4], [3, 2, 1], [0], [3, 2, 1]]
    assert (first.newer, third.older) == (None, None)


def test_a_page_of_a_list_costs_one_query(entries: list[Entry]) -> None:
    with CaptureQueriesContext(connection) as seen:
        paging.newest_first(Entry.objects.all(), size=3)

    assert len(seen) == 1


def test_a_deed_is_recorded_with_its_actor_as_a_plain_key(entries: list[Entry]) -> None:
    record.write(deed="tests.try", thing=entries[0], by=CUSTOMER, at=NOON, detail={"digest": "abc"})
    record.write_many(deed="tests.try_all", things=entries[1:3], by=HOUSE, at=NOON)

    written = Entry.objects.filter(deed__startswith="tests.").order_by("pk")
    assert [(entry.deed, entry.thing, entry.actor, entry.detail) for entry in written] == [
        ("tests.try", f"base.entry:{entries[0].pk}", "customer", {"digest": "abc"}),
        ("tests.try_all", f"base.entry:{entries[1].pk}", "house", {}),
        ("tests.try_all", f"base.entry:{entries[2].pk}", "house", {}),
    ]
