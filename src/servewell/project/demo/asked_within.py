"""What writers of the demo ask departments about a case: one question is answered, some wait, one is late."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from servewell.project.demo.shelf import Entry, text
from servewell.rooms.cases import services as cases
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case
    from servewell.rooms.people.models import Person, Unit

ANSWERED_AFTER = timedelta(minutes=35)


def ask(case: "Case", asks: Entry, *, units: "Mapping[str, Unit]", writer: "Person", at: datetime) -> None:
    """``asks`` tells whom, what, where need be in how many opening hours, and where it was answered by whom and how.

    The whole letter is shown.
    """
    hours = cast("int | None", asks.get("within"))
    inquiry = cases.inquire(
        case=case, unit=units[text(asks["unit"])], question=text(asks["question"]), by=writer, at=at,
        shows=cases.Shown(whole=True), minutes=None if hours is None else 60 * hours,
    )  # fmt: skip
    if "answer" in asks:
        number = text(asks["by"])
        who = people.person_by_number(number=number)
        if who is None:
            raise LookupError(f"the demo company has nobody with the number {number}")
        cases.answer_inquiry(key=inquiry.pk, text=text(asks["answer"]), by=who, at=at + ANSWERED_AFTER)
