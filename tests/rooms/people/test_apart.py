"""A unit is kept apart: powers held above it end at its door, and nobody from above gives themselves the key."""

from datetime import UTC, date, datetime

import pytest

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed, Power, all_powers
from servewell.rooms.cases import rules as cases
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import KeptApart, Lineage, Person, Unit
from servewell.rooms.voice import rules as voice
from tests.builders import a_company, a_person, a_unit, words
from tests.builders.machines import a_token

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
NEXT_YEAR = date(2027, 1, 1)
READING = (cases.SEE, cases.ANSWER, voice.READ, rules.DEPUTISE)
ABOVE_ALL = tuple(all_powers())

pytestmark = pytest.mark.django_db


def a_desk(*, under: Unit | None = None) -> tuple[Unit, Person]:
    """A desk below which payroll stands, and who heads it."""
    desk = a_unit("people-desk", under=under or a_company(), kind="desk")
    a_unit("payroll", under=desk)
    return desk, a_person("Hana", *ABOVE_ALL, unit=desk)


def kept(desk: Unit, *, by: Person | None = None) -> None:
    services.keep_apart(unit=desk, by=by or HOUSE, at=NOON)


def seen(person: Person, power: Power) -> list[str]:
    return [unit.code for unit in selectors.units_seen(viewer=person, power=power)]


def who(power: Power, unit: Unit) -> list[str]:
    return [person.name for person in selectors.who_may(power=power, unit=unit.pk, viewer=HOUSE)]


def test_powers_that_read_end_at_its_door_by_whatever_question_they_are_asked_for() -> None:
    desk, hana = a_desk()
    vi = a_person("Vi", *ABOVE_ALL)
    token = a_token(a_company(), *ABOVE_ALL)[0]
    payroll = selectors.unit_for(viewer=HOUSE, power=cases.SEE, code="payroll")

    kept(desk, by=vi)

    assert seen(vi, cases.SEE) == ["company"]
    assert seen(vi, rules.SEE_TEAM) == ["company", "payroll", "people-desk"]
    assert [seen(hana, power) for power in READING] == [["payroll", "people-desk"]] * 4
    assert [selectors.may(actor=each, power=cases.SEE, unit=payroll.pk) for each in (vi, token, hana)] == [
        False,
        False,
        True,
    ]
    assert (who(cases.ANSWER, payroll), who(rules.SEE_TEAM, payroll)) == (["Hana"], ["Hana", "Vi"])
    assert selectors.who_may_within(power=cases.ANSWER, viewer=hana, seen=cases.SEE) == [hana]
    assert selectors.nearest_who_may(power=cases.SEE, units=[payroll.pk], viewer=HOUSE) == {payroll.pk: [hana]}
    above, reaching = selectors.who_holds(powers=(cases.SEE, rules.SEE_TEAM), unit=desk.pk, viewer=hana)
    assert ([each.name for each in above], [each.name for each in reaching]) == (["Hana"], ["Hana", "Vi"])
    assert not selectors.may_act_as(actor=vi, person=hana)
    with pytest.raises(NotAllowed):
        selectors.require(actor=vi, power=cases.ANSWER, unit=desk.pk)


def test_nobody_from_above_gives_themselves_a_key() -> None:
    desk, hana = a_desk()
    vi, ann = a_person("Vi", *ABOVE_ALL), a_person("Ann", unit=desk)
    reads, sees = (
        services.RoleDraft(code, words(code), powers)
        for code, powers in (("reads", ("cases.see",)), ("looks", ("people.see-team",)))
    )
    reading, looking = services.define_roles(roles=[reads, sees], by=vi, at=NOON)
    own = selectors.own_grants(person=hana)
    kept(desk)

    services.grant(person=vi, role=looking, unit=desk, from_on=TODAY, by=vi, at=NOON)
    with pytest.raises(services.WouldGiveMore):
        services.grant(person=vi, role=reading, unit=desk, from_on=TODAY, by=vi, at=NOON)
    with pytest.raises(services.WouldGiveMore, match=r"cases\.see"):
        services.define_roles(
            roles=[services.RoleDraft("looks", words("looks"), ("people.see-team", "cases.see"))], by=vi, at=NOON
        )
    with pytest.raises(NotAllowed):
        services.lend(grants=own, to=ann, from_on=TODAY, until_on=NEXT_YEAR, by=vi, at=NOON)
    with pytest.raises(services.WouldGiveMore):
        services.make_token(name="Spy", unit=desk, role=reading, by=vi, at=NOON)
    with pytest.raises(services.WouldGiveMore):
        services.keep_apart_no_more(unit=desk, by=vi, at=NOON)
    payroll = selectors.unit_for(viewer=vi, power=rules.MANAGE, code="payroll")
    with pytest.raises(services.WouldGiveMore):
        services.move_unit(unit=payroll, parent=a_company(), on=TODAY, by=vi, at=NOON)
    assert seen(vi, cases.SEE) == ["company"]

    services.lend(grants=own, to=ann, from_on=TODAY, until_on=NEXT_YEAR, by=hana, at=NOON)
    services.grant(person=vi, role=reading, unit=payroll, from_on=TODAY, by=hana, at=NOON)

    assert (seen(ann, cases.SEE), seen(vi, cases.SEE)) == (["payroll", "people-desk"], ["company", "payroll"])


def test_it_is_written_down_who_kept_it_apart_since_when_and_who_ended_it() -> None:
    desk, hana = a_desk()
    vi = a_person("Vi", *ABOVE_ALL)
    kept(desk, by=vi)
    kept(desk, by=hana)
    standing = selectors.kept_apart(unit=Unit.objects.get(code="payroll").pk)
    assert standing is not None
    assert (standing.unit, standing.begun_by, standing.begun_at) == (desk, vi.actor_key, NOON)

    services.keep_apart_no_more(unit=desk, by=hana, at=NOON)
    services.keep_apart_no_more(unit=desk, by=hana, at=NOON)

    assert seen(vi, cases.SEE) == ["company", "payroll", "people-desk"]
    assert list(KeptApart.objects.values_list("ended_by", "ended_at")) == [(hana.actor_key, NOON)]
    deeds = ("people.keep_apart", "people.keep_apart_no_more")
    assert list(Entry.objects.filter(deed__in=deeds).order_by("pk").values_list("deed", "actor")) == [
        (deeds[0], vi.actor_key), (deeds[1], hana.actor_key),
    ]  # fmt: skip


def test_what_makes_no_sense_is_refused() -> None:
    bare = a_unit("bare", under=a_company())
    vi, looks = a_person("Vi", *ABOVE_ALL), a_person("Lee", cases.SEE)

    with pytest.raises(services.NobodyReadsThere):
        kept(bare, by=vi)
    with pytest.raises(services.IsTheCompany):
        kept(a_company(), by=vi)
    with pytest.raises(NotAllowed):
        kept(bare, by=looks)
    assert not KeptApart.objects.exists()


def test_units_that_are_added_moved_in_and_moved_along_keep_apart() -> None:
    """Also from the day of a move that is still to come."""
    region = a_unit("region", under=a_company())
    desk, _hana = a_desk(under=region)
    shop = a_unit("shop", under=region)
    vi = a_person("Vi", *ABOVE_ALL)
    services.move_unit(unit=shop, parent=desk, on=NEXT_YEAR, by=HOUSE, at=NOON)
    kept(desk)

    a_unit("benefits", under=desk)
    services.move_unit(unit=desk, parent=a_company(), on=TODAY, by=vi, at=NOON)

    assert seen(vi, cases.SEE) == ["company", "region", "shop"]
    rows = Lineage.objects.filter(until_on__gt=NEXT_YEAR, ancestor__code="company", is_apart=True)
    assert sorted(rows.values_list("unit__code", flat=True)) == ["benefits", "payroll", "people-desk", "shop"]
    assert not Lineage.objects.filter(ancestor=desk, is_apart=True).exists()


def test_one_kept_apart_within_another_is_closed_to_both_sides_above() -> None:
    desk, hana = a_desk()
    payroll = Unit.objects.get(code="payroll")
    pia = a_person("Pia", cases.SEE, unit=payroll)
    for unit in (payroll, desk):
        kept(unit)

    assert [seen(each, cases.SEE) for each in (hana, pia)] == [["people-desk"], ["payroll"]]
    assert selectors.kept_by(units=[payroll.pk, desk.pk, a_company().pk]) == {payroll.pk: payroll.pk, desk.pk: desk.pk}
    assert not selectors.are_one_side(units=[payroll.pk, desk.pk])

    services.keep_apart_no_more(unit=desk, by=HOUSE, at=NOON)

    assert [seen(each, cases.SEE) for each in (hana, pia)] == [["people-desk"], ["payroll"]]
