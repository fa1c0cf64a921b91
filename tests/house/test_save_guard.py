"""The save guard itself is tried: it lets a room's services write, and nobody else."""

import pytest

from servewell.rooms.people.models import Person, RolePower, Unit
from tests.builders import a_company, a_person, words
from tests.house.save_guard import WrittenAroundItsRoom


@pytest.mark.django_db
def test_a_deed_writes_its_own_tables() -> None:
    assert a_person("Ann").name == "Ann"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "trespass",
    [
        lambda: Unit.objects.create(code="x", name=words("X"), kind="hotel", zone="UTC"),
        lambda: Person.objects.filter(name="Ann").update(name="Bob"),
        lambda: Person.objects.get(name="Ann").save(),
        lambda: RolePower.objects.all().delete(),
        lambda: Unit.objects.bulk_create([Unit(code="y", name=words("Y"), kind="hotel", zone="UTC")]),
    ],
    ids=["create", "update", "save", "delete", "bulk"],
)
def test_a_write_around_the_services_is_refused(trespass: object) -> None:
    a_company()
    a_person("Ann")

    with pytest.raises(WrittenAroundItsRoom):
        trespass()  # type: ignore[operator]  # one of the lambdas above
