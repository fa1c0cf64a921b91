"""What the name of a column says: its number among the questions, its letter, and words, often run together and cut."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_NAME: Final = re.compile(
    r"[*\s]*(?P<code>[A-Za-z]{1,2}\d{1,3})?(?P<letter>(?<=\d)[A-Za-z](?=$|[_\W])|(?<=\d)_\d{1,2}$)?[_\W]*(?P<rest>.*)",
    re.DOTALL,
)
_TOKEN: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
SHORTEST: Final = 3

# words that name the same thing; each group is small and says what most surveys mean by it
SYNONYMS: Final = (
    "whole all overall general total global conjunto 总体 總體 整体 整體",
    "food restaurant restaurants dining catering meal meals comida restaurante",
    "shop shops store stores retail tienda tiendas",
    "lower down arrival arrivals arr downstairs",
    "upper up departure departures dep upstairs",
    "restroom restrooms bathroom bath toilet toilets washroom washrooms",
    "wifi internet wireless connectivity",
    "screen screens monitor monitors display displays",
    "staff crew employees personnel personal",
    "clean cleanliness cleaning limpieza",
    "price cost value money precio",
    "wait waiting queue queuing queues",
    "sex gender",
    "walk walkway walkways escalator escalators elevator elevators lift lifts",
    "improve improvement better",
    "comment comments com text verbatim",
)
# words that most names of rated columns carry, and that therefore tell nothing apart
_EMPTY: Final = "rating rate rated score scores stars q the a an of and or on in at to with for how was were your our"
EMPTY: Final = frozenset(_EMPTY.split())


@dataclass(frozen=True)
class Name:
    """``Q7B_FOOD`` is code ``q7``, letter ``b`` and words ``food``."""

    code: str
    letter: str
    words: tuple[str, ...]


@lru_cache(maxsize=4_096)
def name_of(column: str) -> Name:
    found = _NAME.match(column)
    code, letter, rest = (found["code"], found["letter"], found["rest"]) if found else ("", "", column)
    words = tuple(word for word in words_in(rest) if word not in EMPTY)
    return Name((code or "").casefold(), (letter or "").strip("_").casefold(), words)


def plain(column: str) -> str:
    """A name without its signs: ``*Q7A_ART `` is ``q7aart``."""
    return "".join(sign for sign in column.casefold() if sign.isalnum())


def words_in(text: str) -> list[str]:
    return [word.casefold() for word in _TOKEN.findall(text) if not word.isdecimal()]


@lru_cache(maxsize=4_096)
def vocabulary(text: str) -> frozenset[str]:
    """The words of a text with those that mean the same."""
    words = {word for word in words_in(text) if word not in EMPTY}
    for group in _GROUPS:
        if words & group:
            words |= group
    return frozenset(words | initials(text))


def initials(text: str) -> set[str]:
    """First letters of neighbouring words: long term parking is also ``lt`` and ``ltp``."""
    words = words_in(text)
    firsts = "".join(word[0] for word in words)
    return {firsts[start : start + width] for width in (2, 3, 4) for start in range(len(firsts) - width + 1)}


def covered(words: Sequence[str], known: frozenset[str]) -> float:
    """The share of the letters of ``words`` that the known words explain, whole or by their beginnings."""
    letters = sum(len(word) for word in words)
    return sum(_covered(word, known) for word in words) / letters if letters else 0.0


@lru_cache(maxsize=65_536)
def _covered(word: str, known: frozenset[str]) -> int:
    """The most letters that known words cover, side by side."""
    best = [0] * (len(word) + 1)
    for end in range(1, len(word) + 1):
        best[end] = best[end - 1]
        for start in range(max(0, end - 16), end - 1):
            if best[start] + end - start > best[end] and _is_known(word[start:end], start, known):
                best[end] = best[start] + end - start
    return best[-1]


def _is_known(piece: str, start: int, known: frozenset[str]) -> bool:
    if piece in known:
        return len(piece) >= SHORTEST or start == 0 or piece == "up"
    if len(piece) < SHORTEST:
        return False
    return any(word.startswith(piece) for word in known) or (piece[-1] == "s" and _is_beginning(piece[:-1], known))


def _is_beginning(piece: str, known: Iterable[str]) -> bool:
    return len(piece) >= SHORTEST and any(word.startswith(piece) for word in known)


_GROUPS: Final = tuple(frozenset(group.split()) for group in SYNONYMS)
