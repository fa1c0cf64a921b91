"""What is promised: versions append, the nearest unit's promise wins, the same words change nothing."""

from datetime import date, datetime, timedelta

import pytest

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.standards import rules, selectors, services
from servewell.rooms.standards.models import Promise, Standard
from tests.builders import a_company, a_person, a_promise, a_unit, an_aspect, words

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


def standards() -> list[tuple[str, int, str]]:
    return [(one.code, one.version, str(one.text)) for one in selectors.standards_in_force()]


def test_a_changed_promise_is_the_next_version_and_the_earlier_one_stays(now: datetime) -> None:
    a_promise("We hear you out.")
    a_promise("We hear you out before we speak.", at=now)

    kept = Promise.objects.order_by("version").values_list("version", "published_at")
    assert list(kept)[1] == (2, now)
    assert str(selectors.promise_for(unit=a_company().pk, on=TODAY)) == "Our promise"
    last_week = selectors.promise_for(unit=a_company().pk, on=TODAY - timedelta(days=7))
    assert last_week is not None
    assert (last_week.version, str(last_week.text)) == (1, "We hear you out.")


def test_the_same_publication_twice_changes_nothing(now: datetime) -> None:
    first = a_promise(aspects=[an_aspect("respect", "I look up.", "I listen.")])
    entries = Entry.objects.count()

    again = a_promise(aspects=[an_aspect("respect", "I look up.", "I listen.")], at=now)

    assert again == first
    assert (Promise.objects.count(), Standard.objects.count(), Entry.objects.count()) == (1, 2, entries)


def test_a_changed_standard_is_a_new_version_and_the_others_keep_theirs(now: datetime) -> None:
    a_promise(aspects=[an_aspect("respect", "I look up.", "I listen.")])
    a_promise(aspects=[an_aspect("respect", "I look up and greet.", "I listen.")], at=now)

    assert standards() == [("respect-1", 2, "I look up and greet."), ("respect-2", 1, "I listen.")]
    assert Standard.objects.get(code="respect-1", version=1).retired_at == now


def test_a_standard_that_is_no_longer_listed_is_retired_and_may_come_back(now: datetime) -> None:
    a_promise(aspects=[an_aspect("respect", "I look up.", "I listen.")])
    a_promise(aspects=[an_aspect("respect", "I look up.")], at=now)
    assert standards() == [("respect-1", 1, "I look up.")]

    a_promise(aspects=[an_aspect("respect", "I look up.", "I listen.")], at=now + timedelta(days=1))
    assert standards() == [("respect-1", 1, "I look up."), ("respect-2", 2, "I listen.")]


def test_aspects_stand_in_the_order_they_were_published_in() -> None:
    a_promise(aspects=[an_aspect("respect"), an_aspect("communication")])

    assert [aspect.code for aspect in selectors.aspects()] == ["respect", "communication"]
    assert selectors.aspect_keys() == {aspect.code: aspect.pk for aspect in selectors.aspects()}


def test_the_nearest_unit_with_a_promise_of_its_own_wins() -> None:
    company = a_company()
    west = a_unit("west", under=company)
    hotel = a_unit("hotel", under=west)
    a_promise("The company's.")
    a_promise("The region's.", unit=west, aspects=[])

    texts = {
        unit.code: str(promise.text)
        for unit in (company, west, hotel)
        if (promise := selectors.promise_for(unit=unit.pk, on=TODAY))
    }
    assert texts == {"company": "The company's.", "west": "The region's.", "hotel": "The region's."}


def test_a_code_listed_twice_is_refused_by_name() -> None:
    with pytest.raises(services.StandardIsListedTwice, match="respect: listed twice"):
        a_promise(aspects=[an_aspect("respect"), an_aspect("respect")])
    assert Promise.objects.count() == 0


def test_who_may_publish_for_a_region_may_change_its_promise_but_no_standards(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    wendy = a_person("Wendy", rules.PUBLISH, unit=west)
    text = {"unit": west, "title": words("Ours"), "text": words("Here."), "by": wendy, "at": now}

    assert services.publish(**text, aspects=[]).version == 1
    with pytest.raises(NotAllowed):
        services.publish(**text, aspects=[an_aspect()])
    with pytest.raises(NotAllowed):
        services.publish(**{**text, "unit": a_company()}, aspects=[])


def test_a_year_has_one_message_and_the_nearest_wins(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    said = {"unit": a_company(), "year": 2026, "text": words("All year."), "by": HOUSE, "at": now}
    services.publish_message(**said, line=words("Listen first."))
    services.publish_message(**said, line=words("Listen first."))
    services.publish_message(**{**said, "unit": west}, line=words("Be on time."))

    with pytest.raises(services.YearHasItsMessage, match="2026"):
        services.publish_message(**said, line=words("Act first."))
    lines = [selectors.message_for(unit=unit.pk, on=TODAY) for unit in (a_company(), west)]
    assert [str(message.line) for message in lines if message] == ["Listen first.", "Be on time."]
    assert selectors.message_for(unit=west.pk, on=date(2027, 1, 1)) is None
