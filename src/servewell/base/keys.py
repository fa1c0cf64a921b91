"""Keys that people or machines carry: short tokens for links and cards, digests for what is kept."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.utils.encoding import force_bytes

# no vowels, no 0/O, 1/l: a card can be read aloud and spells no words
ALPHABET = "bcdfghjkmnpqrstvwxz23456789"


def token(*, length: int = 12) -> str:
    """A random token of 4.75 bits a character: 12 characters hold 57 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def derived(*, seed: str, secret: bytes, length: int) -> str:
    """As ``token``, but the same one for the same seed; without the secret nobody can tell it from the seed."""
    number = int.from_bytes(hmac.new(secret, seed.encode(), hashlib.sha256).digest())
    signs = []
    for _sign in range(length):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def signing_secrets() -> tuple[bytes, ...]:
    """The secret that signs, and before a rotation those whose signatures still count."""
    return tuple(force_bytes(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def stable_secret() -> bytes:
    """For names that must be the same tomorrow: it outlasts every rotation, and nothing is believed for being signed
    with it.
    """
    return force_bytes(settings.STABLE_KEY)


def digest(content: str | bytes) -> str:
    """SHA-256 as 64 hexadecimal digits; text counts as UTF-8."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compared in the same time wherever they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
