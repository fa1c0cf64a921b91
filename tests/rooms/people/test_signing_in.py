"""Activation codes, PINs and who may hand them out."""

from datetime import datetime, timedelta

import pytest

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import ActivationCode
from tests.builders import a_company, a_person, a_unit

PIN = "402817"
PASSWORD = "a quiet harbour"

pytestmark = pytest.mark.django_db


def test_a_printed_code_lets_a_person_without_email_choose_a_pin(now: datetime) -> None:
    mei = a_person("Mei", number="H-1042")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)

    sign_in = services.activate(number="H-1042", code=code, pin=PIN, at=now)

    mei.refresh_from_db()
    assert (mei.sign_in, sign_in.name, sign_in.email) == (sign_in, "H-1042", "")
    assert sign_in.check_password(PIN)


def test_a_code_may_be_typed_in_groups_and_capitals(now: datetime) -> None:
    mei = a_person("Mei")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)
    grouped = f" {code[:4]}-{code[4:8]} {code[8:]} ".upper()

    assert services.activate(number=f" {mei.number} ", code=grouped, pin=PIN, at=now).check_password(PIN)


def test_a_code_is_good_once(now: datetime) -> None:
    mei = a_person("Mei")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)
    services.activate(number=mei.number, code=code, pin=PIN, at=now)

    with pytest.raises(services.CodeDoesNotFit):
        services.activate(number=mei.number, code=code, pin="918273", at=now)


def test_a_code_is_good_for_fourteen_days(now: datetime) -> None:
    mei = a_person("Mei")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)

    with pytest.raises(services.CodeDoesNotFit):
        services.activate(number=mei.number, code=code, pin=PIN, at=now + timedelta(days=14))
    last_moment = now + timedelta(days=14, seconds=-1)
    assert services.activate(number=mei.number, code=code, pin=PIN, at=last_moment).is_active


def test_a_new_code_ends_the_one_before(now: datetime) -> None:
    mei = a_person("Mei")
    first = services.print_activation_code(person=mei, by=HOUSE, at=now)
    services.print_activation_code(person=mei, by=HOUSE, at=now)

    with pytest.raises(services.CodeDoesNotFit):
        services.activate(number=mei.number, code=first, pin=PIN, at=now)


def test_the_code_of_another_does_not_fit(now: datetime) -> None:
    mei, tom = a_person("Mei"), a_person("Tom")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)
    services.print_activation_code(person=tom, by=HOUSE, at=now)

    for number in (tom.number, "nobody", ""):
        with pytest.raises(services.CodeDoesNotFit):
            services.activate(number=number, code=code, pin=PIN, at=now)


def test_the_code_itself_is_kept_nowhere(now: datetime) -> None:
    mei = a_person("Mei")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)

    kept = f"{ActivationCode.objects.values_list()} {Entry.objects.values_list()}"
    assert code not in kept


def test_a_reset_makes_the_old_pin_useless_at_once(now: datetime) -> None:
    mei = a_person("Mei")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)
    services.activate(number=mei.number, code=code, pin=PIN, at=now)
    mei.refresh_from_db()

    again = services.print_activation_code(person=mei, by=HOUSE, at=now)

    mei.sign_in.refresh_from_db()
    assert (mei.sign_in.check_password(PIN), mei.sign_in.is_active) == (False, False)
    renewed = services.activate(number=mei.number, code=again, pin="918273", at=now)
    assert (renewed.pk, renewed.is_active, renewed.check_password("918273")) == (mei.sign_in.pk, True, True)


def test_a_reset_forgets_passkeys_and_second_factors(now: datetime) -> None:
    mei = a_person("Mei")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)
    sign_in = services.activate(number=mei.number, code=code, pin=PIN, at=now)
    sign_in.authenticator_set.create(type="totp", data={})
    mei.refresh_from_db()

    again = services.print_activation_code(person=mei, by=HOUSE, at=now)
    renewed = services.activate(number=mei.number, code=again, pin=PIN, at=now)

    assert list(renewed.authenticator_set.all()) == []


@pytest.mark.parametrize(
    "pin",
    [
        "123456",
        "654321",
        "890123",
        "111111",
        "121212",
        "123123",
        "112233",
        "001042",
        "104200",
        "12345",
        "1234567",
        "123 456",
    ],
)
def test_a_pin_that_others_would_try_first_is_refused(now: datetime, pin: str) -> None:
    mei = a_person("Mei", number="1042")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)

    with pytest.raises((services.PinTooSimple, services.PasswordTooSimple)):
        services.activate(number="1042", code=code, pin=pin, at=now)
    assert services.activate(number="1042", code=code, pin=PIN, at=now).check_password(PIN)


def test_a_person_with_email_chooses_a_password(now: datetime) -> None:
    ann = a_person("Ann", email="Ann@example.com")
    code = services.print_activation_code(person=ann, by=HOUSE, at=now)

    with pytest.raises(services.PasswordNeeded):
        services.activate(number=ann.number, code=code, pin=PIN, at=now)
    with pytest.raises(services.PasswordTooSimple):
        services.activate(number=ann.number, code=code, pin="harbour", at=now)
    assert services.activate(number=ann.number, code=code, pin=PASSWORD, at=now).email == "ann@example.com"


def test_a_mailbox_that_two_share_signs_neither_in(now: datetime) -> None:
    ann, tom = a_person("Ann", email="desk@example.com"), a_person("Tom", email="desk@example.com")

    given = [services.give_sign_in(person=each, password=PASSWORD, by=HOUSE, at=now) for each in (ann, tom)]

    assert [(one.name, one.email) for one in given] == [(ann.number, ""), (tom.number, "")]


def test_a_leader_prints_codes_for_their_own_unit_and_below(now: datetime) -> None:
    hotel = a_unit("hotel", under=a_company())
    desk, sister = a_unit("desk", under=hotel), a_unit("sister", under=a_company())
    leader = a_person("Lee", rules.ACTIVATE, unit=hotel)
    inside, outside = a_person("Mei", unit=desk), a_person("Tom", unit=sister)

    assert services.print_activation_code(person=inside, by=leader, at=now)
    with pytest.raises(NotAllowed):
        services.print_activation_code(person=outside, by=leader, at=now)


def test_nobody_resets_a_person_who_may_do_more(now: datetime) -> None:
    hotel = a_unit("hotel", under=a_company())
    leader = a_person("Lee", rules.ACTIVATE, unit=hotel)
    manager = a_person("Ann", rules.ACTIVATE, rules.SEE_TEAM, unit=hotel)

    with pytest.raises(services.MayDoMore):
        services.print_activation_code(person=manager, by=leader, at=now)
    assert services.print_activation_code(person=leader, by=manager, at=now)


def test_managing_people_is_not_enough_to_let_in_somebody_with_other_powers(now: datetime) -> None:
    hotel = a_unit("hotel", under=a_company())
    host = a_person("Hana", rules.ACTIVATE, rules.MANAGE)
    manager = a_person("Ann", rules.ACTIVATE, rules.SEE_TEAM, unit=hotel)

    with pytest.raises(services.MayDoMore):
        services.print_activation_code(person=manager, by=host, at=now)
    with pytest.raises(services.MayDoMore):
        services.give_sign_in(person=manager, password=PASSWORD, by=host, at=now)
    assert services.leave(person=manager, on=now.date(), by=host, at=now) == manager


def test_a_deputy_lets_in_nobody_by_powers_that_are_lent(now: datetime) -> None:
    hotel = a_unit("hotel", under=a_company())
    lender = a_person("Lee", rules.ACTIVATE, rules.SEE_TEAM, unit=hotel)
    deputy, peer = a_person("Dee", unit=hotel), a_person("Ann", rules.SEE_TEAM, unit=hotel)
    clerk = a_person("Mei", unit=hotel)
    services.lend(
        grants=list(lender.grants.all()), to=deputy, from_on=now.date() - timedelta(days=2),
        until_on=now.date() + timedelta(days=900), by=lender, at=now,
    )  # fmt: skip

    with pytest.raises(services.MayDoMore):
        services.print_activation_code(person=peer, by=deputy, at=now)
    assert services.print_activation_code(person=clerk, by=deputy, at=now)


def test_every_deed_of_signing_in_stands_in_the_record(now: datetime) -> None:
    mei = a_person("Mei")
    code = services.print_activation_code(person=mei, by=HOUSE, at=now)
    sign_in = services.activate(number=mei.number, code=code, pin=PIN, at=now)
    services.change_secret(sign_in=sign_in, secret="918273", at=now)
    mei.refresh_from_db()
    services.print_activation_code(person=mei, by=HOUSE, at=now)

    entries = Entry.objects.filter(at=now).order_by("pk").values_list("deed", "actor")
    mine = f"person:{mei.pk}"
    assert list(entries) == [
        ("people.print_activation_code", "house"),
        ("people.activate", mine),
        ("people.change_secret", mine),
        ("people.print_activation_code", "house"),
        ("people.reset", "house"),
    ]


def test_who_leaves_signs_in_no_more_and_may_nothing(now: datetime) -> None:
    hotel = a_unit("hotel", under=a_company())
    ann = a_person("Ann", rules.SEE_TEAM, unit=hotel)
    sign_in = services.give_sign_in(person=ann, password=PASSWORD, by=HOUSE, at=now)

    services.leave(person=ann, on=now.date(), by=HOUSE, at=now)

    sign_in.refresh_from_db()
    assert (sign_in.is_active, selectors.person_of(sign_in=sign_in, on=now.date())) == (False, None)
    assert list(ann.grants.filter(until_on__gt=now.date())) == []


def test_who_leaves_with_a_printed_code_lets_nobody_in_with_it(now: datetime) -> None:
    ann = a_person("Ann")
    code = services.print_activation_code(person=ann, by=HOUSE, at=now)

    services.leave(person=ann, on=now.date(), by=HOUSE, at=now)

    with pytest.raises(services.CodeDoesNotFit):
        services.activate(number=ann.number, code=code, pin=PIN, at=now)


def test_who_leaves_later_works_here_until_then(now: datetime) -> None:
    ann = a_person("Ann")
    sign_in = services.give_sign_in(person=ann, password=PASSWORD, by=HOUSE, at=now)
    last = now.date() + timedelta(days=30)
    services.leave(person=ann, on=last, by=HOUSE, at=now)

    days = [last - timedelta(days=1), last]
    assert [selectors.person_of(sign_in=sign_in, on=day) for day in days] == [ann, None]


def test_nobody_ends_the_work_of_a_person_who_may_do_more(now: datetime) -> None:
    hotel = a_unit("hotel", under=a_company())
    manager = a_person("Lee", rules.MANAGE, unit=hotel)
    director = a_person("Ann", unit=hotel)
    role = a_person("Dee", rules.SEE_TEAM).grants.get().role
    services.grant(person=director, role=role, unit=a_company(), from_on=now.date(), by=HOUSE, at=now)

    with pytest.raises(services.MayDoMore):
        services.leave(person=director, on=now.date(), by=manager, at=now)

    assert [posting.holds_on(now.date()) for posting in director.postings.all()] == [True]
