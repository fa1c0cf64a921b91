"""What people name in words gets a short code by itself: it stands in addresses and files."""

from collections.abc import Collection

from django.utils.text import slugify

from servewell.base.words import Words
from servewell.rooms.standards import terms


def code_for(name: Words, *, taken: Collection[str], otherwise: str, longest: int = terms.LONGEST_CODE) -> str:
    """From the English name, or else from ``otherwise``; numbered where it is taken."""
    stem = slugify(name.texts.get("en", "") or name.texts[name.source])[: longest - 5].strip("-") or otherwise
    tried = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 3))
    return next(code for code in tried if code not in taken and code not in terms.RESERVED_CODES)
