"""Signs what is sent so that its reader knows who sent it and when: the scheme of Standard Webhooks, symmetric, v1.

Source: the specification at standardwebhooks.com. The signature is the HMAC-SHA256 of ``id.timestamp.body``.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32


def new_secret() -> str:
    """At random, and written as libraries for the scheme take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """What a secret signs with."""
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)


def signature(key: bytes, *, message: str, timestamp: int, body: bytes) -> str:
    """``timestamp`` in seconds of Unix time."""
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(keys: Sequence[bytes], *, message: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """While a secret is exchanged there are two keys, and a signature by each."""
    signatures = " ".join(signature(key, message=message, timestamp=timestamp, body=body) for key in keys)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Servewell",
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures,
    }
