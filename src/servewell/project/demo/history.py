"""Two years of what the demo's customers answered, drawn from the figures and stories in the library, by seed."""

import random
import uuid
from collections.abc import Mapping, Sequence
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
    return sum(
        voice.take_in_history(channel=founded.channels[unit], voices=voices, by=HOUSE, at=at)
        for unit, voices in drawn(at=at, seed=seed).items()
    )


def drawn(*, at: datetime, seed: int) -> dict[str, list[voice.PastVoice]]:
    """The voices by unit: the same for the same seed and day."""
    chance = random.Random(seed)  # noqa: S311  a demo must come out the same each time
    serving = [unit for unit in entries(shelf.book("demo/company")["units"]) if "stays_per_month" in unit]
    comments = _shared_out(_comments(chance, at.date()), serving)
    drawn = {text(unit["code"]): _of_unit(unit, comments[text(unit["code"])], chance, at) for unit in serving}
    return drawn | _of_employees(at=at, seed=seed)


def _of_employees(*, at: datetime, seed: int) -> dict[str, list[voice.PastVoice]]:
    """What employees say of the desks that serve them, by a chance of its own: customers say what they would."""
    asked = shelf.book("demo/internal")
    chance, desk = random.Random(seed + 1), entry(asked["desk"])  # noqa: S311  a demo must come out the same each time
    comments = [
        Written(
            text=text(one["text"]), language=text(one["language"]), aspect=text(one["aspect"]),
            tone=text(one["tone"]), kind="any", unit="", since=None,
        )
        for one in entries(asked["comments"])
    ]  # fmt: skip
    chance.shuffle(comments)
    return {text(desk["code"]): _of_unit(desk, comments, chance, at)}


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


def _shared_out(comments: Sequence[Written], units: Sequence[shelf.Entry]) -> dict[str, list[Written]]:
    """Each comment goes to the unit that it fits and that has the fewest for its size."""
    shares: dict[str, list[Written]] = {text(unit["code"]): [] for unit in units}
    sizes = {text(unit["code"]): cast(int, unit["stays_per_month"]) for unit in units}
    for comment in comments:
        fitting = [text(unit["code"]) for unit in units if _fits(comment, unit)]
        if fitting:
            shares[min(fitting, key=lambda code: (len(shares[code]) / sizes[code], code))].append(comment)
    return shares


def _fits(comment: Written, unit: shelf.Entry) -> bool:
    if comment.unit:
        return comment.unit == unit["code"]
    return comment.kind in (unit["kind"], "any") and comment.language == unit["language"]


def _of_unit(
    unit: shelf.Entry, comments: Sequence[Written], chance: random.Random, at: datetime
) -> list[voice.PastVoice]:
    zone = ZoneInfo(text(unit["zone"]))
    today = at.astimezone(zone).date()
    first = shelf.moved(date(2024, 12, 1), today=today)
    expected = cast(int, unit["stays_per_month"]) * SHARE_WHO_ANSWER / 30
    days = [first + timedelta(days=number) for number in range((today - first).days)]
    days = [day for day in days for _ in range(how_many(expected, chance))]
    posted = [answers_of(_satisfaction(unit, day, today), chance) for day in days]
    said = _who_says_what(posted, days, comments)
    for place, comment in said.items():
        posted[place]["words"] = [comment.text]
    return [
        voice.PastVoice(
            submission=uuid.UUID(int=chance.getrandbits(128), version=4),
            posted=answers,
            language=said[place].language if place in said else text(unit["language"]),
            at=datetime.combine(day, time(chance.randrange(7, 23), chance.randrange(60)), zone).astimezone(UTC),
        )
        for place, (day, answers) in enumerate(zip(days, posted, strict=True))
    ]


def how_many(expected: float, chance: random.Random) -> int:
    """A whole number that is ``expected`` on average."""
    whole = int(expected)
    return whole + (chance.random() < expected - whole)


def _satisfaction(unit: shelf.Entry, day: date, today: date) -> dict[str, float]:
    story = entry(unit["story"])
    told = "satisfaction" in story and day >= shelf.moved(story["from"], today=today)
    return cast(dict[str, float], story["satisfaction"] if told else unit["satisfaction"])


def answers_of(satisfaction: dict[str, float], chance: random.Random) -> dict[str, Sequence[str]]:
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


def _who_says_what(
    posted: Sequence[Mapping[str, Sequence[str]]], days: Sequence[date], comments: Sequence[Written]
) -> dict[int, Written]:
    """Each comment by the place of the voice whose answers it goes with: more of them lately than long ago."""
    said: dict[int, Written] = {}
    for number, comment in enumerate(comments):
        wanted = round((1 - ((number + 0.5) / len(comments)) ** 2) * (len(posted) - 1))
        for place in sorted(range(len(posted)), key=lambda place: abs(place - wanted)):
            is_told_by_then = comment.since is None or days[place] >= comment.since
            if place not in said and is_told_by_then and _goes_with(comment, posted[place]):
                said[place] = comment
                break
    return said


def _goes_with(comment: Written, answers: Mapping[str, Sequence[str]]) -> bool:
    """Praise stands beside a 4 or 5, a complaint beside a 1 or 2, for the whole and for the aspect it is about."""
    if ITEMS[comment.aspect] not in answers:
        return False
    overall, aspect = int(answers["overall"][0]), int(answers[ITEMS[comment.aspect]][0])
    match comment.tone:
        case "praise":
            return overall >= 4 and aspect >= 4
        case "complaint":
            return overall <= 2 and aspect <= 2
        case _:
            return overall in (3, 4) and 2 <= aspect <= 4
