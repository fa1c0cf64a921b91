"""Who reads a question to a department and may answer it: kept as rows, so that no page asks the tree."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from servewell.base import record
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.cases import rules, terms
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


def may_be_told(leaders: "Sequence[Person]", *, about: int) -> "list[Person]":
    """Of those who lead some unit, who may read what is said at the unit ``about``, where that is kept apart."""
    if not leaders or about not in people.kept_by(units=[about]):
        return list(leaders)
    readers = _readers_at(about)
    return [each for each in leaders if each.pk in readers]


def _readers_at(unit: int) -> frozenset[int]:
    return frozenset(each.pk for each in people.who_may(power=rules.SEE, unit=unit, viewer=HOUSE))


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
    found = {each.pk: each for each in inquiries.select_related("case").order_by("pk")}
    kept = people.kept_by(units={each.case.unit_id for each in found.values()}) if found else {}
    readers = {unit: _readers_at(unit) for unit in kept}
    rows = list(InquiryReader.objects.filter(inquiry__in=list(found), until_at__isnull=True))
    named = {each.person_id for each in found.values() if each.person_id is not None}
    gone = people.gone(persons=named | {row.person_id for row in rows})
    ended = [row for row in rows if row.person_id in gone or _reads_from_above(row, found[row.inquiry_id], readers)]
    InquiryReader.objects.filter(pk__in=[row.pk for row in ended]).update(until_at=at)
    alone = {each.pk for each in found.values() if each.person_id in named - gone}
    led = leaders_of(units={each.unit_id for each in found.values()})
    read = {(row.inquiry_id, row.person_id) for row in rows}
    new = 0
    for key, inquiry in found.items():
        if key not in alone:
            others = [each for each in led.get(inquiry.unit_id, []) if (key, each.pk) not in read]
            if inquiry.case.unit_id in readers:
                others = [each for each in others if each.pk in readers[inquiry.case.unit_id]]
            new += len(let_read(inquiry, [(each, ReadsAs.LEADS) for each in _but(others, inquiry)], at=at))
    return len(ended) + new


def _reads_from_above(row: InquiryReader, inquiry: Inquiry, readers: Mapping[int, frozenset[int]]) -> bool:
    """Whether they have it as leaders, of a desk that is kept apart from them by now; who was named keeps it."""
    as_leader = row.reads_as in (ReadsAs.LEADS, ReadsAs.ABOVE)
    unit = inquiry.case.unit_id
    return as_leader and unit in readers and row.person_id not in readers[unit]


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
    inquiry = _late(at).select_related("unit", "case").filter(pk=key).first()
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
        lineage = [inquiry.unit_id]
    else:
        lineage = people.above(unit=inquiry.unit_id, on=at.date())[1:2]
    led = leaders_of(units=lineage).get(lineage[0], []) if lineage else []
    return may_be_told(led, about=inquiry.case.unit_id)
