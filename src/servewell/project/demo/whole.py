"""The whole demo company: the small one, four more regions, and six hundred people."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import cycle
from typing import Final, cast

from servewell.project.demo import shelf
from servewell.project.demo.shelf import Entry, entries, entry, text

FIRST_NUMBER: Final = 3001
FIRST_DAY, DAYS = date(2012, 1, 2), 4700  # of those on which somebody may have started
WRITTEN_TOGETHER: Final = ("zh-Hans", "zh-Hant")  # family name first, without a space


@cache
def company() -> Entry:
    """As ``demo/company`` tells the small one: with all units and all people."""
    small, more = shelf.book("demo/company"), shelf.book("demo/whole")
    units = [*entries(small["units"]), *entries(more["units"])]
    jobs = entry(small["jobs"])
    leaders: list[Entry] = [
        {**one, "job": jobs[text(one["job"])], "roles": ["employee", "leader"]} for one in entries(more["leaders"])
    ]
    known = [*entries(small["people"]), *leaders]
    return {**small, "units": units, "people": [*known, *_staff(entry(more["staff"]), units, known, jobs)]}


def _staff(told: Entry, units: Sequence[Entry], known: Sequence[Entry], jobs: Entry) -> Iterator[Entry]:
    """Everybody else, one after the other to each unit that serves customers. Names and days come out the same."""
    chance = random.Random("staff")  # noqa: S311  a demo must come out the same each time
    serving = [unit for unit in units if "stays_per_month" in unit]
    names = {language: _names(told, language, chance) for language in cast(Mapping[str, object], told["given"])}
    taken, placed = {text(one["name"]) for one in known}, Counter[str]()
    more = cast(int, told["people_in_all"]) - len(known)
    for number, unit in zip(range(FIRST_NUMBER, FIRST_NUMBER + more), cycle(serving), strict=False):
        code, language = text(unit["code"]), text(unit["language"])
        kinds = cast(Sequence[str], entry(told["jobs"])[text(unit["kind"])])
        yield {
            "number": str(number),
            "name": next(name for name in names[language] if name not in taken),
            "language": language,
            "unit": code,
            "job": jobs[kinds[placed[code] % len(kinds)]],
            "started_on": FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
            "roles": ["employee"],
        }
        placed[code] += 1


def _names(told: Entry, language: str, chance: random.Random) -> Iterator[str]:
    given, family = (list(cast(Mapping[str, Sequence[str]], told[part])[language]) for part in ("given", "family"))
    if language == "es":
        found = [f"{one} {two} {three}" for one in given for two in family for three in family if two != three]
    elif language in WRITTEN_TOGETHER:
        found = [two + one for one in given for two in family]
    else:
        found = [f"{one} {two}" for one in given for two in family]
    chance.shuffle(found)
    return iter(found)
