"""Hands a letter to a server step by step, so that the stage at which it failed is always known."""

import re
import smtplib
from contextlib import suppress
from typing import Final

from servewell.engines.mail import letters
from servewell.engines.mail.letters import Letter
from servewell.engines.mail.outcomes import HandedOver, InDoubt, NotReached, Outcome, Refused
from servewell.engines.mail.servers import Server

_BROKEN: Final = (OSError, smtplib.SMTPException, UnicodeError)
_GO_AHEAD: Final = 354
_CONNECTION_NOT_LETTER: Final = frozenset({530, 534, 535, 538})
_QUEUE_ID: Final = re.compile(
    r"queued as ([\w.-]+)|\bid=([\w.-]+)|^(?:2\.\d+\.\d+ )?([\w.-]+) Message accepted", re.IGNORECASE
)


class _NotTaken(Exception):
    """An answer that ends the conversation before the letter was sent."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def hand_over(*, server: Server, letter: Letter) -> Outcome:
    """Tries once. What raises has raised before anything is sent, as a letter that cannot be composed does; everything
    else is an outcome.
    """
    content = _on_the_wire(letters.compose(letter))
    sender = letters.address_in(letter.sender, field="sender")
    recipient = letters.address_in(letter.recipient, field="recipient")
    back_to = letters.address_in(letter.return_path, field="return_path") if letter.return_path else sender
    try:
        session = _connect(server, greeting_name=sender.domain)
    except _BROKEN as broken:
        return NotReached(why=f"{server.host}:{server.port} did not open a session: {_told(broken)}")
    try:
        _sign_in(session, server)
        _announce(session, back_to.addr_spec, recipient.addr_spec, size=len(content))
        session.send(content)
    except _NotTaken as not_taken:
        _part(session)
        return not_taken.outcome
    except Exception as broken:  # also one that nobody foresaw: the letter's end was not sent
        session.close()
        return NotReached(
            why=f"{server.host}:{server.port} broke off before the letter's end was sent: {_told(broken)}"
        )
    return _finish(session)


def _connect(server: Server, *, greeting_name: str) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname=greeting_name,
            timeout=server.timeout_seconds,
            context=server.tls(),
        )
    return smtplib.SMTP(server.host, server.port, local_hostname=greeting_name, timeout=server.timeout_seconds)


def _sign_in(session: smtplib.SMTP, server: Server) -> None:
    session.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        session.starttls(context=server.tls())
        session.ehlo_or_helo_if_needed()
    if server.user:
        session.login(server.user, server.password or "")


def _announce(session: smtplib.SMTP, sender: str, recipient: str, *, size: int) -> None:
    options = [f"size={size}"] if session.has_extn("size") else []
    _go_on(session.mail(sender, options), when=range(200, 300))
    _go_on(session.rcpt(recipient), when=range(200, 300))
    _go_on(session.docmd("DATA"), when=range(_GO_AHEAD, _GO_AHEAD + 1))


def _go_on(answer: tuple[int, bytes], *, when: range) -> None:
    code, words = answer
    if code not in when:
        raise _NotTaken(_refusal(code, words))


def _refusal(code: int, words: bytes) -> Refused | NotReached:
    reply = _text(words)
    if code in _CONNECTION_NOT_LETTER:
        return NotReached(why=f"the server wants another sign-in: {code} {reply}")
    if code in range(400, 600):
        return Refused(code=code, reply=reply, is_permanent=code >= 500)
    return NotReached(why=f"the server gave an answer that has no meaning here: {code} {reply}")


def _finish(session: smtplib.SMTP) -> Outcome:
    try:
        session.send(b".\r\n")
        code, words = session.getreply()
    except Exception as broken:
        session.close()
        return InDoubt(why=f"the letter's end was sent and no answer came: {_told(broken)}")
    _part(session)
    reply = _text(words)
    if code in range(200, 300):
        return HandedOver(reply=reply, queue_id=_queue_id(reply))
    if code in range(400, 600):
        return Refused(code=code, reply=reply, is_permanent=code >= 500)
    return InDoubt(why=f"the letter's end was answered by something that has no meaning here: {code} {reply}")


def _part(session: smtplib.SMTP) -> None:
    """Whatever goes wrong in parting changes nothing about the letter."""
    with suppress(Exception):
        session.quit()
    with suppress(Exception):
        session.close()


def _on_the_wire(content: bytes) -> bytes:
    """Without the last line that ends the letter: a dot in front of a line is doubled, so none can end it early."""
    return re.sub(rb"(?m)^\.", b"..", content)


def _queue_id(reply: str) -> str | None:
    found = _QUEUE_ID.search(reply)
    return next((part for part in found.groups() if part), None) if found else None


def _text(words: bytes) -> str:
    return words.decode("utf-8", "replace")


def _told(broken: Exception) -> str:
    if isinstance(broken, smtplib.SMTPResponseException):
        words = broken.smtp_error
        return f"{broken.smtp_code} {_text(words) if isinstance(words, bytes) else words}"
    return str(broken) or type(broken).__name__
