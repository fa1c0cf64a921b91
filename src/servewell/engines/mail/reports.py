"""What comes back about a letter: that it could not be delivered (RFC 3464), or that somebody complained (RFC 5965)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from enum import StrEnum
from typing import Final

from servewell.engines.mail.message_ids import key_of

_ENVELOPE: Final = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_TAG: Final = re.compile(r"\+([A-Za-z0-9._-]+)@")
_CODE: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# the mailbox is there, and full: it may be emptied
_FULL: Final = ("2", "2")
_NO_COMPLAINT: Final = {"not-spam"}


class ReportKind(StrEnum):
    """What a report says became of the letter."""

    GONE = "gone"  # it cannot be delivered, and would not be another time
    FAILED = "failed"  # it was not delivered, and may be another time
    DELAYED = "delayed"  # the server still tries
    DELIVERED = "delivered"
    COMPLAINT = "complaint"
    NO_COMPLAINT = "no-complaint"  # "this was no spam"


class NotAReport(ValueError):
    """The message is no report on a delivery and no complaint; a person may want to read it."""


@dataclass(frozen=True, slots=True)
class Report:
    """``message_ids`` and ``tags`` name the letter, as far as the report does; ``says`` is for people."""

    kind: ReportKind
    recipient: str
    says: str
    message_ids: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def names(self) -> str:
        """What it calls the letter, for people."""
        return ", ".join(self.message_ids + self.tags) or "no letter"

    def number_of(self, *, series: str, secrets: Sequence[bytes]) -> int | None:
        """Which letter of a series it is about (``series`` and a number are its key), if it proves that we wrote it
        with any of the secrets.
        """
        ids = (*self.message_ids, *(f"<{tag}@back>" for tag in self.tags))
        named = [key_of(each, secret) for each in ids for secret in secrets]
        numbers = [key.removeprefix(series) for key in named if key and key.startswith(series)]
        return int(numbers[0]) if numbers and numbers[0].isdecimal() else None


def read_report(content: bytes) -> Report:
    """Raises NotAReport. Whoever wrote it may lie: only a signed Message-ID or tag proves what it is about."""
    message = message_from_bytes(content, policy=policy.default)
    kind = str(message.get_param("report-type", "")).lower()
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        raise NotAReport(f"it is {message.get_content_type()}, and a report is multipart/report")
    if kind == "delivery-status":
        return _on_delivery(message)
    if kind == "feedback-report":
        return _on_complaint(message)
    raise NotAReport(f"its report-type is {kind or 'missing'}: delivery-status and feedback-report are read")


def _on_delivery(message: EmailMessage) -> Report:
    fields = next((block for block in _blocks(message, "message/delivery-status") if "Action" in block), None)
    if fields is None:
        raise NotAReport("its part message/delivery-status names no recipient with an Action")
    action = _field(fields, "Action").lower()
    says = " ".join(filter(None, (_field(fields, "Status"), _field(fields, "Diagnostic-Code"))))
    return Report(
        kind=_fate(action, says),
        recipient=_address(_field(fields, "Final-Recipient") or _field(fields, "Original-Recipient")),
        says=says or action,
        message_ids=_message_ids(message),
        tags=_tags(message),
    )


def _fate(action: str, says: str) -> ReportKind:
    if action in ("delivered", "relayed", "expanded"):
        return ReportKind.DELIVERED
    if action == "delayed":
        return ReportKind.DELAYED
    code = _CODE.search(says)
    if action == "failed" and code and code[1] == "5" and (code[2], code[3]) != _FULL:
        return ReportKind.GONE
    return ReportKind.FAILED


def _on_complaint(message: EmailMessage) -> Report:
    fields = next((block for block in _blocks(message, "message/feedback-report") if "Feedback-Type" in block), None)
    if fields is None:
        raise NotAReport("its part message/feedback-report has no Feedback-Type")
    kind = _field(fields, "Feedback-Type").lower()
    return Report(
        kind=ReportKind.NO_COMPLAINT if kind in _NO_COMPLAINT else ReportKind.COMPLAINT,
        recipient=_address(_field(fields, "Original-Rcpt-To") or _field(fields, "Removal-Recipient")),
        says=kind,
        message_ids=_message_ids(message),
        tags=_tags(message),
    )


def _blocks(message: EmailMessage, kind: str) -> "Iterator[Message[str, str]]":
    """The groups of fields in the part of this type."""
    for part in message.walk():
        if part.get_content_type() == kind:
            payload = part.get_payload()
            yield from (block for block in payload if isinstance(block, Message)) if isinstance(payload, list) else ()


def _message_ids(message: EmailMessage) -> tuple[str, ...]:
    """Of the letter that was sent: the report's own is another's."""
    found = [each for original in _originals(message) if (each := _field(original, "Message-ID"))]
    return tuple(dict.fromkeys(found))


def _originals(message: EmailMessage) -> "Iterator[Message[str, str]]":
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() == "text/rfc822-headers" and isinstance(payload, str):
            content = part.get_payload(decode=True)
            yield message_from_bytes(content if isinstance(content, bytes) else b"", policy=policy.default)
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            yield from (each for each in payload if isinstance(each, Message))


def _tags(message: EmailMessage) -> tuple[str, ...]:
    """What stands after the plus in the addresses that the report was sent to."""
    addresses = [str(value) for name in _ENVELOPE for value in message.get_all(name, [])]
    addresses += [_field(original, "Return-Path") for original in _originals(message)]
    return tuple(dict.fromkeys(tag for address in addresses for tag in _TAG.findall(address)))


def _field(block: "Message[str, str]", name: str) -> str:
    return " ".join(str(block.get(name, "")).split())


def _address(field: str) -> str:
    """``rfc822; ann@example.org`` without its type and brackets."""
    return field.rpartition(";")[2].strip().strip("<>")
