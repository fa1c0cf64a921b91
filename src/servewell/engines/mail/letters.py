"""A letter, and the bytes that go over the wire."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, Literal

_CONTROL: Final = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_MESSAGE_ID: Final = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_WEB_ADDRESS: Final = re.compile(r"https?://[!#-;=?-~]+")
_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_LONGEST_LABEL: Final = 63
_POLICY: Final = policy.SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter. `media_type` as `application/pdf`."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """`sender`, `recipient` and `reply_to` hold one address each, with or without a name before it.

    `return_path` is where servers send what they could not deliver, if not to the sender. `unsubscribe` is an https
    address that takes a POST: with it a reader's mail program shows one button that ends such letters (RFC 8058).
    `html` says the same as `text`, for whoever's program shows it.
    """

    sender: str
    recipient: str
    subject: str
    text: str
    language: str
    message_id: str
    in_reply_to: str | None = None
    reply_to: str | None = None
    written_at: datetime | None = None
    auto_submitted: Literal["auto-generated", "auto-replied"] | None = None
    return_path: str | None = None
    unsubscribe: str | None = None
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()


class HeaderHasLineBreak(ValueError):
    """A line break in a header could smuggle in another header. `field` says where it stood."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(f"The {field} holds a line break or another control character. Remove it.")


class NotOneAddress(ValueError):
    """The field does not hold one e-mail address that every server can take. `field` says which."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(f"The {field} is not one e-mail address such as name@example.org. Only ASCII before the @.")


class NotAnAddressToUnsubscribe(ValueError):
    """The address is not one of the web without spaces, brackets and signs beyond ASCII."""


class NotAMessageId(ValueError):
    """The field does not look like `<something@host>`. `field` says which."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(f"The {field} must look like <something@host>.")


def compose(letter: Letter) -> bytes:
    """RFC 5322, text in UTF-8, every line short and ASCII, so any server takes it. Equal letters give equal bytes."""
    _refuse_control_characters(letter)
    message = EmailMessage(policy=_POLICY)
    message["From"] = address_in(letter.sender, field="sender")
    message["To"] = address_in(letter.recipient, field="recipient")
    if letter.reply_to is not None:
        message["Reply-To"] = address_in(letter.reply_to, field="reply_to")
    message["Subject"] = letter.subject
    if letter.written_at is not None:
        message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = _checked_id(letter.message_id, field="message_id")
    if letter.in_reply_to is not None:
        message["In-Reply-To"] = message["References"] = _checked_id(letter.in_reply_to, field="in_reply_to")
    if letter.auto_submitted is not None:
        message["Auto-Submitted"] = letter.auto_submitted
    if letter.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{_checked_address(letter.unsubscribe)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = _in_lines(letter.text)
    message.set_content(text, charset="utf-8", cte=_encoding_of(text))
    if letter.html is not None:
        html = _in_lines(letter.html)
        message.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding_of(html))
    for each in letter.attachments:
        kind, _, subtype = each.media_type.partition("/")
        message.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.name)
    message["Content-Language"] = letter.language
    _name_boundaries(message, letter.message_id)
    return message.as_bytes()


def _in_lines(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text).rstrip("\n") + "\n"


def _name_boundaries(message: EmailMessage, message_id: str) -> None:
    """The package would draw them by lot, and a letter that is written again would not be the same."""
    seed = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{seed}.{number}")


def _encoding_of(text: str) -> Literal["base64", "quoted-printable"]:
    """Quoted-printable stays readable in a log, but writes a Chinese character in nine."""
    beyond_ascii = sum(not character.isascii() for character in text)
    return "base64" if beyond_ascii * 6 > len(text) else "quoted-printable"


def address_in(text: str, *, field: str) -> Address:
    """The one address, its domain in the form that servers use."""
    try:
        probe = _POLICY.header_factory("To", text)
        addresses, defects = probe.addresses, probe.defects
    except (HeaderParseError, ValueError, IndexError) as unreadable:
        raise NotOneAddress(field) from unreadable
    if defects or len(addresses) != 1 or any(group.display_name for group in probe.groups):
        raise NotOneAddress(field)
    address = addresses[0]
    if not _LOCAL_PART.fullmatch(address.username):
        raise NotOneAddress(field)
    return Address(address.display_name, address.username, _domain(address.domain, field=field))


def _domain(domain: str, *, field: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError as unreadable:
        raise NotOneAddress(field) from unreadable
    if not all(
        re.fullmatch(r"[A-Za-z0-9_-]+", label) and len(label) <= _LONGEST_LABEL for label in ascii_domain.split(".")
    ):
        raise NotOneAddress(field)
    return ascii_domain


def _checked_id(text: str, *, field: str) -> str:
    if not _MESSAGE_ID.fullmatch(text):
        raise NotAMessageId(field)
    return text


def _checked_address(text: str) -> str:
    if not _WEB_ADDRESS.fullmatch(text):
        raise NotAnAddressToUnsubscribe(f"{text!r} is no address that a mail program could post to")
    return text


def _refuse_control_characters(letter: Letter) -> None:
    for each in letter.attachments:
        if _CONTROL.search(each.name + each.media_type):
            raise HeaderHasLineBreak("attachments")
    for field in (
        "sender",
        "recipient",
        "subject",
        "language",
        "message_id",
        "in_reply_to",
        "reply_to",
        "auto_submitted",
        "return_path",
        "unsubscribe",
    ):
        if _CONTROL.search(getattr(letter, field) or ""):
            raise HeaderHasLineBreak(field)
