"""Two years of what the demo's customers answered, drawn from the figures and stories in the library, by seed."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import NormalDist
from typing import cast
from zoneinfo import ZoneInfo

from servewell.base.permissions import HOUSE
from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.shelf import entries, entry, text
from servewell.rooms.voice import services as voice

SHARE_WHO_ANSWER = 0.09
_normal = NormalDist()
ITEMS = {
    "respect": "respect",
    "responsibility": "responsibility",
    "effective-service": "effective",
    "communication": "communication",
}


@dataclass(frozen=True)
class Written:
    """A comment from the library that has not been used yet."""

    text: str
    language: str
    aspect: str
    tone: str
    kind: str
    unit: str
    since: date | None


def take_in(*, founded: Founded, at: datetime, seed: int) -> int:
    """Take in everything up to yesterday. Returns the number of voices."""
    chance = random.Random(seed)  # noqa: S311  a demo must come out the same each time
    shelf_of_comments = _comments(chance, at.date())
    taken = 0
    for unit in entries(shelf.book("demo/company")["units"]):
        if "stays_per_month" in unit:
            past = list(_of_unit(unit, shelf_of_comments, chance, at))
            channel = founded.channels[text(unit["code"])]
            taken += voice.take_in_history(channel=channel, voices=past, by=HOUSE, at=at)
    return taken


def _comments(chance: random.Random, today: date) -> list[Written]:
    written = [
        Written(
            text=text(one["text"]),
            language=text(one["language"]),
            aspect=text(one["aspect"]),
            tone=text(one["tone"]),
            kind=text(one["kind"]),
            unit=text(one.get("unit")),
            since=shelf.moved(one["since"], today=today) if "since" in one else None,
        )
        for one in entries(shelf.book("demo/words")["comments"])
    ]
    chance.shuffle(written)
    return written


def _of_unit(
    unit: shelf.Entry, comments: list[Written], chance: random.Random, at: datetime
) -> Iterator[voice.PastVoice]:
    zone = ZoneInfo(text(unit["zone"]))
    today = at.astimezone(zone).date()
    first = shelf.moved(date(2024, 12, 1), today=today)
    mine = [one for one in comments if _fits(one, unit)]
    days = [first + timedelta(days=number) for number in range((today - first).days)]
    expected = cast(int, unit["stays_per_month"]) * SHARE_WHO_ANSWER / 30
    every = max(1, round(len(days) * expected / max(1, len(mine))))
    for number, day in enumerate(day for day in days for _ in range(_how_many(expected, chance))):
        satisfaction = _satisfaction(unit, day, today)
        posted = _answers(satisfaction, chance)
        if number % every == every - 1:
            _add_words(posted, mine, comments, day)
        moment = datetime.combine(day, time(chance.randrange(7, 23), chance.randrange(60)), zone).astimezone(UTC)
        submission = uuid.UUID(int=chance.getrandbits(128), version=4)
        yield voice.PastVoice(submission=submission, posted=posted, language=text(unit["language"]), at=moment)


def _fits(comment: Written, unit: shelf.Entry) -> bool:
    if comment.unit:
        return comment.unit == unit["code"]
    return comment.kind in (unit["kind"], "any") and comment.language == unit["language"]


def _how_many(expected: float, chance: random.Random) -> int:
    whole = int(expected)
    return whole + (chance.random() < expected - whole)


def _satisfaction(unit: shelf.Entry, day: date, today: date) -> dict[str, float]:
    story = entry(unit["story"])
    told = "satisfaction" in story and day >= shelf.moved(story["from"], today=today)
    return cast(dict[str, float], story["satisfaction"] if told else unit["satisfaction"])


def _answers(satisfaction: dict[str, float], chance: random.Random) -> dict[str, Sequence[str]]:
    """One customer's answers. A mood common to all items makes them go together, as real answers do."""
    mood = chance.gauss(0, 1)
    posted: dict[str, Sequence[str]] = {"overall": [_one_to_five(satisfaction["overall"], mood, chance)]}
    for aspect, item in ITEMS.items():
        if chance.random() < 0.93:
            posted[item] = [_one_to_five(satisfaction[aspect], mood, chance)]
    return posted


def _one_to_five(satisfied: float, mood: float, chance: random.Random) -> str:
    """4 or 5 with probability ``satisfied``: the normal score of that share against mood and chance of equal weight."""
    threshold = -_normal.inv_cdf(satisfied)
    score = 0.7071 * mood + 0.7071 * chance.gauss(0, 1) - threshold
    return "5" if score > 0.85 else "4" if score > 0 else "3" if score > -0.6 else "2" if score > -1.1 else "1"


def _add_words(posted: dict[str, Sequence[str]], mine: list[Written], comments: list[Written], day: date) -> None:
    """Give the voice the next unused comment whose tone goes with the overall answer."""
    overall = int(posted["overall"][0])
    tone = "praise" if overall >= 4 else "complaint" if overall <= 2 else "mixed"
    for one in mine:
        if one.tone == tone and one in comments and (one.since is None or day >= one.since):
            comments.remove(one)
            mine.remove(one)
            posted["words"] = [one.text]
            return
