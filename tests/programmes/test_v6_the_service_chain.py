"""V6: whatever the job, everyone sees whom they serve and how it reaches the customer."""

from collections.abc import Callable

from servewell.project.demo.company import Founded
from tests.programmes.visitor import Visitor

Arrive = Callable[[str], Visitor]


def way(visitor: Visitor) -> list[str]:
    """The steps from the reader to the customer."""
    return [step.text for step in visitor.page.all("li") if "kit-ledger" in step.attributes.get("class", "")]


def test_v6_a_housekeeper_sees_whom_the_job_serves_up_to_the_customer(company: Founded, signed_in: Arrive) -> None:
    housekeeper = signed_in("1104").open("/chain/mine")

    assert housekeeper.title == "你的岗位服务于：客人、前台"
    assert "前台：三点前备好房间" in housekeeper.text
    assert "酒店经理：时间、工具和决定" in housekeeper.text
    assert [step.split(" ")[1] for step in way(housekeeper)] == ["你：客房服务员", "客人"]


def test_v6_somebody_far_from_the_customer_follows_the_whole_way(company: Founded, signed_in: Arrive) -> None:
    adviser = signed_in("1008").open("/chain/mine")

    steps = way(adviser)
    assert len(steps) == 4
    assert steps[0].endswith("You: HR service desk")
    assert "Guests" in steps[-1]


def test_v6_the_chain_is_mended_on_the_page_and_the_break_is_gone(company: Founded, signed_in: Arrive) -> None:
    keeper = signed_in("1006").open("/chain").follow("A new place")
    keeper.send("unit", unit="group", **{"source": "en", "name-en": "Laundry"})
    assert "Laundry serves nobody." in keeper.open("/chain").text

    keeper.open("/chain/places/laundry").send(
        "served", served="housekeeping", **{"source": "en", "what-en": "clean linen by nine"}
    )

    page = keeper.open("/chain")
    assert page.title == "13 places of work, each with its way to the customer"
    assert "serves Housekeeping: clean linen by nine" in page.text
    boxes = [each.attributes["aria-label"] for each in page.page.all("a") if "aria-label" in each.attributes]
    assert "Laundry, Harbour Group: serves Housekeeping" in boxes


def test_v6_on_the_first_day_my_day_shows_the_way_from_the_newcomer_to_the_customer(
    company: Founded, signed_in: Arrive
) -> None:
    newcomer = signed_in("1620").open("/")
    assert [step.split(" ")[-1] for step in way(newcomer)] == ["Restaurante", "comidas"]
    assert newcomer.follow("Quién me sirve a mí y toda la cadena").title == "Tu cargo sirve a: Huéspedes"

    assert way(signed_in("1102").open("/")) == []
