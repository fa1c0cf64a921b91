"""What the customers of the whole company's further units answered in three years, drawn by seed, one by one."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, cast
from zoneinfo import ZoneInfo

from servewell.project.demo import history, shelf
from servewell.project.demo.remarks import BAD, GOOD, LANGUAGES, Marks, Remarks
from servewell.project.demo.shelf import Entry, entries, entry, text

YEARS: Final = 3
SAY_SOMETHING: Final = 0.44  # so many are willing to; not every mark finds words that fit
WHO_HAVE_A_STORY: Final = 0.8
SPEAK_ANOTHER_LANGUAGE: Final = 0.06
LOWER_OF_TWO_STARS: Final = 0.5


@dataclass(frozen=True)
class Answered:
    """One customer's answers, from 1 to 5 or in ten stars. ``aspects`` holds those that were answered, by question."""

    unit: str
    on: datetime
    language: str
    overall: int
    aspects: Mapping[str, int]
    words: str


def drawn(*, at: datetime, seed: int) -> Iterator[Answered]:
    """Unit after unit, each day up to yesterday: the same for the same seed and day."""
    makers = {
        language: Remarks(language=language, chance=random.Random(f"{seed} {language}"))  # noqa: S311  the same each time
        for language in LANGUAGES
    }
    for unit in entries(shelf.book("demo/whole")["units"]):
        if "answers_per_month" in unit:
            yield from _of_unit(unit, makers, at=at, seed=seed)


def _of_unit(unit: Entry, makers: Mapping[str, Remarks], *, at: datetime, seed: int) -> Iterator[Answered]:
    chance = random.Random(f"{seed} {unit['code']}")  # noqa: S311  a demo must come out the same each time
    zone = ZoneInfo(text(unit["zone"]))
    story = Story(entry(unit["story"]), today=at.date())
    for day in days(today=at.astimezone(zone).date()):
        for _ in range(history.how_many(cast(int, unit["answers_per_month"]) / 30 * story.busy_on(day), chance)):
            on = datetime.combine(day, time(chance.randrange(7, 23), chance.randrange(60)), zone)
            yield _answered(unit, story, on, makers, chance)


def days(*, today: date) -> list[date]:
    """Of three whole years and the month that is not over, up to yesterday."""
    first = today.replace(year=today.year - YEARS, day=1)
    return [first + timedelta(days=number) for number in range((today - first).days)]


class Story:
    """What a unit's story makes of a day."""

    def __init__(self, told: Entry, *, today: date) -> None:
        self._told, self.kind = told, text(told["kind"])
        self._since = shelf.moved(told["from"], today=today) if "from" in told else date.min
        self._until = shelf.moved(told["until"], today=today) if "until" in told else date.max

    def holds_on(self, day: date) -> bool:
        months = cast(Sequence[int], self._told.get("months", ()))
        return day.month in months if months else self._since <= day < self._until

    def busy_on(self, day: date) -> float:
        """How many answer, against an ordinary day."""
        if not self.holds_on(day):
            return 1.0
        return 0.0 if self.kind == "lost" else cast(float, self._told.get("busier", 1.0))

    def is_of_ten_stars_on(self, day: date) -> bool:
        """The unit whose scale changes asked on ten stars until then."""
        return self.kind == "scale" and not self.holds_on(day)

    def satisfaction_on(self, day: date, usual: Entry) -> dict[str, float]:
        return cast(dict[str, float], self._told.get("satisfaction", usual) if self.holds_on(day) else usual)

    def is_told_by(self, marks: Marks, day: date, chance: random.Random) -> str:
        """The part of the remarks' book that this customer draws from; empty for one who has nothing to do with it."""
        told = text(self._told.get("tells"))
        if not told or not self.holds_on(day):
            return ""
        fits = marks.overall >= GOOD if told == "praised" else marks.overall <= BAD
        return told if fits and chance.random() < cast(float, self._told["share"]) else ""


def _answered(
    unit: Entry, story: Story, on: datetime, makers: Mapping[str, Remarks], chance: random.Random
) -> Answered:
    posted = history.answers_of(story.satisfaction_on(on.date(), entry(unit["satisfaction"])), chance)
    given = {name: int(said[0]) for name, said in posted.items()}
    marks = Marks(given["overall"], {code: given[name] for code, name in history.ITEMS.items() if name in given})
    language = text(unit["language"])
    if chance.random() < SPEAK_ANOTHER_LANGUAGE:
        language = chance.choice(tuple(makers))
    words = _words(unit, story, marks, on.date(), makers[language], chance, language)
    if story.is_of_ten_stars_on(on.date()):
        given = {name: mark * 2 - (chance.random() < LOWER_OF_TWO_STARS) for name, mark in given.items()}
    overall = given.pop("overall")
    return Answered(text(unit["code"]), on, language, overall, given, words)


def _words(
    unit: Entry, story: Story, marks: Marks, day: date, maker: Remarks, chance: random.Random, language: str
) -> str:
    told = story.is_told_by(marks, day, chance) if language == unit["language"] else ""
    if chance.random() > (WHO_HAVE_A_STORY if told else SAY_SOMETHING):
        return ""
    kind = text(unit["kind"])
    said = maker.of_story(told, kind=kind, marks=marks) if told else maker.about(kind=kind, marks=marks)
    return said or ""
