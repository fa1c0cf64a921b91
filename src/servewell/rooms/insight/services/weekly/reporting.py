"""What mail servers and mailbox providers report about Monday's mails."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from servewell.base import keys, record
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.rooms.insight.models import Monday
from servewell.rooms.insight.services.weekly.handing_over import KEY
from servewell.rooms.insight.services.weekly.subscribing import end_mail
from servewell.rooms.insight.terms import MailState


class ReportIsNotAboutMonday(Exception):
    """The report names no mail of Monday's page that we can prove to have written."""


class MondayTaken(StrEnum):
    """What was made of a report."""

    CAME_BACK = "came-back"
    ARRIVED = "arrived"
    ENDED = "ended"
    NOTED = "noted"  # nothing follows from it, or it was known


@transaction.atomic
def take_monday_report(*, content: bytes, at: datetime) -> MondayTaken:
    """Take a bounce (RFC 3464) or a complaint (RFC 5965). The same one twice changes nothing.

    Raises mail.NotAReport, ReportIsNotAboutMonday.
    """
    report = mail.read_report(content)
    key = report.number_of(series=KEY, secrets=keys.signing_secrets())
    related = Monday.objects.select_related("subscription").select_for_update(of=("self",))
    held = related.filter(pk=key).exclude(address="").first() if key is not None else None
    if held is None:
        raise ReportIsNotAboutMonday(f"it names {report.names}")

    taken = _taken(held, report, at)
    record.write(deed="insight.take_report", thing=held, by=HOUSE, at=at, detail={"kind": report.kind, "to": taken})
    return taken


def _taken(held: Monday, report: mail.Report, at: datetime) -> MondayTaken:
    if report.kind is mail.ReportKind.COMPLAINT:
        end_mail(subscription=held.subscription, at=at)
        return MondayTaken.ENDED
    if report.kind in (mail.ReportKind.GONE, mail.ReportKind.FAILED):
        return _moved(held, MailState.REFUSED, report.says, at, MondayTaken.CAME_BACK)
    if report.kind is mail.ReportKind.DELIVERED:
        return _moved(held, MailState.HANDED_OVER, report.says, at, MondayTaken.ARRIVED)
    return MondayTaken.NOTED


def _moved(held: Monday, state: MailState, says: str, at: datetime, taken: MondayTaken) -> MondayTaken:
    on_its_way = Monday.objects.filter(
        pk=held.pk, state__in=(MailState.HANDED_OVER, MailState.IN_DOUBT, MailState.HANDING_OVER)
    ).exclude(state=state)
    is_moved = on_its_way.update(state=state.value, state_since=at, evidence=says[:2000])
    return taken if is_moved else MondayTaken.NOTED
