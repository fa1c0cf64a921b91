"""Many figures at once: what tells of few answers is withheld, and what it would follow from as well."""

from datetime import date

import pytest

from servewell.base.permissions import HOUSE
from servewell.engines.lake.measures import By
from servewell.rooms.insight import rules, selectors
from servewell.rooms.insight.selectors import AspectAndItem, CutsAPeriod, Finding, NoSuchIndicator, NothingIsKnownAs
from servewell.rooms.insight.selectors.withholding import withheld
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_channel, a_company, a_person, a_unit, an_indicator
from tests.builders.figures import Rated, the_lake_holds

GROUP, EAST, WEST, NORTH = 1, 2, 3, 4
ABOVE = {EAST: GROUP, WEST: GROUP, NORTH: GROUP}


def month(number: int) -> date:
    return date(2026, number, 1)


def of_units(**counts: int) -> dict[tuple[date, int, str | None], int]:
    keys = {"group": GROUP, "east": EAST, "west": WEST, "north": NORTH}
    return {(month(1), keys[name], None): n for name, n in counts.items()}


def units_of(cells: frozenset[tuple[date, int, str | None]]) -> set[int]:
    return {unit for _, unit, _ in cells}


def test_nothing_is_withheld_where_no_figure_is_small() -> None:
    counts = of_units(group=60, east=20, west=20, north=20)

    assert withheld(counts, wider=[], by=By.MONTH, above=ABOVE) == frozenset()


def test_what_would_follow_from_the_unit_above_is_withheld_with_the_small_one() -> None:
    counts = of_units(group=59, east=30, west=20, north=9)

    assert units_of(withheld(counts, wider=[], by=By.MONTH, above=ABOVE)) == {NORTH, WEST}


def test_what_is_withheld_together_is_no_small_number_itself() -> None:
    counts = of_units(group=42, east=30, west=7, north=2)
    assert units_of(withheld(counts, wider=[], by=By.MONTH, above=ABOVE)) == {EAST, NORTH, WEST}


def test_what_would_follow_from_a_longer_period_is_withheld_with_the_small_one() -> None:
    counts = {(month(number), GROUP, None): n for number, n in ((1, 30), (2, 5), (3, 20), (4, 50))}

    found = withheld(counts, wider=[], by=By.MONTH, above={})

    assert {period for period, _, _ in found} == {month(2), month(3)}


def test_a_look_that_leaves_few_out_is_as_telling_as_one_at_those_few() -> None:
    counts, all_answers = of_units(east=40), of_units(east=43)

    assert units_of(withheld(counts, wider=[all_answers], by=By.MONTH, above={})) == {EAST}


@pytest.fixture
def east(db: None, lake: None) -> Unit:
    """Two hotels under east: 20 answers in Spanish at one, 3 at the other, in September; 40 in English at each."""
    company = a_company(zone="UTC")
    east = a_unit("east", under=company)
    an_indicator()
    rated = []
    for hotel, spanish in (("harbour", 20), ("lakeside", 3)):
        unit = a_unit(hotel, under=east)
        for language, many in (("es", spanish), ("en", 40)):
            rated.append(Rated(unit, date(2026, 9, 10), [5.0] * many, language=language))
    the_lake_holds(*rated)
    return east


@pytest.fixture
def reader(east: Unit) -> Person:
    return a_person("Reader", rules.SEE, unit=east)


def told(findings: list[Finding]) -> dict[str, tuple[int | None, str | None]]:
    return {each.unit: (each.n, each.withheld) for each in findings}


@pytest.mark.usefixtures("the_clock_stands")
def test_a_narrow_look_withholds_the_small_and_what_it_would_follow_from(reader: Person) -> None:
    found = selectors.measure(viewer=reader, language="es")

    assert told(found) == {"east": (23, None), "harbour": (None, "too-few"), "lakeside": (None, "too-few")}
    assert {(each.value, each.low, each.high) for each in found if each.withheld} == {(None, None, None)}


@pytest.mark.usefixtures("the_clock_stands")
def test_it_withholds_the_same_whichever_unit_is_asked_for(reader: Person) -> None:
    assert told(selectors.measure(viewer=reader, language="es", unit="harbour")) == {"harbour": (None, "too-few")}


@pytest.mark.usefixtures("the_clock_stands")
def test_of_two_spans_that_differ_by_a_day_no_day_follows(reader: Person) -> None:
    with pytest.raises(CutsAPeriod):
        selectors.measure(viewer=reader, language="es", until_on=date(2026, 9, 11))


@pytest.mark.usefixtures("the_clock_stands")
def test_from_the_house_and_of_all_customers_nothing_is_withheld(reader: Person) -> None:
    assert told(selectors.measure(viewer=HOUSE, language="es", unit="lakeside")) == {"lakeside": (3, None)}
    assert told(selectors.measure(viewer=reader)) == {
        "east": (103, None), "harbour": (60, None), "lakeside": (43, None),
    }  # fmt: skip


@pytest.mark.usefixtures("the_clock_stands")
@pytest.mark.parametrize(
    ("by", "period"),
    [("day", "2026-09-10"), ("week", "2026-W37"), ("month", "2026-09"), ("quarter", "2026-Q3"), ("year", "2026")],
)
def test_a_period_is_anything_from_a_day_to_a_year(reader: Person, by: str, period: str) -> None:
    assert [each.period for each in selectors.measure(viewer=reader, by=by, unit="harbour")] == [period]


@pytest.mark.usefixtures("the_clock_stands")
def test_what_is_not_known_is_answered_with_what_is(reader: Person) -> None:
    for wrong, column in (
        ({"language": "fr"}, "language"),
        ({"aspect": "speed"}, "aspect"),
        ({"item": "stay/nothing"}, "item"),
        ({"item": "overall"}, "item"),
        ({"channel": "kind:gossip"}, "channel"),
    ):
        with pytest.raises(NothingIsKnownAs) as raised:
            selectors.measure(viewer=reader, **wrong)  # type: ignore[arg-type]
        assert raised.value.column == column
    with pytest.raises(NoSuchIndicator, match=r"has no version 7\. Its versions are: 1"):
        selectors.measure(viewer=reader, version=7)
    with pytest.raises(AspectAndItem):
        selectors.measure(viewer=reader, aspect="respect", item="stay/overall")


def test_answers_to_all_instruments_but_one_are_as_telling_as_that_one(db: None, lake: None) -> None:
    company = a_company(zone="UTC")
    a_channel(slug="desk", audience=Audience.INTERNAL)
    an_indicator()
    the_lake_holds(
        Rated(company, date(2026, 9, 3), [4.0] * 50, channel="desk"),
        Rated(company, date(2026, 9, 3), [4.0] * 3, channel="desk", instrument="canteen"),
    )
    ann = a_person("Ann", rules.SEE, unit=company)

    def told(instrument: str | None) -> list[tuple[int, bool]]:
        found = selectors.measure(
            viewer=ann, audience=Audience.INTERNAL, instrument=instrument, is_overall=True, from_on=date(2026, 9, 1),
            until_on=date(2026, 10, 1),
        )  # fmt: skip
        return [(each.n or 0, each.withheld is not None) for each in found]

    assert (told(None), told("stay")) == ([(53, False)], [(0, True)])
