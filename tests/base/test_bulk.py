"""Rows by the thousand are stored whole and in their order, however many there are."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from servewell.base import bulk
from servewell.base.models import Entry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, 30, 5000, tzinfo=UTC)
COLUMNS = ("deed", "thing", "actor", "at", "detail")


@pytest.mark.parametrize("number", [0, 1, bulk.TOGETHER - 1, bulk.TOGETHER, bulk.TOGETHER + 1, 2 * bulk.TOGETHER + 50])
def test_all_rows_are_stored_in_their_order(number: int) -> None:
    with transaction.atomic():
        bulk.write(
            Entry, COLUMNS, (("test.write", f"thing:{each}", "", bulk.moment(NOON), "{}") for each in range(number))
        )

    stored = Entry.objects.order_by("pk").values_list("deed", "thing", "at", "detail")
    assert list(stored) == [("test.write", f"thing:{each}", NOON, {}) for each in range(number)]


def test_a_row_that_breaks_a_rule_leaves_none_of_its_neighbours() -> None:
    deeds = ["test.write"] * 3 * bulk.TOGETHER
    deeds[bulk.TOGETHER + 7] = None  # type: ignore[call-overload]

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.write(Entry, COLUMNS, [(deed, "thing:1", "", bulk.moment(NOON), "{}") for deed in deeds])

    assert not Entry.objects.exists()


def test_rows_are_changed_by_their_keys_and_no_others() -> None:
    with transaction.atomic():
        bulk.write(Entry, COLUMNS, [("test.write", f"thing:{each}", "", bulk.moment(NOON), "{}") for each in range(3)])
        first, _, last = Entry.objects.order_by("pk").values_list("pk", flat=True)
        bulk.change(Entry, ("thing", "detail"), [("thing:8", '{"a": "好"}', last), ("thing:7", "{}", first)])
        bulk.change(Entry, ("thing",), [])

    kept = [("thing:7", {}), ("thing:1", {}), ("thing:8", {"a": "好"})]
    assert list(Entry.objects.order_by("pk").values_list("thing", "detail")) == kept


def test_moments_as_text_are_the_moments_themselves() -> None:
    [at] = bulk.moments_in_utc(["2026-11-16 12:00:30.005000"])

    with transaction.atomic():
        bulk.write(Entry, COLUMNS, [("test.write", "thing:1", "", at, "{}")])

    assert Entry.objects.get().at == NOON
