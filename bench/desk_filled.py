"""A company with so many open cases, for ``bench.desk``. Imported once Django is set up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from bench.cloning import clone
from servewell.rooms.cases import rules, services
from servewell.rooms.cases.models import Case, LedgerLine
from servewell.rooms.customers.models import Contact, Customer, KnownAt
from servewell.rooms.instruments.models import Response
from servewell.rooms.people.models import Person
from servewell.rooms.voice.models import Comment, Original, Voice
from tests.builders import a_channel, a_company, a_person, a_policy, a_survey, a_unit, a_voice

FREQUENT, RARE = "luggage", "zanzibar"
WORDS = (
    "CASE WHEN seq.n % 10 = 0 THEN 'My luggage was lost. ' ELSE '' END || 'The room was cold and nobody came.'"
    " || CASE WHEN seq.n % 500 = 0 THEN ' As in Zanzibar.' ELSE '' END"
)
GUEST = "'guest-' || seq.n || '@example.com'"
# from four weeks ago to two weeks ahead, so that a third are still to come
DUE = "strftime('%Y-%m-%d %H:%M:%f', '2026-10-19', '+' || (seq.n * 7919 % 60000) || ' minutes')"


@dataclass(frozen=True)
class Desk:
    readers: Sequence[Person]
    deep: Mapping[str, int]

    def pages_for(self, reader: Person) -> Mapping[str, str]:
        """What is asked, by name. ``deep`` is a case in the middle of what the reader sees."""
        deep = self.deep[reader.name]
        return {
            "all open": "/cases?shelf=open",
            "mine": "/cases?shelf=mine",
            "the newest": "/cases?shelf=open&order=newest",
            "in the middle": f"/cases?shelf=open&before={deep}",
            "overdue in Spanish": "/cases?shelf=open&due=overdue&language=es",
            "of one hotel": "/cases?shelf=open&unit=hotel-0",
            "search, a word of a tenth": f"/cases?shelf=open&q={FREQUENT}",
            "search, a rare word": f"/cases?shelf=open&q={RARE}",
            "search, a number": f"/cases?shelf=open&q={deep}",
            "a case": f"/cases/{deep}",
        }


def filled(many: int, *, hotels: int, writers: int, at: datetime) -> Desk:
    company = a_company()
    a_survey()
    a_policy(company)
    units = [a_unit(f"hotel-{number}", under=company) for number in range(hotels)]
    sees_all = a_person("Sees all", rules.SEE, rules.ANSWER, rules.ASSIGN, unit=company)
    others = [a_person(f"Writer {number}", rules.SEE, rules.ANSWER, unit=company) for number in range(1, writers)]
    sees_one = a_person("Sees one hotel", rules.SEE, rules.ANSWER, unit=units[0])
    told = a_voice(a_channel(units[0], slug="desk"), 1, words="Cold.", email="a@example.com", at=at)
    _clone(told, many, hotels, [sees_all, *others])
    Comment.objects.filter(voice=told).update(text="The room was cold and nobody came.")
    services.rebuild_case_search()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    in_the_hotel = Case.objects.filter(unit=units[0]).order_by("due_at", "pk")
    in_all = Case.objects.order_by("due_at", "pk")
    deep = {
        sees_all.name: in_all[Case.objects.count() // 2].pk,
        sees_one.name: in_the_hotel[in_the_hotel.count() // 2].pk,
    }
    return Desk(readers=(sees_all, sees_one), deep=deep)


def _clone(told: Voice, many: int, hotels: int, writers: Sequence[Person]) -> None:
    first, case, customer = told.unit_id, Case.objects.get(), told.customer_id
    unit = f"{first} + seq.n % {hotels}"
    if told.response_id is None or told.original_id is None or customer is None:
        raise ValueError("a voice that is to be copied has a response, an original and a customer")
    clone(Original, told.original_id, many, id="seq.n")
    clone(Response, told.response_id, many, id="seq.n")
    clone(Customer, customer, many, id="seq.n")
    clone(Contact, Contact.objects.get().pk, many, id="seq.n", customer_id="seq.n", value=GUEST, folded=GUEST)
    clone(KnownAt, KnownAt.objects.get().pk, many, id="seq.n", customer_id="seq.n", unit_id=unit)
    clone(
        Voice, told.pk, many, id="seq.n", original_id="seq.n", response_id="seq.n", customer_id="seq.n", unit_id=unit,
        submission="printf('%032x', seq.n)", language="CASE WHEN seq.n % 4 = 0 THEN 'es' ELSE 'en' END",
    )  # fmt: skip
    clone(Comment, Comment.objects.get(voice=told).pk, many, id="seq.n", voice_id="seq.n", text=WORDS)
    keys = [writer.pk for writer in writers]
    clone(
        Case, case.pk, many, id="seq.n", voice_id="seq.n", unit_id=unit, due_at=DUE,
        owner_id=f"CASE WHEN seq.n % 20 = 0 THEN NULL ELSE {min(keys)} + seq.n % {len(keys)} END",
    )  # fmt: skip
    for line in LedgerLine.objects.filter(case=case):  # the first few cases go without a line or two
        clone(LedgerLine, line.pk, many, case_id="seq.n", id=f"seq.n * 10 + {line.pk}")
