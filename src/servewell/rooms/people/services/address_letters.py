"""Whoever's e-mail address others change hears of it where the old one is."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import F
from django.utils.encoding import force_bytes

from servewell.base import links
from servewell.engines import mail
from servewell.rooms.people import selectors
from servewell.rooms.people.models import AddressChange
from servewell.rooms.people.terms import AddressState

FOLDER: Final = Path(__file__).resolve().parent.parent / "letters"
FRAMES: Final = {AddressState.WAITING.value: "address-waits", AddressState.TAKEN.value: "address-changed"}


class LettersNotReached(Exception):
    """The mail server could not be reached: the letters are tried again later."""


def tell_old_addresses(*, changes: Iterable[int], at: datetime) -> None:
    """Each once for each state. Nothing is told where no mail server is set up. Raises LettersNotReached."""
    outbox = mail.Outbox(settings.MAIL)
    if not outbox.is_set_up:
        return
    found = AddressChange.objects.filter(pk__in=changes, state__in=FRAMES).exclude(told=F("state")).exclude(old="")
    for change in found.select_related("person").order_by("pk"):
        # claimed first: two workers may be here at once, and a letter in doubt is not repeated
        if AddressChange.objects.filter(pk=change.pk).exclude(told=change.state).update(told=change.state):
            _send(change, outbox, at=at)


def _send(change: AddressChange, outbox: mail.Outbox, *, at: datetime) -> None:
    outcome = outbox.attempt(_letter(change, outbox, at=at))
    is_later = isinstance(outcome, mail.Refused) and not outcome.is_permanent
    if is_later or isinstance(outcome, mail.NotReached):
        AddressChange.objects.filter(pk=change.pk).update(told="")
        raise LettersNotReached(str(outcome))


def _company(language: str) -> str:
    top = selectors.top_unit()
    return top.name.said(language).text if top else ""


def _letter(change: AddressChange, outbox: mail.Outbox, *, at: datetime) -> mail.Letter:
    language = change.person.language
    subject, body = mail.frame(FOLDER / f"{FRAMES[change.state]}.{language}")
    named = {"name": change.person.name, "new": change.new or "-", "page": links.ADDRESSES.address()}
    signed = outbox.message_id(key=f"address-{change.pk}-{change.state}", secret=force_bytes(settings.SECRET_KEY))
    return mail.Letter(
        sender=outbox.sender_named(_company(language)), recipient=change.old,
        subject=subject.substitute(named), text=body.substitute(named),
        language=language, message_id=signed, reply_to=outbox.reply_to, written_at=at, auto_submitted="auto-generated",
    )  # fmt: skip
