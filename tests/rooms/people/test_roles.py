"""Roles and grants: nobody gives more than they hold, a deputy's powers end by themselves, the record says for whom."""

from datetime import UTC, date, datetime, timedelta

import pytest

from servewell.base import today
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed, Power, power
from servewell.rooms.people import rules, selectors, services, terms
from servewell.rooms.people.models import Grant, Person, Unit
from tests.builders import a_company, a_person, a_unit, words
from tests.builders.company import LONG_AGO, LONG_AGO_ON

SING = power("tests.sing", "sing")
DANCE = power("tests.dance", "dance")
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)
NEXT_WEEK = TODAY + timedelta(days=7)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    wall = [NOON]
    monkeypatch.setattr(today, "now", lambda: wall[0])
    return wall


def a_role(code: str, *powers: str) -> None:
    draft = services.RoleDraft(code=code, title=words(code.title()), powers=powers)
    services.define_roles(roles=[draft], by=HOUSE, at=LONG_AGO)


def given(person: Person, role: str, unit: Unit, **dates: date) -> Grant:
    found = selectors.role_by_code(code=role)
    days = {"from_on": LONG_AGO_ON, **dates}
    return services.grant(person=person, role=found, unit=unit, by=HOUSE, at=LONG_AGO, **days)


def own(person: Person) -> Grant:
    return selectors.own_grants(person=person)[0]


def may(person: Person, unit: Unit) -> list[bool]:
    """On today's clock: sing, dance."""
    return [selectors.may(actor=person, power=each, unit=unit.pk) for each in (SING, DANCE)]


def test_nobody_gives_a_power_that_they_do_not_hold() -> None:
    manager, newcomer = a_person("Mae", rules.MANAGE, SING), a_person("Nan")
    a_role("singer", SING.code)
    a_role("dancer", SING.code, DANCE.code)
    company = a_company()

    services.grant(
        person=newcomer, role=selectors.role_by_code(code="singer"), unit=company, from_on=TODAY, by=manager, at=NOON
    )
    with pytest.raises(services.WouldGiveMore) as refused:
        services.grant(
            person=newcomer, role=selectors.role_by_code(code="dancer"), unit=company, from_on=TODAY, by=manager,
            at=NOON,
        )  # fmt: skip

    assert (refused.value.powers, may(newcomer, company)) == ((DANCE.code,), [True, False])


def test_nobody_adds_a_power_to_a_role_that_they_do_not_hold_over_the_company() -> None:
    hotel = a_unit("hotel", under=a_company())
    manager = a_person("Mae", rules.MANAGE, SING)
    dances_at_the_hotel = a_person("Dan", DANCE, unit=hotel)
    a_role("singer", SING.code)
    draft = services.RoleDraft(code="singer", title=words("Singer"), powers=(SING.code, DANCE.code))

    with pytest.raises(services.WouldGiveMore):
        services.define_roles(roles=[draft], by=manager, at=NOON)
    with pytest.raises(NotAllowed):
        services.define_roles(roles=[draft], by=dances_at_the_hotel, at=NOON)

    assert selectors.role_seen(code="singer").powers == (SING.code,)


def test_a_grant_ends_on_its_day_and_not_before(clock: list[datetime]) -> None:
    company, singer = a_company(), a_person("Sue", SING)

    services.end_grant(grant=own(singer), on=NEXT_WEEK, by=HOUSE, at=NOON)
    before = may(singer, company)
    clock[0] = NOON + timedelta(days=9)

    assert (before, may(singer, company)) == ([True, False], [False, False])


def test_the_last_who_manages_the_company_cannot_lay_that_down() -> None:
    manager = a_person("Mae", rules.MANAGE)

    with pytest.raises(services.NobodyWouldManage):
        services.end_grant(grant=own(manager), on=TOMORROW, by=manager, at=NOON)
    a_role("manages-nothing")
    draft = services.RoleDraft(code=f"role-{manager.number}", title=words("Role"), powers=())
    with pytest.raises(services.NobodyWouldManage):
        services.define_roles(roles=[draft], by=manager, at=NOON)

    a_person("Max", rules.MANAGE)
    services.end_grant(grant=own(manager), on=TOMORROW, by=manager, at=NOON)
    assert own(manager).until_on == TOMORROW


def test_whoever_manages_another_unit_ends_no_grant_here() -> None:
    company = a_company()
    hotel, lodge = a_unit("hotel", under=company), a_unit("lodge", under=company)
    singer, manager = a_person("Sue", SING, unit=hotel), a_person("Mae", rules.MANAGE, unit=lodge)

    with pytest.raises(NotAllowed):
        services.end_grant(grant=own(singer), on=TOMORROW, by=manager, at=NOON)
    with pytest.raises(selectors.NoSuchGrant):
        selectors.grant_for(viewer=manager, key=own(singer).pk)


def test_a_deputy_holds_what_is_lent_for_its_days_and_hands_nothing_on(clock: list[datetime]) -> None:
    company, singer, deputy, third = a_company(), a_person("Sue", SING), a_person("Dee"), a_person("Tim")

    lent = services.lend(grants=[own(singer)], to=deputy, from_on=TODAY, until_on=NEXT_WEEK, by=singer, at=NOON)
    during = may(deputy, company)
    with pytest.raises(services.LentOnly):
        services.lend(grants=lent, to=third, from_on=TODAY, until_on=NEXT_WEEK, by=deputy, at=NOON)
    clock[0] = NOON + timedelta(days=8)

    assert (during, may(deputy, company), may(singer, company)) == ([True, False], [False, False], [True, False])


def test_a_lent_power_is_not_given_to_others_as_if_it_were_ones_own() -> None:
    manager, deputy, newcomer = a_person("Mae", rules.MANAGE, SING), a_person("Dee"), a_person("Nan")
    services.lend(grants=[own(manager)], to=deputy, from_on=TODAY, until_on=NEXT_WEEK, by=manager, at=NOON)
    a_role("singer", SING.code)

    with pytest.raises(services.WouldGiveMore):
        services.grant(
            person=newcomer, role=selectors.role_by_code(code="singer"), unit=a_company(), from_on=TODAY, by=deputy,
            at=NOON,
        )  # fmt: skip


def test_a_deputy_never_holds_longer_than_the_absent_person() -> None:
    singer, deputy = a_person("Sue"), a_person("Dee")
    a_role("singer", SING.code)
    held = given(singer, "singer", a_company(), until_on=NEXT_WEEK)

    for from_on, until_on in ((TODAY, NEXT_WEEK + timedelta(days=1)), (date(2019, 1, 1), NEXT_WEEK)):
        with pytest.raises(services.LastsLongerThanHeld):
            services.lend(grants=[held], to=deputy, from_on=from_on, until_on=until_on, by=singer, at=NOON)
    services.lend(grants=[held], to=deputy, from_on=TODAY, until_on=NEXT_WEEK, by=singer, at=NOON)
    services.end_grant(grant=held, on=TOMORROW, by=HOUSE, at=NOON)

    assert [each.until_on for each in selectors.lent_by(person=singer)] == [TOMORROW]


def test_a_leader_names_a_deputy_for_an_absent_person_but_never_themselves() -> None:
    singer, deputy, leader = a_person("Sue", SING), a_person("Dee"), a_person("Lee", rules.DEPUTISE)
    days = {"from_on": TODAY, "until_on": NEXT_WEEK}

    with pytest.raises(services.DeputyOfOneself):
        services.lend(grants=[own(singer)], to=leader, by=leader, at=NOON, **days)
    with pytest.raises(services.DeputyOfOneself):
        services.lend(grants=[own(singer)], to=singer, by=singer, at=NOON, **days)
    with pytest.raises(NotAllowed):
        services.lend(grants=[own(singer)], to=deputy, by=deputy, at=NOON, **days)
    services.lend(grants=[own(singer)], to=deputy, by=leader, at=NOON, **days)

    assert [each.name for each in selectors.waiting_for(person=deputy, on=TODAY).absent] == ["Sue"]


def test_a_deputy_works_here_on_all_the_days() -> None:
    singer, leaving = a_person("Sue", SING), a_person("Dee")
    services.leave(person=leaving, on=TOMORROW, by=HOUSE, at=NOON)

    with pytest.raises(services.DoesNotWorkHere):
        services.lend(grants=[own(singer)], to=leaving, from_on=TODAY, until_on=NEXT_WEEK, by=singer, at=NOON)


@pytest.mark.parametrize("by", ["deputy", "absent"])
def test_either_side_ends_a_deputyship_early(by: str) -> None:
    company = a_company()
    people = {"absent": a_person("Sue", SING), "deputy": a_person("Dee")}
    lent = services.lend(
        grants=[own(people["absent"])], to=people["deputy"], from_on=TODAY, until_on=NEXT_WEEK, by=people["absent"],
        at=NOON,
    )  # fmt: skip

    services.take_back(lent=lent[0], on=TODAY, by=people[by], at=NOON)

    assert (may(people["deputy"], company), Grant.objects.filter(lent_from__isnull=False).count()) == ([False] * 2, 0)


def test_who_leaves_leaves_no_deputy_behind() -> None:
    company, singer, deputy = a_company(), a_person("Sue", SING), a_person("Dee")
    services.lend(grants=[own(singer)], to=deputy, from_on=TODAY, until_on=NEXT_WEEK, by=singer, at=NOON)

    services.leave(person=singer, on=TODAY, by=HOUSE, at=NOON)

    assert may(deputy, company) == [False, False]


def test_the_record_has_a_deputy_act_for_the_absent_person_only_where_the_power_is_lent() -> None:
    company = a_company()
    manager, deputy = a_person("Mae", rules.MANAGE), a_person("Dee", SING)
    services.lend(grants=[own(manager)], to=deputy, from_on=TODAY, until_on=NEXT_WEEK, by=manager, at=NOON)
    parent = a_unit("east", under=company)

    services.move_unit(unit=a_unit("hotel", under=company), parent=parent, on=TODAY, by=deputy, at=NOON)
    services.speak(person=Person.objects.get(pk=deputy.pk), language="es", at=NOON)

    written = list(Entry.objects.filter(deed__in=["people.move_unit", "people.speak"]).order_by("pk"))
    keys = [entry.actor for entry in written]
    assert keys == [f"person:{deputy.pk} for person:{manager.pk}", f"person:{deputy.pk}"]
    assert selectors.names_of(actors=keys) == {keys[0]: "Dee for Mae", keys[1]: "Dee"}
    again = selectors.actor(key=keys[0])
    assert (again, again.actor_key) == (deputy, keys[0])


def test_a_changed_role_is_foretold_but_for_what_other_roles_give() -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)
    a_role("singer", SING.code)
    a_role("dancer", DANCE.code)
    sings, dances_too = a_person("Sue"), a_person("Tom")
    for person in (sings, dances_too):
        given(person, "singer", hotel)
    given(dances_too, "dancer", company)

    changes = selectors.change_of_role(role="singer", powers=[DANCE.code])

    assert [(each.name, each.gains, each.loses) for each in changes] == [
        ("Sue", (DANCE.code,), (SING.code,)),
        ("Tom", (), (SING.code,)),
    ]


def test_a_move_foretells_who_gains_and_loses_powers() -> None:
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    hotel = a_unit("hotel", under=east)
    a_person("Eve", SING, unit=east)
    a_person("Wes", DANCE, unit=west)
    a_person("Con", SING, unit=company)

    changes = selectors.change_of_place(unit=hotel.pk, parent=west.pk)

    assert [(each.name, each.gains, each.loses) for each in changes] == [
        ("Eve", (), (SING.code,)),
        ("Wes", (DANCE.code,), ()),
    ]


def test_who_may_see_something_is_told_with_the_reason_to_whoever_may_themselves() -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)
    singer, deputy = a_person("Sue", SING, unit=company), a_person("Dee", unit=hotel)
    a_person("Dan", DANCE, unit=hotel)
    services.lend(grants=[own(singer)], to=deputy, from_on=TODAY, until_on=NEXT_WEEK, by=singer, at=NOON)

    found = selectors.who_holds(powers=[SING], unit=hotel.pk, viewer=singer)[0]

    assert [(each.name, each.unit_code, each.from_on, each.until_on, each.lent_by) for each in found] == [
        ("Sue", "company", LONG_AGO_ON, terms.FOR_EVER, ""),
        ("Dee", "company", TODAY, NEXT_WEEK, "Sue"),
    ]
    with pytest.raises(NotAllowed):
        selectors.who_holds(powers=[SING], unit=hotel.pk, viewer=a_person("Out"))


@pytest.mark.parametrize("ruling", rules.OVER_POWERS)
def test_nobody_lends_for_others_what_rules_over_powers_and_they_lack(ruling: Power) -> None:
    leader_powers = (rules.DEPUTISE,) if ruling is not rules.DEPUTISE else (SING,)
    leader, friend = a_person("Lea", *leader_powers), a_person("Fay")
    boss = a_person("Eve", ruling, SING)
    if ruling is rules.DEPUTISE:  # held as a deputy only, so it is not one's own
        services.lend(grants=[own(boss)], to=leader, from_on=TODAY, until_on=NEXT_WEEK, by=boss, at=NOON)

    with pytest.raises(services.WouldGiveMore) as refused:
        services.lend(grants=[own(boss)], to=friend, from_on=TODAY, until_on=NEXT_WEEK, by=leader, at=NOON)

    assert refused.value.powers == (ruling.code,)
    services.lend(grants=[own(boss)], to=friend, from_on=TODAY, until_on=NEXT_WEEK, by=boss, at=NOON)


def test_a_token_that_happens_to_have_the_key_of_a_person_is_not_that_person() -> None:
    company, singer, deputy = a_company(), a_person("Sue", SING), a_person("Dee")
    a_role("dancer", DANCE.code)
    role = selectors.role_by_code(code="dancer")
    token, _secret = services.make_token(name="T", unit=company, role=role, by=HOUSE, at=NOON)
    token.pk = singer.pk
    lent = services.lend(grants=[own(singer)], to=deputy, from_on=TODAY, until_on=NEXT_WEEK, by=singer, at=NOON)[0]

    with pytest.raises(NotAllowed):
        services.end_grant(grant=own(singer), on=TOMORROW, by=token, at=NOON)
    with pytest.raises(NotAllowed):
        services.lend(grants=[own(singer)], to=deputy, from_on=TODAY, until_on=NEXT_WEEK, by=token, at=NOON)
    with pytest.raises(NotAllowed):
        services.take_back(lent=lent, on=TODAY, by=token, at=NOON)
    with pytest.raises(selectors.NoSuchGrant):
        selectors.grant_for(viewer=token, key=own(singer).pk)
