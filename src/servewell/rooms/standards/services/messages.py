"""The message of a year: published, corrected, and asked for by mail while it is not written."""

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes

from servewell.base import bus, links, record, today, versions
from servewell.base.permissions import HOUSE, Actor
from servewell.base.words import Words
from servewell.engines import mail
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules, selectors
from servewell.rooms.standards.events import MessagePublished
from servewell.rooms.standards.models import Message, MessageAsked

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

log = logging.getLogger(__name__)

FOLDER: Final = Path(__file__).resolve().parent.parent / "letters"


class YearHasItsMessage(Exception):
    """The year has begun under another line: it is what everybody has read, and no other replaces it."""


class YearIsNotNow(Exception):
    """A message is published for the year that it is where the unit stands, or for the next."""


@transaction.atomic
def publish_message(*, unit: "Unit", year: int, line: Words, text: Words, by: Actor, at: datetime) -> Message:
    """Publish the message of this year or the next, or correct it: the next version. The same words change nothing.

    Until the year begins anywhere on earth, all of it may change. From then on its line stands in the language that it
    was written in: everybody has it on their first page, and whatever carries the message has carried that line. Its
    translations and the text under it may be mended. Raises YearIsNotNow, YearHasItsMessage, PublishedMeanwhile,
    NotAllowed.
    """
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    this_year = today.day_in(unit.zone, at=at).year
    if year not in (this_year, this_year + 1):
        raise YearIsNotNow(f"{year}: a message is published for {this_year} or {this_year + 1}")
    standing = Message.objects.filter(unit=unit, year=year).order_by("-version").first()
    if standing is not None:
        if (standing.line, standing.text) == (line, text):
            return standing
        _require_the_same_line(standing, line, at)

    number = standing.version + 1 if standing else 1
    with versions.written_once(Message.objects.filter(unit=unit, year=year, version=number)):
        message = Message.objects.create(unit=unit, year=year, version=number, line=line, text=text, published_at=at)
    record.write(deed="standards.publish_message", thing=message, by=by, at=at, detail={"year": year})

    bus.announce(MessagePublished(at=at, messages=(message.pk,)))
    return message


def _require_the_same_line(standing: Message, line: Words, at: datetime) -> None:
    has_begun = today.latest_day(at=at).year >= standing.year
    source = standing.line.source
    if has_begun and (line.source, line.texts[line.source]) != (source, standing.line.texts[source]):
        raise YearHasItsMessage(f"{standing.year} has begun: its line stands as everybody has read it: {standing.line}")


def ask_for_messages(*, at: datetime) -> int:
    """Ask whoever is to write a message that is due: each person once for each unit and year, and by one letter.

    Who has no address is asked on their first page only. The letters wait while no mail server is set up, and whom it
    could not take is tried again next time. Returns how many letters left.
    """
    unwritten = selectors.messages_unwritten(at=at)
    for each in unwritten:
        _ask(each, at)
    outbox = mail.Outbox(settings.MAIL)
    if not outbox.is_set_up:
        return 0
    units = {(each.unit.pk, each.year): {person.pk for person in each.persons} for each in unwritten}
    waiting = MessageAsked.objects.filter(mailed_at=None).exclude(person__email="").select_related("person", "unit")
    due = [each for each in waiting.order_by("pk") if each.person_id in units.get((each.unit_id, each.year), ())]
    return sum(_mailed(each, outbox, at) for each in due)


@transaction.atomic
def _ask(unwritten: selectors.Unwritten, at: datetime) -> None:
    for person in unwritten.persons:
        asked, is_new = MessageAsked.objects.get_or_create(
            unit=unwritten.unit,
            year=unwritten.year,
            person=person,
            defaults={"asked_at": at, "until_on": unwritten.until_on},
        )
        if is_new:
            record.write(deed="standards.ask_for_message", thing=asked, by=HOUSE, at=at, detail={"year": asked.year})


def _mailed(asked: MessageAsked, outbox: mail.Outbox, at: datetime) -> bool:
    """Claimed first: two workers may be here at once, and a letter in doubt is not repeated."""
    if not MessageAsked.objects.filter(pk=asked.pk, mailed_at=None).update(mailed_at=at):
        return False
    outcome = outbox.attempt(_letter(asked, outbox, at))
    if isinstance(outcome, mail.NotReached) or (isinstance(outcome, mail.Refused) and not outcome.is_permanent):
        log.warning("the letter about the message %s was not taken: %s", asked, outcome)
        MessageAsked.objects.filter(pk=asked.pk).update(mailed_at=None)
        return False
    return not isinstance(outcome, mail.Refused)


def _letter(asked: MessageAsked, outbox: mail.Outbox, at: datetime) -> mail.Letter:
    person, unit = asked.person, asked.unit
    top = people.top_unit()
    subject, body = mail.frame(FOLDER / f"message-unwritten.{person.language}")
    page = links.MESSAGE.address(unit=unit.code, year=asked.year)
    named = {"name": person.name, "unit": unit.name.said(person.language).text, "year": asked.year, "page": page}
    signed = outbox.message_id(key=f"message-{asked.pk}", secret=force_bytes(settings.SECRET_KEY))
    return mail.Letter(
        sender=outbox.sender_named(top.name.said(person.language).text if top else ""), recipient=person.email,
        subject=subject.substitute(named), text=body.substitute(named), language=person.language, message_id=signed,
        reply_to=outbox.reply_to, written_at=at, auto_submitted="auto-generated",
    )  # fmt: skip
