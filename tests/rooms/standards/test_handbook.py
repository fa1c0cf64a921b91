"""The handbook: gathered from what holds, published in editions that never change, told apart passage by passage."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base import bus
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.words import Words
from servewell.rooms.people.models import Unit
from servewell.rooms.standards import rules, selectors, services
from servewell.rooms.standards.events import HandbookPublished
from servewell.rooms.standards.models import Chapter, Draft, Edition
from servewell.rooms.standards.services import Writing
from servewell.rooms.standards.terms import Kind
from tests.builders import a_company, a_person, a_promise, a_unit, an_aspect, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]
DAY = timedelta(days=1)


def now_in(unit: Unit, now: datetime) -> tuple[selectors.Passage, ...]:
    return selectors.handbook_now(unit=unit.pk, on=now.date())


def said(passages: tuple[selectors.Passage, ...]) -> list[tuple[str, str, str]]:
    return [(each.kind.value, each.of, str(each.title or each.text)) for each in passages]


def an_edition(unit: Unit, at: datetime) -> Edition:
    seen = selectors.digest_of(passages=now_in(unit, at))
    return services.publish_edition(unit=unit, seen=seen, by=HOUSE, at=at)


def a_chapter(unit: Unit, code: str, title: str, at: datetime, text: str = "As it is done here.") -> None:
    services.write_chapter(unit=unit, code=code, title=words(title), text=words(text), by=HOUSE, at=at)


def turns(before: tuple[selectors.Passage, ...], after: tuple[selectors.Passage, ...]) -> list[tuple[str, str]]:
    found = selectors.changes(before=before, after=after)
    return [(each.turn.value, str(each.passage.title or each.passage.text)) for each in found]


@pytest.fixture
def company(now: datetime) -> Unit:
    top = a_company()
    shown = services.StandardDraft("respect-1", words("I look up."), services.Examples(do=words("I nod.")))
    a_promise("We hear you out.", aspects=[replace(an_aspect("respect"), standards=(shown,))])
    services.publish_message(unit=top, year=2026, line=words("Listen."), text=words("All year."), by=HOUSE, at=now)
    a_chapter(top, "first-day", "Your first day", now)
    a_chapter(top, "mending", "When it went wrong", now)
    return top


def test_it_holds_what_holds_in_the_unit_and_the_chapters_of_every_unit_above(company: Unit, now: datetime) -> None:
    west = a_unit("west", under=company)
    harbour = a_unit("harbour", under=west)
    a_promise("The region's.", unit=west, aspects=[])
    a_chapter(harbour, "boats", "Boats", now)
    a_chapter(west, "rain", "Rain", now)

    assert said(now_in(harbour, now)) == [
        ("promise", "west", "Our promise"),
        ("message", "company", "Listen."),
        ("aspect", "", "Respect"),
        ("standard", "", "I look up."),
        ("chapter", "company", "Your first day"),
        ("chapter", "company", "When it went wrong"),
        ("chapter", "west", "Rain"),
        ("chapter", "harbour", "Boats"),
    ]
    assert len(now_in(company, now)) == 6


def test_an_edition_stays_as_it_was_published_whatever_is_written_later(company: Unit, now: datetime) -> None:
    first = an_edition(company, now)
    was = selectors.passages_of(edition=first)
    later = now + DAY
    services.retire_chapter(unit=company, code="mending", by=HOUSE, at=later)
    a_chapter(company, "first-day", "Your first day", later, text="Otherwise.")
    services.retire_standard(code="respect-1", by=HOUSE, at=later)
    second = an_edition(company, later)

    kept = Edition.objects.get(pk=first.pk)
    assert selectors.passages_of(edition=kept) == was
    assert selectors.digest_of(passages=was) == kept.digest
    assert turns(was, selectors.passages_of(edition=second)) == [
        ("changed", "Your first day"), ("dropped", "I look up."), ("dropped", "When it went wrong"),
    ]  # fmt: skip
    assert [each.number for each in selectors.editions_of(unit=company.pk)] == [2, 1]
    assert selectors.edition_before(edition=second) == first
    assert selectors.edition_before(edition=first) is None
    assert Chapter.objects.filter(code="first-day").count() == 2


def test_the_nearest_above_that_has_a_handbook_is_read_and_on_a_day_the_one_of_that_day(
    company: Unit, now: datetime
) -> None:
    west = a_unit("west", under=company)
    harbour = a_unit("harbour", under=west)
    assert selectors.handbook_for(unit=harbour.pk, on=now.date()) is None
    an_edition(company, now)
    a_chapter(west, "rain", "Rain", now)
    its_own = an_edition(west, now + 5 * DAY)

    def read(unit: Unit, on: datetime) -> tuple[str, int]:
        found = selectors.handbook_for(unit=unit.pk, on=on.date())
        assert found is not None
        return found.unit.code, found.number

    assert read(harbour, now) == ("company", 1)
    assert read(harbour, now + 5 * DAY) == ("west", 1)
    assert read(company, now + 5 * DAY) == ("company", 1)
    assert selectors.edition_of(unit="west", number=1) == its_own
    for unit, number in (("west", 2), ("nowhere", 1)):
        with pytest.raises(selectors.NoSuchEdition):
            selectors.edition_of(unit=unit, number=number)


def test_nothing_is_published_that_nobody_read_or_that_says_the_same(company: Unit, now: datetime) -> None:
    seen = selectors.digest_of(passages=now_in(company, now))
    a_chapter(company, "new", "A new one", now)
    with pytest.raises(services.HandbookMoved, match="changed meanwhile"):
        services.publish_edition(unit=company, seen=seen, by=HOUSE, at=now)

    an_edition(company, now)
    with pytest.raises(services.EditionSaysTheSame, match="edition 1 says every word of it already"):
        an_edition(company, now)
    assert Edition.objects.count() == 1


def test_a_handbook_begins_with_a_promise(now: datetime) -> None:
    company = a_company()
    a_chapter(company, "first-day", "Your first day", now)

    with pytest.raises(services.NothingToPublish, match="publish one, then its handbook"):
        an_edition(company, now)


def test_whoever_publishes_for_another_unit_only_publishes_none_here(company: Unit, now: datetime) -> None:
    west = a_unit("west", under=company)
    wendy = a_person("Wendy", rules.PUBLISH, unit=west)

    deeds = (
        lambda: services.publish_edition(unit=company, seen="", by=wendy, at=now),
        lambda: services.write_chapter(unit=company, code="x", title=words("X"), text=words("X"), by=wendy, at=now),
        lambda: services.retire_chapter(unit=company, code="mending", by=wendy, at=now),
        lambda: services.raise_chapter(unit=company, code="mending", by=wendy, at=now),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    services.write_chapter(unit=west, code="rain", title=words("Rain"), text=words("X"), by=wendy, at=now)
    assert [str(each.title) for each in selectors.chapters_of(unit=west.pk)] == ["Rain"]


def test_chapters_change_places_and_a_new_order_is_a_new_edition_without_a_changed_passage(
    company: Unit, now: datetime
) -> None:
    an_edition(company, now)
    was = now_in(company, now)

    services.raise_chapter(unit=company, code="mending", by=HOUSE, at=now)
    services.raise_chapter(unit=company, code="mending", by=HOUSE, at=now)

    assert [each.code for each in selectors.chapters_of(unit=company.pk)] == ["mending", "first-day"]
    assert turns(was, now_in(company, now)) == []
    assert an_edition(company, now + DAY).number == 2
    services.retire_chapter(unit=company, code="mending", by=HOUSE, at=now)
    for deed in (services.raise_chapter, services.retire_chapter):
        with pytest.raises(services.NothingToWithdraw, match="has no chapter 'mending'"):
            deed(unit=company, code="mending", by=HOUSE, at=now)
    a_chapter(company, "mending", "When it went wrong", now + DAY)
    assert [each.version for each in Chapter.objects.filter(code="mending").order_by("version")] == [1, 2]


def test_a_chapter_is_drafted_and_published_like_every_text(company: Unit, now: datetime) -> None:
    west = a_unit("west", under=company)
    writing = Writing(kind=Kind.CHAPTER, name=words("Your first day"), text=words("Here."))
    for unit, code in ((company, "your-first-day"), (west, "your-first-day-2")):
        draft = services.save_draft(unit=unit, writing=writing, base=0, by=HOUSE, at=now)
        assert draft.code == code
    other = services.save_draft(
        unit=west, writing=replace(writing, name=words("  "), code="first-day"), base=0, by=HOUSE, at=now
    )
    services.discard_draft(draft=other, by=HOUSE, at=now)
    assert "Your first day" not in [title for kind, of, title in said(now_in(west, now)) if of == "west"]

    draft = Draft.objects.get(unit=west, code="your-first-day-2")
    services.publish_draft(draft=draft, by=HOUSE, at=now)
    again = services.save_draft(unit=west, writing=replace(writing, code="your-first-day-2"), base=1, by=HOUSE, at=now)
    services.publish_draft(draft=again, by=HOUSE, at=now)

    (only,) = selectors.history(unit=west.pk, kind=Kind.CHAPTER, code="your-first-day-2")
    assert (only.number, str(only.text)) == (1, "Here.")
    with pytest.raises(selectors.NoSuchText):
        selectors.spoken(unit=west.pk, kind=Kind.CHAPTER, code="nowhere", on=now.date())


def test_what_is_not_in_every_language_is_named(company: Unit, now: datetime) -> None:
    whole = Words({"en": "A", "zh-Hans": "甲", "zh-Hant": "甲", "es": "A"})
    half = Words({"en": "A", "zh-Hant": "甲"})
    passages = (
        selectors.Passage(Kind.CHAPTER, whole, whole, code="whole"),
        selectors.Passage(Kind.CHAPTER, half, whole, code="half"),
        selectors.Passage(Kind.STANDARD, whole, examples=services.Examples(way=Words({"es": "A"}, source="es"))),
    )

    found = selectors.lacking(passages=passages)

    assert [(each.code, codes) for each, codes in found] == [
        ("half", ("zh-Hans", "es")), ("", ("en", "zh-Hans", "zh-Hant")),
    ]  # fmt: skip


def test_an_edition_is_announced_and_keeps_its_words_through_the_database(
    company: Unit, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bus.Event] = []
    monkeypatch.setattr(bus, "announce", heard.append)
    edition = an_edition(company, now)

    assert heard == [HandbookPublished(at=now, editions=(edition.pk,))]
    assert selectors.passages_of(edition=Edition.objects.get(pk=edition.pk)) == now_in(company, now)


def test_it_costs_as_many_queries_however_many_chapters_and_units_there_are(company: Unit, now: datetime) -> None:
    west = a_unit("west", under=company)
    with CaptureQueriesContext(connection) as few:
        now_in(west, now)
    for number in range(4):
        a_chapter(west, f"chapter-{number}", f"Chapter {number}", now)
    with CaptureQueriesContext(connection) as many:
        now_in(west, now)

    assert len(many) == len(few)
