"""The tree is dated: yesterday's figures keep yesterday's tree, powers follow today's."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servewell.base import today
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, Actor, NotAllowed, power
from servewell.rooms.people import rules, selectors, services, terms
from servewell.rooms.people.models import Lineage, Person, Posting, SignIn, Unit
from tests.builders import a_company, a_person, a_unit, words
from tests.builders.company import LONG_AGO
from tests.house import save_guard

LISTEN = power("tests.listen", "listen")
FIRST_OF_MAY = date(2026, 5, 1)


def codes_below(unit: Unit, on: date) -> list[str]:
    return sorted(
        Unit.objects.filter(pk__in=selectors.below(unit=unit.pk, on=on).values("unit")).values_list("code", flat=True)
    )


@pytest.mark.django_db
def test_units_stand_under_their_parents_and_all_above() -> None:
    company = a_company()
    east = a_unit("east", under=company)
    hotel = a_unit("hotel", under=east)

    assert codes_below(company, FIRST_OF_MAY) == ["company", "east", "hotel"]
    assert selectors.above(unit=hotel.pk, on=FIRST_OF_MAY) == [hotel.pk, east.pk, company.pk]


@pytest.mark.django_db
def test_a_unit_that_moves_keeps_its_old_place_on_earlier_days() -> None:
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    hotel = a_unit("hotel", under=east)
    bar = a_unit("bar", under=hotel)

    services.move_unit(unit=hotel, parent=west, on=FIRST_OF_MAY, by=HOUSE, at=LONG_AGO)

    april = FIRST_OF_MAY - timedelta(days=1)
    assert codes_below(east, april) == ["bar", "east", "hotel"]
    assert codes_below(east, FIRST_OF_MAY) == ["east"]
    assert codes_below(west, april) == ["west"]
    assert codes_below(west, FIRST_OF_MAY) == ["bar", "hotel", "west"]
    assert selectors.above(unit=bar.pk, on=FIRST_OF_MAY) == [bar.pk, hotel.pk, west.pk, company.pk]


@pytest.mark.django_db
def test_a_unit_cannot_stand_under_itself() -> None:
    company = a_company()
    east = a_unit("east", under=company)
    hotel = a_unit("hotel", under=east)

    for parent in (east, hotel):
        with pytest.raises(services.UnitWouldStandUnderItself):
            services.move_unit(unit=east, parent=parent, on=FIRST_OF_MAY, by=HOUSE, at=LONG_AGO)


@pytest.mark.django_db
def test_a_move_dated_before_another_is_refused_by_name() -> None:
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    hotel = a_unit("hotel", under=east)
    services.move_unit(unit=hotel, parent=west, on=FIRST_OF_MAY, by=HOUSE, at=LONG_AGO)

    with pytest.raises(services.TreeChangesLater, match="hotel has a new place from 2026-05-01"):
        services.move_unit(unit=hotel, parent=company, on=FIRST_OF_MAY - timedelta(days=9), by=HOUSE, at=LONG_AGO)

    assert codes_below(west, FIRST_OF_MAY) == ["hotel", "west"]


@pytest.mark.django_db
def test_a_unit_whose_parent_is_unknown_is_refused_by_name() -> None:
    new = services.NewUnit(
        code="bar", name=words("Bar"), kind="hotel", zone="UTC", language="en", parent="nowhere", from_on=FIRST_OF_MAY
    )

    with pytest.raises(services.ParentIsUnknown, match="nowhere"):
        services.add_units(units=[new], by=HOUSE, at=LONG_AGO)

    assert Unit.objects.count() == 0


@pytest.mark.django_db
def test_a_power_reaches_down_but_neither_up_nor_aside() -> None:
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    hotel = a_unit("hotel", under=east)
    ann = a_person("Ann", LISTEN, unit=east)

    reached = {unit.code: selectors.may(actor=ann, power=LISTEN, unit=unit.pk) for unit in (company, east, west, hotel)}

    assert reached == {"company": False, "east": True, "west": False, "hotel": True}
    assert [unit.code for unit in selectors.units_seen(viewer=ann, power=LISTEN)] == ["east", "hotel"]


@pytest.mark.django_db
def test_a_power_does_not_follow_a_unit_that_moved_away(now: datetime) -> None:
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    hotel = a_unit("hotel", under=east)
    ann, bob = a_person("Ann", LISTEN, unit=east), a_person("Bob", LISTEN, unit=west)

    services.move_unit(unit=hotel, parent=west, on=FIRST_OF_MAY, by=HOUSE, at=now)

    assert [selectors.may(actor=who, power=LISTEN, unit=hotel.pk) for who in (ann, bob)] == [False, True]


@pytest.mark.django_db
def test_a_power_lasts_from_the_first_day_anywhere_to_the_last_day_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of May begins in Kiribati at ten in the morning of the day before, and ends on Baker Island at noon."""
    ann, listener = a_person("Ann"), a_person("Listener", LISTEN)
    role = listener.grants.get().role
    services.grant(person=ann, role=role, unit=a_company(), from_on=FIRST_OF_MAY, by=HOUSE, at=LONG_AGO)
    services.leave(person=ann, on=FIRST_OF_MAY + timedelta(days=1), by=HOUSE, at=LONG_AGO)
    moments = ("2026-04-30T09:59Z", "2026-04-30T10:00Z", "2026-05-02T11:59Z", "2026-05-02T12:00Z")

    may = []
    for moment in moments:
        monkeypatch.setattr(today, "now", lambda moment=moment: datetime.fromisoformat(moment))
        may.append((selectors.holds(actor=ann, power=LISTEN), selectors.powers_of(person=ann) != set()))

    assert may == [(False, False), (True, True), (True, True), (False, False)]


@pytest.mark.django_db
def test_whoever_left_today_may_nothing_from_that_moment(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(today, "now", lambda: now)
    ann = a_person("Ann", LISTEN)

    services.leave(person=ann, on=now.date(), by=HOUSE, at=now)

    assert not selectors.holds(actor=ann, power=LISTEN)


@pytest.mark.django_db
def test_a_manager_of_one_unit_ends_no_posting_in_another(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(today, "now", lambda: now)
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    manager, both = a_person("Manager", rules.MANAGE, unit=east), a_person("Both", unit=east)
    with monkeypatch.context() as around:  # no deed gives a second posting yet; imports of a company's own lists will
        around.setattr(save_guard, "_demand_own_services", lambda **_: None)
        Posting.objects.create(person=both, unit=west, job=words("Host"), from_on=now.date())

    with pytest.raises(NotAllowed):
        services.leave(person=both, on=now.date(), by=manager, at=now)

    assert both.postings.filter(until_on=terms.FOR_EVER).count() == 2


@pytest.mark.django_db
def test_of_two_units_under_none_the_first_is_the_company() -> None:
    first = a_company()
    a_unit("second", under=None)

    assert selectors.top_unit() == first


@pytest.mark.django_db
def test_whoever_may_not_manage_adds_and_moves_nothing() -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)
    carl = a_person("Carl", LISTEN)

    with pytest.raises(NotAllowed):
        services.move_unit(unit=hotel, parent=company, on=FIRST_OF_MAY, by=carl, at=LONG_AGO)
    new = services.NewUnit(
        code="bar", name=words("Bar"), kind="hotel", zone="UTC", language="en", parent="hotel", from_on=FIRST_OF_MAY
    )
    with pytest.raises(NotAllowed):
        services.add_units(units=[new], by=carl, at=LONG_AGO)

    assert Unit.objects.filter(code="bar").count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("parent", ["west", "company", None])
def test_a_manager_of_one_unit_adds_none_under_another(parent: str | None) -> None:
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    ann = a_person("Ann", rules.MANAGE, unit=east)
    bar = {"code": "bar", "name": words("Bar"), "kind": "hotel", "zone": "UTC", "language": "en"}
    before = codes_below(east, FIRST_OF_MAY)

    with pytest.raises(NotAllowed):
        services.add_units(units=[services.NewUnit(**bar, parent=parent, from_on=FIRST_OF_MAY)], by=ann, at=LONG_AGO)
    services.add_units(units=[services.NewUnit(**bar, parent="east", from_on=FIRST_OF_MAY)], by=ann, at=LONG_AGO)

    assert (before, codes_below(east, FIRST_OF_MAY), codes_below(west, FIRST_OF_MAY)) == (
        ["east"],
        ["bar", "east"],
        ["west"],
    )


@pytest.mark.django_db
def test_a_manager_of_one_unit_gives_no_role_more_powers() -> None:
    """A role gives the same everywhere: whoever could widen it would widen their own."""
    east = a_unit("east", under=a_company())
    ann = a_person("Ann", rules.MANAGE, unit=east)
    mine = ann.grants.get().role
    draft = services.RoleDraft(code=mine.code, title=words("Role"), powers=(rules.MANAGE.code, LISTEN.code))

    with pytest.raises(NotAllowed):
        services.define_roles(roles=[draft], by=ann, at=LONG_AGO)

    assert selectors.powers_of(person=ann) == {rules.MANAGE.code}


@pytest.mark.django_db
@pytest.mark.parametrize("newcomers", [1, 3])
def test_joining_costs_the_same_queries_however_many_come(newcomers: int) -> None:
    a_company()
    people = [
        services.Newcomer(
            number=f"n{number}",
            name="New",
            email="",
            language="en",
            unit="company",
            job=words("Host"),
            from_on=FIRST_OF_MAY,
        )
        for number in range(newcomers)
    ]

    with CaptureQueriesContext(connection) as seen:
        services.join(people=people, by=HOUSE, at=LONG_AGO)

    assert len(seen) == 10


@pytest.mark.django_db
def test_a_manager_of_one_unit_posts_nobody_to_another() -> None:
    company = a_company()
    east = a_unit("east", under=company)
    a_unit("west", under=company)
    ann = a_person("Ann", rules.MANAGE, unit=east)
    to_west = services.Newcomer(
        number="7", name="New", email="", language="en", unit="west", job=words("Host"), from_on=FIRST_OF_MAY
    )

    with pytest.raises(NotAllowed):
        services.join(people=[to_west], by=ann, at=LONG_AGO)


def a_newcomer(number: str) -> services.Newcomer:
    return services.Newcomer(
        number=number, name="New", email="", language="en", unit="company", job=words("Host"), from_on=FIRST_OF_MAY
    )


@pytest.mark.django_db
def test_a_number_in_capitals_is_the_same_number() -> None:
    mei = a_person("Mei", number="h-1042")

    with pytest.raises(services.NumberIsTaken, match="number H-1042 belongs"):
        services.join(people=[a_newcomer("H-1042")], by=HOUSE, at=LONG_AGO)
    with pytest.raises(services.NumberIsTaken, match="number N7, n7 belongs"):
        services.join(people=[a_newcomer("n7"), a_newcomer("N7")], by=HOUSE, at=LONG_AGO)

    assert selectors.person_by_number(number=" H-1042 ") == mei


@pytest.mark.django_db
def test_a_number_in_another_alphabet_is_refused_by_name() -> None:
    a_company()

    with pytest.raises(services.NumberHasOtherSigns, match="Я-7"):
        services.join(people=[a_newcomer("Я-7"), a_newcomer("7")], by=HOUSE, at=LONG_AGO)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("twice", "says"), [({"number": "H-1"}, "a_number_is_one_persons"), ({"name": "A@B.COM"}, "a_name_signs_in")]
)
def test_the_database_refuses_one_number_or_name_in_two_spellings(
    twice: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    model = Person if "number" in twice else SignIn
    when = {"joined_at": LONG_AGO} if "number" in twice else {"made_at": LONG_AGO}
    model.objects.create(**{field: value.lower() for field, value in twice.items()}, **when)

    with pytest.raises(IntegrityError, match=says):
        model.objects.create(**twice, **when)


@pytest.mark.django_db
def test_a_role_that_is_given_twice_is_given_and_recorded_once() -> None:
    ann = a_person("Ann", LISTEN)
    first = ann.grants.get()

    again = services.grant(
        person=ann, role=first.role, unit=first.unit, from_on=first.from_on, by=HOUSE, at=LONG_AGO + timedelta(days=1)
    )

    assert (again, Entry.objects.filter(deed="people.grant").count()) == (first, 1)


@pytest.mark.django_db
def test_a_posting_that_two_workers_start_is_started_once() -> None:
    a_person("Ann")
    at_once = [Posting.objects.get(person__name="Ann") for _ in range(2)]

    started = [
        services.start_posting(posting=posting, by=HOUSE, at=LONG_AGO + timedelta(minutes=minutes))
        for minutes, posting in enumerate(at_once)
    ]

    assert [posting.started_at for posting in started] == [LONG_AGO, LONG_AGO]
    assert Entry.objects.filter(deed="people.start_posting").count() == 1


moves = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 300)), max_size=6
)  # (unit, new parent, days after the first)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_the_closure_equals_the_tree_walked_by_hand_on_every_day(moves: list[tuple[int, int, int]]) -> None:
    with transaction.atomic():
        company = a_company()
        units = [company, *(a_unit(f"u{number}", under=company) for number in range(5))]
        parents = {unit.pk: [(date.min, company.pk)] for unit in units[1:]}
        for child, parent, days in sorted(moves, key=lambda move: move[2]):  # in the order of their days
            on = FIRST_OF_MAY + timedelta(days=days)
            try:
                services.move_unit(unit=units[child], parent=units[parent], on=on, by=HOUSE, at=LONG_AGO)
            except services.UnitWouldStandUnderItself:
                continue
            parents.setdefault(units[child].pk, []).append((on, units[parent].pk))

        for days in (0, 50, 150, 301):
            on = FIRST_OF_MAY + timedelta(days=days)
            rows = Lineage.objects.filter(from_on__lte=on, until_on__gt=on)
            walked = {(above, unit.pk) for unit in units for above in ancestors(unit.pk, parents, on)}
            assert sorted(rows.values_list("ancestor", "unit")) == sorted(walked)
        transaction.set_rollback(True)


def ancestors(unit: int, parents: dict[int, list[tuple[date, int]]], on: date) -> list[int]:
    found = [unit]
    while unit in parents:
        unit = [parent for since, parent in parents[unit] if since <= on][-1]
        found.append(unit)
    return found


@pytest.mark.django_db
def test_the_keys_in_one_written_question_are_the_units_the_power_reaches() -> None:
    company = a_company()
    west, east = a_unit("west", under=company), a_unit("east", under=company)
    harbour = a_unit("harbour", under=west)
    power = rules.SEE_TEAM

    def keys(viewer: Actor) -> list[int]:
        found = Unit.objects.filter(pk__in=selectors.unit_keys_with(viewer=viewer, power=power))
        return list(found.order_by("pk").values_list("pk", flat=True))

    assert keys(a_person("Ann", power)) == [company.pk, west.pk, east.pk, harbour.pk]
    assert keys(a_person("Wei", power, unit=west)) == [west.pk, harbour.pk]
    assert keys(a_person("Ben", rules.MANAGE, unit=east)) == []
    assert keys(HOUSE) == []
