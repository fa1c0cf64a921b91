"""S2: internal desks are measured like any other, and stand before the customers on the executive's page."""

from collections.abc import Callable

from servewell.project.demo.company import Founded
from servewell.rooms.insight import services as loading
from tests.programmes.conftest import MONDAY
from tests.programmes.visitor import Visitor

Arrive = Callable[[str], Visitor]


def test_s2_hrs_own_desk_is_measured_and_internal_satisfaction_stands_before_external(
    company: Founded, signed_in: Arrive
) -> None:
    employee = Visitor().open("/s/hr-desk")
    assert employee.title == "How did the HR desk serve you?"
    employee.send("overall", overall="2", effective="1", words="My transfer took three weeks.")
    for _ in range(9):  # of fewer than ten employees nothing is told
        Visitor().open("/s/hr-desk").send("overall", overall="2")
    Visitor().open("/s/harbour-hotel").send("overall", overall="5", words="A warm welcome.")
    loading.load_dirty(at=MONDAY)

    executive = signed_in("1001").open("/executive")

    page = executive.text
    assert page.index("What employees say of the desks that serve them 0.0") < page.index("What customers say 100.0")
    words = "My transfer took three weeks."
    assert "Read what employees said" not in page  # the desk is kept apart
    assert words not in executive.follow("Read what customers said").text
    assert "A warm welcome." in executive.text
    assert words in signed_in("1007").open("/voices").text


def test_s2_an_internal_desk_owes_its_employees_an_answer_by_the_same_clock_and_ledger(
    company: Founded, signed_in: Arrive
) -> None:
    asked = {"overall": "1", "words": "Where is my contract?", "answer": "true", "email": "li@example.com"}
    Visitor().open("/s/hr-desk").send("overall", **asked)

    desk = signed_in("1007").open("/cases?shelf=open").follow("Where is my contract")
    assert "人事服务台 希望得到答复" in desk.text
    assert "从收到时（11月16日 10:00）算起，工作时间满 9 小时。" in desk.text


def test_s2_what_employees_say_moves_no_figure_of_the_customers(company: Founded, signed_in: Arrive) -> None:
    Visitor().open("/s/hr-desk").send("overall", overall="1")
    for _ in range(9):  # of fewer than ten employees nothing is told
        Visitor().open("/s/hr-desk").send("overall", overall="2")
    Visitor().open("/s/harbour-hotel").send("overall", overall="5")
    loading.load_dirty(at=MONDAY)

    executive = signed_in("1001")

    assert "100.0" in executive.open("/satisfaction?unit=group").text
    assert "1 answer" in executive.text
    assert "10 answers" in executive.follow("What employees say of the desks that serve them").text
