"""The limits of a chart stay and are drawn anew with a reason; a target is told by the interval."""

import json
import re
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from servewell.base import today
from servewell.rooms.insight import rules, services
from servewell.rooms.insight.models import DrawnLimits, Target
from servewell.rooms.people.models import Unit
from tests.builders import a_browser, a_company, a_person, a_promise, a_unit, an_aspect, an_indicator
from tests.builders.figures import Answered, the_lake_holds
from tests.programmes.visitor import read

pytestmark = pytest.mark.django_db
CALM = (80, 84, 76, 82)


@pytest.fixture(autouse=True)
def _the_clock_shows_that_monday(monkeypatch: pytest.MonkeyPatch, now: datetime, lake: Path) -> None:
    monkeypatch.setattr(today, "now", lambda: now)
    an_indicator()


def two_years(unit: Unit, *, worse_in: int = 99) -> list[Answered]:
    """Calm months to November 2026, of which the one at a place fell."""
    days = [date(2024 + place // 12, place % 12 + 1, 2) for place in range(11, 35)]
    return [
        Answered(unit, day, 50 if place == worse_in else CALM[place % 4], 100) for place, day in enumerate(days)
    ]  # fmt: skip


def a_leader(*, powers: bool = True) -> Client:
    more = (rules.REBASE, rules.SET_TARGET) if powers else ()
    return a_browser(a_person("Lin Hua", rules.SEE, *more, unit=a_company(), number="leads"))


def text(answer: object) -> str:
    return read(unescape(answer.content.decode())).text  # type: ignore[attr-defined]


def spec(answer: Any) -> dict[str, Any]:
    found = re.findall(r'<script id="satisfaction-by-month"[^>]*>(.*?)</script>', answer.content.decode())
    plain: dict[str, Any] = json.loads(found[0])
    return plain


def kept(unit: Unit, now: datetime, *, worse_in: int = 99) -> None:
    the_lake_holds(*two_years(unit, worse_in=worse_in))
    services.draw_limits(at=now)


def test_a_chart_says_which_it_is_whose_limits_it_has_and_by_which_rules(now: datetime) -> None:
    kept(a_company(), now)

    page = text(a_leader().get("/satisfaction"))

    assert "p chart · NHS rules · limits of December 2024 to October 2026" in page
    assert "The limits were drawn on 16 November 2026 from December 2024 to October 2026." in page
    assert [words for words in ("Beyond a limit", "Two of three", "A run", "A trend") if words not in page] == []
    assert "such a signal" not in page  # there is none
    assert "November 2026 has not ended." in page


def test_without_kept_limits_they_are_provisional(now: datetime) -> None:
    the_lake_holds(*two_years(a_company()))

    page = text(a_leader().get("/satisfaction"))

    assert "p chart · NHS rules · provisional limits, from the 23 months shown" in page
    assert "they move with the periods shown until 20 periods have ended" in page
    assert "The limits and their reasons" not in page


def test_a_signal_says_how_many_such_come_by_chance_over_the_charts_that_the_reader_sees(now: datetime) -> None:
    company = a_company()
    inns = [a_unit(f"inn-{number}", under=company) for number in range(3)]
    the_lake_holds(*(row for inn in inns for row in two_years(inn)))
    services.draw_limits(at=now)
    the_lake_holds(*(row for inn in inns for row in two_years(inn, worse_in=22)))

    page = text(a_leader().get("/satisfaction?unit=inn-0"))

    assert "October 2026 lies below the lower limit: this is hardly chance." in page
    assert "On all charts that you see (4), such a signal comes by chance about every 2 years." in page
    assert "The answers behind them have changed: drawn today, they would be" in page


def test_limits_are_drawn_anew_on_the_page_and_marked_in_the_chart(now: datetime) -> None:
    company = a_company()
    kept(company, now)
    leader = a_leader()

    answer = leader.post(
        "/satisfaction/company/limits", {"since": "2025-06-01", "reason": "The lobby was rebuilt."}, follow=True
    )

    page = text(answer)
    assert "The limits are drawn anew, with your reason and your name." in page
    assert "From June 2025 The lobby was rebuilt." in page
    assert "drawn anew by Lin Hua on 16 November 2026, from June 2025 to October 2026" in page
    drawn = spec(answer)
    assert [point["band"] for point in drawn["data"]["values"]] == [0] * 6 + [1] * 18
    assert [layer["layer"][0]["name"] for layer in drawn["layer"] if "layer" in layer] == ["phase_0"]
    assert "stretch" not in drawn["data"]["values"][0]  # the line goes on

    last = DrawnLimits.objects.get(by="month", phase=2)
    again = leader.post("/satisfaction/company/limits/withdraw", {"key": "0"}, follow=True)
    assert "Somebody has drawn the limits meanwhile." in text(again)
    gone = leader.post("/satisfaction/company/limits/withdraw", {"key": str(last.pk)}, follow=True)
    assert "The limits before them hold again." in text(gone)
    assert "The lobby was rebuilt." not in text(gone)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"since": "2025-06-01", "reason": "  "}, "This field is required."),
        ({"since": "2026-11-01", "reason": "A whim."}, "Select a valid choice."),
        ({"since": "2024-12-01", "reason": "A whim."}, "Select a valid choice."),
    ],
)
def test_limits_are_not_drawn_anew_without_a_reason_or_at_a_wrong_time(
    asked: dict[str, str], says: str, now: datetime
) -> None:
    kept(a_company(), now)

    answer = a_leader().post("/satisfaction/company/limits", asked)

    assert (answer.status_code, says in text(answer)) == (422, True)
    assert not DrawnLimits.objects.filter(phase=2).exists()


def test_who_may_only_see_reads_the_limits_and_gets_no_form(now: datetime) -> None:
    kept(a_company(), now)
    reader = a_leader(powers=False)

    page = text(reader.get("/satisfaction"))

    assert "The limits and their reasons" in page
    assert [words for words in ("Draw the limits anew", "Set a target") if words in page] == []
    for path in ("limits", "limits/withdraw", "target"):
        assert reader.post(f"/satisfaction/company/{path}", {}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("70", "Target 70.0 % since 1 January 2026, set by Lin Hua. It is reached."),
        ("80.5", "Target 80.5 % since 1 January 2026, set by Lin Hua. Whether it is reached cannot be told yet."),
        ("95", "Target 95.0 % since 1 January 2026, set by Lin Hua. It is not reached."),
    ],
)
def test_a_target_is_set_told_by_the_interval_and_drawn(typed: str, says: str, now: datetime) -> None:
    kept(a_company(), now)

    answer = a_leader().post(
        "/satisfaction/company/target", {"aim": "", "value": typed, "from_on": "2026-01-01"}, follow=True
    )

    assert says in text(answer).replace("\u202f", " ")
    values = [point["target"] for point in spec(answer)["data"]["values"]]
    assert values == [None] * 13 + [float(typed)] * 11
    assert "target" in [layer.get("name") for layer in spec(answer)["layer"]]


def test_an_aspect_has_its_own_target_and_a_chip_says_whether_it_is_reached(now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect")])
    about = [Answered(company, date(2026, 11, 2), 20, 100, aspect="respect")]
    the_lake_holds(*two_years(company), *about)

    answer = a_leader().post(
        "/satisfaction/company/target", {"aim": "respect", "value": "90", "from_on": "2026-01-01"}, follow=True
    )

    assert "target 90.0 % not reached" in text(answer).replace("\u202f", " ")
    assert Target.objects.get().aspect == "respect"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"aim": "", "value": "101", "from_on": "2026-01-01"}, "It can never be reached"),
        ({"aim": "", "value": "many", "from_on": "2026-01-01"}, "Enter a number."),
        ({"aim": "", "value": "90", "from_on": "2025-01-01"}, "The last target holds from 1 May 2025 on"),
        ({"aim": "kindness", "value": "90", "from_on": "2026-01-01"}, "Select a valid choice."),
    ],
)
def test_a_target_that_cannot_be_is_refused_and_stays_typed(asked: dict[str, str], says: str, now: datetime) -> None:
    kept(a_company(), now)
    leader = a_leader()
    leader.post("/satisfaction/company/target", {"aim": "", "value": "80", "from_on": "2025-05-01"})

    answer = leader.post("/satisfaction/company/target", asked)

    assert (answer.status_code, says in text(answer)) == (422, True)
    assert f'value="{asked["value"]}"' in answer.content.decode()
    assert Target.objects.count() == 1


def test_the_month_so_far_and_the_year_before_stand_in_the_chart_and_its_table(now: datetime) -> None:
    kept(a_company(), now)

    page = a_leader().get("/satisfaction")

    values = spec(page)["data"]["values"]
    assert [point["open"] for point in values] == [False] * 23 + [True]
    assert [point["last_year"] for point in values] == [None] * 12 + [point["value"] for point in values[:12]]
    said = text(page)
    assert "November 2026 so far" in said
    assert "the same time a year before" in said
