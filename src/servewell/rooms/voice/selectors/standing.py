"""Which voices stand in lists and searches, and which of them figures count."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from servewell.rooms.people import selectors as people
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Import, Seal, Voice


def standing() -> QuerySet[Voice]:
    """Voices that are not withdrawn and whose file, where they came in one, is shown. ``terms.STANDING`` in SQL."""
    shown = Import.objects.filter(state=terms.ImportState.SHOWN.value)
    return Voice.objects.filter(
        Q(from_import__isnull=True) | Q(from_import__in=shown.values("pk")), withdrawn_at__isnull=True
    )


def unsealed() -> QuerySet[Voice]:
    """Those of them that are not sealed: all that a list, a search or an export may hold."""
    return standing().exclude(pk__in=Seal.objects.values("voice"))


def are_sealed(*, voices: Iterable[int]) -> frozenset[int]:
    """For a room above: which of these voices are sealed."""
    return frozenset(Seal.objects.filter(voice__in=list(voices)).values_list("voice", flat=True))


def sealed_responses() -> "QuerySet[Any, Any]":
    """The keys of all responses that a sealed voice holds, for a subquery: a room that knows no voices hides them."""
    return Seal.objects.filter(voice__response__isnull=False).values("voice__response")


def number_since(*, unit: int, from_on: date) -> int:
    """How many voices of a unit and what stands below it now figures count from a day on: a number only."""
    there = people.below_now(unit=unit).values("unit")
    return counted().filter(unit__in=there, on__gte=from_on).count()


def counted() -> QuerySet[Voice]:
    """Those of them that figures count, see ``Quota``. ``terms.COUNTED`` in SQL."""
    return standing().filter(outside__isnull=True, gathered_by="")


def is_taking_in(*, since: datetime) -> bool:
    """Whether the rows of a file are coming in just now; one that was begun before ``since`` stands still."""
    return Import.objects.filter(state=terms.ImportState.TAKING_IN.value, started_at__gte=since).exists()
