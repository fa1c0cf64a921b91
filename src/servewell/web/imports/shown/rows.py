"""A row of a file as people read it: its cells, and what it answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from servewell.engines.tables.recipe import ItemRule, Recipe


@dataclass(frozen=True)
class Cell:
    column: str
    value: str
    is_faulty: bool = False


@dataclass(frozen=True)
class Answer:
    question: str
    answer: str


def answers_in(recipe: Recipe, answers: str) -> Sequence[Answer]:
    """In the order of the recipe; what was not answered is left out."""
    given: dict[str, Any] = json.loads(answers)
    return [
        Answer(question=next(iter(item.question.values()), item.column), answer=_said(item, given[item.name]))
        for item in recipe.items
        if item.name in given
    ]


def _said(item: ItemRule, value: object) -> str:
    if value is None:
        return _("does not apply")
    if not item.scales or not isinstance(value, int | float):
        return str(value)
    shown = str(int(value)) if float(value).is_integer() else str(value)
    return (
        shown
        if len(item.scales) > 1
        else _("%(answer)s, where %(best)s is best")
        % {
            "answer": shown,
            "best": f"{item.scales[0].best:g}",
        }
    )
