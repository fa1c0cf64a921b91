"""Outgoing mail that tells the truth about what happened to a letter. Plain Python, no database, no web."""

from servewell.engines.mail.frames import frame
from servewell.engines.mail.letters import (
    Attachment,
    HeaderHasLineBreak,
    Letter,
    NotAMessageId,
    NotAnAddressToUnsubscribe,
    NotOneAddress,
    compose,
)
from servewell.engines.mail.message_ids import KeyNotSafe, key_of, message_id
from servewell.engines.mail.outboxes import Outbox, SecurityIsUnknown
from servewell.engines.mail.outcomes import (
    HandedOver,
    InDoubt,
    NotReached,
    Outcome,
    Refused,
    is_about_the_address,
    wait_after,
)
from servewell.engines.mail.reports import NotAReport, Report, ReportKind, read_report
from servewell.engines.mail.sending import hand_over
from servewell.engines.mail.servers import PasswordInTheClear, Server

__all__ = [
    "Attachment",
    "HandedOver",
    "HeaderHasLineBreak",
    "InDoubt",
    "KeyNotSafe",
    "Letter",
    "NotAMessageId",
    "NotAReport",
    "NotAnAddressToUnsubscribe",
    "NotOneAddress",
    "NotReached",
    "Outbox",
    "Outcome",
    "PasswordInTheClear",
    "Refused",
    "Report",
    "ReportKind",
    "SecurityIsUnknown",
    "Server",
    "compose",
    "frame",
    "hand_over",
    "is_about_the_address",
    "key_of",
    "message_id",
    "read_report",
    "wait_after",
]
