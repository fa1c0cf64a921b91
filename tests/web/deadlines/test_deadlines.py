"""Answer times on pages: looked at before they hold, told step by step, and never lost."""

from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from django.utils.datastructures import MultiValueDict

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.engines.clocks import Day, Hours, Opening
from servewell.rooms.cases import rules, selectors
from servewell.rooms.cases.models import Policy
from servewell.rooms.cases.selectors import Wanted
from servewell.web.deadlines.forms import PolicyForm
from tests.builders import a_browser, a_channel, a_company, a_person, a_policy, a_unit, an_open_case
from tests.programmes.visitor import read

MONDAY = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
WEEK = {f"week-{day}-{end}-0": hour for day in range(5) for end, hour in (("opens", "09:00"), ("closes", "17:00"))}
TYPED = WEEK | {
    "answer_hours": "16", "obligation_days": "14", "bar": "25", "country": "CN", "until_year": "2026",
    "intervals": "2", "rows": "2",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: MONDAY)


@pytest.fixture
def keeper(db: None) -> Client:
    return a_browser(a_person("Kim", rules.SET_POLICY))


def main(response: object) -> str:
    return str(next(read(response.content.decode()).all("main")).text)  # type: ignore[attr-defined]


def test_times_are_looked_at_step_by_step_and_then_published_for_a_unit_and_all_below(keeper: Client) -> None:
    west = a_unit("west", under=a_company())
    hotel = a_unit("hotel", under=west)
    a_policy()
    an_open_case(a_channel(hotel), at=MONDAY)
    own = {"day-0": "2026-09-11", "name-0-en": "Founders' day", "left_out": "2026-10-02"}

    looked = keeper.post("/answer-times/west/write", TYPED | own | {"deed": "look"})
    before = Policy.objects.filter(unit=west).count()
    held = Policy.objects.get()
    done = keeper.post("/answer-times/west/write", TYPED | own | {"deed": "publish", "seen": held.pk})

    told = main(looked)
    for said in (
        "A letter that comes now, 14 Sep, 10:00 owed by 16 Sep, 10:00",
        "A letter that comes late on Friday, 18 Sep, 16:50 owed by 21 Sep, 16:50",
        "Sun 20 Sep open instead, 09:00–17:00",
        "A letter that comes before a holiday, 24 Sep, 16:00",
        "Fri 25 Sep Mid-Autumn Festival, closed",
        "Fri 11 Sep 2026 has passed",
        "1 open case keeps the version it began with, whatever is changed.",
    ):
        assert said in told
    assert (before, done.status_code, done["Location"]) == (0, 303, "/answer-times/west")
    page, tree = main(keeper.get("/answer-times/west")), main(keeper.get("/answer-times"))
    for said in (
        "Version 1 of its own holds here and below.",
        "An answer within 16 h of opening hours",
        "Holidays of China until the end of 2026",
        "Monday 09:00–17:00",
        "Sunday closed",
        "Thu 1 Oct 2026 National Day, closed",
        "Version 1, published on Mon 14 Sep 2026, 10:00 by Kim",
    ):
        assert said in page
    assert "Fri 2 Oct 2026 National Day" not in page
    assert "Company version 1 of its own West version 1 of its own Hotel from above, version 1" in tree
    assert "Version 1 of West holds here, from above." in main(keeper.get("/answer-times/hotel"))


def test_of_two_who_publish_at_once_the_second_reads_so_and_publishes_on_top(keeper: Client) -> None:
    company = a_company()
    first = a_policy(bar=0.1)
    read_before = {"seen": first.pk, "deed": "publish"}
    keeper.post("/answer-times/company/write", TYPED | read_before)

    late = keeper.post("/answer-times/company/write", TYPED | read_before | {"bar": "40", "name-0-en": "", "rows": "1"})
    theirs = selectors.policy_of(unit=company.pk, on=MONDAY.date())
    seen = next(each for each in read(late.content.decode()).all("input") if each.attributes.get("name") == "seen")
    again = keeper.post(
        "/answer-times/company/write", TYPED | {"deed": "publish", "bar": "40", "seen": seen.attributes["value"]}
    )

    assert late.status_code == 422
    assert "Somebody else published another version while you wrote" in main(late)
    assert theirs is not None
    assert (theirs.version, theirs.bar, again.status_code) == (2, 0.25, 303)
    versions = selectors.versions_of(unit=company, viewer=HOUSE)
    assert [(each.version, each.bar) for each in versions] == [(3, 0.4), (2, 0.25), (1, 0.1)]


def test_a_unit_goes_back_to_the_times_above_but_the_company_has_none_above(keeper: Client) -> None:
    company = a_company()
    west = a_unit("west", under=company)
    above = a_policy(company)
    a_policy(west)
    pages = {code: keeper.get(f"/answer-times/{code}").content.decode() for code in ("west", "company")}

    done = [keeper.post(f"/answer-times/{code}/withdraw", follow=True) for code in ("west", "west", "company")]

    offered = {code: f"/answer-times/{code}/withdraw" in page for code, page in pages.items()}
    assert offered == {"west": True, "company": False}
    for page in done[:2]:
        assert "Withdrawn. What is set above holds here again" in page.content.decode()
        assert "Version 1 of Company holds here, from above." in main(page)
    assert "withdrawn on Mon 14 Sep 2026, 10:00" in main(done[0])
    assert "/answer-times/west/withdraw" not in done[0].content.decode()
    assert "Nothing stands above these times" in done[2].content.decode()
    assert [selectors.policy_of(unit=unit.pk, on=MONDAY.date()) for unit in (company, west)] == [above, above]
    looked = keeper.post("/answer-times/west/write", TYPED | {"deed": "look"})
    assert "version 2" in main(looked)


def test_one_more_row_is_shown_without_a_word_about_what_is_not_filled_yet(keeper: Client) -> None:
    a_company()
    half = {
        "week-0-opens-0": "09:00",
        "intervals": "2",
        "rows": "1",
        "country": "ES",
        "part": "CT",
        "until_year": "2027",
    }

    hours = keeper.post("/answer-times/company/write", half | {"deed": "more-hours"})
    days = keeper.post("/answer-times/company/write", half | {"deed": "more-days"})
    abroad = keeper.post("/answer-times/company/write", TYPED | {"country": "MX", "part": "CT", "deed": "look"})

    names = [
        {each.attributes.get("name") for each in read(page.content.decode()).all("input")} for page in (hours, days)
    ]
    assert [(page.status_code, "errorlist" in page.content.decode()) for page in (hours, days)] == [(200, False)] * 2
    assert ("week-6-closes-2" in names[0], "day-1" in names[0]) == (True, False)
    assert ("week-6-closes-2" in names[1], "day-1" in names[1]) == (False, True)
    assert "National Day of Catalonia" in main(hours)
    assert (abroad.status_code, "National Day of Catalonia" in main(abroad)) == (200, False)


def a_form(**typed: str) -> PolicyForm:
    data = MultiValueDict(
        {name: [value] for name, value in (TYPED | {"country": "", "until_year": ""} | typed).items()}
    )
    return PolicyForm(data, wanted=Wanted(), seen=None, year=2026, countries=[("CN", "China")], parts=[])


@pytest.mark.parametrize(
    ("typed", "at", "fault"),
    [
        ({"week-0-closes-0": ""}, "week-0-closes-0", "Give both, from when and until when."),
        ({"week-0-closes-0": "08:00"}, "week-0-closes-0", "It closes before it opens. 00:00 is the end of the day."),
        (
            {"week-0-opens-1": "16:00", "week-0-closes-1": "20:00"},
            "week-0-opens-0",
            "Two openings of this day overlap.",
        ),
        (dict.fromkeys(WEEK, ""), "__all__", "The desk never opens: give at least one weekday its hours."),
        ({"day-0": "2026-12-24", "day-1": "2026-12-24"}, "day-1", "This day stands here twice."),
        ({"name-1-es": "Nochebuena"}, "day-1", "Say which day it is, or empty the row."),
        ({"country": "XX"}, "country", "Select a valid choice. XX is not one of the available choices."),
        ({"until_year": "9999"}, "until_year", "Select a valid choice. 9999 is not one of the available choices."),
        ({"left_out": "soon"}, "left_out", "Select a valid choice. soon is not one of the available choices."),
        ({"bar": "101"}, "bar", "Ensure this value is less than or equal to 100."),
        ({"answer_hours": "0"}, "answer_hours", "Ensure this value is greater than or equal to 0.25."),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(typed: dict[str, str], at: str, fault: str) -> None:
    assert a_form(**typed).errors == {at: [fault]}


@pytest.mark.parametrize("rows", ["", "-1", "0", "9999999999", "x", "１"])
def test_a_forged_number_of_rows_is_bounded(rows: str) -> None:
    form = a_form(rows=rows, intervals=rows)

    assert 1 <= form.rows <= 60
    assert 1 <= form.intervals <= 6


def test_what_was_typed_becomes_what_is_wanted_and_stands_in_the_form_again() -> None:
    sunday = {"opens-0": "22:00", "closes-0": "00:00", "opens-1": "09:00", "closes-1": "10:30"}
    eve = {"day-0": "2026-12-24", "own-0-opens-0": "09:00", "own-0-closes-0": "13:00", "name-0-es": "Nochebuena"}
    form = a_form(**{f"week-6-{end}": hour for end, hour in sunday.items()}, **eve, answer_hours="2.5", bar="33.3")
    assert form.is_valid()
    wanted = form.wanted()

    assert wanted == Wanted(
        openings=(
            *(Opening(day, time(9), time(17)) for day in range(5)),
            Opening(6, time(9), time(10, 30)), Opening(6, time(22), time(0)),
        ),
        answer_minutes=150, obligation_days=14, bar=0.333,
        own_days=(Day(date(2026, 12, 24), {"es": "Nochebuena"}, (Hours(time(9), time(13)),)),),
    )  # fmt: skip
    shown = PolicyForm(None, wanted=wanted, seen=7, year=2026, countries=[], parts=[])
    values = {name: shown[name].value() for name in ("seen", "answer_hours", "bar", "day-0", "name-0-es")}
    assert values == {
        "seen": 7, "answer_hours": "2.5", "bar": "33.3", "day-0": date(2026, 12, 24), "name-0-es": "Nochebuena",
    }  # fmt: skip
    assert str(shown["week-6-closes-1"].value()) == "00:00:00"


@pytest.mark.parametrize("path", ["/answer-times", "/answer-times/company", "/answer-times/company/write"])
def test_who_may_not_set_a_policy_finds_no_page_of_it(path: str, db: None) -> None:
    a_company()

    assert a_browser(a_person("Ann", rules.SEE, rules.ANSWER)).get(path).status_code == 404


def test_a_title_says_within_how_many_hours_a_unit_answers_and_how_many_set_their_own(keeper: Client) -> None:
    company = a_company()
    west = a_unit("west", under=company)
    a_unit("east", under=company)

    def title(path: str) -> str:
        return str(next(read(keeper.get(path).content.decode()).all("h1")).text)  # type: ignore[attr-defined]

    titles = [title("/answer-times")]
    a_policy(company)
    titles.append(title("/answer-times"))
    a_policy(west)

    assert [*titles, *(title(f"/answer-times{rest}") for rest in ("", "/west", "/west/write", "/east/write"))] == [
        "No unit has answer times of its own",
        "Answer times are set in Company alone",
        "2 of 3 units have answer times of their own",
        "West answers within 8 h of opening hours",
        "West answers within 8 h: what shall hold instead?",
        "East answers within 8 h and sets no times of its own: what shall hold here?",
    ]
