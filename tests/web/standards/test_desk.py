"""Promises, standards, the register and the service chain: read, written and refused through the pages."""

from datetime import datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import all_powers
from servewell.rooms.cases import terms as cases_terms
from servewell.rooms.standards import selectors, services
from servewell.rooms.standards.models import Draft, Process, Standard
from servewell.rooms.voice import terms as voice_terms
from servewell.web.standards.shown.drawing import wrapped
from tests.builders import (
    a_browser,
    a_channel,
    a_company,
    a_person,
    a_place,
    a_policy,
    a_process,
    a_promise,
    a_service,
    a_survey,
    a_unit,
    a_voice,
    an_aspect,
)
from tests.programmes.visitor import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]


def text(answer: object) -> str:
    return read(unescape(answer.content.decode())).text  # type: ignore[attr-defined]


@pytest.fixture
def keeper() -> Client:
    return a_browser(a_person("Kim", *all_powers()))


def promised(base: int = 0, **texts: str) -> dict[str, str]:
    return {"source": "en", "base": str(base), "deed": "publish", **texts}


def test_a_promise_is_published_from_its_page_in_the_languages_that_were_written(keeper: Client, now: datetime) -> None:
    west = a_unit("west", under=a_company())
    a_promise("The company's.")

    answer = keeper.post(
        "/promises/west",
        promised(**{"name-en": "Ours", "text-en": "We come.", "name-zh-Hant": "我們的", "text-zh-Hant": "我們會到。"}),
        follow=True,
    )

    found = selectors.promise_for(unit=west.pk, on=now.date())
    assert found is not None
    assert (found.unit_id, found.title.texts, found.text.missing()) == (
        west.pk, {"en": "Ours", "zh-Hant": "我們的"}, ("zh-Hans", "es"),
    )  # fmt: skip
    assert "Published. It holds from now on." in text(answer)
    assert "Missing: 简体中文, Español." in text(answer)
    assert "These are the own words of West: version 1, since 16 November 2026." in text(answer)


def test_a_message_is_written_beside_last_years_and_read_by_everybody(keeper: Client, now: datetime) -> None:
    """The company stands in Shanghai, and it is November 2026."""
    keeper.post("/promises/company/messages/2026", promised(**{"name-en": "Listen first.", "text-en": "Then act."}))
    page = text(keeper.get("/promises/company/messages/2027"))
    assert "Last year's words: 2026, Company Listen first. Then act." in page
    assert "Nobody has written the message of 2027 yet." in page
    services.ask_for_messages(at=now)
    assert "Write the message of 2027 for Company" in text(keeper.get("/"))

    answer = keeper.post(
        "/promises/company/messages/2027", promised(**{"name-en": "Be on time.", "text-en": "Always."}), follow=True
    )
    changed = keeper.post(
        "/promises/company/messages/2026", promised(1, **{"name-en": "Act first.", "text-en": "Then listen."})
    )

    assert "Published. It holds from 1 January." in text(answer)
    assert "Version 1 holds from 1 January 2027 published on 16 November 2026" in text(answer)
    assert (changed.status_code, "everybody has read its line" in text(changed)) == (422, True)
    assert "The message of 2026 for Company" in text(keeper.get("/promises"))
    read_by_all = text(a_browser(a_person("Ann")).get("/messages"))
    assert "2026 this year Listen first. Then act. Of Company, published on 16 November 2026" in read_by_all
    assert "Be on time." not in read_by_all
    assert keeper.get("/promises/company/messages/2028").status_code == 404


def test_a_draft_is_kept_shown_to_the_next_writer_and_discarded(keeper: Client) -> None:
    a_unit("west", under=a_company())
    a_promise("The company's.")
    kept = {**promised(**{"name-en": "Ours", "text-en": "Nearly done."}), "deed": "keep"}

    page = text(keeper.post("/promises/west", kept, follow=True))

    assert "A draft of Kim, 16 November 2026." in page
    assert "Nearly done." in page
    assert "West has no words of its own: those of Company hold here, the nearest above." in page
    assert "The promise of West" in text(keeper.get("/promises"))
    keeper.post("/promises/west/discard", {"kind": "promise", "code": ""})
    assert Draft.objects.count() == 0


def test_a_language_without_a_base_text_is_refused_and_nothing_written_is_lost(keeper: Client) -> None:
    a_company()
    answer = keeper.post("/promises/company", promised(**{"name-es": "Nuestra", "text-es": "Prometemos."}))

    assert answer.status_code == 422
    assert "Nothing stands here in English, the language that the others fall back to." in text(answer)
    assert "Prometemos." in text(answer)
    assert Draft.objects.count() == 0


def test_who_publishes_over_somebody_elses_version_keeps_a_draft_and_reads_theirs(keeper: Client) -> None:
    a_promise("The first.")
    a_promise("Theirs, meanwhile.", at=today.now())

    answer = keeper.post("/promises/company", promised(base=1, **{"name-en": "Ours", "text-en": "Mine."}))

    assert answer.status_code == 422
    assert "Somebody else published a version while you wrote." in text(answer)
    assert "Theirs, meanwhile." in text(answer)
    assert [str(draft.text) for draft in Draft.objects.all()] == ["Mine."]


def test_the_list_says_which_promise_holds_where_and_why(keeper: Client) -> None:
    west = a_unit("west", under=a_company())
    a_unit("hotel", under=west)
    a_promise("The company's.")
    a_promise("The region's.", unit=west, aspects=[])

    page = text(keeper.get("/promises"))

    assert "2 promises of their own for 3 units" in page
    assert "Hotel Our promise From West, the nearest above: version 1, since 1 January 2020" in page


def test_a_standard_is_changed_and_retired_and_its_use_stands_beside_it(keeper: Client) -> None:
    a_survey()
    a_process(serves=("respect-1",))
    page = text(keeper.get("/standards"))
    assert "3 of 4 standards are served by no process" in page
    assert "Check in (Company)" in page
    assert "“Did we treat you with respect?” in How did we do?" in page

    keeper.post(
        "/standards/write",
        {**promised(base=1, **{"text-en": "I look up and greet."}), "code": "respect-1", "aspect": "respect"},
    )
    assert [(one.version, str(one.text)) for one in Standard.objects.filter(code="respect-1").order_by("version")] == [
        (1, "I look up when they arrive."), (2, "I look up and greet."),
    ]  # fmt: skip
    keeper.post("/standards/retire", {"code": "respect-1"})
    assert "respect-1" not in [one.code for one in selectors.standards_in_force()]
    assert keeper.get("/standards/write?code=nothing").status_code == 404


def test_who_writes_for_a_part_is_told_that_standards_hold_for_all() -> None:
    west = a_unit("west", under=a_company())
    a_promise()
    wendy = a_browser(a_person("Wendy", *all_powers(), unit=west))

    page = text(wendy.post("/standards/retire", {"code": "respect-1"}, follow=True))

    assert "Standards hold for the whole company: you may write for a part of it only." in page
    assert Standard.objects.filter(code="respect-1", retired_at=None).exists()
    assert "Change or retire" not in page


def test_examples_are_written_with_the_sentence_and_stay_when_only_the_sentence_changes(keeper: Client) -> None:
    a_promise(aspects=[an_aspect("respect", "I look up.")])
    said = {"aspect": "respect", "text-en": "I look up.", "do-en": "I wave.", "way-en": "The nearest greets."}
    keeper.post("/standards/write?code=respect-1", promised(1, kind="standard", code="respect-1", **said))

    page = keeper.get("/standards/write?code=respect-1").content.decode()
    assert [">\nI wave.</textarea>" in page, ">\nThe nearest greets.</textarea>" in page] == [True, True]
    (standing,) = selectors.standards_in_force()
    assert (standing.version, str(standing.do), standing.avoid) == (2, "I wave.", None)


def test_where_an_aspect_is_used_is_counted_and_leads_there_as_far_as_the_reader_may(
    keeper: Client, now: datetime
) -> None:
    a_survey()
    a_policy()
    channel = a_channel()
    a_voice(channel, 1, words="Nobody looked up.", respect=1, communication=5, at=now)
    a_voice(channel, 5, words="Lovely.", respect=5, at=now)

    page = read(unescape(keeper.get("/standards").content.decode()))
    found = {each.attributes["href"]: each.text for each in page.all("a") if "aspect=" in each.attributes["href"]}
    shown = {href: said for href, said in found.items() if not href.startswith("/standards")}
    said = {"respect": ("2 voices", "1 open case"), "communication": ("1 voice", "0 open cases")}
    unsaid = dict.fromkeys(("responsibility", "effective-service"), ("0 voices", "0 open cases"))
    expected = {}
    for code, (voices, cases) in (said | unsaid).items():
        expected[f"/voices?aspect={code}&from=2026-08-18"] = f"{voices} about it in the last 90 days"
        expected[f"/cases?shelf=open&aspect={code}"] = f"{cases} about it"
    assert shown == expected
    assert "Nobody looked up" in text(keeper.get("/cases?shelf=open&aspect=respect"))
    assert "What points at it" not in text(a_browser(a_person("Ann")).get("/standards"))


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (2, {"voices": "2 voices or more about it in the last 90 days", "cases": "2 open cases or more about it"}),
        (3, {"voices": "2 voices about it in the last 90 days", "cases": "2 open cases about it"}),
    ],
)
def test_of_many_only_so_many_are_counted(
    keeper: Client, now: datetime, monkeypatch: pytest.MonkeyPatch, most: int, said: dict[str, str]
) -> None:
    monkeypatch.setattr(voice_terms, "MOST_ABOUT", most)
    monkeypatch.setattr(cases_terms, "MOST_COUNTED", most)
    a_survey()
    a_policy()
    channel = a_channel()
    for words in ("Nobody looked up.", "Nobody came."):
        a_voice(channel, 1, words=words, respect=1, at=now)

    page = read(unescape(keeper.get("/standards").content.decode()))
    shown = {each.attributes["href"]: each.text for each in page.all("a")}
    assert shown["/voices?aspect=respect&from=2026-08-18"] == said["voices"]
    assert shown["/cases?shelf=open&aspect=respect"] == said["cases"]


@pytest.mark.parametrize("aspects", [1, 3])
def test_however_many_aspects_there_are_their_uses_cost_as_many_queries(keeper: Client, aspects: int) -> None:
    a_survey()
    a_promise(aspects=[an_aspect(f"aspect-{number}", "I come.") for number in range(aspects)])
    keeper.get("/standards")

    with CaptureQueriesContext(connection) as seen:
        keeper.get("/standards")
    assert len(seen) == 20


def a_filled_process(**changed: object) -> dict[str, object]:
    return {"source": "en", "name-en": "Check in", "stage": "serving", "unit": "company", "owner": "", **changed}


def test_a_process_is_entered_with_its_gaps_and_leaves_as_a_table_without_formulas(keeper: Client) -> None:
    a_promise(aspects=[an_aspect("respect")])
    a_person("Ann", number="7001")
    keeper.post("/processes/new", a_filled_process(**{"name-en": "=Check in"}))
    page = text(keeper.get("/processes"))
    assert "1 of 1 process has a gap" in page
    assert "nobody answers for it serves no standard" in page

    keeper.post(
        "/processes/check-in", a_filled_process(owner="7001", standards=["respect-1"], **{"name-en": "=Check in"})
    )

    assert "1 process, with an owner and the standards that it serves" in text(keeper.get("/processes"))
    sheet = b"".join(keeper.get("/processes.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert sheet.splitlines()[1] == "check-in,serving,'=Check in,,,,company,7001,Ann,respect-1,"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"owner": "4711"}, "Nobody has this staff number."),
        ({"owner": "\x00"}, "Null characters are not allowed."),
        ({"name-en": "", "name-es": "Registro"}, "Nothing stands here in English"),
        ({"unit": "elsewhere"}, "elsewhere is not one of the available choices"),
        ({"standards": ["speed-1"]}, "speed-1 is not one of the available choices"),
    ],
)
def test_a_process_that_cannot_be_is_refused_in_words(keeper: Client, changed: dict[str, object], says: str) -> None:
    a_promise()
    answer = keeper.post("/processes/new", a_filled_process(**changed))

    assert (answer.status_code, Process.objects.count()) == (422, 0)
    assert says in text(answer)


def a_chain() -> None:
    guests, desk = a_place("Guests", is_customer=True, code="guests"), a_place("Front desk", job="Host", code="desk")
    laundry = a_place("Laundry", code="laundry")
    a_service(desk, guests, "A welcome.")
    a_service(laundry, desk, "Clean sheets.")


def test_the_picture_and_the_list_say_the_same(keeper: Client) -> None:
    a_chain()
    page = read(keeper.get("/chain").content.decode())

    boxes = [
        each.attributes["aria-label"] for each in page.all("a") if "standards-box" in each.attributes.get("class", "")
    ]
    assert boxes == [
        "Guests, Company", "Front desk, Company: serves Guests", "Laundry, Company: serves Front desk",
    ]  # fmt: skip
    assert sum(each.attributes.get("class", "") == "standards-arrow" for each in page.all("path")) == 2
    assert "serves Front desk: Clean sheets." in page.text
    assert "2 places of work, each with its way to the customer" in page.text


def test_an_arrow_is_drawn_and_ended_and_what_breaks_is_said(keeper: Client) -> None:
    a_chain()
    keeper.post("/chain/places/laundry/serve", {"source": "en", "served": "guests", "what-en": "Warm towels."})
    assert "serves Guests: Warm towels." in text(keeper.get("/chain"))
    keeper.post("/chain/places/desk/stop", {"served": "guests"})
    keeper.post("/chain/places/desk/serve", {"source": "en", "served": "laundry", "what-en": "A list."})

    page = text(keeper.get("/chain"))
    assert "In a circle they serve each other: Front desk, Laundry." in page
    keeper.post("/chain/places/laundry/stop", {"served": "guests"})
    page = text(keeper.get("/chain"))
    assert "The work of Front desk reaches no customer." in page
    assert "Nobody serves Guests." in page
    refused = keeper.post("/chain/places/desk/serve", {"source": "en", "served": "desk", "what-en": "Itself."})
    assert refused.status_code == 422


def test_whom_does_my_job_serve_is_answered_step_by_step() -> None:
    ann = a_browser(a_person("Ann"))
    assert "Your job is not on the map yet" in text(ann.get("/chain/mine"))
    a_chain()

    page = text(ann.get("/chain/mine"))

    assert "Your job serves: Guests" in page
    assert "You: Front desk" in page
    assert "Laundry: Clean sheets." in page


@pytest.mark.parametrize("length", [1, 3, 30])
@pytest.mark.parametrize("path", ["/promises", "/standards", "/processes", "/chain", "/chain/places/place-0"])
def test_a_list_costs_at_most_twenty_queries(length: int, path: str) -> None:
    company = a_company()
    a_survey()
    guests = a_place("Guests", is_customer=True)
    for number in range(length):
        unit = a_unit(f"unit-{number}", under=company)
        a_promise(f"Promise {number}.", unit=unit, aspects=[])
        a_process(f"process-{number}", owner=a_person(), serves=("respect-1",))
        a_service(a_place(f"Place {number}", code=f"place-{number}"), guests)
    keeper = a_browser(a_person("Kim", *all_powers()))

    with CaptureQueriesContext(connection) as seen:
        assert keeper.get(path).status_code == 200

    assert len(seen) <= 20


def test_words_in_a_box_are_wrapped_and_cut_where_they_do_not_fit() -> None:
    assert wrapped("Front desk") == ["Front desk"]
    assert wrapped("Customer relations writer at night") == ["Customer relations", "writer at night"]
    assert wrapped("Everybody who prepares the rooms before the guests arrive") == [
        "Everybody who",
        "prepares the rooms b…",
    ]
    assert wrapped("客房服务员和餐厅服务员以及行李员") == ["客房服务员和餐厅服务", "员以及行李员"]


def test_a_picture_that_a_phone_cannot_show_whole_says_that_it_goes_on(keeper: Client) -> None:
    aside = "The picture goes on to the side"
    a_chain()
    narrow = aside in text(keeper.get("/chain"))
    a_place("Homes", is_customer=True, code="homes")

    assert (narrow, aside in text(keeper.get("/chain"))) == (False, True)
