"""A few guests who are known by name: one perhaps twice, one who agreed to more, one who wants to be left in peace."""

from datetime import datetime, timedelta

from servewell.base.permissions import CUSTOMER, HOUSE
from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.shelf import Entry, entries, text
from servewell.rooms.customers import services, terms


def are_known(*, founded: Founded, at: datetime) -> None:
    book = shelf.book("demo/guests")
    for guest in entries(book["guests"]):
        _stays(guest, founded, at)
    _say_whether_they_may_be_asked(book, at - timedelta(days=int(text(book["said_days_ago"]))))


def _stays(guest: Entry, founded: Founded, now: datetime) -> None:
    at = now - timedelta(days=int(text(guest["days_ago"])))
    left = services.LeftContact(
        kind=terms.EMAIL, value=text(guest["mail"]), language=text(guest["language"]), also=text(guest["phone"])
    )
    customer = services.recognise_many(contacts=[left], by=HOUSE, at=at)[0]
    services.correct(customer=customer, name=text(guest["name"]), language=text(guest["language"]), by=HOUSE, at=at)
    stay = services.NewEncounter(
        kind=terms.STAY,
        unit=founded.units[text(guest["unit"])],
        on=at.date(),
        reference=text(guest["booking"]),
        customer=customer,
    )
    services.record_encounters(encounters=[stay], by=HOUSE, at=at)


def _say_whether_they_may_be_asked(book: Entry, at: datetime) -> None:
    agreed, opted_out, bounced = (shelf.entry(book[name]) for name in ("agreed", "opted_out", "bounced"))
    elena = services.recognise(
        kind=terms.EMAIL, value=text(agreed["mail"]), language=text(agreed["language"]), by=CUSTOMER, at=at
    )
    wording = services.Wording(
        text=text(agreed["wording"]), language=text(agreed["language"]), version=text(agreed["version"])
    )
    services.give_consent(
        customer=elena, purpose=text(agreed["purpose"]), wording=wording, how=terms.BY_LINK, by=CUSTOMER, at=at
    )
    services.opt_out(
        kind=terms.EMAIL, value=text(opted_out["mail"]), purpose=text(opted_out["purpose"]), how=terms.BY_LINK,
        by=CUSTOMER, at=at,
    )  # fmt: skip
    services.suppress(kind=terms.EMAIL, value=text(bounced["mail"]), reason=terms.BOUNCE, by=HOUSE, at=at)
