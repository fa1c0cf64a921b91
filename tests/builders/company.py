"""Units and people."""

from datetime import UTC, date, datetime
from itertools import count

from servewell.base.permissions import HOUSE, Power
from servewell.base.words import Words
from servewell.rooms.people import selectors, services
from servewell.rooms.people.models import Person, Unit

LONG_AGO = datetime(2020, 1, 1, 9, 0, tzinfo=UTC)
LONG_AGO_ON = LONG_AGO.date()
_numbers = count(1001)


def words(text: str) -> Words:
    return Words(texts={"en": text}, source="en")


def a_company(code: str = "company", zone: str = "Asia/Shanghai") -> Unit:
    """The unit above all others; the same one when there is one."""
    return selectors.top_unit() or a_unit(code, under=None, zone=zone)


def a_unit(
    code: str, *, under: Unit | None, zone: str = "Asia/Shanghai", from_on: date = LONG_AGO_ON, kind: str = "hotel"
) -> Unit:  # fmt: skip
    new = services.NewUnit(
        code=code, name=words(code.title()), kind=kind, zone=zone, language="en",
        parent=under.code if under else None, from_on=from_on,
    )  # fmt: skip
    return services.add_units(units=[new], by=HOUSE, at=LONG_AGO)[0]


def a_person(
    name: str = "Ann", *powers: Power, unit: Unit | None = None, email: str = "", language: str = "en",
    number: str = "", from_on: date = LONG_AGO_ON, at: datetime = LONG_AGO,
) -> Person:  # fmt: skip
    """Somebody posted to ``unit`` (the company if none) who holds just these powers over it."""
    place = unit or a_company()
    newcomer = services.Newcomer(
        number=number or str(next(_numbers)), name=name, email=email, language=language, unit=place.code,
        job=words("Host"), from_on=from_on,
    )  # fmt: skip
    person = services.join(people=[newcomer], by=HOUSE, at=at)[0].person
    if powers:
        codes = tuple(sorted(power.code for power in powers))
        draft = services.RoleDraft(code=f"role-{person.number}", title=words("Role"), powers=codes)
        role = services.define_roles(roles=[draft], by=HOUSE, at=at)[0]
        services.grant(person=person, role=role, unit=place, from_on=LONG_AGO.date(), by=HOUSE, at=at)
    return person
