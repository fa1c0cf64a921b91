"""What a person has to do. Each room answers ``todo_for(person=, ...)``, and my day joins the answers.

A room that counts in days asks ``on=``, one that counts in hours asks ``at=``; what is late, it says itself.
"""

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
