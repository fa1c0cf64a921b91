"""Nobody takes over a stronger person's sign-in by giving them another e-mail address."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from servewell.base import today
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import AddressChange, Person, Unit
from servewell.rooms.people.services import addresses as addresses_
from servewell.rooms.people.services.staff.rows import Fault
from tests.builders import a_company, a_person, a_unit, mail_settings
from tests.builders.signing_in import with_a_password
from tests.builders.staff import a_row, a_staff_file
from tests.engines.mail.smtp_servers import Keeper, free_port, running

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
LATER = NOON.date() + timedelta(days=7)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)


@pytest.fixture
def harbour() -> Unit:
    return a_unit("harbour", under=a_company())


def a_manager(unit: Unit) -> Person:
    return a_person("Mae", rules.MANAGE, unit=unit)


def a_boss(unit: Unit) -> Person:
    """Works in the unit, and may do what its manager may not."""
    return with_a_password(a_person("Eve", rules.ACTIVATE, unit=unit, number="2", email="eve@example.com"))


def brought(folder: Path, unit: Unit, by: Person, email: str, number: str = "2") -> None:
    path = a_staff_file(folder, a_row(number, unit.code, name="Eve", email=email))
    intake, _plan = services.bring_staff(
        path=path, name="staff.csv", unit=unit, on=NOON.date(), is_whole=False, by=by, at=NOON
    )
    services.start_intake(intake=intake, by=by, at=NOON, in_worker=False)
    services.take_in_staff(intake=intake, at=NOON)


def stand() -> list[tuple[str, str, str]]:
    return list(AddressChange.objects.order_by("pk").values_list("old", "new", "state"))


def addresses(person: Person) -> tuple[str, str]:
    person.refresh_from_db()
    return person.email, person.sign_in.email if person.sign_in else ""


def test_a_staff_file_gives_no_stronger_person_another_address_before_somebody_agrees(
    harbour: Unit, tmp_path: Path
) -> None:
    manager, boss = a_manager(harbour), a_boss(harbour)

    brought(tmp_path, harbour, manager, "mallory@example.com")
    brought(tmp_path, harbour, manager, "mallory@example.com")

    assert (addresses(boss), stand()) == (
        ("eve@example.com", "eve@example.com"),
        [("eve@example.com", "mallory@example.com", "waiting")],
    )
    assert services.admit(email="mallory@example.com", at=NOON) is None


def test_whoever_may_do_as_much_gives_it_at_once(harbour: Unit, tmp_path: Path) -> None:
    boss = a_boss(harbour)

    brought(tmp_path, harbour, a_person("Max", rules.MANAGE, rules.ACTIVATE), "eve.new@example.com")

    assert addresses(boss) == ("eve.new@example.com", "eve.new@example.com")
    assert stand() == [("eve@example.com", "eve.new@example.com", "taken")]


@pytest.mark.parametrize("until", ["", "2026-11-15"])
def test_whoever_starts_the_file_of_somebody_weaker_does_what_was_shown(
    until: str, harbour: Unit, tmp_path: Path
) -> None:
    manager, boss = a_manager(harbour), a_boss(harbour)
    over_all = {"unit": a_company(), "from_on": NOON.date(), "by": HOUSE, "at": NOON}
    services.grant(person=boss, role=selectors.role_by_code(code="role-2"), **over_all)  # type: ignore[arg-type]
    for number in range(10, 20):
        a_person(f"P{number}", unit=harbour, number=str(number))
    row = a_row("2", harbour.code, name="Eve", email="mallory@example.com", until=until, **{"from": ""})
    intake, shown = services.bring_staff(
        path=a_staff_file(tmp_path, row),
        name="s.csv",
        unit=harbour,
        on=NOON.date(),
        is_whole=False,
        by=manager,
        at=NOON,
    )

    services.start_intake(intake=intake, by=a_person("Max", rules.MANAGE, rules.ACTIVATE), at=NOON, in_worker=False)
    assert services.take_in_staff(intake=intake, at=NOON)

    assert (intake.state, shown.leavers, selectors.has_left(person=boss)) == ("done", 0, False)
    assert addresses(boss) == ("eve@example.com", "eve@example.com")
    assert stand() == ([] if until else [("eve@example.com", "mallory@example.com", "waiting")])


def test_a_deputy_may_not_do_as_much(harbour: Unit, tmp_path: Path) -> None:
    boss, max_, dee = a_boss(harbour), a_person("Max", rules.MANAGE, rules.ACTIVATE), a_person("Dee")
    services.lend(
        grants=selectors.own_grants(person=max_), to=dee, from_on=NOON.date(), until_on=LATER,
        by=max_, at=NOON,
    )  # fmt: skip

    brought(tmp_path, harbour, dee, "mallory@example.com")

    assert addresses(boss) == ("eve@example.com", "eve@example.com")
    assert selectors.addresses_waiting(viewer=dee) == []


def test_only_the_person_and_who_could_act_as_them_decide(harbour: Unit, tmp_path: Path) -> None:
    manager, boss = a_manager(harbour), a_boss(harbour)
    equal, elsewhere = a_person("Max", rules.MANAGE, rules.ACTIVATE), a_unit("lake", under=a_company())
    stranger = a_person("Sam", rules.MANAGE, rules.ACTIVATE, unit=elsewhere)
    unmanaging = a_person("Una", rules.ACTIVATE)
    brought(tmp_path, harbour, manager, "eve.new@example.com")
    change = AddressChange.objects.get()

    seen = [len(selectors.addresses_waiting(viewer=each)) for each in (manager, boss, equal, stranger, unmanaging)]
    assert seen == [0, 1, 1, 0, 0]
    for other in (manager, stranger, unmanaging):
        with pytest.raises(NotAllowed):
            services.agree_to_address(change=change, by=other, at=NOON)
        with pytest.raises(NotAllowed):
            services.keep_address(change=change, by=other, at=NOON)

    services.agree_to_address(change=change, by=equal, at=NOON)
    assert addresses(boss) == ("eve.new@example.com", "eve.new@example.com")
    with pytest.raises(NotAllowed):
        services.keep_address(change=change, by=equal, at=NOON)
    assert Entry.objects.filter(deed="people.agree_to_address", actor=equal.actor_key).count() == 1


@pytest.mark.parametrize("waiting", [1, 3])
def test_many_that_wait_are_found_in_as_many_queries_as_one(
    waiting: int, harbour: Unit, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    manager, equal = a_manager(harbour), a_person("Max", rules.MANAGE, rules.ACTIVATE)
    for number in range(waiting):
        a_person("Eve", rules.ACTIVATE, unit=harbour, number=f"e{number}", email=f"eve{number}@example.com")
        brought(tmp_path, harbour, manager, f"new{number}@example.com", number=f"e{number}")

    with django_assert_num_queries(3):
        found = selectors.addresses_waiting(viewer=equal)

    assert [each.new for each in found] == [f"new{number}@example.com" for number in range(waiting)]
    with django_assert_num_queries(3):
        assert selectors.addresses_waiting(viewer=manager) == []


def test_what_was_declined_is_not_asked_again_until_another_is(harbour: Unit, tmp_path: Path) -> None:
    manager, boss = a_manager(harbour), a_boss(harbour)
    brought(tmp_path, harbour, manager, "one@example.com")
    services.keep_address(change=AddressChange.objects.get(), by=boss, at=NOON)

    brought(tmp_path, harbour, manager, "one@example.com")
    declined = [state for _, _, state in stand()]
    brought(tmp_path, harbour, manager, "two@example.com")
    brought(tmp_path, harbour, manager, "one@example.com")

    assert declined == ["kept"]
    assert [(new, state) for _, new, state in stand()] == [
        ("one@example.com", "kept"),
        ("two@example.com", "overtaken"),
        ("one@example.com", "waiting"),
    ]


def test_what_waits_for_somebody_who_holds_nothing_any_more_is_overtaken(harbour: Unit, tmp_path: Path) -> None:
    manager = a_manager(harbour)
    ann = a_person("Ann", rules.ACTIVATE, unit=harbour, number="2", email="ann@example.com")
    brought(tmp_path, harbour, manager, "one@example.com")
    services.end_grant(grant=selectors.own_grants(person=ann)[0], on=NOON.date(), by=HOUSE, at=NOON)

    brought(tmp_path, harbour, manager, "two@example.com")

    assert (addresses(ann)[0], stand()) == (
        "two@example.com", [("ann@example.com", "one@example.com", "overtaken")]
    )  # fmt: skip


def test_an_address_of_somebody_without_powers_or_sign_in_just_changes(harbour: Unit, tmp_path: Path) -> None:
    manager = a_manager(harbour)
    host = a_person("Eve", unit=harbour, number="2", email="eve@example.com")

    brought(tmp_path, harbour, manager, "eve.new@example.com")

    assert (addresses(host), stand()) == (("eve.new@example.com", ""), [])


def test_the_plan_says_which_address_waits_and_whom_it_may_not_let_go(harbour: Unit, tmp_path: Path) -> None:
    manager, boss = a_manager(harbour), a_boss(harbour)
    role = selectors.role_by_code(code="role-2")
    services.grant(person=boss, role=role, unit=a_company(), from_on=NOON.date(), by=HOUSE, at=NOON)
    path = a_staff_file(tmp_path, a_row("2", "harbour", name="Eve", email="mallory@example.com"))
    plan = services.plan_staff(path=path, unit=harbour, on=NOON.date(), is_whole=False, by=manager)
    gone = a_staff_file(tmp_path, a_row("2", "harbour", name="Eve", until="2026-11-01", **{"from": ""}))
    leaving = services.plan_staff(path=gone, unit=harbour, on=NOON.date(), is_whole=False, by=manager)

    assert [(each.number, each.asks) for each in plan.changes] == [("2", True)]
    assert leaving.changes == ()
    assert [(each.row, each.number, each.faults) for each in leaving.held] == [
        (2, "2", (Fault("may-do-more", "number", "Eve"),))
    ]


def test_a_token_gives_only_those_another_address_who_may_do_no_more_than_its_role(harbour: Unit) -> None:
    boss, host = a_boss(harbour), a_person("Tom", unit=harbour, number="3", email="tom@example.com")
    role = services.define_roles(
        roles=[services.RoleDraft(code="hr", title=boss.postings.get().job, powers=(rules.MANAGE.code,))], by=HOUSE,
        at=NOON,
    )[0]  # fmt: skip
    token, _secret = services.make_token(name="Provider", unit=a_company(), role=role, by=HOUSE, at=NOON)

    for person in (boss, host):
        said = services.AccountSaid(
            user_name=person.number, external_id="", number=person.number, name=person.name,
            email=f"mallory{person.number}@example.com", language="", job="", department="harbour", manager="",
            is_active=True, document={},
        )  # fmt: skip
        services.open_account(token=token, said=said, at=NOON)

    assert [addresses(each)[0] for each in (boss, host)] == ["eve@example.com", "mallory3@example.com"]
    assert [(each.person, each.asked_by) for each in AddressChange.objects.all()] == [(boss, token.actor_key)]


def test_a_source_that_says_the_old_address_again_asks_for_no_other(harbour: Unit) -> None:
    boss, manager = a_boss(harbour), a_manager(harbour)

    for said in ("mallory@example.com", "eve@example.com"):
        addresses_.give_addresses(addresses={boss.pk: said}, by=manager, at=NOON)

    assert (addresses(boss)[0], stand()) == (
        "eve@example.com", [("eve@example.com", "mallory@example.com", "overtaken")]
    )  # fmt: skip


def test_of_two_who_ask_at_one_moment_one_waits(harbour: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    boss, manager = a_boss(harbour), a_manager(harbour)
    addresses_.give_addresses(addresses={boss.pk: "mallory@example.com"}, by=manager, at=NOON)
    monkeypatch.setattr(addresses_, "_overtake", lambda *_, **__: None)  # the other had not begun when it looked

    addresses_.give_addresses(addresses={boss.pk: "trudy@example.com"}, by=manager, at=NOON)

    assert stand() == [("eve@example.com", "mallory@example.com", "waiting")]


def test_the_person_hears_of_it_once_where_the_old_address_is(
    harbour: Unit, tmp_path: Path, settings: Settings, follow_ups: Callable[[], int]
) -> None:
    a_boss(harbour)
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        brought(tmp_path, harbour, a_manager(harbour), "mallory@example.com")
        follow_ups()
        services.agree_to_address(change=AddressChange.objects.get(), by=HOUSE, at=NOON)
        follow_ups()

    letters = [message_from_bytes(each.content, policy=policy.default) for each in keeper.taken]
    assert [(each["To"], each["Subject"]) for each in letters] == [
        ("eve@example.com", "Somebody asked for another e-mail address for you"),
        ("eve@example.com", "Your e-mail address was changed"),
    ]
    assert ["mallory@example.com" in each.get_content() for each in letters] == [True, True]


def test_a_mail_server_that_is_down_is_tried_again(harbour: Unit, tmp_path: Path, settings: Settings) -> None:
    a_boss(harbour)
    settings.MAIL = mail_settings(free_port(), timeout_seconds=1)
    brought(tmp_path, harbour, a_manager(harbour), "mallory@example.com")
    change = AddressChange.objects.get()

    with pytest.raises(services.LettersNotReached):
        services.tell_old_addresses(changes=[change.pk], at=NOON)

    change.refresh_from_db()
    assert change.told == ""


def test_nobody_makes_a_token_that_may_do_more_than_they(harbour: Unit) -> None:
    manager = a_person("Mae", rules.MANAGE)
    a_person("Eve", rules.MANAGE, rules.ACTIVATE, number="9")

    with pytest.raises(services.WouldGiveMore):
        services.make_token(
            name="Mine", unit=a_company(), role=selectors.role_by_code(code="role-9"), by=manager, at=NOON
        )  # fmt: skip
