"""How the demo company publishes the forms of the library."""

from datetime import datetime
from typing import TYPE_CHECKING

from servewell.base.permissions import HOUSE
from servewell.project.demo.shelf import Entry, entry, text, words
from servewell.rooms.instruments import services as instruments

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Instrument
    from servewell.rooms.people.models import Unit


def publish(book: Entry, *, unit: "Unit", at: datetime, document: Entry | None = None) -> "Instrument":
    """A form as the library has it, or with another document."""
    version = instruments.publish(
        code=text(book["code"]),
        title=words(book["title"]),
        thanks=words(book["thanks"]),
        document=document or entry(book["document"]),
        unit=unit,
        by=HOUSE,
        at=at,
    )
    return version.instrument
