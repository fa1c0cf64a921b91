"""What customers say in their own words, put together from sentences written by hand, so that it fits their marks."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from servewell.project.demo import shelf
from servewell.project.demo.shelf import Entry, entry, text

LANGUAGES: Final = ("en", "zh-Hans", "zh-Hant", "es")
PLACE: Final = "place"  # the house, the price, the smell: no aspect of the promise, so it goes with the whole
PRAISE, COMPLAINT = "praise", "complaint"
GOOD, BAD = 4, 2  # from this mark on there is praise, down to this one a complaint
OPENS, CLOSES, SAYS_TWO_THINGS = 0.45, 0.5, 0.35  # shares of remarks
TRIES, TWO = 8, 2
Heart = Callable[[], list[str]]


@dataclass(frozen=True)
class Marks:
    """What was answered from 1 to 5: for the whole, and for each aspect that was answered, by its code."""

    overall: int
    aspects: Mapping[str, int]

    def of(self, about: str) -> int | None:
        return self.overall if about == PLACE else self.aspects.get(about)


class Remarks:
    """Remarks in one language, each only once. The same ``chance`` draws the same remarks in the same order."""

    def __init__(self, *, language: str, chance: random.Random) -> None:
        self._book, self._chance = sentences(language), chance
        self._joint = "" if language.startswith("zh") else " "
        self._said: set[str] = set()

    def about(self, *, kind: str, marks: Marks) -> str | None:
        """A remark on a unit of this kind that fits the marks; nothing where none fits or all that do are used up."""
        return self._new(lambda: self._matter(kind, marks), kind=kind, marks=marks)

    def of_story(self, story: str, *, kind: str, marks: Marks) -> str | None:
        """The same with a sentence of a planted story at its heart: ``flood`` or ``praised``."""
        told = entry(self._book[story])
        opening = cast(Sequence[str], told.get("opening", ()))
        closing = cast(Sequence[str], told.get("closing", ()))

        def heart() -> list[str]:
            said = [self._chance.choice(cast(Sequence[str], told["matter"]))]
            if opening:
                said.insert(0, self._chance.choice(opening))
            if closing and self._chance.random() < CLOSES:
                said.append(self._chance.choice(closing))
            return said

        return self._new(heart, kind=kind, marks=marks, is_framed=bool(opening))

    def _new(self, heart: Heart, *, kind: str, marks: Marks, is_framed: bool = False) -> str | None:
        for _ in range(TRIES):
            said = heart()
            if not said:
                return None
            whole = self._joint.join(said if is_framed else self._framed(said, kind, marks))
            if whole not in self._said:
                self._said.add(whole)
                return whole
        return None

    def _matter(self, kind: str, marks: Marks) -> list[str]:
        """One thing, two of a kind, or one and the other side of it."""
        praise, complaint = (self._fitting(tone, marks) for tone in (PRAISE, COMPLAINT))
        two = self._chance.random() < SAYS_TWO_THINGS
        if praise and complaint and (two or GOOD > marks.overall > BAD):
            good, bad = self._chance.choice(praise), self._chance.choice(complaint)
            return [self._one(kind, good, PRAISE), self._turn(), self._one(kind, bad, COMPLAINT)]
        tone, abouts = (PRAISE, praise) if marks.overall >= GOOD else (COMPLAINT, complaint)
        if not abouts or GOOD > marks.overall > BAD:
            return []
        return [
            self._one(kind, about, tone) for about in self._chance.sample(abouts, k=2 if two and len(abouts) > 1 else 1)
        ]

    def _fitting(self, tone: str, marks: Marks) -> list[str]:
        """What may be praised, or complained of, beside these marks. Each is one thing: no remark says one twice."""
        found = []
        for about in (*sorted(marks.aspects), PLACE):
            mark = marks.of(about)
            if mark is not None and (mark >= GOOD if tone == PRAISE else mark <= BAD):
                found.append(about)
        return found

    def _one(self, kind: str, about: str, tone: str) -> str:
        return self._chance.choice(cast(Sequence[str], entry(entry(self._book[kind])[about])[tone]))

    def _turn(self) -> str:
        return self._chance.choice(cast(Sequence[str], self._book["turns"]))

    def _framed(self, said: list[str], kind: str, marks: Marks) -> list[str]:
        openings = cast(Sequence[str], entry(self._book["openings"])[kind])
        closings = entry(self._book["closings"])
        before = [self._chance.choice(openings)] if self._chance.random() < OPENS else []
        tone = PRAISE if marks.overall >= GOOD else COMPLAINT
        has_two_sides = len(said) > TWO
        if has_two_sides or self._chance.random() > CLOSES:
            return [*before, *said]
        return [*before, *said, self._chance.choice(cast(Sequence[str], closings[tone]))]


def sentences(language: str) -> Entry:
    """The book of one language as it is written in the library."""
    return shelf.book(f"demo/remarks/{language}")


def all_of(book: object) -> Iterator[str]:
    """Every sentence of a book or of a part of it, in the order in which they stand."""
    if isinstance(book, str):
        yield book
    elif isinstance(book, Mapping):
        for name, part in book.items():
            if text(name) not in ("language", "name"):
                yield from all_of(part)
    else:
        for part in cast(Sequence[object], book):
            yield from all_of(part)
