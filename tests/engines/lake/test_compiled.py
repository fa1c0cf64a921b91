"""SQL is compiled once for all units and days, and is what it would be if it were compiled for these."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from servewell.engines.lake import digests, measures, responses, voices, volumes
from servewell.engines.lake.compiled import for_any
from servewell.engines.lake.lines import Scale
from servewell.engines.lake.measures import By, Per, Question

MAY = Question(from_day=date(2026, 5, 1), until_day=date(2026, 6, 1))
QUESTIONS = {
    "of no unit": MAY,
    "of one": replace(MAY, units=(7,), per=Per.NOTHING),
    "of many as they stand today": replace(MAY, units=(7, 8, 9), by=By.WEEK, tree_on=date(2026, 11, 16)),
    "by scale and line": replace(MAY, units=(1,), per=Per.UNIT_ASPECT, per_scale=True, with_lines=True, by=By.YEAR),
    "on its first day's tree": replace(MAY, units=(3,), tree_on=date(2026, 5, 1), by=By.DAY),
    "of promoters": replace(MAY, units=(3,), top=2, bottom=7, scale=Scale(0, 10), item="nps/likely"),
    "of some channels": replace(MAY, channels=("inn", "lake"), without_channels=("old",), language="es"),
}
SQL: dict[str, Callable[[Question], str]] = {
    "figures": measures._sql,
    "volumes": volumes._sql,
    "digest": digests._sql,
    "said": partial(voices._said_sql, low=0.5),
    "uncounted": voices._uncounted_sql,
    "responses": partial(responses._sql, parts=("respect", "effective"), part="aspect", most=1000),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("sql_of", SQL.values(), ids=SQL)
def test_the_sql_is_that_of_the_question(sql_of: Callable[[Question], str], question: Question) -> None:
    assert for_any(sql_of, question) == sql_of(question)


def test_other_units_and_days_are_compiled_no_second_time() -> None:
    compiled: list[Question] = []

    def noting(question: Question) -> str:
        compiled.append(question)
        return ""

    asked = replace(MAY, units=(1, 2), tree_on=date(2026, 5, 9))
    for other in (
        asked,
        replace(asked, units=(3,)),
        replace(asked, from_day=date(2026, 1, 1), tree_on=date(2026, 2, 2)),
    ):
        for_any(noting, other)

    assert len(set(compiled)) == 1
