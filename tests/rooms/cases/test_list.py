"""Which cases a writer asks for: filters, words in four languages, shelves with counts, and who finds what."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import jobs, selectors, services, terms
from servewell.rooms.cases.models import Case
from servewell.rooms.cases.selectors import Due, Filters, Order, Shelf, filtering
from servewell.rooms.people.models import Person
from servewell.rooms.voice import terms as voice_terms
from tests.builders import a_calendar, a_channel, a_company, a_policy, a_unit, a_voice, a_writer, an_open_case
from tests.builders.customers import a_customer

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def ann(now: datetime) -> Person:
    a_policy()
    return a_writer("Ann")


def numbers(cases: Iterable[selectors.SeenCase]) -> list[int]:
    return [case.number for case in cases]


def found(
    viewer: object, *, shelf: Shelf = Shelf.OPEN, order: Order = Order.NEWEST_FIRST, **asked: object
) -> list[int]:
    """Newest first."""
    page = selectors.cases_seen(viewer=viewer, shelf=shelf, order=order, filters=Filters(**asked))  # type: ignore[arg-type]
    return numbers(page.items)


def test_the_list_is_narrowed_by_what_is_known_of_a_case(ann: Person, now: datetime) -> None:
    company = a_company()
    east = a_unit("east", under=company)
    hotel = a_unit("hotel", under=east)
    here = a_channel(company, slug="here")
    asks = an_open_case(here, at=now - 3 * DAY, words="Late.", email="a@example.com")
    chinese = an_open_case(here, at=now, words="等了四十分钟。", email="b@example.com", language="zh-Hans")
    below = an_open_case(a_channel(hotel, slug="below", kind=voice_terms.PERSONAL_LINK), at=now, email="c@example.com")
    low = selectors.case_of_voice(voice=a_voice(here, 1, at=now, respect=1, communication=4).pk, viewer=HOUSE)
    bob = a_writer("Bob")
    services.assign(case=chinese, to=bob, by=bob, at=now)

    answers = {
        "unit and all below it": found(ann, unit=east.pk),
        "owner": found(ann, owner=bob.pk),
        "reason": found(ann, reason=terms.BELOW_BAR),
        "way": found(ann, way=voice_terms.PERSONAL_LINK),
        "language": found(ann, language="zh-Hans"),
        "aspect rated low": found(ann, aspect="respect"),
        "an aspect rated well": found(ann, aspect="communication"),
        "no such aspect": found(ann, aspect="weather"),
        "two at once": found(ann, owner=bob.pk, language="es"),
        "opened until the day before": found(ann, until_on=now.date()),
        "opened from today": found(ann, from_on=now.date()),
    }

    assert answers == {
        "unit and all below it": [below.pk],
        "owner": [chinese.pk],
        "reason": [low.pk],
        "way": [below.pk],
        "language": [chinese.pk],
        "aspect rated low": [low.pk],
        "an aspect rated well": [],
        "no such aspect": [],
        "two at once": [],
        "opened until the day before": [asks.pk],
        "opened from today": [low.pk, below.pk, chinese.pk],
    }


def test_a_day_ends_by_the_clock_of_each_desk(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday 09:00 UTC. One desk is 13 hours ahead of the other; both have eight hours to answer."""
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    a_policy(east, calendar=a_calendar(zone="Pacific/Auckland"))
    a_policy(west, calendar=a_calendar(zone="UTC"))
    lea = a_writer("Lea")
    far = an_open_case(a_channel(east, slug="e"), at=now, email="e@example.com")
    near = an_open_case(a_channel(west, slug="w"), at=now, email="w@example.com")
    moments = [far.due_at.astimezone(UTC).isoformat(), near.due_at.astimezone(UTC).isoformat()]
    assert moments == ["2026-11-17T04:00:00+00:00", "2026-11-16T17:00:00+00:00"]

    monday = {due: found(lea, due=due) for due in Due}
    monkeypatch.setattr(today, "now", lambda: now + 3 * HOUR)  # in Auckland it is Tuesday by now
    afternoon = {due: found(lea, due=due) for due in Due}
    monkeypatch.setattr(today, "now", lambda: now + 9 * HOUR)
    evening = {due: found(lea, due=due) for due in Due}

    assert monday == {Due.OVERDUE: [], Due.TODAY: [near.pk], Due.THIS_WEEK: [near.pk, far.pk]}
    assert afternoon == {Due.OVERDUE: [], Due.TODAY: [near.pk, far.pk], Due.THIS_WEEK: [near.pk, far.pk]}
    assert evening == {Due.OVERDUE: [near.pk], Due.TODAY: [far.pk], Due.THIS_WEEK: [far.pk]}


@pytest.mark.parametrize(
    ("language", "letter", "words"),
    [
        ("en", "Forty minutes in the line. Nobody looked up.", ["forty lin", '"in the line"', "NOBODY"]),
        ("es", "El niño esperó cuarenta minutos.", ["nino espero", "NIÑO", '"cuarenta minutos"']),
        ("zh-Hans", "服务台没有人，等了四十分钟。", ["服务", "服務台", "四十分"]),
        ("zh-Hant", "服務台沒有人，等了四十分鐘。", ["服務", "服务台", "四十分"]),
    ],
)
def test_a_case_is_found_by_the_customers_words_in_each_language(
    language: str, letter: str, words: list[str], ann: Person, now: datetime
) -> None:
    channel = a_channel()
    case = an_open_case(channel, at=now, words=letter, language=language, email="a@example.com")
    an_open_case(channel, at=now, words="Breakfast. 早餐。 Desayuno.", email="b@example.com")
    assert (found(ann, words=words[0]), selectors.cases_waiting()) == ([], 2)

    jobs.index_cases()

    assert [found(ann, words=each) for each in words] == [[case.pk]] * len(words)
    assert selectors.cases_waiting() == 0


def test_a_case_is_found_by_its_number_and_by_our_answer_and_only_where_it_is_seen(ann: Person, now: datetime) -> None:
    hotel = a_unit("hotel", under=a_company())
    mine, other = a_channel(slug="m"), a_channel(hotel, slug="o")
    case = an_open_case(mine, at=now, email="a@example.com")
    below = an_open_case(other, at=now, email="b@example.com")
    jobs.index_cases()
    answer = services.answer(case=case, text="Two of three desks were closed for a fire drill.", by=ann, at=now)

    before = found(ann, words="drill")
    services.index_again(cases=selectors.cases_of_deliveries(deliveries=[answer.deliveries.get().pk]))

    stranger = a_writer("Sue", unit=hotel)
    assert (before, found(ann, words="fire drill"), found(ann, words="drill line")) == ([], [case.pk], [case.pk])
    assert (found(ann, words=f"#{case.pk}"), found(ann, words=f" {below.pk} ")) == ([case.pk], [below.pk])
    assert (found(stranger, words="drill"), found(stranger, words=str(case.pk)), found(stranger, words="line")) == (
        [], [], [below.pk],
    )  # fmt: skip
    assert [found(ann, words=each) for each in ("9" * 19, "no such words", "()", '"', "  ")] == [
        [], [], [], [], [below.pk, case.pk],
    ]  # fmt: skip


def test_a_case_is_found_by_a_number_that_many_letters_hold(
    ann: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = a_channel()
    case = an_open_case(channel, at=now, words="The lift was out.", email="a@example.com")
    rooms = [an_open_case(channel, at=now, words=f"Room {case.pk}.", email=f"{n}@example.com") for n in range(2)]
    jobs.index_cases()

    few = found(ann, words=f"#{case.pk}")
    monkeypatch.setattr(terms, "MOST_NAMED", 1)
    many = found(ann, words=f"#{case.pk}")

    assert few == many == [*(each.pk for each in reversed(rooms)), case.pk]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks through so few cases anyway")
def test_a_rare_language_is_found_by_an_index_and_not_by_walking_all_open_cases(ann: Person, now: datetime) -> None:
    seen = filtering.filtered(Case.objects.filter(unit__in=[a_company().pk]), Filters(language="es"), at=now)

    plan = filtering.on_shelf(seen, Shelf.OPEN, ann).order_by().explain()

    assert "case_by_state_language_due (state=? AND language=?)" in plan


def test_any_day_of_the_calendar_can_be_asked_for(now: datetime) -> None:
    a_policy(calendar=a_calendar(zone="Pacific/Auckland"))
    ann, case = a_writer("Ann"), an_open_case(at=now)

    ever = found(ann, from_on=date.min, until_on=date.max)
    never = [found(ann, until_on=date.min), found(ann, from_on=date.max)]

    assert (ever, never) == ([case.pk], [[], []])


def test_words_that_many_cases_hold_are_found_in_the_order_of_the_list(
    ann: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "MOST_NAMED", 2)
    channel = a_channel()
    late, *others = (
        an_open_case(channel, at=now - n * DAY, words=f"Cold room {n}.", email=f"{n}@example.com") for n in (2, 1, 0)
    )
    jobs.index_cases()

    frequent = selectors.desk(viewer=ann, shelf=Shelf.MINE, order=Order.DUE_FIRST, filters=Filters(words="cold"))
    rare = selectors.desk(viewer=ann, shelf=Shelf.MINE, order=Order.OLDEST_FIRST, filters=Filters(words="cold 2"))

    assert numbers(frequent.cases.items) == [late.pk, *(each.pk for each in others)]
    assert (frequent.is_frequent, frequent.counts) == (True, {})
    assert (numbers(rare.cases.items), rare.is_frequent) == ([late.pk], False)
    assert rare.counts == {Shelf.MINE: 1, Shelf.UNASSIGNED: 0, Shelf.OPEN: 1}


def test_the_shelves_are_counted_as_far_as_a_count_is_worth(
    ann: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "MOST_COUNTED", 2)
    channel = a_channel()
    cases = [an_open_case(channel, at=now, email=f"{n}@example.com") for n in range(4)]
    bob = a_writer("Bob")
    services.assign(case=cases[0], to=bob, by=bob, at=now)
    asked = {"order": Order.DUE_FIRST, "shelf": Shelf.OPEN}

    anns = selectors.desk(viewer=ann, filters=Filters(), **asked).counts  # type: ignore[arg-type]
    bobs = selectors.desk(viewer=ann, filters=Filters(owner=bob.pk), **asked).counts  # type: ignore[arg-type]

    assert anns == {Shelf.MINE: 2, Shelf.UNASSIGNED: 0, Shelf.OPEN: 2}
    assert bobs == {Shelf.MINE: 0, Shelf.UNASSIGNED: 0, Shelf.OPEN: 1}


def test_what_is_erased_or_indexed_twice_is_not_found_twice_nor_again(ann: Person, now: datetime) -> None:
    customer = a_customer("a@example.com")
    case = an_open_case(at=now, email="a@example.com")
    assert Case.objects.get().voice.customer_id == customer.pk
    jobs.index_cases()
    jobs.index_cases()
    services.index_again(cases=[case.pk])
    assert found(ann, words="line") == [case.pk]

    services.erase_with(customers=[customer.pk], closes_cases=True, by=HOUSE, at=now)
    services.settle_words()
    assert [found(ann, shelf=shelf, words="line") for shelf in (Shelf.OPEN, Shelf.DONE)] == [[], []]


@pytest.mark.parametrize("cases", [1, 3])
def test_a_search_costs_as_many_queries_however_many_it_finds(
    cases: int, ann: Person, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    channel = a_channel()
    for number in range(cases):
        an_open_case(channel, at=now, email=f"{number}@example.com")
    jobs.index_cases()
    filters = Filters(words="line", due=Due.THIS_WEEK, aspect=None, unit=a_company().pk)

    with django_assert_num_queries(8):
        desk = selectors.desk(viewer=ann, shelf=Shelf.OPEN, order=Order.DUE_FIRST, filters=filters)

    assert len(desk.cases.items) == cases
