"""What happened, and why a figure moved, is said by a person and stands beside the chart."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record, today
from servewell.base.permissions import Actor
from servewell.engines.stats import Signal
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.models import Annotation
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


class NothingIsSaid(Exception):
    """An annotation without words explains nothing."""


class TooLongToStandBesideAChart(Exception):
    """An annotation is one sentence; the message says how long it may be."""


class HasNotHappenedYet(Exception):
    """An annotation is about a month that has begun, and ends no sooner than it begins."""


@dataclass(frozen=True)
class Months:
    """From the first day of the first month to the first day of the last one, both included."""

    first: date
    last: date


@transaction.atomic
def annotate(
    *,
    unit: "Unit",
    months: Months,
    text: str,
    cause_of: Signal | None = None,
    audience: Audience = Audience.EXTERNAL,
    aspect: str | None = None,
    by: "Person",
    at: datetime,
) -> Annotation:
    """Write down what happened at a unit, and of which signal on its chart by month it is the cause: on the chart of
    this aspect, or of the whole.

    The same words about the same months twice are one annotation. Raises NothingIsSaid, TooLongToStandBesideAChart,
    HasNotHappenedYet, NotAllowed.
    """
    people.require(actor=by, power=rules.EXPLAIN, unit=unit.pk)
    words = " ".join(text.split())
    _refuse_nonsense(words, months, today.day_in(unit.zone, at=at))
    said = {
        "unit": unit,
        "audience": audience.value,
        "first_month": months.first.replace(day=1),
        "last_month": months.last.replace(day=1),
        "text": words,
        "rule": cause_of.rule if cause_of else "",
        "side": cause_of.side if cause_of else "",
        "aspect": (aspect or "") if cause_of else "",
    }
    written = {"written_by": by, "written_at": at}
    annotation, is_new = Annotation.objects.get_or_create(**said, withdrawn_at=None, defaults=written)
    if is_new:
        record.write(deed="insight.annotate", thing=annotation, by=by, at=at)
    return annotation


def _refuse_nonsense(words: str, months: Months, this_day: date) -> None:
    if not words:
        raise NothingIsSaid("say in a sentence what happened")
    if len(words) > terms.LONGEST_ANNOTATION:
        raise TooLongToStandBesideAChart(f"{len(words)} characters; say it in {terms.LONGEST_ANNOTATION} or fewer")
    if months.last > this_day or months.first > months.last:
        raise HasNotHappenedYet(f"{months.first:%Y-%m} to {months.last:%Y-%m}: name months that have begun, in order")


@transaction.atomic
def withdraw_annotation(*, annotation: Annotation, by: Actor, at: datetime) -> None:
    """Take back what was said; it stays in the record. Twice is once. Raises NotAllowed."""
    people.require(actor=by, power=rules.EXPLAIN, unit=annotation.unit_id)
    if Annotation.objects.filter(pk=annotation.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
        record.write(deed="insight.withdraw_annotation", thing=annotation, by=by, at=at)
