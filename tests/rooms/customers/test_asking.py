"""Whom one may ask, by which contact, and why not: consent, contact rules, contacts that are not to be used."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import CUSTOMER, HOUSE, NotAllowed
from servewell.rooms.customers import rules, selectors, services
from servewell.rooms.customers.models import Consent, Customer, Suppression
from servewell.rooms.customers.terms import WhyNot
from tests.builders import a_company, a_person, a_unit
from tests.builders.customers import A_WORDING, a_customer

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def asked(customer: Customer, purpose: str = "survey") -> tuple[str | None, tuple[WhyNot, ...]]:
    """The address by which they may be asked, and why not."""
    answer = selectors.may_ask(viewer=HOUSE, customers=[customer.pk], purpose=purpose)[customer.pk]
    return (answer.way.value if answer.way else None), answer.why_not


def agree(customer: Customer, purpose: str = "panel", wording: services.Wording = A_WORDING) -> Consent:
    return services.give_consent(
        customer=customer, purpose=purpose, wording=wording, how="survey", by=CUSTOMER, at=NOON
    )


def object_to(customer: Customer, purpose: str) -> Consent:
    return services.withdraw_consent(customer=customer, purpose=purpose, how="link", by=CUSTOMER, at=NOON)


def test_who_was_served_may_be_asked_how_it_was_and_everything_else_needs_their_yes() -> None:
    elena = a_customer()

    assert asked(elena) == ("elena@example.com", ())
    assert {purpose: asked(elena, purpose) for purpose in ("publish", "record", "panel", "news")} == dict.fromkeys(
        ("publish", "record", "panel", "news"), (None, (WhyNot.NO_CONSENT,))
    )


def test_what_a_customer_said_last_holds_and_all_they_said_stays() -> None:
    elena = a_customer()
    newer = services.Wording(text="Join our council.", language="es", version="2026-2")

    first = agree(elena)
    assert (agree(elena), asked(elena, "panel")) == (first, ("elena@example.com", ()))
    gone = object_to(elena, "panel")
    assert (object_to(elena, "panel"), asked(elena, "panel")) == (gone, (None, (WhyNot.WITHDRAWN,)))
    agree(elena, wording=newer)

    said = [(each.is_given, each.version, each.language, each.at) for each in selectors.consents_of(customer=elena.pk)]
    assert said == [(True, "2026-1", "en", NOON), (False, "", "", NOON), (True, "2026-2", "es", NOON)]
    assert asked(elena, "panel") == ("elena@example.com", ())


@pytest.mark.parametrize(
    ("purpose", "how", "text", "refused"),
    [
        ("sell", "survey", "Yes", services.PurposeIsUnknown),
        ("panel", "pigeon", "Yes", services.WayIsUnknown),
        ("panel", "survey", "  ", services.WordingIsMissing),
    ],
)
def test_consent_to_nothing_that_was_read_is_refused(
    purpose: str, how: str, text: str, refused: type[Exception]
) -> None:
    wording = services.Wording(text=text, language="en", version="1")

    with pytest.raises(refused):
        services.give_consent(customer=a_customer(), purpose=purpose, wording=wording, how=how, by=CUSTOMER, at=NOON)
    assert Consent.objects.count() == 0


def test_who_opts_out_is_not_asked_by_another_of_their_contacts_either() -> None:
    elena = a_customer()

    services.opt_out(kind="email", value=" Elena@EXAMPLE.com", purpose="survey", how="link", by=CUSTOMER, at=NOON)

    assert asked(elena) == (None, (WhyNot.WITHDRAWN,))
    assert [(s.reason, s.purpose, s.since) for _, s in selectors.suppressions_of(customer=elena.pk)] == [
        ("opt-out", "survey", NOON)
    ]


def test_a_bare_contact_opts_out_before_anybody_is_known_by_it_and_nothing_of_it_is_written_down() -> None:
    for _ in range(2):
        services.opt_out(kind="email", value="new@example.com", purpose="survey", how="link", by=CUSTOMER, at=NOON)

    suppression = Suppression.objects.get()
    assert "new@example.com" not in str(vars(suppression))
    assert selectors.suppressed(
        viewer=HOUSE, contacts=[("email", "New@example.com"), ("email", "x@example.com")], purpose="survey"
    ) == {("email", "New@example.com"): (WhyNot.OPTED_OUT,)}
    assert asked(a_customer("new@example.com")) == (None, (WhyNot.OPTED_OUT,))
    assert asked(a_customer("new@example.com"), "news") == (None, (WhyNot.NO_CONSENT,))


def test_a_contact_that_bounces_is_used_for_nothing_until_somebody_lifts_it_and_says_why() -> None:
    elena, ann = a_customer(), a_person("Ann", rules.KEEP, rules.SEE)
    bounced = services.suppress(kind="email", value="elena@example.com", reason="bounce", by=HOUSE, at=NOON)
    services.suppress(kind="email", value="elena@example.com", reason="complaint", by=HOUSE, at=NOON)
    assert asked(elena) == (None, (WhyNot.COMPLAINED, WhyNot.BOUNCED))

    with pytest.raises(services.ReasonIsMissing):
        services.lift(suppression=bounced, customer=elena, why=" ", by=ann, at=NOON)
    for _, suppression in selectors.suppressions_of(customer=elena.pk):
        services.lift(suppression=suppression, customer=elena, why="She wrote to us from it.", by=ann, at=NOON)
    with pytest.raises(services.LiftedAlready):
        services.lift(suppression=bounced, customer=elena, why="Again.", by=ann, at=NOON)

    assert asked(elena) == ("elena@example.com", ())
    kept = Suppression.objects.order_by("pk").values_list("reason", "lifted_by", "why_lifted")
    assert list(kept) == [
        ("bounce", ann.actor_key, "She wrote to us from it."),
        ("complaint", ann.actor_key, "She wrote to us from it."),
    ]
    services.suppress(kind="email", value="elena@example.com", reason="bounce", by=HOUSE, at=NOON + timedelta(days=1))
    assert asked(elena) == (None, (WhyNot.BOUNCED,))


def test_a_suppression_is_lifted_only_by_whoever_sees_its_customer() -> None:
    elena, bob = a_customer("elena@example.com"), a_customer("bob@example.com")
    stranger = a_person("Sam", rules.KEEP, unit=a_unit("elsewhere", under=a_company()))
    ann = a_person("Ann", rules.KEEP)
    bounced = services.suppress(kind="email", value="elena@example.com", reason="bounce", by=HOUSE, at=NOON)

    with pytest.raises(NotAllowed):
        services.lift(suppression=bounced, customer=elena, why="I say so.", by=stranger, at=NOON)
    with pytest.raises(services.LiftedAlready):
        services.lift(suppression=bounced, customer=bob, why="Of another.", by=ann, at=NOON)
    assert Suppression.objects.get().lifted_at is None


def test_the_companys_rule_says_who_must_agree_first_and_which_way_is_tried_first() -> None:
    elena = a_customer()
    lars = a_customer(phone="+46 8 5555 0100")
    services.set_contact_rule(purpose="survey", asks_consent_first=True, kinds=["email"], by=HOUSE, at=NOON)
    assert (asked(elena), asked(lars)) == ((None, (WhyNot.NO_CONSENT,)),) * 2
    agree(elena, "survey"), agree(lars, "survey")
    assert (asked(elena), asked(lars)) == (("elena@example.com", ()), (None, (WhyNot.NO_CONTACT,)))

    services.set_contact_rule(purpose="survey", asks_consent_first=False, kinds=["phone", "email"], by=HOUSE, at=NOON)

    assert asked(lars) == ("+46 8 5555 0100", ())
    assert selectors.rule_for(purpose="survey") == selectors.Rule("survey", False, ("phone", "email"))


@pytest.mark.parametrize("kinds", [[], ["email", "email"], ["fax"]])
def test_a_rule_without_a_way_to_reach_anybody_is_refused(kinds: list[str]) -> None:
    with pytest.raises(services.RuleHasNoWay):
        services.set_contact_rule(purpose="survey", asks_consent_first=False, kinds=kinds, by=HOUSE, at=NOON)


def test_a_rule_for_the_company_is_not_set_in_a_unit() -> None:
    ann = a_person("Ann", rules.KEEP, unit=a_unit("hotel", under=a_company()))

    with pytest.raises(NotAllowed):
        services.set_contact_rule(purpose="survey", asks_consent_first=False, kinds=["email"], by=ann, at=NOON)


def test_consent_is_written_down_only_where_the_customer_is_known() -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    guest = a_customer(unit=hotel)
    at_hotel, at_inn = a_person("Ann", rules.KEEP, unit=hotel), a_person("Bo", rules.KEEP, unit=inn)

    def by(person: object) -> object:
        return services.give_consent(
            customer=guest, purpose="panel", wording=A_WORDING, how="desk", by=person, at=NOON  # type: ignore[arg-type]
        )  # fmt: skip

    by(at_hotel)
    with pytest.raises(NotAllowed):
        by(at_inn)
    assert [each.by for each in selectors.consents_of(customer=guest.pk)] == [at_hotel.actor_key]


def test_whom_the_viewer_may_not_see_is_unknown_to_them_like_nobody() -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    here, there = a_customer("a@example.com", unit=hotel), a_customer("b@example.com", unit=inn)
    ann = a_person("Ann", rules.SEE, unit=hotel)

    found = selectors.may_ask(viewer=ann, customers=[here.pk, there.pk, 987_654], purpose="survey")

    assert {key: answer.why_not for key, answer in found.items()} == {
        here.pk: (), there.pk: (WhyNot.UNKNOWN,), 987_654: (WhyNot.UNKNOWN,),
    }  # fmt: skip


def test_every_reason_has_a_sentence_of_its_own() -> None:
    assert len({selectors.sentence(why_not=each) for each in WhyNot}) == len(WhyNot)


@pytest.mark.parametrize("number", [1, 3])
def test_many_are_asked_about_in_as_many_queries_as_one(number: int) -> None:
    keys = [a_customer(f"{each}@example.com").pk for each in range(number)]

    with CaptureQueriesContext(connection) as queries:
        answers = selectors.may_ask(viewer=HOUSE, customers=keys, purpose="survey")

    assert ([answer.why_not for answer in answers.values()], len(queries)) == ([()] * number, 7)
