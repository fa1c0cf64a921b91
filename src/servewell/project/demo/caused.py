"""The story of a flood at the desk: who was ill content then got a case, and a writer found out what caused it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Final, cast

from servewell.base.permissions import HOUSE
from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.letters import writer_of
from servewell.project.demo.shelf import Entry, entries, entry, text
from servewell.rooms.cases import services as cases
from servewell.rooms.cases.terms import Certainty
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case

MOST_HEARD: Final = 1000
LOOKED_INTO_AFTER: Final = timedelta(days=2)
MONTHS_BEFORE: Final = timedelta(days=62)


def is_found_out(*, founded: Founded, at: datetime) -> None:
    """From two months before the flood until its end. Nobody left an address, so each case is closed with a word."""
    told, flooded = entry(shelf.book("demo/desk")["causes"]), _flooded(founded)
    since, until = (shelf.moved(entry(flooded["story"])[end], today=at.date()) for end in ("from", "until"))
    unit = founded.units[text(flooded["code"])].pk
    filters = voice.Filters(unit=unit, from_on=since - MONTHS_BEFORE, until_on=until)
    others = cycle(cast(Sequence[str], told["others"]))
    for each in reversed(voice.heard(viewer=HOUSE, filters=filters, size=MOST_HEARD).items):
        for case in cases.open_for(voices=(each.number,), by=HOUSE, at=each.received_at):
            _is_named(case, text(told["flood"]) if _is_of_the_flood(each) else next(others), told)


def _flooded(founded: Founded) -> Entry:
    units = entries(founded.company["units"])
    return next(one for one in units if "story" in one and entry(one["story"])["kind"] == "flood")


def _is_of_the_flood(heard: voice.Heard) -> bool:
    signs = cast(Sequence[str], entry(shelf.book(f"demo/remarks/{heard.language}")["flood"])["matter"])
    return any(sign in said.text for said in heard.words for sign in signs)


def _is_named(case: "Case", code: str, told: Entry) -> None:
    writer, then = writer_of(case.language), case.opened_at + LOOKED_INTO_AFTER
    cases.name_cause(case=case, code=code, certainty=Certainty.FOUND, by=writer, at=then)
    cases.close(case=case, reason=text(entry(told["closed"])[writer.language]), by=writer, at=then)
