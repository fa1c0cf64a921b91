"""Where a passage of the customer's words stands in their voice. It is kept as that place, never as a copy."""

import re
from collections.abc import Iterable, Sequence

Span = tuple[int, int, int]


class NotInTheLetter(Exception):
    """These words, or this item, are not what the customer said."""


def places(words: Sequence[str], texts: Sequence[str]) -> Iterable[Span]:
    """Where the words stand one after another, whatever white space is between them: which text, from, until."""
    looked_for = re.compile(r"\s+".join(map(re.escape, words)))
    for at, text in enumerate(texts):
        for match in looked_for.finditer(text):
            yield at, match.start(), match.end()
