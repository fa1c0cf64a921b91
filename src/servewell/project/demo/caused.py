"""The story of a flood at the desk: who was ill content then got a case, and a writer found out what caused it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
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
            is_flood = is_of_the_flood(language=each.language, texts=[said.text for said in each.words])
            _is_named(case, text(told["flood"]) if is_flood else next(others), told)


def _flooded(founded: Founded) -> Entry:
    units = entries(founded.company["units"])
    return next(one for one in units if "story" in one and entry(one["story"])["kind"] == "flood")


def is_of_the_flood(*, language: str, texts: Sequence[str]) -> bool:
    """What was charged twice is told in the hotel's own language; a letter in another one is about something else."""
    return any(sign in said for said in texts for sign in _signs(language))


@cache
def _signs(language: str) -> Sequence[str]:
    told = shelf.book(f"demo/remarks/{language}").get("flood")
    return cast(Sequence[str], entry(told)["matter"]) if told else ()


def _is_named(case: "Case", code: str, told: Entry) -> None:
    writer, then = writer_of(case.language), case.opened_at + LOOKED_INTO_AFTER
    cases.name_cause(case=case, code=code, certainty=Certainty.FOUND, by=writer, at=then)
    cases.close(case=case, reason=text(entry(told["closed"])[writer.language]), by=writer, at=then)
