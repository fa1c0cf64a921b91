"""One campaign that has asked, and one that is planned: whoever tries the demo starts it and reads the letters."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from servewell.base.permissions import HOUSE
from servewell.base.words import CODES
from servewell.project.demo import letters, shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.shelf import Entry, text, words
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import selectors as voice_asked
from servewell.rooms.voice import services as voice

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Campaign


def has_asked(*, founded: Founded, home: Path, at: datetime) -> None:
    """The guests who are known by name: one has answered, one has not, one opted out, and mail to one came back."""
    told = shelf.entry(shelf.book("demo/asking")["asked"])
    asked_at = at - timedelta(days=int(text(told["days_ago"])))
    campaign = voice.plan_campaign(plan=_to_all_guests(told, founded, asked_at), by=HOUSE, at=asked_at)
    campaign = voice.start_campaign(campaign=campaign, by=HOUSE, at=asked_at)
    while voice.draw_up_some(campaign=campaign.pk, at=asked_at):
        pass
    with letters.mail_goes_to(home / "demo-mail"):
        for letter in voice_asked.letters_due(campaign=campaign.pk, at=asked_at):
            voice.hand_over_letter(letter=letter, at=asked_at)
    _answers(shelf.entry(told["answer"]), campaign, at)


def _to_all_guests(told: Entry, founded: Founded, at: datetime) -> voice.Plan:
    written = shelf.book("demo/asking")
    return voice.Plan(
        name=words(told["name"]).said("en").text,
        unit=founded.units["group"],
        instrument=instruments.instrument_by_code(code=text(told["instrument"])),
        language="en",
        subject=words(written["subject"]),
        words=words(written["words"]),
        since=(at - timedelta(days=90)).date(),
        until=at.date(),
        gap_days=14,
        from_hour=0,
        until_hour=24,
        on_weekends=True,
    )


def _answers(told: Entry, campaign: "Campaign", at: datetime) -> None:
    asked = voice_asked.asked_in(campaign=campaign).items
    who = next(each for each in asked if each.address == told["mail"])
    link = voice_asked.invitation_by_token(token=voice_asked.token_of(asked=who))
    voice.receive_survey(
        channel=link.channel,
        invitation=link,
        submission=uuid.uuid5(uuid.NAMESPACE_URL, text(told["mail"])),
        posted=cast(Entry, told["posted"]),
        language=text(told["language"]),
        at=at - timedelta(days=int(text(told["days_ago"]))),
    )


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
