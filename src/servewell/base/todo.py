"""What a person has to do. Each room answers ``todo_for(person=, on=)``; my day joins the answers."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Todo:
    title: str
    detail: str
    due_on: date | None
    state: Literal["open", "overdue"]
    path: str
    action: str
