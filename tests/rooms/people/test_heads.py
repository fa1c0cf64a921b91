"""Head counts: by the tree of the day a unit counts where it stood, by today's where it stands."""

from datetime import date

import pytest

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.selectors import Heads
from servewell.rooms.people.terms import Tree
from tests.builders import a_company, a_person, a_unit
from tests.builders.company import LONG_AGO

pytestmark = pytest.mark.django_db
DAYS = [date(2021, 12, 31), date(2022, 12, 31)]


@pytest.fixture(autouse=True)
def company() -> None:
    """The hotel moves from east to west in 2022; somebody leaves it for the bar, and somebody goes."""
    top = a_company()
    east, west = a_unit("east", under=top), a_unit("west", under=top)
    hotel, bar = a_unit("hotel", under=east), a_unit("bar", under=east)
    for number in ("1", "2"):
        a_person(f"P{number}", unit=hotel, number=number)
    a_person("P3", unit=bar, number="3")
    services.leave(person=a_person("P4", unit=west, number="4"), on=date(2022, 6, 1), by=HOUSE, at=LONG_AGO)
    services.move_unit(unit=hotel, parent=west, on=date(2022, 5, 1), by=HOUSE, at=LONG_AGO)


def counted(tree: Tree) -> list[Heads]:
    return selectors.heads(viewer=HOUSE, unit=a_company().pk, days=DAYS, tree=tree)


def test_as_it_was_counts_people_where_their_unit_stood_on_the_day() -> None:
    assert counted(Tree.AS_IT_WAS) == [
        Heads(DAYS[0], "east", 3), Heads(DAYS[0], "west", 1), Heads(DAYS[1], "east", 1), Heads(DAYS[1], "west", 2),
    ]  # fmt: skip


def test_as_today_counts_the_same_people_where_their_unit_stands_now() -> None:
    assert counted(Tree.TODAY) == [
        Heads(DAYS[0], "east", 1), Heads(DAYS[0], "west", 3), Heads(DAYS[1], "east", 1), Heads(DAYS[1], "west", 2),
    ]  # fmt: skip


def test_only_whoever_sees_the_team_counts_it() -> None:
    with pytest.raises(NotAllowed):
        selectors.heads(
            viewer=a_person("Ann", rules.ACTIVATE), unit=a_company().pk, days=DAYS, tree=Tree.TODAY
        )  # fmt: skip
