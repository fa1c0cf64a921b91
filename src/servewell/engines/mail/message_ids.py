"""Message-IDs that tell, when a reply or a report comes back, which letter it is about, and that we wrote it."""

import hashlib
import hmac
import re
from typing import Final

_KEY: Final = r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"
_LONGEST_KEY: Final = 100
_SIGNATURE_DIGITS: Final = 32
_MESSAGE_ID: Final = re.compile(rf"\s*<?({_KEY})\.([0-9a-f]{{{_SIGNATURE_DIGITS}}})@[^\s@<>]+>?\s*")


class KeyNotSafe(ValueError):
    """The key must be 1 to 100 letters, digits, `_`, `-` and single dots inside, to survive in a header."""


def message_id(*, key: str, secret: bytes, host: str) -> str:
    if not re.fullmatch(_KEY, key) or len(key) > _LONGEST_KEY:
        raise KeyNotSafe(f"{key!r} cannot stand in a Message-ID: use letters, digits, '_', '-' and single dots inside.")
    return f"<{key}.{_signature(key, secret)}@{host}>"


def key_of(message_id: str, secret: bytes) -> str | None:
    """The key inside, or none if the Message-ID is not one that `message_id` signed with this secret."""
    found = _MESSAGE_ID.fullmatch(message_id)
    if found is None or not hmac.compare_digest(found[2], _signature(found[1], secret)):
        return None
    return found[1]


def _signature(key: str, secret: bytes) -> str:
    return hmac.new(secret, b"message-id:" + key.encode(), hashlib.sha256).hexdigest()[:_SIGNATURE_DIGITS]
