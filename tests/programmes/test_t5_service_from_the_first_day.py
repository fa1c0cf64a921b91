"""T5: service is a process from the first day, so "what do I owe" says from then on what is to be done."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from servewell.project.demo.company import Founded
from tests.programmes.conftest import MONDAY
from tests.programmes.newcomers import LEADER, PLEDGE, a_card, activated, signed
from tests.programmes.visitor import Visitor


@pytest.fixture
def phone(company: Founded, signed_in: Callable[[str], Visitor]) -> Visitor:
    return activated(a_card(signed_in(LEADER)))


def owed(visitor: Visitor) -> list[tuple[str, bool]]:
    """Where the entries of "what I owe" lead to, and whether they are overdue."""
    visitor.open("/").send("language", button="English")
    todo = [
        entry
        for each in visitor.page.all("ul")
        if each.attributes.get("class") == "kit-todo"
        for entry in each.all("li")
    ]
    return [(next(entry.all("a")).attributes["href"], "overdue" in entry.text) for entry in todo]


def test_t5_a_newcomer_owes_the_pledge_before_the_first_day_and_no_longer_once_it_is_signed(phone: Visitor) -> None:
    before = owed(phone)
    signed(phone)

    assert (before, owed(phone)) == ([(PLEDGE, False)], [])


def test_t5_what_is_owed_on_the_first_day_is_overdue_on_the_next(phone: Visitor, clock: list[datetime]) -> None:
    seen = []
    for days in (4, 5, 6):
        clock[0] = MONDAY + timedelta(days=days)
        seen.append(owed(phone))

    assert seen == [[(PLEDGE, False)], [(PLEDGE, True)], [(PLEDGE, True)]]
