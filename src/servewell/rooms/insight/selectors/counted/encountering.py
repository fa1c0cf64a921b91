"""What answers are counted against: stays, flights, jobs and visits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from servewell.engines.lake.measures import Per, Question
from servewell.engines.lake.volumes import ENCOUNTERS
from servewell.rooms.insight.selectors.counted.opening import met, the_lake

Kinds = Mapping[str, int]


def encounters(question: Question) -> dict[tuple[date, int], Kinds]:
    """By period and unit, how many encounters of each kind there were; left out where they are not wholly known.

    They are known where each month in which customers of a unit answered has encounters of that unit.
    """
    if not the_lake().months(ENCOUNTERS):
        return {}
    found: dict[tuple[date, int], dict[str, int]] = {}
    unknown: set[tuple[date, int]] = set()
    for row in met(replace(question, per=Per.UNIT, only_overall=True, per_scale=False, with_lines=False)):
        key = (row.period, row.unit or 0)
        if row.kind is None:
            unknown.add(key)
        else:
            found.setdefault(key, {})[row.kind] = row.count
    return {key: kinds for key, kinds in found.items() if key not in unknown}
