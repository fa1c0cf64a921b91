"""J3: the customer satisfaction score, by one declared definition, by month, quarter and year."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from servewell.project.demo.company import Founded
from servewell.rooms.insight import services as loading
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
    *("item", "indicator", "version", "withheld"),
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
    assert shown == [
        (datetime.fromisoformat(f"{period}-01").strftime("%b %Y"), f"{value * 100:.1f}", str(n))
        for period, n, value in told  # type: ignore[operator]
    ]


def test_j3_a_figure_without_answers_is_not_a_nought(company: Founded, signed_in: Callable[[str], Visitor]) -> None:
    executive = signed_in(EXECUTIVE).open("/satisfaction")

    assert measured("--by", "month", "--unit", "all") == []
    assert "0.0 %" not in executive.text
    assert "Nobody has answered in these 24 months." in executive.text
