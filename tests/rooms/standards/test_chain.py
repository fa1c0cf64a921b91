"""The service chain: steps to the customer, what is broken, and where a person stands."""

from datetime import datetime

import pytest

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.people import selectors as people
from servewell.rooms.people.models import Person
from servewell.rooms.standards import rules, selectors, services
from servewell.rooms.standards.models import Place, Service
from tests.builders import a_company, a_person, a_place, a_service, a_unit, words

pytestmark = pytest.mark.django_db


def names(places: list[Place]) -> list[str]:
    return [str(place.name) for place in places]


def test_each_place_counts_its_steps_to_the_customer_by_the_shortest_way() -> None:
    guests, desk = a_place("Guests", is_customer=True), a_place("Desk")
    laundry, rooms = a_place("Laundry"), a_place("Rooms")
    for server, served in ((desk, guests), (rooms, guests), (rooms, desk), (laundry, rooms)):
        a_service(server, served)

    chain = selectors.chain()

    assert {str(chain.places[key].name): steps for key, steps in chain.steps.items()} == {
        "Guests": 0, "Desk": 1, "Rooms": 1, "Laundry": 2,
    }  # fmt: skip
    assert (chain.without_customer, chain.serving_nobody, chain.unserved_customers, chain.loops) == ([], [], [], [])


def test_what_is_broken_is_found() -> None:
    a_place("Guests", is_customer=True)
    first, second, third = a_place("A"), a_place("B"), a_place("C")
    a_place("Alone")
    for server, served in ((first, second), (second, first), (third, first)):
        a_service(server, served)

    chain = selectors.chain()

    assert names(chain.without_customer) == ["A", "B", "C"]
    assert names(chain.serving_nobody) == ["Alone"]
    assert names(chain.unserved_customers) == ["Guests"]
    assert [names(list(loop)) for loop in chain.loops] == [["A", "B"]]


def mine(person: Person, now: datetime) -> selectors.Mine | None:
    posting = people.posting_on(person=person, on=now.date())
    assert posting is not None
    above = people.above(unit=posting.unit_id, on=now.date())
    return selectors.mine(posting=posting, above=above, chain=selectors.chain())


def test_a_person_stands_where_their_job_stands_and_else_where_their_unit_stands(now: datetime) -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)
    guests = a_place("Guests", is_customer=True)
    hosts, everybody = a_place("Hosts", job="host"), a_place("The hotel", unit=hotel)
    a_service(hosts, guests, "A welcome.")
    a_service(everybody, hosts, "A hand.")
    ann = a_person("Ann", unit=hotel)

    found = mine(ann, now)

    assert found is not None
    assert found.place == hosts
    assert [str(each.what) for each in (*found.serves, *found.is_served_by)] == ["A welcome.", "A hand."]
    services.change_place(place=hosts, unit=company, name=words("Porters"), job=words("Porter"), by=HOUSE, at=now)
    found = mine(ann, now)
    assert found is not None
    assert (found.place, [str(each.served.name) for each in found.way]) == (everybody, ["Porters", "Guests"])
    services.change_place(place=everybody, unit=hotel, name=words("Cooks"), job=words("Cook"), by=HOUSE, at=now)
    assert mine(ann, now) is None


def test_a_place_serves_neither_itself_nor_as_a_customer_nor_twice(now: datetime) -> None:
    guests, desk = a_place("Guests", is_customer=True), a_place("Desk")
    a_service(desk, guests)

    with pytest.raises(services.PlaceServesItself):
        a_service(desk, desk)
    with pytest.raises(services.PlaceIsACustomer):
        a_service(guests, desk)
    with pytest.raises(services.ServedAlready):
        a_service(desk, guests)
    with pytest.raises(services.PlaceIsACustomer):
        a_place("Guests with a job", job="Host", is_customer=True)
    assert Service.objects.count() == 1


def test_a_place_leaves_the_map_after_its_arrows_and_an_arrow_may_be_drawn_again(now: datetime) -> None:
    guests, desk = a_place("Guests", is_customer=True), a_place("Desk")
    service = a_service(desk, guests)
    with pytest.raises(services.PlaceStillServes):
        services.retire_place(place=desk, by=HOUSE, at=now)

    services.stop_serving(service=service, by=HOUSE, at=now)
    services.stop_serving(service=service, by=HOUSE, at=now)
    again = a_service(desk, guests, at=now)
    services.stop_serving(service=again, by=HOUSE, at=now)
    services.retire_place(place=desk, by=HOUSE, at=now)

    assert names(list(selectors.chain().places.values())) == ["Guests"]


def test_who_keeps_a_part_draws_from_its_own_places_only(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    guests, theirs, other = a_place("Guests", is_customer=True), a_place("West desk", unit=west), a_place("Desk")
    wendy = a_person("Wendy", rules.KEEP, unit=west)

    services.serve(server=theirs, served=guests, what=words("Keys."), by=wendy, at=now)

    with pytest.raises(NotAllowed):
        services.serve(server=other, served=guests, what=words("Keys."), by=wendy, at=now)
    with pytest.raises(selectors.NoSuchPlace):
        selectors.place_for(viewer=wendy, code=other.code)
