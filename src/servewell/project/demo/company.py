"""Founds the demo company: units, roles, people, what it promises, asks and owes."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

from servewell.base.permissions import HOUSE
from servewell.engines.clocks import Calendar
from servewell.project.demo import branding, serving, shelf
from servewell.project.demo.shelf import entries, text, words
from servewell.rooms.cases import services as cases
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as people
from servewell.rooms.playbooks import selectors as playbooks_asked
from servewell.rooms.playbooks import services as playbooks
from servewell.rooms.voice import services as voice
from servewell.rooms.voice import terms as voice_terms

if TYPE_CHECKING:
    from servewell.rooms.people.models import Posting, Unit
    from servewell.rooms.voice.models import Channel

FOUNDED_ON = date(2010, 1, 1)
ANSWER_WITHIN = timedelta(hours=9)  # of the desk's open time


@dataclass(frozen=True)
class Founded:
    """``company``: what the library tells of it."""

    company: shelf.Entry
    units: "dict[str, Unit]"
    channels: "dict[str, Channel]"
    postings: "list[Posting]"


def found(*, at: datetime, today: date, company: shelf.Entry | None = None) -> Founded:
    """Everything is founded ``at``; who starts in so many days starts after ``today``. Left out: the small company."""
    company = company or shelf.book("demo/company")
    units = _units(company, at)
    _programme(at)
    top = next(unit for code, unit in units.items() if code == "group")
    branding.give_brands(units, company, from_on=FOUNDED_ON, at=at)
    channels = _survey(units, company, at) | serving.ask_employees(top, units, at)
    _rounds(units, company, at)
    _policy(top, at)
    postings = _people(company, units, at, today)
    _keep_apart(company, units, at)
    serving.register(units, at)
    serving.draw_the_chain(units, at)
    return Founded(company=company, units=units, channels=channels, postings=postings)


def _units(company: shelf.Entry, at: datetime) -> "dict[str, Unit]":
    drafts = [
        people.NewUnit(
            code=text(unit["code"]),
            name=words(unit["name"]),
            kind=text(unit["kind"]),
            zone=text(unit["zone"]),
            language=text(unit["language"]),
            parent=cast(str | None, unit["parent"]),
            from_on=FOUNDED_ON,
        )
        for unit in entries(company["units"])
    ]
    return {unit.code: unit for unit in people.add_units(units=drafts, by=HOUSE, at=at)}


def _programme(at: datetime) -> None:
    """Roles, promise, aspects, forms, pledge and figures, as any company installs them."""
    playbooks.install(book=playbooks_asked.shipped_book(code="four-aspects", at=at), by=HOUSE, at=at)


def _survey(units: "dict[str, Unit]", company: shelf.Entry, at: datetime) -> "dict[str, Channel]":
    instrument = instruments.instrument_by_code(code="four-aspects")
    serving = [units[text(unit["code"])] for unit in entries(company["units"]) if "stays_per_month" in unit]
    return {
        unit.code: voice.open_channel(
            unit=unit,
            instrument=instrument,
            kind=voice_terms.OPEN_LINK,
            slug=unit.code,
            language=unit.language,
            by=HOUSE,
            at=at,
        )
        for unit in serving
    }


def _rounds(units: "dict[str, Unit]", company: shelf.Entry, at: datetime) -> None:
    """A checklist that people fill in on their phones, wherever guests are served."""
    instrument = instruments.instrument_by_code(code="rounds")
    for each in entries(company["units"]):
        if "stays_per_month" in each:
            unit = units[text(each["code"])]
            voice.open_channel(
                unit=unit,
                instrument=instrument,
                kind=voice_terms.FIELD,
                slug=f"{unit.code}-rounds",
                language=unit.language,
                by=HOUSE,
                at=at,
            )


def calendar() -> Calendar:
    """When the customer desk is open."""
    return Calendar.from_json(json.loads(json.dumps(shelf.book("demo/company")["calendar"], default=str)))


def _policy(top: "Unit", at: datetime) -> None:
    minutes = int(ANSWER_WITHIN.total_seconds() // 60)
    cases.set_policy(
        unit=top, calendar=calendar(), answer_minutes=minutes, obligation_days=14, bar=0.25, by=HOUSE, at=at
    )


def _people(company: shelf.Entry, units: "dict[str, Unit]", at: datetime, today: date) -> "list[Posting]":
    written = entries(company["people"])
    newcomers = [
        people.Newcomer(
            number=text(one["number"]),
            name=text(one["name"]),
            email=text(one.get("email")),
            language=text(one["language"]),
            unit=text(one["unit"]),
            job=words(one["job"]),
            from_on=_first_day(one, today),
        )
        for one in written
    ]
    postings = people.join(people=newcomers, by=HOUSE, at=at)
    for one, posting in zip(written, postings, strict=True):
        for code in cast(list[str], one["roles"]):
            everywhere = code in ("writer", "quality", "executive", "host") and not one.get("only_there")
            over = units["group"] if everywhere else posting.unit
            role = people_asked.role_by_code(code=code)
            people.grant(person=posting.person, role=role, unit=over, from_on=posting.from_on, by=HOUSE, at=at)
    return postings


def _keep_apart(company: shelf.Entry, units: "dict[str, Unit]", at: datetime) -> None:
    """What employees say to a desk of their own is read by its people alone."""
    for unit in entries(company["units"]):
        if unit.get("apart"):
            people.keep_apart(unit=units[text(unit["code"])], by=HOUSE, at=at)


def _first_day(one: shelf.Entry, today: date) -> date:
    if "starts_in_days" in one:
        return today + timedelta(days=cast(int, one["starts_in_days"]))
    return cast(date, one["started_on"])
