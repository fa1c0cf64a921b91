"""Keyset paging: lists are walked by key, never counted, so that page 1,000 costs as little as page 1."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

T = TypeVar("T", bound=Model)
Item = TypeVar("Item")

SIZE = 25


@dataclass(frozen=True)
class Page(Generic[Item]):
    """``older`` and ``newer`` are the keys to pass as ``before`` and ``after``; None where the list ends."""

    items: Sequence[Item]
    older: int | None
    newer: int | None

    def map(self, each: "Callable[[Item], Other]") -> "Page[Other]":
        return Page(items=tuple(each(item) for item in self.items), older=self.older, newer=self.newer)


Other = TypeVar("Other")


def newest_first(
    query: QuerySet[T], *, before: int | None = None, after: int | None = None, size: int = SIZE
) -> Page[T]:
    """One page of a query by descending primary key, in one statement."""
    if after is not None:
        found = list(query.filter(pk__gt=after).order_by("pk")[: size + 1])
        items = found[:size][::-1]
        return Page(
            items=items, older=items[-1].pk if items else after + 1, newer=items[0].pk if len(found) > size else None
        )
    if before is not None:
        query = query.filter(pk__lt=before)
    found = list(query.order_by("-pk")[: size + 1])
    items = found[:size]
    older = items[-1].pk if len(found) > size else None
    return Page(items=items, older=older, newer=items[0].pk if before is not None and items else None)


def latest_day_first(
    query: QuerySet[T], *, day: str, before: int | None = None, after: int | None = None, size: int = SIZE
) -> Page[T]:
    """As ``newest_first``, by the days in the column ``day`` and within a day by key, wherever a row came in late.

    The key at which the page begins or ends is looked up for its day; a key that is nowhere counts as none. What is
    left of that day is asked for by its own statement: SQLite finds a place by a day and a key together only where the
    day is one, and with days before it in the same statement would walk the whole day at each page. Needs an index on
    the day and the key.
    """
    edge = before if after is None else after
    on = query.model._default_manager.filter(pk=edge).values_list(day, flat=True).first() if edge is not None else None
    if on is None or edge is None:
        before, found = None, list(query.order_by(f"-{day}", "-pk")[: size + 1])
    elif after is not None:
        found = _beyond(query, day, on, edge, is_later=True, many=size + 1)
        items = found[:size][::-1]
        return Page(
            items=items, older=items[-1].pk if items else after, newer=items[0].pk if len(found) > size else None
        )
    else:
        found = _beyond(query, day, on, edge, is_later=False, many=size + 1)
    items = found[:size]
    older = items[-1].pk if len(found) > size else None
    return Page(items=items, older=older, newer=items[0].pk if before is not None and items else None)


def _beyond(query: QuerySet[T], day: str, on: date, edge: int, *, is_later: bool, many: int) -> list[T]:
    """So many behind a key: the rest of its day, and only then the days that follow."""
    side, turn = ("gt", "") if is_later else ("lt", "-")
    found = list(query.filter(**{day: on, f"pk__{side}": edge}).order_by(f"{turn}pk")[:many])
    if len(found) < many:
        others = query.filter(**{f"{day}__{side}": on}).order_by(f"{turn}{day}", f"{turn}pk")
        found += others[: many - len(found)]
    return found


def counted_up_to(*, most: int, lists: "Iterable[QuerySet[Any]]") -> list[int]:
    """How many rows each list has, in one statement; ``most`` stands for as many or more, and no list is walked on."""
    asked = [each.order_by().values("pk")[:most].query.sql_with_params() for each in lists]
    if not asked:
        return []
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS counted)" for sql, _values in asked)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _sql, values in asked for value in values])
        return [int(count) for count in cursor.fetchone()]
