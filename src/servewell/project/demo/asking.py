"""A campaign that is planned and not started, so that whoever tries the demo starts it and reads the letters."""

from datetime import datetime

from servewell.base.permissions import HOUSE
from servewell.base.words import CODES
from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.shelf import words
from servewell.rooms.voice import services as voice


def is_planned(*, founded: Founded, at: datetime) -> None:
    """At most two askings in ninety days, and a draft to the guests of a hotel, with a line nobody understands."""
    voice.set_asking_rule(unit=founded.units["group"], at_most=2, days=90, by=HOUSE, at=at)
    written = shelf.entry(shelf.book("demo/asking"))
    listed = "\n".join(
        ["email,name,language"]
        + [f"guest-{number}@example.com,,{CODES[number % len(CODES)]}" for number in range(1, 25)]
        + ["a guest without an address,,en", ""]
    )
    channel = founded.channels["harbour-hotel"]
    voice.plan_campaign(
        plan=voice.Plan(
            name=words(written["name"]).said("en").text,
            unit=channel.unit,
            instrument=channel.instrument,
            language="en",
            subject=words(written["subject"]),
            words=words(written["words"]),
            listed=listed.encode(),
            thanks=True,
            from_hour=0,
            until_hour=24,
            on_weekends=True,
        ),
        by=HOUSE,
        at=at,
    )
