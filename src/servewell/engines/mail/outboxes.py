"""A host's mail settings, and what comes of a letter under them."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address

from servewell.engines.mail.letters import (
    HeaderHasLineBreak,
    Letter,
    NotAMessageId,
    NotAnAddressToUnsubscribe,
    NotOneAddress,
    address_in,
)
from servewell.engines.mail.message_ids import message_id
from servewell.engines.mail.outcomes import NotReached, Outcome, Refused
from servewell.engines.mail.sending import hand_over
from servewell.engines.mail.servers import PasswordInTheClear, Server

log = logging.getLogger(__name__)

_LONGEST_LOCAL_PART = 64


class SecurityIsUnknown(Exception):
    """The setting mail_security names no way to secure the session."""


@dataclass(frozen=True)
class Outbox:
    """Reads its settings when they are needed: a host may set up the server while letters wait."""

    settings: Mapping[str, object]

    @property
    def is_set_up(self) -> bool:
        return bool(self.settings["host"])

    @property
    def sender(self) -> str:
        return str(self.settings["sender"])

    def sender_named(self, name: str) -> str:
        """The sender under a name that its reader knows, unless the host has named it."""
        shown = " ".join(name.split())
        try:
            address = address_in(self.sender, field="sender")
        except NotOneAddress:  # what is wrong with the setting is said when the letter is sent
            return self.sender
        if address.display_name or not shown:
            return self.sender
        return str(Address(shown, address.username, address.domain))

    @property
    def reply_to(self) -> str | None:
        """Where replies go, if not to the sender."""
        return str(self.settings.get("reply_to") or "") or None

    def message_id(self, *, key: str, secret: bytes) -> str:
        """One that tells, when something comes back, which letter it is about, and that we wrote it."""
        return message_id(key=key, secret=secret, host=self.sender.rpartition("@")[2].strip(" >") or "localhost")

    def return_path(self, tag: str) -> str | None:
        """The address that tells, when a letter comes back, which one it was: ``bounces+tag@example.org``.

        None where the host has no mailbox for what comes back, or its name leaves no room for the tag.
        """
        local, _, domain = str(self.settings.get("bounces_to") or "").rpartition("@")
        tagged = f"{local}+{tag}"
        return f"{tagged}@{domain}" if local and len(tagged) <= _LONGEST_LOCAL_PART else None

    def server(self) -> Server:
        """Raises SecurityIsUnknown, PasswordInTheClear."""
        security = str(self.settings["security"])
        if security not in ("none", "starttls", "tls"):
            raise SecurityIsUnknown(f"mail_security is {security!r}: write none, starttls or tls")
        return Server(
            host=str(self.settings["host"]),
            port=int(str(self.settings["port"])),
            user=str(self.settings["user"] or "") or None,
            password=str(self.settings["password"] or "") or None,
            security="none" if security == "none" else "tls" if security == "tls" else "starttls",
            timeout_seconds=float(str(self.settings["timeout_seconds"])),
        )

    def attempt(self, letter: Letter) -> Outcome:
        """Tries once. Settings that are unsafe, and a letter that cannot be composed, are outcomes as well.

        Whatever else goes wrong does so before the server hears of the letter: it can be tried again.
        """
        try:
            return hand_over(server=self.server(), letter=letter)
        except (PasswordInTheClear, SecurityIsUnknown) as unsafe:
            return NotReached(why=str(unsafe))
        except (NotOneAddress, HeaderHasLineBreak, NotAMessageId, NotAnAddressToUnsubscribe) as unsendable:
            return Refused(code=0, reply=str(unsendable), is_permanent=True)
        except Exception as fault:
            log.exception("a letter could not be handed over: the server was not reached")
            return NotReached(why=repr(fault))
