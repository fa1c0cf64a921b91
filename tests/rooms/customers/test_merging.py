"""Two entries that may be one person: proposed with reasons, decided by a person, and undone without a trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servewell.base.permissions import CUSTOMER, HOUSE, NotAllowed
from servewell.rooms.customers import rules, selectors, services
from servewell.rooms.customers.models import Contact, Customer, Merge, Proposal
from servewell.rooms.customers.terms import WhyNot
from servewell.rooms.people.models import Unit
from tests.builders import a_company, a_person, a_unit
from tests.builders.customers import A_WORDING, a_customer

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def stays(unit: Unit, *guests: tuple[Customer, str], on: date = date(2026, 11, 1), kind: str = "stay") -> None:
    """Each guest under a booking number; the same number twice comes by two files."""
    for place, (guest, reference) in enumerate(guests):
        row = services_file_row(unit, guest, reference, on=on, key=bytes([place, *reference.encode()])[:16], kind=kind)
        services.record_in_bulk(source=f"file:{place}", rows=[row], at=NOON)
        services.show_batch(source=f"file:{place}", at=NOON)


def services_file_row(
    unit: Unit, guest: Customer, reference: str, *, on: date, key: bytes, kind: str
) -> services.FileEncounter:
    return services.FileEncounter(
        kind=kind, unit=unit.pk, on=on, at=NOON, reference=reference, key=key.ljust(16, b"."), customer=guest.pk
    )


def proposed() -> list[tuple[int, int, list[str], str]]:
    rows = Proposal.objects.order_by("pk").values_list("one", "other", "reasons", "state")
    return [(one, other, reasons, state) for one, other, reasons, state in rows]


def test_the_same_telephone_under_two_addresses_is_a_reason_to_ask_and_nothing_is_merged() -> None:
    left = [
        services.LeftContact(kind="email", value=mail, language="en", also="+34 600 555 010")
        for mail in ("elena@example.com", "e.vidal@example.com")
    ]

    one, other = services.recognise_many(contacts=left, by=CUSTOMER, at=NOON)

    assert one != other
    assert proposed() == [(*sorted((one.pk, other.pk)), ["same-phone"], "open")]
    by_phone = services.recognise(kind="phone", value="+34600555010", language="en", by=CUSTOMER, at=NOON)
    assert (by_phone, Merge.objects.count()) == (one, 0)


def test_a_booking_number_or_a_name_on_a_day_is_a_reason_but_not_where_a_group_shares_it() -> None:
    hotel = a_company()
    one, other = a_customer("a@x.org", name="Mei Lin"), a_customer("b@x.org", name="mei lin")
    stays(hotel, (one, "BK1"), (other, "BK1"))
    tour = [a_customer(f"tour{each}@x.org", name="Lars Holm") for each in range(4)]
    stays(hotel, *[(guest, "GROUP") for guest in tour], on=date(2026, 11, 2))
    alone = a_customer("c@x.org", name="Mei Lin")
    stays(hotel, (alone, "BK9"), on=date(2026, 11, 3))

    assert services.look_for_proposals(at=NOON) == 1
    assert services.look_for_proposals(at=NOON) == 0

    assert proposed() == [(one.pk, other.pk, ["same-booking", "same-name-and-day"], "open")]
    for reason in ("same-phone", "same-booking", "same-name-and-day", "said-so"):
        assert selectors.why_alike(reason=reason)


def test_what_was_rejected_is_never_asked_again() -> None:
    ann = a_person("Ann", rules.MERGE)
    one, other = a_customer("a@x.org"), a_customer("b@x.org")
    services.propose(pairs={(other.pk, one.pk): ["same-phone"]}, at=NOON)
    proposal = selectors.proposals(viewer=ann).items[0]

    services.reject(proposal=proposal, by=ann, at=NOON)
    services.propose(pairs={(one.pk, other.pk): ["same-booking"]}, at=NOON)

    assert proposed() == [(one.pk, other.pk, ["same-phone"], "rejected")]
    assert list(selectors.proposals(viewer=ann).items) == []
    with pytest.raises(services.ProposalIsSettled):
        services.accept(proposal=proposal, by=ann, at=NOON)
    assert Customer.objects.filter(merged_into__isnull=False).count() == 0


def test_one_person_is_asked_seen_and_reached_as_one() -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    one, other = a_customer("a@x.org", unit=hotel), a_customer("b@x.org", unit=inn)
    services.give_consent(customer=other, purpose="panel", wording=A_WORDING, how="desk", by=HOUSE, at=NOON)
    services.propose(pairs={(one.pk, other.pk): ["same-phone"]}, at=NOON)

    merged = services.accept(proposal=Proposal.objects.get(), by=HOUSE, at=NOON)

    assert (merged.gone_id, merged.into_id, merged.by, merged.reasons) == (other.pk, one.pk, "house", ["same-phone"])
    at_inn = a_person("Bo", rules.SEE, unit=inn)
    assert selectors.customer_for(viewer=at_inn, number=other.pk) == one
    answers = selectors.may_ask(viewer=HOUSE, customers=[one.pk, other.pk], purpose="panel")
    assert answers[one.pk] == answers[other.pk]
    assert [(way.value, way.why_not) for way in answers[one.pk].ways] == [("b@x.org", ()), ("a@x.org", ())]
    services.opt_out(kind="email", value="b@x.org", purpose="panel", how="link", by=CUSTOMER, at=NOON)
    assert selectors.may_ask(viewer=HOUSE, customers=[one.pk], purpose="panel")[one.pk].why_not == (WhyNot.WITHDRAWN,)
    assert selectors.contact_of(customer=other.pk, kind="email") == "b@x.org"


def test_undone_they_are_as_before_with_what_has_come_since() -> None:
    one, other = a_customer("a@x.org", name="Elena"), a_customer("b@x.org", name="E. Vidal")
    before = everything_about(one, other)
    merged = services.merge(one=one, other=other, by=HOUSE, at=NOON)
    came = services.recognise(kind="email", value="b@x.org", language="en", by=CUSTOMER, at=NOON)
    given = services.give_consent(customer=came, purpose="news", wording=A_WORDING, how="link", by=CUSTOMER, at=NOON)

    services.undo_merge(merge=merged, by=HOUSE, at=NOON)

    assert everything_about(one, other) == before
    assert [selectors.consents_of(customer=each.pk) for each in (one, other)] == [[], [given]]
    with pytest.raises(services.UndoneAlready):
        services.undo_merge(merge=merged, by=HOUSE, at=NOON)
    services.propose(pairs={(one.pk, other.pk): ["same-phone"]}, at=NOON)
    assert [state for *_, state in proposed()] == ["rejected"]
    assert [(each.by, each.undone_by) for each in selectors.merges_of(customer=one.pk)] == [("house", "house")]


def everything_about(*customers: Customer) -> list[object]:
    return [
        (vars(Customer.objects.get(pk=each.pk)) | {"_state": None}, list(Contact.objects.filter(customer=each)))
        for each in customers
    ]


def test_nobody_merges_whom_they_may_not_see_and_nobody_who_was_erased() -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    here, there = a_customer("a@x.org", unit=hotel), a_customer("b@x.org", unit=inn)
    ann = a_person("Ann", rules.MERGE, unit=hotel)
    services.propose(pairs={(here.pk, there.pk): ["same-phone"]}, at=NOON)

    with pytest.raises(NotAllowed):
        services.merge(one=here, other=there, by=ann, at=NOON)
    assert list(selectors.proposals(viewer=ann).items) == []
    with pytest.raises(selectors.NoSuchProposal):
        selectors.proposal_for(viewer=ann, number=Proposal.objects.get().pk)
    services.erase_for_host(customer=there, why="asked-for", closes_cases=False, at=NOON)
    with pytest.raises(services.CustomerIsErased):
        services.merge(one=here, other=there, by=HOUSE, at=NOON)
    assert [state for *_, state in proposed()] == ["rejected"]


def test_who_is_one_person_is_erased_as_one() -> None:
    one, other = a_customer("a@x.org", name="Elena"), a_customer("b@x.org", name="E. Vidal")
    merged = services.merge(one=one, other=other, by=HOUSE, at=NOON)

    erasure = services.erase_for_host(customer=other, why="by-law", closes_cases=False, at=NOON)

    assert (erasure.customer_id, erasure.entries, erasure.counts["contacts"]) == (one.pk, [one.pk, other.pk], 2)
    assert set(Contact.objects.values_list("value", flat=True)) == {""}
    with pytest.raises(services.CustomerIsErased):
        services.undo_merge(merge=merged, by=HOUSE, at=NOON)


contact = st.integers(0, 5)
deed = st.one_of(
    st.tuples(st.just("recognise"), contact, contact),
    st.tuples(st.just("merge"), contact, contact),
    st.tuples(st.just("undo"), st.integers(0, 9), contact),
)


@given(deeds=st.lists(deed, max_size=14))
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def check(deeds: list[tuple[str, int, int]]) -> None:
    with taken_back():
        do_and_look(deeds)


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def do_and_look(deeds: list[tuple[str, int, int]]) -> None:
    edges: dict[int, int] = {}
    made: list[Merge] = []
    for name, first, second in deeds:
        if name == "recognise":
            services.recognise(kind="email", value=f"{first}@x.org", language="en", by=CUSTOMER, at=NOON)
        elif name == "merge":
            one, other = (a_customer(f"{each}@x.org") for each in (first, second))
            if root(one.pk, edges) != root(other.pk, edges):
                made.append(services.merge(one=one, other=other, by=HOUSE, at=NOON))
                edges[made[-1].gone_id] = made[-1].into_id
            else:
                with pytest.raises(services.OnePersonAlready):
                    services.merge(one=one, other=other, by=HOUSE, at=NOON)
        elif made:
            undone = made.pop(first % len(made))
            services.undo_merge(merge=undone, by=HOUSE, at=NOON)
            del edges[undone.gone_id]
        every_contact_has_one_living_customer(edges)
    for merged in reversed(made):
        services.undo_merge(merge=merged, by=HOUSE, at=NOON)
    every_contact_has_one_living_customer({})


def root(key: int, edges: dict[int, int]) -> int:
    while key in edges:
        key = edges[key]
    return key


def every_contact_has_one_living_customer(edges: dict[int, int]) -> None:
    found = {each.pk: each for each in Customer.objects.all()}
    for each in Contact.objects.all():
        stands = found[found[each.customer_id].living]
        assert (stands.merged_into_id, stands.pk) == (None, root(each.customer_id, edges))


def test_whatever_is_recognised_merged_and_undone_every_contact_has_just_one_living_customer() -> None:
    check()
