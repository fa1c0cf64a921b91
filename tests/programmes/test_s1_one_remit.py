"""S1: one named executive has the remit over every department, and a register says who answers for each process."""

from collections.abc import Callable

from servewell.project.demo.company import Founded
from servewell.rooms.insight import services as loading
from tests.programmes.conftest import MONDAY
from tests.programmes.visitor import Visitor

Arrive = Callable[[str], Visitor]


def test_s1_the_executives_one_page_shows_every_department_with_its_voices_cases_and_standards(
    company: Founded, signed_in: Arrive
) -> None:
    unhappy = {"overall": "1", "words": "Nobody came to fix it.", "answer": "true", "email": "elena@example.com"}
    Visitor().open("/s/station-hotel").send("overall", **unhappy)
    loading.load_dirty(at=MONDAY)

    executive = signed_in("1001").open("/").follow("All departments")

    rows = [row.text for row in executive.page.all("tr")]
    names = [next(row.all("th")).text for row in executive.page.all("tr")][1:]
    assert names == ["Customer relations desk", "East region", "HR service desk", "West region"]
    west = next(row for row in rows if row.startswith("West region"))
    assert west == "West region – 0.0 % 0.0 – 79.3 1 answer 1 1 – 2 3 standards"
    assert "Nobody came to fix it" in executive.follow("See the cases").text


def test_s1_the_register_names_each_process_with_its_owner_and_standards_and_the_gaps_are_mended_by_screen(
    company: Founded, signed_in: Arrive
) -> None:
    keeper = signed_in("1006").open("/processes")
    assert keeper.title == "2 of 7 processes have a gap"
    headings = [heading.text for heading in keeper.page.all("h2")]
    assert headings[:2] == ["What nobody sees to", "Product development"]

    keeper.follow("Making rooms ready").send("owner", owner="1012")
    keeper.follow("Buying linen and supplies").send("owner", standards=["responsibility-3"])

    assert keeper.title == "7 processes, each with an owner and the standards that it serves"
    assert "Standards that no process serves" not in keeper.text
    history = keeper.follow("Making rooms ready").text
    assert "West region, nobody" in history
    assert "West region, Daniel Okafor" in history


def test_s1_what_nobody_owns_reaches_the_executive_and_leaves_with_its_mending(
    company: Founded, signed_in: Arrive
) -> None:
    executive = signed_in("1001").open("/executive")
    assert executive.title == "Harbour Group: nobody answers for 3 things"

    keeper = signed_in("1006").open("/processes")
    keeper.follow("Making rooms ready").send("owner", owner="1012")
    keeper.follow("Buying linen and supplies").send("owner", standards=["responsibility-3"])

    assert executive.open("/executive").title == "Everything at Harbour Group has somebody who answers for it"


def test_s1_nobody_else_sees_the_page(company: Founded, signed_in: Arrive) -> None:
    assert [signed_in(number).open("/executive").status for number in ("1101", "1006")] == [404, 404]
