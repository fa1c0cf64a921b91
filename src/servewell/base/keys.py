"""Keys that people or machines carry: short tokens for links and cards, digests for what is kept."""

import hashlib
import secrets

# no vowels, no 0/O, 1/l: a card can be read aloud and spells no words
ALPHABET = "bcdfghjkmnpqrstvwxz23456789"


def token(*, length: int = 12) -> str:
    """A random token of 4.75 bits a character: 12 characters hold 57 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def digest(content: str | bytes) -> str:
    """SHA-256 as 64 hexadecimal digits; text counts as UTF-8."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
