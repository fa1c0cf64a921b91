"""What mail servers and mailbox providers report about letters that ask."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from servewell.base import keys, record
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.customers.terms import WhyNot
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import AskingLetter
from servewell.rooms.voice.services.asking import handing_over
from servewell.rooms.voice.services.asking.letter import KEY
from servewell.rooms.voice.terms import AskedState, LetterState

DAY = timedelta(days=1)


class ReportIsNotOurs(Exception):
    """The report names no letter that we can prove to have written."""


class Taken(StrEnum):
    """What was made of a report."""

    ENDED = "ended"  # nobody writes to this address for this any more
    SENT_AGAIN = "sent-again"
    NOTED = "noted"  # nothing follows from it, or it was known


@transaction.atomic
def take_report(*, content: bytes, at: datetime) -> Taken:
    """Take a bounce (RFC 3464) or a complaint (RFC 5965). The same one twice changes nothing.

    Raises mail.NotAReport, ReportIsNotOurs.
    """
    report = mail.read_report(content)
    key = report.number_of(series=KEY, secrets=keys.signing_secrets())
    related = AskingLetter.objects.select_related("asked").select_for_update(of=("self",))
    held = related.filter(pk=key).first() if key is not None else None
    if held is None:
        raise ReportIsNotOurs(f"it names {report.names}")

    taken = _taken(held, report, at)
    record.write(deed="voice.take_report", thing=held, by=HOUSE, at=at, detail={"kind": report.kind, "to": taken})
    return taken


def _taken(held: AskingLetter, report: mail.Report, at: datetime) -> Taken:
    if report.kind is mail.ReportKind.COMPLAINT:
        handing_over.suppress_address(held.asked, reason=customer_terms.COMPLAINT, at=at)
        return _ended(held, AskedState.COMPLAINED, WhyNot.COMPLAINED, at)
    if report.kind not in (mail.ReportKind.GONE, mail.ReportKind.FAILED) or held.state == LetterState.WAITING:
        return Taken.NOTED
    if report.kind is mail.ReportKind.FAILED and held.came_back < terms.COMES_BACK_AT_MOST:
        return _once_more(held, report.says, at)

    AskingLetter.objects.filter(pk=held.pk).update(
        state=LetterState.REFUSED, state_since=at, evidence=report.says[:2000]
    )
    if report.kind is mail.ReportKind.GONE and mail.is_about_the_address(report.says):
        handing_over.suppress_address(held.asked, reason=customer_terms.BOUNCE, at=at)
    return _ended(held, AskedState.BOUNCED, WhyNot.BOUNCED, at)


def _once_more(held: AskingLetter, says: str, at: datetime) -> Taken:
    """It leaves again a day later, unless the customer was reached otherwise."""
    came_back = AskingLetter.objects.filter(pk=held.pk, state__in=(LetterState.HANDED_OVER, LetterState.IN_DOUBT))
    number = came_back.update(
        state=LetterState.WAITING, state_since=at, due_at=at + DAY, evidence=says[:2000], came_back=held.came_back + 1
    )
    return Taken.SENT_AGAIN if number else Taken.NOTED


def _ended(held: AskingLetter, state: AskedState, why: WhyNot, at: datetime) -> Taken:
    return Taken.ENDED if handing_over.end(asked=[held.asked_id], state=state, reason=str(why), at=at) else Taken.NOTED
