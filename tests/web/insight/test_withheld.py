"""What is kept back of one group of people is kept back at every door: pages, lists, exports and calls of machines."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.engines.lake.measures import By
from servewell.rooms.insight import rules, selectors
from servewell.rooms.insight.selectors import Answering, Look, NotCompared, Refused, Two
from servewell.rooms.insight.terms import Depth, Standing, Telling
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience, Evidence
from tests.builders import a_channel, a_company, a_person, a_unit, an_indicator
from tests.builders.figures import Rated, the_lake_holds
from tests.builders.machines import a_machine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "lake")]

INSIDE = Look(audience=Audience.INTERNAL)
IN_NOVEMBER = date(2026, 11, 3)
CODES = ("big", "company", "few", "next")
Door = Callable[[Person], set[str]]


@pytest.fixture
def reader() -> Person:
    """Few employees answered in one unit; beside it more did, and many. Somebody sees all of that."""
    company = a_company(zone="UTC")
    a_channel(slug="desk", audience=Audience.INTERNAL)
    an_indicator()
    units = {code: a_unit(code, under=company) for code in ("few", "next", "big")}
    the_lake_holds(*(said(units[code], n) for code, n in (("few", 4), ("next", 12), ("big", 40))))
    return a_person("Reader", rules.SEE, rules.REMIT, unit=company)


def said(unit: Unit, n: int, on: date = IN_NOVEMBER, channel: str = "desk", language: str = "en") -> Rated:
    return Rated(unit, on, [4.0] * n, channel=channel, language=language)


def of(code: str, look: Look = INSIDE) -> Look:
    return Look(**{**vars(look), "unit": code})


def by_pages(reader: Person) -> set[str]:
    found = [selectors.satisfaction(viewer=reader, look=of(code), at=today.now()) for code in CODES]
    assert all((each.share.n == 0) is (each.standing is Standing.PRIVATE) for each in found)
    return {each.unit.code for each in found if each.standing is Standing.PRIVATE}


def by_the_list_of_a_page(reader: Person) -> set[str]:
    found = selectors.satisfaction(viewer=reader, look=of("company"), at=today.now())
    return {each.code for each in found.below if each.share.is_withheld}


def by_comparison(reader: Person) -> set[str]:
    found = selectors.compared(viewer=reader, look=of("company"), depth=Depth.LEAVES, at=today.now())
    return {each.code for each in found.units if each.answering is Answering.HIDDEN}


def by_pairs(reader: Person) -> set[str]:
    found = selectors.compared(viewer=reader, look=of("company"), depth=Depth.LEAVES, at=today.now())
    pairs = {
        code: selectors.pair(viewer=reader, found=found, wanted=Two(code, "company", None), at=today.now())
        for code in ("big", "few", "next")
    }
    return {code for code, pair in pairs.items() if pair and pair.why_not is NotCompared.HIDDEN}


def by_drivers(reader: Person) -> set[str]:
    found = [selectors.driving(viewer=reader, look=of(code), of=None, at=today.now()) for code in CODES]
    return {each.unit.code for each in found if each.weights.refused is Refused.PRIVATE}


def by_outcomes(reader: Person) -> set[str]:
    found = [selectors.outcomes(viewer=reader, unit=code, at=today.now()).employees for code in CODES]
    return {code for code, each in zip(CODES, found, strict=True) if each and each.telling is Telling.FEW}


def by_the_overview(reader: Person) -> set[str]:
    found = selectors.overview(viewer=reader, at=today.now()).departments
    return {each.unit.code for each in found if each.internal.share and each.internal.share.is_withheld}


def by_measure(reader: Person) -> set[str]:
    return {each.unit for each in selectors.measure(viewer=reader, audience=Audience.INTERNAL) if each.withheld}


def by_measure_of_the_channel(reader: Person) -> set[str]:
    return {each.unit for each in selectors.measure(viewer=reader, channel="desk") if each.withheld}


def by_machines(reader: Person) -> set[str]:
    machine = a_machine(Unit.objects.get(code="company"))
    figures = machine.told("figures?audience=internal")["figures"]
    pages = [machine.told(f"satisfaction/{code}?audience=internal") for code in CODES]
    compared = machine.told("units/company/compared?audience=internal")["units"]
    hidden = {each["unit"] for each in figures if each["withheld"]}
    assert {code for code, each in zip(CODES, pages, strict=True) if each["standing"] == "private"} == hidden
    assert {each["code"] for each in compared if each["withheld"]} == hidden
    return hidden


@pytest.mark.parametrize(
    "door",
    [
        by_pages, by_the_list_of_a_page, by_comparison, by_pairs, by_drivers, by_outcomes, by_the_overview, by_measure,
        by_measure_of_the_channel, by_machines,
    ],
)  # fmt: skip
def test_at_every_door_the_few_are_kept_back_with_those_from_whom_they_would_follow(door: Door, reader: Person) -> None:
    assert door(reader) == {"few", "next"}


def told_of(reader: Person, **asked: object) -> dict[tuple[str, str], int | None]:
    """By unit and period how many answers are told; None where they are kept back."""
    found = selectors.measure(viewer=reader, **asked)  # type: ignore[arg-type]
    return {(each.unit, each.period): each.n for each in found if each.aspect is None}


def test_a_quarter_and_its_months_are_told_together_at_pages_and_to_machines(reader: Person) -> None:
    big = Unit.objects.get(code="big")
    by_month = {6: 60, 7: 30, 8: 4, 9: 20, 10: 40, 11: 50}
    the_lake_holds(*(said(big, n, date(2026, month, 3)) for month, n in by_month.items()))

    months = told_of(reader, audience=Audience.INTERNAL, unit="big")
    quarters = told_of(reader, audience=Audience.INTERNAL, unit="big", by="quarter")
    machine = a_machine(big).told("satisfaction/big?audience=internal")["periods"]
    page = selectors.satisfaction(viewer=reader, look=of("big"), at=today.now())

    assert [n for _, n in months.items()] == [60, 30, None, None, 40, 50]
    assert list(quarters.values()) == [60, 54, 90]
    assert [each["n"] for each in machine[-6:]] == [60, 30, None, None, 40, 50]
    assert page.share.n == 4 + 20 + 40 + 50
    assert [each.share.n for each in page.periods[-6:]] == [60, 30, 0, 0, 40, 50]


def test_all_languages_but_those_that_are_told_are_no_few(reader: Person) -> None:
    big = Unit.objects.get(code="big")
    many = {"en": 40, "zh-hans": 30, "es": 3}
    the_lake_holds(*(said(big, n, channel="web", language=language) for language, n in many.items()))

    told = {language: told_of(reader, language=language, unit="big") for language in many}

    assert told_of(reader, unit="big") == {("big", "2026-11"): 73}
    assert [list(each.values()) for each in told.values()] == [[40], [None], [None]]
    private = selectors.satisfaction(viewer=reader, look=of("big", Look(language="zh-hans")), at=today.now())
    assert private.standing is Standing.PRIVATE


def test_a_kind_of_channel_less_its_other_channels_is_no_few(reader: Person) -> None:
    big = Unit.objects.get(code="big")
    for slug in ("visits", "calls", "walks"):
        a_channel(slug=slug, evidence=Evidence.SHOP)
    many = {"visits": 40, "calls": 20, "walks": 5, "web": 30}
    the_lake_holds(*(said(big, n, channel=channel) for channel, n in many.items()))

    told = [
        list(told_of(reader, channel=each, unit="big").values()) for each in ("kind:shop", "visits", "calls", "walks")
    ]

    assert told == [[65], [40], [None], [None]]


def test_a_unit_that_moved_follows_from_neither_tree(reader: Person) -> None:
    """The few stood under east for a while: east as it was less east as it is today would be theirs."""
    company = Unit.objects.get(code="company")
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    moved, inns = a_unit("moved", under=east), [a_unit(f"inn-{number}", under=east) for number in range(2)]
    house = a_unit("house", under=west)
    people.move_unit(
        unit=moved, parent=west, on=date(2026, 10, 1), by=HOUSE, at=datetime.fromisoformat("2026-09-01T09:00Z")
    )
    in_august = date(2026, 8, 3)
    the_lake_holds(said(moved, 4, in_august), *(said(each, 30, in_august) for each in inns), said(house, 50, in_august))

    was, is_today = (told_of(reader, audience=Audience.INTERNAL, tree=tree) for tree in (Tree.AS_IT_WAS, Tree.TODAY))

    def told(found: dict[tuple[str, str], int | None]) -> dict[str, int | None]:
        return {unit: n for (unit, _), n in found.items()}

    assert told(was)["moved"] is told(is_today)["moved"] is None
    inns_told = {"inn-0": 30, "inn-1": 30}
    # west as it was is the house alone
    assert told(was) == {
        "company": 114, "east": None, "house": None, "moved": None, "west": None, **inns_told,
    }  # fmt: skip
    assert told(is_today) == {"company": 114, "east": 60, "house": None, "moved": None, "west": 54, **inns_told}


def test_what_a_unit_has_beside_those_below_it_is_no_few_either(reader: Person) -> None:
    company, big, beside = (Unit.objects.get(code=code) for code in ("company", "big", "next"))
    the_lake_holds(said(company, 3), said(big, 40), said(beside, 20))

    assert told_of(reader, audience=Audience.INTERNAL) == {
        ("big", "2026-11"): 40, ("company", "2026-11"): 63, ("next", "2026-11"): None,
    }  # fmt: skip


def test_days_and_weeks_are_kept_back_with_the_month_that_they_make_up(reader: Person) -> None:
    big = Unit.objects.get(code="big")
    days = {2: 30, 3: 4, 4: 12, 9: 40}
    the_lake_holds(*(said(big, n, date(2026, 11, day)) for day, n in days.items()))

    by_day = told_of(reader, audience=Audience.INTERNAL, unit="big", by=By.DAY)

    assert list(by_day.values()) == [30, None, None, 40]
    assert list(told_of(reader, audience=Audience.INTERNAL, unit="big", by=By.WEEK).values()) == [46, 40]
