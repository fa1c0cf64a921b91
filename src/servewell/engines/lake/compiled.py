"""SQL that is compiled once for all units and days: compiling takes longer than asking a small company's answers.

A question is compiled with stand-ins in place of its units and days, which are then written over. Nothing else that is
asked looks like them: a unit's key and a day are numbers, and what stands in quotes are codes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servewell.engines.lake.measures import Question

# No unit has it: it is the largest number that a key can be.
ANY_UNIT = 2**63 - 1
ANY_FROM, ANY_UNTIL, ANY_DAY = date(9901, 1, 1), date(9902, 2, 2), date(9903, 3, 3)


def for_any(sql_of: Callable[[Question], str], question: Question) -> str:
    """The SQL of a question; ``sql_of`` should keep what it returns."""
    sql = sql_of(
        replace(
            question, from_day=ANY_FROM, until_day=ANY_UNTIL, units=(ANY_UNIT,) if question.units else (),
            tree_on=None if question.tree_on is None else ANY_DAY,
        )
    )  # fmt: skip
    sql = sql.replace(f"({ANY_UNIT})", f"({', '.join(str(int(unit)) for unit in question.units)})")
    for stand_in, day in ((ANY_FROM, question.from_day), (ANY_UNTIL, question.until_day), (ANY_DAY, question.tree_on)):
        if day is not None:
            sql = sql.replace(_written(stand_in), _written(day))
    return sql


def _written(day: date) -> str:
    return f"MAKE_DATE({day.year}, {day.month}, {day.day})"
