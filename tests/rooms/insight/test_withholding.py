"""Many figures at once: what tells of few answers is withheld, and what it would follow from as well."""

from datetime import date

import pytest

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import rules, selectors
from servewell.rooms.insight.selectors import AspectAndItem, CutsAPeriod, Finding, NoSuchIndicator, NothingIsKnownAs
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_channel, a_company, a_person, a_unit, an_indicator
from tests.builders.figures import Rated, the_lake_holds


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


def test_a_question_is_held_against_its_aspect_so_that_no_other_follows(db: None, lake: None) -> None:
    company = a_company(zone="UTC")
    inn, lodge = (a_unit(code, under=company) for code in ("inn", "lodge"))
    a_channel(slug="desk", audience=Audience.INTERNAL)
    an_indicator()
    day = date(2026, 9, 3)
    the_lake_holds(
        *[
            Rated(unit, day, [4.0] * many, channel="desk", item=item, aspect=aspect, is_overall=aspect is None)
            for unit, few in ((inn, 4), (lodge, 14))
            for item, many, aspect in (
                ("overall", 40, None), ("polite", 12, "respect"), ("greets", few, "respect"), ("spare", 25, "speed"),
            )
        ],
        Rated(inn, day, [4.0] * 12, channel="desk", item="alone", aspect=None, is_overall=False),
    )  # fmt: skip
    ann = a_person("Ann", rules.SEE, unit=company)

    def told(unit: str, **asked: str) -> int | None:
        found = selectors.measure(
            viewer=ann, unit=unit, audience=Audience.INTERNAL, from_on=date(2026, 9, 1), until_on=date(2026, 10, 1),
            **asked,  # type: ignore[arg-type]
        )  # fmt: skip
        return next(each.n for each in found if each.aspect in (None, asked.get("aspect")))

    # 16 answers under the aspect, 12 of them to one question: the other four would follow
    assert (told("inn", aspect="respect"), told("inn", item="stay/polite"), told("inn", item="stay/greets")) == (
        16, None, None,
    )  # fmt: skip
    assert (told("inn", item="stay/spare"), told("inn", item="stay/overall"), told("inn", item="stay/alone")) == (
        25, 40, 12,
    )  # fmt: skip
    assert [told("lodge", item=f"stay/{item}") for item in ("polite", "greets")] == [None, None]
    assert [told("company", item=f"stay/{item}") for item in ("polite", "greets", "spare")] == [24, 18, 50]
