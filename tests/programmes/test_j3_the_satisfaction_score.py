"""J3: the customer satisfaction score, by one declared definition, by month, quarter and year."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest
from click.testing import CliRunner

from servewell.base.permissions import HOUSE
from servewell.project.command import servewell
from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.published import publish
from servewell.rooms.insight import services as loading
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import services as voice
from servewell.rooms.voice.terms import FIELD, Evidence
from tests.builders import a_person
from tests.programmes.conftest import MONDAY
from tests.programmes.customers import EXECUTIVE, measured
from tests.programmes.visitor import Visitor

# month, the overall answers of that month
SAID: Sequence[tuple[int, str]] = [(9, "5421"), (10, "555"), (11, "31")]


@pytest.fixture
def answers(company: Founded, clock: list[datetime]) -> None:
    """Nine customers of two hotels, in three months."""
    for month, overall in SAID:
        for number, value in enumerate(overall):
            clock[0] = datetime(2026, month, 10 + number, 6, 0, tzinfo=UTC)
            slug = "harbour-hotel" if number % 2 else "lakeside-hotel"
            Visitor("en").open(f"/s/{slug}").send("overall", overall=value)
    clock[0] = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
    loading.load_dirty(at=clock[0])


NAMES = (
    *("period", "unit", "aspect", "value", "n", "low", "high", "definition"),
    *("kind", "scale", "series", "encounters", "tree"),
    *("item", "indicator", "version", "withheld", "sources"),
)


def shares(*options: str) -> list[tuple[object, ...]]:
    return [(row["period"], row["n"], row["value"]) for row in measured(*options) if row["aspect"] is None]


def test_j3_the_score_is_the_share_of_the_two_best_answers_by_month_quarter_and_year(answers: None) -> None:
    assert shares("--by", "month", "--unit", "east") == [
        ("2026-09", 4, 0.5), ("2026-10", 3, 1.0), ("2026-11", 2, 0.0),
    ]  # fmt: skip
    assert shares("--by", "quarter", "--unit", "east") == [("2026-Q3", 4, 0.5), ("2026-Q4", 5, 0.6)]
    assert shares("--by", "year", "--unit", "east") == [("2026", 9, pytest.approx(5 / 9))]


def test_j3_every_figure_says_what_it_means_and_how_sure_it_is(answers: None) -> None:
    found = measured("--by", "month", "--unit", "all")

    assert {tuple(row) for row in found} == {NAMES}
    assert sorted({str(row["unit"]) for row in found}) == ["east", "group", "harbour-hotel", "lakeside-hotel"]
    assert all(row["definition"] and 0 <= row["low"] <= row["value"] <= row["high"] <= 1 for row in found)  # type: ignore[operator]


def test_j3_the_page_shows_the_figures_of_the_command(answers: None, signed_in: Callable[[str], Visitor]) -> None:
    page = signed_in(EXECUTIVE).open("/satisfaction?unit=east").page

    chart = next(each for each in page.all("table") if "Answers" in [head.text for head in each.all("th")])
    rows = [[cell.text for cell in row.all("th", "td")] for row in chart.all("tr")]
    shown = [(row[0], row[1], row[5]) for row in rows[1:] if row[5] != "0"]
    told = shares("--by", "month", "--unit", "east")
    *ended, last = told
    months = [datetime.fromisoformat(f"{period}-01").strftime("%b %Y") for period, _n, _value in ended]
    assert [month for month, _value, _n in shown] == [*months, "November 2026 so far"]
    assert [(value, n) for _month, value, n in shown] == [
        (f"{value * 100:.1f}", str(n))
        for _period, n, value in (*ended, last)  # type: ignore[operator]
    ]


def test_j3_a_figure_without_answers_is_not_a_nought(company: Founded, signed_in: Callable[[str], Visitor]) -> None:
    executive = signed_in(EXECUTIVE).open("/satisfaction")

    assert measured("--by", "month", "--unit", "all") == []
    assert "0.0 %" not in executive.text
    assert "Nobody has answered in these 24 months." in executive.text


CALLS = [(9, "solved", 5), (10, "solved", 5), (10, "solved", 4), (11, "solved", 3)]
DEFINITION = """
title: Customer satisfaction score
sources:
  - {{name: Guests, weight: {guests}}}
  - {{kind: mean, weight: 1, questions: [call-scorecard/@score]}}
"""


@pytest.fixture
def calls(company: Founded, answers: None, clock: list[datetime]) -> None:
    """Four calls to a hotel that a colleague listened to and scored."""
    hotel = company.units["harbour-hotel"]
    scorecard = publish(shelf.book("instruments/call-scorecard"), unit=company.units["group"], at=clock[0])
    channel = voice.open_channel(
        unit=hotel, instrument=scorecard, kind=FIELD, slug="calls", language="en", evidence=Evidence.CALL, by=HOUSE,
        at=clock[0],
    )  # fmt: skip
    listener = a_person("Lin", voice_rules.GATHER, unit=hotel, number="listens")
    for day, (month, item, value) in enumerate(CALLS, start=10):
        at = datetime(2026, month, day, 6, 0, tzinfo=UTC)
        said = {"own_name": "true", "heard_out": "5", "said_back": "fully", item: str(value), "next_step": "4",
                "plain_words": "true", "to_try": "Name the day."}  # fmt: skip
        posted = {name: [value] for name, value in said.items()}
        voice.gather(
            channel=channel, submission=uuid4(), posted=posted, language="en",
            begun=voice.Begun(version=instruments.current(instrument=scorecard.pk), at=at),
            received=voice.as_form_post(posted=posted), staged={}, on=at.date(), by=listener, at=at,
        )  # fmt: skip
    loading.rebuild(at=clock[0])


def define(folder: Path, *, guests: int) -> None:
    file = folder / "score.yaml"
    file.write_text(DEFINITION.format(guests=guests), encoding="utf-8")
    ran = CliRunner().invoke(servewell, ["define", "css", "--file", str(file)], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output


def weighed(found: Sequence[dict[str, object]]) -> list[tuple[object, ...]]:
    """Period and version; that the value is the sources' by their weights is looked at on the way."""
    for row in found:
        sources = cast("Sequence[dict[str, float]]", row["sources"])
        whole = sum(each["weight"] for each in sources)
        assert row["value"] == pytest.approx(sum(each["weight"] * each["value"] for each in sources) / whole)
        assert row["n"] == sum(each["n"] for each in sources)
    return [(row["period"], row["version"], row["n"]) for row in found]


def test_j3_one_declared_definition_of_two_sources_is_measured_by_month_quarter_and_year(
    calls: None, tmp_path: Path
) -> None:
    define(tmp_path, guests=3)

    found = {by: weighed(measured("--by", by, "--unit", "east")) for by in ("month", "quarter", "year")}

    assert found == {
        "month": [("2026-09", 2, 5), ("2026-10", 2, 5), ("2026-11", 2, 3)],
        "quarter": [("2026-Q3", 2, 5), ("2026-Q4", 2, 8)],
        "year": [("2026", 2, 13)],
    }


def test_j3_a_changed_definition_stands_beside_the_old(
    calls: None, tmp_path: Path, signed_in: Callable[[str], Visitor]
) -> None:
    define(tmp_path, guests=3)
    define(tmp_path, guests=1)

    newest, former = (measured("--by", "year", "--unit", "east", *version) for version in ((), ("--version", "2")))
    page = signed_in(EXECUTIVE).open("/satisfaction?unit=east")

    assert [weighed(each) for each in (newest, former)] == [[("2026", 3, 13)], [("2026", 2, 13)]]
    assert newest[0]["value"] != former[0]["value"]
    assert "By version 2, in use until 16 November 2026:" in page.text
    assert "by version 2" in [cell.text for cell in page.page.all("th")]


def test_j3_a_month_without_one_of_its_sources_is_not_told(answers: None, tmp_path: Path, company: Founded) -> None:
    publish(shelf.book("instruments/call-scorecard"), unit=company.units["group"], at=MONDAY)
    define(tmp_path, guests=3)

    found = measured("--by", "month", "--unit", "east")
    assert {(row["value"], row["low"], row["high"], row["withheld"]) for row in found} == {
        (None, None, None, "source-silent")
    }
    assert [row["period"] for row in found] == ["2026-09", "2026-10", "2026-11"]
