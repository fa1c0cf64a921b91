"""Everything a leaver held is handed on or shown as orphaned, until somebody takes it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from servewell.base import holding, today
from servewell.base.holding import Why
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed, all_powers
from servewell.rooms.cases import services as cases
from servewell.rooms.cases.models import Case
from servewell.rooms.instruments import services as instruments
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.standards.models import Process
from servewell.rooms.voice.models import Campaign
from tests.builders import a_channel, a_company, a_person, a_policy, a_survey, a_unit, an_open_case
from tests.builders.asking import a_campaign
from tests.builders.serving import a_process

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ON = NOW.date()


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOW)


@pytest.fixture
def hotel() -> Unit:
    return a_unit("harbour", under=a_company())


def everybody_may(name: str, unit: Unit | None = None) -> Person:
    return a_person(name, *all_powers(), unit=unit)


def left(person: Person) -> Person:
    return services.leave(person=person, on=ON - timedelta(days=3), by=HOUSE, at=NOW)


def leads(leader: Person, person: Person) -> None:
    services.lead(person=person, leader=leader, from_on=date(2025, 1, 1), by=HOUSE, at=NOW)


def seen(found: "list[holding.OfKind]") -> list[tuple[str, str, int | None]]:
    return [(each.kind.code, thing.says, thing.holder) for each in found for thing in each.things]


def held(person: Person, viewer: object = HOUSE) -> list[tuple[str, str, int | None]]:
    return seen(list(holding.held(persons=selectors.only(person=person), viewer=viewer)))  # type: ignore[arg-type]


def orphaned(viewer: object = HOUSE) -> list[tuple[str, str, int | None]]:
    return seen(list(holding.held(persons=selectors.leavers(), viewer=viewer, orphaned=True)))  # type: ignore[arg-type]


def things_of(person: Person) -> list[holding.Held]:
    found = holding.held(persons=selectors.only(person=person), viewer=HOUSE)
    return [thing for each in found for thing in each.things]


def handed(things: "list[holding.Held]", holder: Person, to: Person, by: Person) -> list[tuple[str, Why | None]]:
    outcomes = services.hand_on(things=things, holder=holder, to=to, by=by, at=NOW)
    return [(each.thing.kind, each.why) for each in outcomes]


def a_full_desk(hotel: Unit) -> tuple[Person, Case]:
    """Somebody who holds one thing of each kind that is handed on here."""
    a_survey()
    a_policy(a_company())
    ann = everybody_may("Ann", hotel)
    case = an_open_case(a_channel(hotel), at=NOW)
    leads(ann, a_person("Led", unit=hotel, number="led"))
    a_process(unit=hotel, owner=ann)
    a_campaign(unit=hotel, by=ann, at=NOW)
    return ann, case


def test_each_room_says_what_a_person_holds(hotel: Unit) -> None:
    ann, case = a_full_desk(hotel)
    subject = str(Campaign.objects.get().subject)

    assert held(ann) == [
        ("cases.case", f"Case {case.pk}", ann.pk),
        ("people.led", "Led (led)", ann.pk),
        ("standards.process", "Check in", ann.pk),
        ("voice.campaign", subject, ann.pk),
    ]


def test_all_of_it_goes_to_a_successor_who_may(hotel: Unit) -> None:
    ann, case = a_full_desk(hotel)
    bea, boss = everybody_may("Bea", hotel), everybody_may("Boss")

    done = handed(things_of(ann), ann, bea, boss)

    assert done == [
        ("cases.case", None), ("people.led", None), ("standards.process", None), ("voice.campaign", None),
    ]  # fmt: skip
    assert held(ann) == []
    assert [kind for kind, _says, _holder in held(bea)] == [kind for kind, _why in done]
    assert Case.objects.get(pk=case.pk).owner == bea
    assert list(Process.objects.filter(retired_at=None).values_list("owner", "version")) == [(bea.pk, 2)]
    entry = Entry.objects.get(deed="voice.hand_on_campaign")
    assert (entry.actor, entry.detail) == (boss.actor_key, {"from": ann.pk, "to": bea.pk})


def test_nothing_is_lost_when_somebody_leaves(hotel: Unit) -> None:
    ann, case = a_full_desk(hotel)
    subject = str(Campaign.objects.get().subject)

    left(ann)

    assert orphaned() == [
        ("cases.case", f"Case {case.pk}", None),
        ("people.led", "Led (led), led by nobody since 13 November 2026", ann.pk),
        ("standards.process", "Check in", ann.pk),
        ("voice.campaign", subject, ann.pk),
    ]


def test_it_stands_as_orphaned_until_somebody_takes_it(hotel: Unit) -> None:
    ann, case = a_full_desk(hotel)
    left(ann)
    bea, boss = everybody_may("Bea", hotel), everybody_may("Boss")
    todo = "Something that people held who have left is nobody's now"
    assert [each.title for each in selectors.waiting_for(person=boss, on=NOW.date(), manages=True).todo] == [todo]

    handed(things_of(ann), ann, bea, boss)
    cases.assign(case=Case.objects.get(pk=case.pk), to=bea, by=boss, at=NOW)

    assert orphaned() == []
    assert selectors.waiting_for(person=boss, on=NOW.date(), manages=True).todo == []


def test_a_draft_is_taken_up_by_whoever_saves_it_next(hotel: Unit) -> None:
    ann, bea = everybody_may("Ann"), everybody_may("Bea")
    draft = instruments.begin_draft(code="walk", unit=a_company(), document={}, thanks={}, by=ann, at=NOW)
    left(ann)
    assert orphaned() == [("instruments.draft", "Draft of walk", ann.pk)]
    assert handed(things_of(ann), ann, bea, bea) == [("instruments.draft", Why.BY_HAND)]

    instruments.save_draft(
        draft=draft, document=draft.document, thanks={"en": "Thank you."}, revision=1, by=bea, at=NOW
    )

    assert orphaned() == []


def test_what_a_deputy_did_for_somebody_is_the_deputys(hotel: Unit) -> None:
    ann = everybody_may("Ann", hotel)
    absent = a_person("Absent", unit=hotel)
    ann.stands_for = frozenset({absent.pk})
    a_campaign(unit=hotel, by=ann, at=NOW)

    assert [kind for kind, _says, _holder in held(ann)] == ["voice.campaign"]
    assert held(absent) == []


def test_a_successor_who_has_left_takes_nothing(hotel: Unit) -> None:
    ann, _case = a_full_desk(hotel)
    gone, boss = left(everybody_may("Gone", hotel)), everybody_may("Boss")

    with pytest.raises(services.SuccessorHasLeft):
        handed(things_of(ann), ann, gone, boss)


def test_a_successor_who_begins_later_takes_nothing_yet(hotel: Unit) -> None:
    ann, _case = a_full_desk(hotel)
    later = a_person("Later", unit=hotel, from_on=ON + timedelta(days=9))

    with pytest.raises(services.SuccessorIsNotHereYet, match="2026-11-25"):
        handed(things_of(ann), ann, later, everybody_may("Boss"))


def test_nobody_succeeds_themselves(hotel: Unit) -> None:
    ann, _case = a_full_desk(hotel)

    with pytest.raises(services.OwnSuccessor):
        handed(things_of(ann), ann, ann, everybody_may("Boss"))


def test_a_successor_without_the_power_gets_what_needs_none_and_the_rest_stays(hotel: Unit) -> None:
    ann, case = a_full_desk(hotel)

    done = handed(things_of(ann), ann, a_person("Cy", unit=hotel), everybody_may("Boss"))

    assert done == [
        ("cases.case", Why.THEY_MAY_NOT), ("people.led", None), ("standards.process", None),
        ("voice.campaign", Why.THEY_MAY_NOT),
    ]  # fmt: skip
    assert Case.objects.get(pk=case.pk).owner == ann


def test_who_manages_people_only_hands_on_whom_they_manage(hotel: Unit) -> None:
    ann, _case = a_full_desk(hotel)
    manager = a_person("Mo", rules.MANAGE, unit=hotel)

    assert handed(things_of(ann), ann, everybody_may("Bea", hotel), manager) == [
        ("cases.case", Why.YOU_MAY_NOT), ("people.led", None), ("standards.process", Why.YOU_MAY_NOT),
        ("voice.campaign", Why.YOU_MAY_NOT),
    ]  # fmt: skip


def test_who_manages_other_people_hands_on_nothing(hotel: Unit) -> None:
    ann, _case = a_full_desk(hotel)
    stranger = a_person("Sy", rules.MANAGE, unit=a_unit("lakeside", under=a_company()))

    with pytest.raises(NotAllowed):
        handed(things_of(ann), ann, everybody_may("Bea", hotel), stranger)
    assert (held(ann, stranger), orphaned(stranger)) == ([], [])


def test_what_somebody_took_meanwhile_stays_with_them(hotel: Unit) -> None:
    ann, _case = a_full_desk(hotel)
    bea, cy, boss = everybody_may("Bea", hotel), everybody_may("Cy", hotel), everybody_may("Boss")
    things = things_of(ann)
    handed(things, ann, bea, boss)

    assert {why for _kind, why in handed(things, ann, cy, boss)} == {Why.MOVED}
    assert held(cy) == []


def test_somebody_who_leaves_amid_a_hand_over_keeps_nothing_that_went(hotel: Unit) -> None:
    ann, _case = a_full_desk(hotel)
    bea, boss = everybody_may("Bea", hotel), everybody_may("Boss")
    things = things_of(ann)
    handed(things[:2], ann, bea, boss)

    left(ann)

    assert [kind for kind, _says, _holder in orphaned()] == ["standards.process", "voice.campaign"]
    assert handed(things[2:], ann, bea, boss) == [("standards.process", None), ("voice.campaign", None)]
    assert orphaned() == []


def test_nobody_comes_to_lead_themselves_by_a_hand_over(hotel: Unit) -> None:
    ann, bea = a_person("Ann", unit=hotel), a_person("Bea", unit=hotel)
    leads(ann, bea)

    assert handed(things_of(ann), ann, bea, everybody_may("Boss")) == [("people.led", Why.RING)]


def test_whoever_is_promised_to_come_back_has_not_left(hotel: Unit) -> None:
    ann = a_person("Ann", unit=hotel, from_on=ON + timedelta(days=9))

    assert list(selectors.leavers()) == []
    assert not selectors.has_left(person=ann)


def test_a_unit_is_without_a_leader_once_the_last_one_left(hotel: Unit) -> None:
    everybody_may("Chief")
    lee = a_person("Lee", rules.SEE_TEAM, unit=hotel)
    a_person("Ann", unit=hotel)
    assert selectors.units_without_leader(viewer=HOUSE) == []

    left(lee)

    assert selectors.units_without_leader(viewer=HOUSE) == [hotel]
