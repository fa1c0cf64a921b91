"""Versions are counted one by one, and of two who publish the same one at once the second hears of the first."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import Max, Model, QuerySet


class PublishedMeanwhile(Exception):
    """Somebody else published the next version at this very moment, and this one was not written."""


def next_number(versions: "QuerySet[Model]", *, counted_by: str = "version") -> int:
    """One more than the highest there is, and 1 where there is none."""
    highest: int | None = versions.aggregate(highest=Max(counted_by))["highest"]
    return (highest or 0) + 1


@contextmanager
def written_once(taken: "QuerySet[Model]") -> Iterator[None]:
    """For the statement that writes a version; ``taken`` finds whoever has its number. Raises PublishedMeanwhile."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if not taken.exists():  # another rule was broken, and that is to be heard as it is
            raise
        raise PublishedMeanwhile(
            "somebody else published the next version at this very moment: read theirs, then publish yours again"
        ) from fault
