"""A morning at the customer desk of the whole company: cases new, noted, tied, merged, half answered and closed."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from servewell.base.permissions import HOUSE
from servewell.project.demo import asked_within, shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.history import ITEMS
from servewell.project.demo.letters import writer_of
from servewell.project.demo.shelf import Entry, entries, text
from servewell.rooms.cases import selectors as cases_asked
from servewell.rooms.cases import services as cases
from servewell.rooms.cases import terms as case_terms
from servewell.rooms.cases.terms import Harm
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import services as voice

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case

# by unit: who is told of harm, and who stands in; nobody from above is told at a desk that is kept apart
NAMED_FOR_HARM = {"group": ("1006", "1001"), "hr-desk": ("1007", "1008")}


def is_at_work(*, founded: Founded, at: datetime) -> None:
    """Each comes in through its unit's survey and becomes a case; then writers do what the library tells of it.

    Somebody is named for harm of every kind first.
    """
    _name_for_harm(founded, at)
    opened: dict[str, Case] = {}
    for one in entries(shelf.book("demo/desk")["cases"]):
        arrived_at = at - timedelta(hours=cast(int, one["hours_ago"]))
        heard = voice.receive_survey(
            channel=founded.channels[text(one["unit"])],
            invitation=None,
            submission=uuid.uuid5(uuid.NAMESPACE_URL, text(one["code"])),
            posted=_posted(one),
            language=text(one["language"]),
            at=arrived_at,
        )
        case = cases_asked.case_of_voice(voice=heard.pk, viewer=HOUSE)
        opened[text(one["code"])] = case
        _is_dealt_with(case, one, opened, founded, at=arrived_at + timedelta(minutes=40))


def _name_for_harm(founded: Founded, at: datetime) -> None:
    for unit, numbers in NAMED_FOR_HARM.items():
        named, standing_in = (people.person_by_number(number=number) for number in numbers)
        if named is None or standing_in is None:
            raise LookupError(f"the demo company has nobody with one of the numbers {numbers}")
        for kind in Harm:
            cases.name_for_harm(
                unit=founded.units[unit], kind=kind, named=[named], standing_in=[standing_in],
                hours=case_terms.DEFAULT_HARM_HOURS, runs_always=True, by=HOUSE, at=at,
            )  # fmt: skip


def _is_dealt_with(
    case: "Case", one: Entry, opened: "Mapping[str, Case]", founded: Founded, *, at: datetime
) -> None:  # fmt: skip
    writer = writer_of(text(one["language"]))
    if "note" in one:
        cases.note(case=case, text=text(one["note"]), by=writer, at=at)
    if "asks" in one:
        asked_within.ask(case, cast(Entry, one["asks"]), units=founded.units, writer=writer, at=at)
    if "tied_to" in one:
        cases.tie(case=case, other=opened[text(one["tied_to"])].pk, by=writer, at=at)
    if "merged_into" in one:
        into = opened[text(one["merged_into"])].pk
        cases.merge(case=case, into=into, reason=text(one["why"]), by=writer, at=at)
    if "draft" in one:
        cases.save_draft(case=case, text=text(one["draft"]), by=writer, at=at)
    if "closed" in one:
        cases.close(case=case, reason=text(one["closed"]), by=writer, at=at)


def _posted(one: Entry) -> dict[str, Sequence[str]]:
    """The aspect that it is about gets the worst answer, the whole what the library tells.

    Who gives a name asks for an answer and leaves an address.
    """
    marks = {item: ["1" if aspect == one["aspect"] else "3"] for aspect, item in ITEMS.items()}
    said: dict[str, Sequence[str]] = {"overall": [str(one.get("overall", 1))], **marks, "words": [text(one["text"])]}
    if "name" not in one:
        return said
    return said | {"answer": ["true"], "email": [f"{one.get('same_as', one['code'])}@example.com"]}
