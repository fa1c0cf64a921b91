"""Who reads a question to a department and may answer it: kept as rows, so that no page asks the tree."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from servewell.base import record
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Inquiry, InquiryReader
from servewell.rooms.cases.services import ledger
from servewell.rooms.cases.services.owning import locked
from servewell.rooms.cases.terms import ReadsAs
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

AT_ONCE = 500


def leaders_of(*, units: Iterable[int]) -> "dict[int, list[Person]]":
    """By unit (a key), those who lead it and work here; where nobody does, those who lead the nearest unit above."""
    found = people.nearest_who_may(power=people_rules.SEE_TEAM, units=units, viewer=HOUSE)
    gone = people.gone(persons={each.pk for those in found.values() for each in those})
    return {unit: [each for each in those if each.pk not in gone] for unit, those in found.items()}


def let_read(inquiry: Inquiry, readers: "Sequence[tuple[Person, ReadsAs]]", *, at: datetime) -> "list[Person]":
    """Within the other deed's transaction; returns who did not read it before. Whoever reads it goes on as they did."""
    new = []
    for person, reads_as in readers:
        row, is_new = InquiryReader.objects.get_or_create(
            inquiry=inquiry, person=person, defaults={"reads_as": reads_as, "since_at": at}
        )
        if not is_new and row.until_at is None:
            continue
        if not is_new:
            InquiryReader.objects.filter(pk=row.pk).update(reads_as=reads_as, since_at=at, until_at=None)
        new.append(person)
    return new


def end_reading(inquiry: Inquiry, *, at: datetime) -> None:
    """Nobody who had it until now answers it any more."""
    InquiryReader.objects.filter(inquiry=inquiry, until_at__isnull=True).update(until_at=at)


@transaction.atomic
def keep_readers(*, at: datetime, people_left: Sequence[int] | None = None) -> int:
    """Whoever leads a unit by now reads what it is asked, and who works here no more reads nothing; twice does no harm.

    What one person was asked goes to those who lead their unit once that person is gone. ``people_left`` are keys of
    persons; None looks at every question. Returns how many rows changed.
    """
    inquiries = Inquiry.objects.filter(state__in=terms.STANDING_INQUIRIES)
    if people_left is not None:
        inquiries = inquiries.filter(readers__person__in=people_left, readers__until_at__isnull=True).distinct()
    found = {each.pk: each for each in inquiries.order_by("pk")}
    rows = list(InquiryReader.objects.filter(inquiry__in=list(found), until_at__isnull=True))
    named = {each.person_id for each in found.values() if each.person_id is not None}
    gone = people.gone(persons=named | {row.person_id for row in rows})
    ended = [row for row in rows if row.person_id in gone]
    InquiryReader.objects.filter(pk__in=[row.pk for row in ended]).update(until_at=at)
    alone = {each.pk for each in found.values() if each.person_id in named - gone}
    led = leaders_of(units={each.unit_id for each in found.values()})
    read = {(row.inquiry_id, row.person_id) for row in rows}
    new = 0
    for key, inquiry in found.items():
        if key not in alone:
            others = [each for each in led.get(inquiry.unit_id, []) if (key, each.pk) not in read]
            new += len(let_read(inquiry, [(each, ReadsAs.LEADS) for each in _but(others, inquiry)], at=at))
    return len(ended) + new


def _but(readers: "Iterable[Person]", inquiry: Inquiry) -> "list[Person]":
    """Without whoever asks."""
    return [each for each in readers if each.pk != inquiry.asked_by_id]


def call_on_late(*, by: Actor, at: datetime) -> int:
    """What is late is read by who leads the person, or the unit above, as well; once. Returns how many were late."""
    late = _late(at).values_list("pk", flat=True)[:AT_ONCE]
    return sum(_call_on(key, by, at) for key in list(late))


def _late(at: datetime) -> QuerySet[Inquiry]:
    late = Inquiry.objects.filter(state__in=terms.STANDING_INQUIRIES, due_at__lt=at, called_at__isnull=True)
    return late.order_by("due_at", "pk")


@transaction.atomic
def _call_on(key: int, by: Actor, at: datetime) -> int:
    known = Inquiry.objects.select_related("case", "unit").get(pk=key)
    locked(known.case)
    inquiry = _late(at).select_related("unit").filter(pk=key).first()
    if inquiry is None:
        return 0
    new = let_read(inquiry, [(each, ReadsAs.ABOVE) for each in _but(_above(inquiry, at), inquiry)], at=at)

    Inquiry.objects.filter(pk=key).update(called_at=at)
    names = ", ".join(each.name for each in new)
    ledger.add_about(inquiry, stage=terms.INQUIRY_LATE, by=by, at=at, to=names)
    record.write(deed="cases.call_on_late", thing=inquiry, by=by, at=at)
    return 1


def _above(inquiry: Inquiry, at: datetime) -> "list[Person]":
    if inquiry.person_id is not None:
        return leaders_of(units=[inquiry.unit_id]).get(inquiry.unit_id, [])
    lineage = people.above(unit=inquiry.unit_id, on=at.date())[1:2]
    return leaders_of(units=lineage).get(lineage[0], []) if lineage else []
