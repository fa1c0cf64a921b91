"""Words are drafted, published as the next version, withdrawn and retired; a subsidiary has words of its own."""

from datetime import datetime, timedelta

import pytest

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.words import Words
from servewell.rooms.people.models import Unit
from servewell.rooms.standards import rules, selectors, services
from servewell.rooms.standards.models import Draft, Promise
from servewell.rooms.standards.terms import Kind
from tests.builders import a_company, a_person, a_promise, a_unit, an_aspect, words

pytestmark = pytest.mark.django_db


def a_draft(
    text: str = "We come when we said.", *, unit: Unit, kind: Kind = Kind.PROMISE, code: str = "", aspect: str = "",
    base: int = 0, at: datetime, by: object = HOUSE,
) -> Draft:  # fmt: skip
    writing = services.Writing(
        kind=kind, text=words(text), name=None if kind is Kind.STANDARD else words("Ours"), code=code, aspect=aspect
    )
    return services.save_draft(unit=unit, writing=writing, base=base, by=by, at=at)  # type: ignore[arg-type]


def promised(unit: Unit, at: datetime) -> str | None:
    found = selectors.promise_for(unit=unit.pk, on=at.date())
    return str(found.text) if found else None


def said(unit: Unit, at: datetime) -> list[tuple[str, int | None]]:
    return [(str(one.name), one.said_by) for one in selectors.aspects_said(unit=unit.pk, on=at.date())]


def test_a_draft_holds_nowhere_until_it_is_published(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    a_promise("The company's.")
    draft = a_draft("The region's.", unit=west, at=now)
    before = promised(west, now)

    services.publish_draft(draft=draft, by=HOUSE, at=now)

    assert (before, promised(west, now), promised(a_company(), now)) == (
        "The company's.", "The region's.", "The company's.",
    )  # fmt: skip
    assert Draft.objects.count() == 0


def test_a_text_has_one_draft_however_often_it_is_kept(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    a_draft("First thought.", unit=west, at=now)
    a_draft("Second thought.", unit=west, at=now)

    assert [str(each.text) for each in Draft.objects.all()] == ["Second thought."]


def test_who_publishes_hears_of_the_version_that_came_meanwhile(now: datetime) -> None:
    a_promise("The first.")
    draft = a_draft("Mine.", unit=a_company(), base=1, at=now)
    a_promise("Theirs.", at=now)

    with pytest.raises(services.NewerVersion) as refused:
        services.publish_draft(draft=draft, by=HOUSE, at=now)

    assert refused.value.number == 2
    assert (promised(a_company(), now), Draft.objects.count()) == ("Theirs.", 1)


def test_a_unit_that_withdraws_its_promise_is_held_to_the_one_above_again(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    a_promise("The company's.")
    a_promise("The region's.", unit=west, aspects=[])

    services.withdraw_promise(unit=west, by=HOUSE, at=now)

    assert promised(west, now) == "The company's."
    assert promised(west, now - timedelta(days=3)) == "The region's."
    with pytest.raises(services.NothingToWithdraw):
        services.withdraw_promise(unit=west, by=HOUSE, at=now)
    a_promise("The region's.", unit=west, aspects=[], at=now + timedelta(hours=1))
    assert promised(west, now) == "The region's."
    assert [(one.version, one.withdrawn_at) for one in Promise.objects.filter(unit=west).order_by("version")] == [
        (1, now), (2, None),
    ]  # fmt: skip


def test_the_companys_promise_is_replaced_and_never_withdrawn(now: datetime) -> None:
    a_promise()

    with pytest.raises(services.CompanyKeepsItsPromise, match="publish a new version"):
        services.withdraw_promise(unit=a_company(), by=HOUSE, at=now)


def test_a_subsidiary_calls_an_aspect_by_words_of_its_own(now: datetime) -> None:
    company = a_company()
    brand = a_unit("brand", under=company)
    shop = a_unit("shop", under=brand)
    a_promise(aspects=[an_aspect("respect"), an_aspect("communication")])

    draft = a_draft(unit=brand, kind=Kind.ASPECT, code="respect", at=now)
    services.publish_draft(draft=draft, by=HOUSE, at=now)

    assert said(company, now) == [("Respect", None), ("Communication", None)]
    assert said(shop, now) == [("Ours", brand.pk), ("Communication", None)]
    assert said(shop, now - timedelta(days=3)) == [("Respect", None), ("Communication", None)]


def test_the_companys_words_of_an_aspect_change_for_everyone_and_the_earlier_ones_stay(now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect")])
    draft = a_draft("Look up.", unit=company, kind=Kind.ASPECT, code="respect", base=1, at=now)

    services.publish_draft(draft=draft, by=HOUSE, at=now)

    history = selectors.history(unit=company.pk, kind=Kind.ASPECT, code="respect")
    assert [(one.number, str(one.name), one.ended_at) for one in history] == [(2, "Ours", None), (1, "Respect", now)]
    assert said(company, now) == [("Ours", None)]


def test_a_new_aspect_and_a_new_standard_get_a_code_from_their_words(now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect")])
    aspect = services.Writing(kind=Kind.ASPECT, text=words("Clean hands."), name=words("Clean and safe"))
    draft = services.save_draft(unit=company, writing=aspect, base=0, by=HOUSE, at=now)
    services.publish_draft(draft=draft, by=HOUSE, at=now)
    draft = a_draft("I wash my hands.", unit=company, kind=Kind.STANDARD, aspect="clean-and-safe", at=now)
    services.publish_draft(draft=draft, by=HOUSE, at=now)

    standing = [(one.aspect.code, one.code, one.version) for one in selectors.standards_in_force()]
    assert standing == [("respect", "respect-1", 1), ("clean-and-safe", "clean-and-safe-1", 1)]


def test_a_changed_sentence_is_the_next_version_of_the_standard_and_a_retired_one_holds_no_more(now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect", "I look up.")])
    draft = a_draft(
        "I look up and greet.", unit=company, kind=Kind.STANDARD, code="respect-1", aspect="respect", base=1, at=now
    )
    services.publish_draft(draft=draft, by=HOUSE, at=now)
    later = now + timedelta(days=1)
    services.retire_standard(code="respect-1", by=HOUSE, at=later)

    history = selectors.history(unit=company.pk, kind=Kind.STANDARD, code="respect-1")
    assert [(one.number, str(one.text), one.ended_at) for one in history] == [
        (2, "I look up and greet.", later), (1, "I look up.", now),
    ]  # fmt: skip
    assert selectors.standards_in_force() == []
    with pytest.raises(services.NothingToWithdraw):
        services.retire_standard(code="respect-1", by=HOUSE, at=later)


def test_examples_belong_to_the_version_and_changing_one_is_the_next(now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect", "I look up.")])
    shown = services.Examples(do=words("I wave."), avoid=words("Typing on."), way=words("Whoever is nearest greets."))
    for examples in (shown, shown, services.Examples(do=words("I nod."))):
        base = selectors.newest_version(unit=company.pk, kind=Kind.STANDARD, code="respect-1")
        writing = services.Writing(
            kind=Kind.STANDARD, text=words("I look up."), code="respect-1", aspect="respect", examples=examples
        )
        draft = services.save_draft(unit=company, writing=writing, base=base, by=HOUSE, at=now)
        assert draft.examples == examples
        services.publish_draft(draft=draft, by=HOUSE, at=now)

    history = selectors.history(unit=company.pk, kind=Kind.STANDARD, code="respect-1")
    assert [(one.number, one.examples) for one in history] == [
        (3, services.Examples(do=words("I nod."))), (2, shown), (1, services.Examples()),
    ]  # fmt: skip


def test_who_writes_for_a_part_writes_no_standards_and_no_new_aspects(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    a_promise(aspects=[an_aspect("respect")])
    wendy = a_person("Wendy", rules.PUBLISH, unit=west)

    assert a_draft(unit=west, kind=Kind.ASPECT, code="respect", by=wendy, at=now).code == "respect"
    with pytest.raises(NotAllowed):
        a_draft(unit=west, kind=Kind.STANDARD, aspect="respect", by=wendy, at=now)
    with pytest.raises(NotAllowed):
        a_draft(unit=west, kind=Kind.ASPECT, by=wendy, at=now)
    with pytest.raises(NotAllowed):
        services.retire_standard(code="respect-1", by=wendy, at=now)


def test_every_unit_hears_which_promise_holds_there_and_whose_it_is(now: datetime) -> None:
    company = a_company()
    west = a_unit("west", under=company)
    a_unit("hotel", under=west)
    a_unit("east", under=company)
    a_promise("The company's.")
    a_promise("The region's.", unit=west, aspects=[])

    held = selectors.promises_held(viewer=HOUSE, on=now.date())

    assert [(one.unit.code, one.whose.code if one.whose else None, one.is_own) for one in held] == [
        ("company", "company", True), ("east", "company", False), ("hotel", "west", False), ("west", "west", True),
    ]  # fmt: skip


def test_words_need_their_base_text() -> None:
    with pytest.raises(Exception, match="no words in its source language"):
        Words(texts={"es": "Prometemos."}, source="en")
