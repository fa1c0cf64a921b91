"""The table as a whole: columns without a name or with another's, rows that are equal."""

import re
from collections.abc import Iterator

from servewell.engines.tables.finding.shapes import Choice, Finding
from servewell.engines.tables.profiling import Profile

TWICE = re.compile(r"(?P<name>.+) \((?P<number>\d+)\)")


def table(profile: Profile) -> Iterator[Finding]:
    names = {column.name for column in profile.columns}
    for column in profile.columns:
        if column.name == f"column {column.place + 1}":
            yield Finding("column-nameless", column.name, {"place": column.place + 1, "filled": column.filled})
        elif (twice := TWICE.fullmatch(column.name)) and twice["name"] in names:
            says = {"name": twice["name"], "place": column.place + 1}
            yield Finding("column-twice", column.name, says)
    if profile.equal_rows:
        says = {"count": profile.equal_rows, "rows": profile.looked_at}
        choices = (Choice("count-each"), Choice("name-rows"))
        yield Finding("equal-rows", "", says, profile.equal_examples, choices)
    if profile.is_sampled:
        yield Finding("sampled", "", {"rows": profile.rows, "looked_at": profile.looked_at})
