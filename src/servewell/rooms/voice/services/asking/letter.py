"""The letters that ask, remind and thank: the company's words, our frame in the customer's language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.encoding import force_bytes

from servewell.base import links, today, words
from servewell.engines import mail
from servewell.rooms.voice import selectors

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.voice.models import AskingLetter, Campaign

FOLDER = Path(__file__).resolve().parent.parent.parent / "letters"
KEY = "asked-"


@dataclass(frozen=True)
class Written:
    """A letter as its reader sees it."""

    subject: str
    text: str
    language: str


def box() -> mail.Outbox:
    return mail.Outbox(settings.MAIL)


def mail_is_set_up() -> bool:
    """Whether there is a server that takes letters."""
    return box().is_set_up


def written(*, letter: "AskingLetter") -> mail.Letter:
    """``letter`` comes with whom it asks, their link, unit and campaign."""
    asked, outbox = letter.asked, box()
    opt_out = links.OPT_OUT.address(token=selectors.opt_out_token_of(asked=asked))
    said = _said(
        letter.campaign, kind=letter.kind, unit=asked.unit, language=asked.language,
        link=links.INVITATION.address(token=selectors.token_of(asked=asked)), opt_out=opt_out,
        until=asked.invitation.valid_until if asked.invitation else letter.due_at,
    )  # fmt: skip
    signed = outbox.message_id(key=f"{KEY}{letter.pk}", secret=force_bytes(settings.SECRET_KEY))
    return mail.Letter(
        sender=outbox.sender_named(asked.unit.name.said(asked.language).text),
        recipient=asked.address,
        subject=said.subject,
        text=said.text,
        language=asked.language,
        message_id=signed,
        reply_to=outbox.reply_to,
        return_path=outbox.return_path(signed.strip("<>").partition("@")[0]),
        written_at=letter.state_since,
        auto_submitted="auto-generated",
        unsubscribe=opt_out,
    )


def previewed(*, campaign: "Campaign", kind: str, language: str, at: datetime) -> Written:
    """As it would leave now, with a link that leads nowhere."""
    nobodys = "bcdf-ghjk-mnpq-rstv"
    return _said(
        campaign, kind=kind, unit=campaign.channel.unit, language=language,
        link=links.INVITATION.address(token=nobodys), opt_out=links.OPT_OUT.address(token=nobodys),
        until=at + timedelta(days=campaign.valid_days),
    )  # fmt: skip


def _said(
    campaign: "Campaign", *, kind: str, unit: "Unit", language: str, link: str, opt_out: str, until: datetime
) -> Written:
    subject, body = mail.frame(FOLDER / f"{kind}.{language}")
    said = {
        "subject": campaign.subject.said(language).text,
        "words": campaign.words.said(language).text.strip(),
        "unit": unit.name.said(language).text,
        "link": link,
        "opt_out": opt_out,
        "until": _day(until, zone=unit.zone, language=language),
    }
    return Written(subject=subject.substitute(said), text=body.substitute(said), language=language)


def _day(at: datetime, *, zone: str, language: str) -> str:
    with translation.override(words.django_name(language)):
        return words.day(today.day_in(zone, at=at))
