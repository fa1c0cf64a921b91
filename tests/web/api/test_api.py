"""Machines ask for figures: by token or by session, with the powers of whoever asks, and wrong questions in words."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import schemathesis
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, seed, settings
from pytest_django.live_server_helper import LiveServer
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from servewell.base import links, today
from servewell.base.permissions import HOUSE
from servewell.base.words import Words
from servewell.project.command import servewell
from servewell.rooms.cases import rules as case_rules
from servewell.rooms.insight import rules, selectors
from servewell.rooms.insight import services as defining
from servewell.rooms.insight.terms import Depth
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import services
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.webhooks import rules as webhook_rules
from tests.builders import a_browser, a_channel, a_company, a_person, a_unit, an_aspect, an_indicator, words
from tests.builders.company import LONG_AGO
from tests.builders.figures import Answered, Rated, a_bad_may, the_lake_holds
from tests.builders.machines import Machine, a_finding_of, a_monday_of, a_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "lake")]
# a schema cannot say that a span ends after it begins, nor where a list goes on: such questions are refused in words
BEYOND_A_SCHEMA = [positive_data_acceptance]
EXAMPLES = 10
# codes that are made up name nothing
NAMING = (
    "unit", "indicator", "version", "aspect", "item", "channel", "language", "instrument", "after", "of",
)  # fmt: skip
NOT_THERE = "There is nothing here that you may see."


@pytest.fixture
def company() -> Unit:
    """Two regions with a hotel each, whose customers answered in two months."""
    company = a_company(zone="UTC")
    answered = []
    for name, satisfied in (("east", 8), ("west", 5)):
        hotel = a_unit(f"{name}-hotel", under=a_unit(name, under=company))
        answered += [Answered(hotel, date(2026, month, 10), satisfied, 10) for month in (9, 10)]
        answered.append(Answered(hotel, date(2026, 10, 10), 9, 10, aspect="respect"))
    an_indicator()
    the_lake_holds(*answered)
    return company


def told_by(findings: list[selectors.Finding]) -> list[object]:
    return [{**asdict(each), "series": list(each.series), "sources": list(each.sources)} for each in findings]


def test_the_figures_are_those_that_measure_prints(company: Unit) -> None:
    machine = Machine(a_token(company)[1])

    for by in ("month", "quarter", "year"):
        told = machine.told(f"figures?by={by}")
        assert told["figures"] == told_by(selectors.measure(viewer=HOUSE, by=by))
        assert told["next"] is None


def test_figures_are_told_with_what_makes_them_again_and_few_without_a_digest(company: Unit) -> None:
    machine = Machine(a_token(company)[1])

    whole, east, narrowed = (
        machine.told(f"figures?{query}")["basis"] for query in ("by=year", "by=year&unit=east", "language=en")
    )

    days = {"from": "2026-09-01", "until": "2026-10-31", "version": "1"}
    assert whole["options"] == {"by": "year", **days}
    assert east["options"] == {"by": "year", "unit": "east", **days}
    assert whole["digest"] not in (None, east["digest"])
    assert (
        whole
        == json.loads(
            CliRunner().invoke(servewell, ["measure", "--by", "year", "--json"], catch_exceptions=False).output
        )["basis"]
    )
    assert (narrowed["options"], narrowed["digest"]) == ({"language": "en", **days}, None)


def test_figures_can_be_asked_for_a_unit_and_a_span_of_days(company: Unit) -> None:
    told = Machine(a_token(company)[1]).told("figures?unit=west&from=2026-10-01&until=2026-10-31")["figures"]

    assert [(each["period"], each["unit"], each["aspect"], each["n"]) for each in told] == [
        ("2026-10", "west", None, 10),
        ("2026-10", "west", "respect", 10),
    ]


def test_a_token_sees_what_its_role_allows_over_its_unit_and_below(company: Unit) -> None:
    west = Unit.objects.get(code="west")
    machine = Machine(a_token(west)[1])

    assert [each["code"] for each in machine.told("units")["units"]] == ["west", "west-hotel"]
    assert {each["unit"] for each in machine.told("figures")["figures"]} == {"west", "west-hotel"}
    assert machine.told("units")["units"][0]["under"] is None


def test_a_person_who_is_signed_in_sees_their_own_units_only(company: Unit) -> None:
    leader = a_person("Leader", rules.SEE, unit=Unit.objects.get(code="east"))

    response = a_browser(leader).get("/api/figures?by=year")

    assert [each["unit"] for each in response.json()["figures"]] == ["east", "east", "east-hotel", "east-hotel"]
    assert response.headers["Cache-Control"] == "no-store, private"


def test_what_is_not_there_and_what_is_anothers_are_told_alike(company: Unit) -> None:
    machine = Machine(a_token(Unit.objects.get(code="west"))[1])

    anothers, nobodys = machine.ask("figures?unit=east"), machine.ask("figures?unit=nowhere")

    assert anothers == nobodys
    assert (anothers[0], anothers[1]["error"], anothers[1]["field"]) == (404, NOT_THERE, "unit")


def test_a_role_that_sees_no_figures_is_told_of_nothing(company: Unit) -> None:
    machine = Machine(a_token(company, people_rules.MANAGE)[1])

    told = [machine.ask(path) for path in ("figures", "figures?by=hour", "units", "indicators")]

    assert {status for status, _ in told} == {404}
    assert [said["error"] for _, said in told] == [NOT_THERE] * 4


def test_without_a_token_that_stands_nothing_is_told(company: Unit) -> None:
    token, secret = a_token(company)
    services.end_token(token=token, by=HOUSE, at=today.now())

    for wrong in ("guessed", "", secret):
        status, said = Machine(wrong).ask("figures")
        assert (status, said["error"]) == (401, "Who asks is not known.")
    assert Client().get("/api/units").headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_reads_does_no_deeds(company: Unit) -> None:
    token, secret = a_token(company, rules.SEE, rules.DEFINE, people_rules.MANAGE)
    from servewell.base.permissions import NotAllowed
    from servewell.rooms.people import selectors as people

    for deed in (
        lambda: people.require(actor=token, power=rules.DEFINE, unit=company.pk),
        lambda: people.require_anywhere(actor=token, power=rules.DEFINE),
        lambda: people.require_over_all(actor=token, power=rules.DEFINE),
    ):
        with pytest.raises(NotAllowed):
            deed()
    posted = Client().post("/api/figures", headers={"Authorization": f"Bearer {secret}"})
    assert (posted.status_code, posted.json()["mend"], posted.headers["Allow"]) == (405, "Ask with GET.", "GET, HEAD")


WRONG = [
    ("by=hour", "by", "Give one of: day, week, month, quarter, year."),
    ("unit=", "unit", "Give a code"),
    ("from=2026-10-01&until=2026-09-30", "until", "Give the same day or a later one."),
    ("from=20261001", "from", "Give a day as 2026-11-30."),
    ("until=2026-02-30", "until", "Give a day as 2026-11-30."),
    ("audience=everybody", "audience", "Give one of: external, internal."),
    ("size=0", "size", "Give a number from 1 on."),
    ("size=many", "size", "Give a whole number."),
    ("after=here", "after", "Give what"),
    ("unti=2026-10-01", "unti", "The options are: indicator, version, unit, by,"),
    ("by=month&by=year", "by", "Give it once."),
]


@pytest.mark.parametrize(("query", "field", "mend"), WRONG, ids=[query for query, _, _ in WRONG])
def test_a_wrong_question_is_answered_with_what_and_where_and_how_to_mend_it(
    company: Unit, query: str, field: str, mend: str
) -> None:
    status, said = Machine(a_token(company)[1]).ask(f"figures?{query}")

    assert (status, said["field"], said["mend"][: len(mend)]) == (422, field, mend)
    assert said["error"]


@pytest.mark.parametrize("query", ["indicator=csat", "channel=nowhere", "instrument=nothing"])
def test_what_goes_by_no_such_code_is_told_by_its_option(company: Unit, query: str) -> None:
    status, said = Machine(a_token(company)[1]).ask(f"figures?{query}")

    assert (status, said["field"]) == (404, query.partition("=")[0])
    assert said["error"] != NOT_THERE


def test_a_long_list_comes_in_parts_that_make_the_whole(company: Unit) -> None:
    machine = Machine(a_token(company)[1])
    whole = machine.told("figures")["figures"]

    parts, after = [], ""
    while after is not None:
        part = machine.told(f"figures?size=4{after and f'&after={after}'}")
        assert len(part["figures"]) <= 4
        parts += part["figures"]
        after = part["next"]

    assert len(whole) > 8
    assert parts == whole


def test_definitions_are_told_in_all_versions_and_in_the_readers_language(company: Unit) -> None:
    both = Words({"en": "The three best.", "zh-Hant": "最好的三個答案。"}, "en")
    defining.define(code="css", title=words("Satisfied"), definition=both, top_boxes=3, by=HOUSE, at=LONG_AGO)
    machine = Machine(a_token(company)[1])

    told = machine.told("indicators")["indicators"]
    in_chinese = machine.told("indicators", **{"Accept-Language": "zh-Hant"})["indicators"]

    assert [(each["code"], each["version"], each["is_newest"], each["top_boxes"]) for each in told] == [
        ("css", 2, True, 3),
        ("css", 1, False, 2),
    ]
    assert (told[0]["definition"], in_chinese[0]["definition"]) == ("The three best.", "最好的三個答案。")
    assert told[0]["definitions"] == in_chinese[0]["definitions"] == both.texts


@pytest.mark.parametrize(
    "path",
    [
        *("figures", "units", "indicators", "satisfaction/company", "units/company/compared", "units/company/drivers"),
        *("units/company/outcomes", "units/company/limits", "findings"),
    ],
)
def test_an_answer_costs_as_many_queries_however_many_units_there_are(company: Unit, path: str) -> None:
    machine = Machine(a_token(company)[1])

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            machine.told(path)
        return len(seen)

    machine.told(path)
    few = cost()
    for number in range(3):
        a_unit(f"more-{number}", under=company)
    assert cost() == few


def questions_of_this_database(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The same ones whenever it runs, and others on each database: so two of them ask twice as much."""
    bounds = settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    return lambda asked: seed(connection.vendor)(bounds(asked))


def every_answer(
    server: str,
    headers: dict[str, str],
    mode: GenerationMode = GenerationMode.POSITIVE,
    without: tuple[str, ...] = (),
    cookies: Mapping[str, str] = MappingProxyType({}),
    examples: int = EXAMPLES,
    **named: object,
) -> dict[str, set[int]]:
    """What each address answered to questions that the document allows, or to such that it does not.

    ``cookies`` stand in the place of a session that is made up; then it is no fault that one is let in.
    """
    schema = schemathesis.openapi.from_dict(Client().get(links.API_DOCUMENT.path()).json())
    met: dict[str, set[int]] = {}
    for result in schema.get_all_operations():
        operation = result.ok()

        @questions_of_this_database(examples)
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case: schemathesis.Case) -> None:
            for name in without:
                case.query.pop(name, None)
            if without:
                case.path_parameters.update({name: named[name] for name in named if name in case.path_parameters})
            response = case.call(base_url=server, headers=headers, cookies=dict(cookies), timeout=60)
            case.validate_response(response, excluded_checks=[*BEYOND_A_SCHEMA, *([ignored_auth] if cookies else [])])
            met.setdefault(case.path, set()).add(response.status_code)

        asked()
    return met


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whatever_the_document_allows_is_answered_as_the_document_says(
    company: Unit, live_server: LiveServer, now: datetime, files: Path
) -> None:
    a_channel(company, slug="desk")
    powers = (rules.SEE, rules.REBASE, voice_rules.READ, voice_rules.SEND, case_rules.SEE, webhook_rules.MANAGE)
    headers, server = {"Authorization": f"Bearer {a_token(company, *powers)[1]}"}, live_server.url

    assert set().union(*every_answer(server, {}, examples=2).values()) == {401}
    wrong = every_answer(server, headers, GenerationMode.NEGATIVE)
    # only what is sent has headers of its own, which are made wrong as well, and a body
    for path in ("/api/units/{unit}/limits", "/api/voices", "/api/webhooks"):
        assert wrong.pop(path) <= {200, 400, 401, 404, 405, 415, 422}
    assert set().union(*wrong.values()) <= {200, 404, 405, 422}
    assert set().union(*every_answer(server, headers).values()) <= {200, 201, 404, 422}
    reader = a_person("Reader", *powers, rules.EXPLAIN, unit=company, email="ann@example.com")
    number = a_finding_of(company, at=now)
    named = {"unit": "company", "number": number, "week": a_monday_of(reader, at=now).isoformat()}
    signed_in = {"sessionid": a_browser(reader).cookies["sessionid"].value}
    by_token = every_answer(server, headers, without=NAMING, **named)
    by_person = every_answer(server, {}, without=NAMING, cookies=signed_in, **named)
    assert {path: 200 in answered for path, answered in by_person.items()} == dict.fromkeys(by_person, True)
    refused = [path for path, answered in by_token.items() if 200 not in answered]
    assert refused == ["/api/mondays", "/api/mondays/{week}"]


def test_the_page_about_the_api_names_every_question_with_its_options(company: Unit) -> None:
    response = a_browser(a_person("Reader", rules.SEE, unit=company)).get("/api/docs")

    page = response.context["page"]
    assert [question.path for question in page.questions] == [
        "/api/indicators",
        "/api/units",
        "/api/figures",
        "/api/satisfaction/{unit}",
        "/api/units/{unit}/compared",
        "/api/units/{unit}/drivers",
        "/api/units/{unit}/outcomes",
        "/api/units/{unit}/limits",
        "/api/units/{unit}/limits",
        "/api/mondays",
        "/api/mondays/{week}",
        "/api/findings",
        "/api/findings/{number}",
        "/api/voices",
        "/api/voices",
        "/api/cases",
        "/api/cases/reports",
        "/api/webhooks",
        "/api/webhooks",
    ]
    document = Client().get("/api/openapi.json").json()
    asked = [(method, each) for methods in document["paths"].values() for method, each in methods.items()]
    assert [[option.name for option in question.options] for question in page.questions] == [
        [option["name"] for option in each["parameters"]] for _method, each in asked
    ]
    assert [question.method for question in page.questions] == [method.upper() for method, _each in asked]
    drawn, sent, made = [question for question in page.questions if question.sends]
    assert [each.name for each in drawn.sends][:3] == ["since", "reason", "on_word_of"]
    assert [(each.name, each.default) for each in made.sends][:2] == [("name", "needed"), ("unit", "needed")]
    assert [(each.name, each.default) for each in sent.sends][:2] == [("channel", "needed"), ("answers", "")]
    assert "encounter.reference" in [each.name for each in sent.sends]
    assert "units.under" in [field.name for field in page.questions[1].fields]


def shares_in(rows: Iterable[Any]) -> list[tuple[object, ...]]:
    return [(row["value"], row["n"], row["low"], row["high"]) for row in rows]


def test_how_a_unit_stands_is_what_its_page_says(company: Unit, now: datetime) -> None:
    told = Machine(a_token(company)[1]).told("satisfaction/east")
    found = selectors.satisfaction(viewer=HOUSE, look=selectors.Look(unit="east"), at=now)
    page = a_browser(a_person("Reader", rules.SEE, unit=company)).get("/satisfaction?unit=east").context["page"]

    assert told["says"] == page.title
    assert shares_in([told["figure"]]) == [(found.share.value, found.share.n, found.share.low, found.share.high)]
    assert shares_in(told["periods"]) == [
        (each.share.value, each.share.n, each.share.low, each.share.high) for each in found.periods
    ]
    assert [(each["code"], each["n"]) for each in told["below"]] == [("east-hotel", 20)]
    assert [each["period"] for each in told["periods"]][-2:] == ["2026-10", "2026-11"]
    assert [each["is_unfinished"] for each in told["periods"]][-2:] == [False, True]
    assert (told["now"], told["standing"]) == ({"first": "2026-08-01", "last": "2026-11-30"}, "too-few")


def test_the_command_prints_what_the_api_answers(company: Unit) -> None:
    told = Machine(a_token(company)[1]).told("satisfaction/west?by=quarter")

    ran = CliRunner().invoke(
        servewell, ["measure", "--chart", "--unit", "west", "--by", "quarter", "--json"], catch_exceptions=False
    )

    printed = json.loads(ran.output)
    assert {**printed, "as_of": None} == {**told, "as_of": None}


def test_a_signal_is_told_by_its_code_and_in_a_sentence(company: Unit) -> None:
    hotel = Unit.objects.get(code="east-hotel")
    a_bad_may(hotel)

    told = Machine(a_token(company)[1]).told("satisfaction/east-hotel")

    beyond = next(each for each in told["signals"] if each["rule"] == "beyond-limits")
    assert (beyond["side"], beyond["periods"]) == ("below", ["2026-05"])
    assert beyond["says"] == "May 2026 lies below the lower limit: this is hardly chance."
    may = next(each for each in told["periods"] if each["period"] == "2026-05")
    assert may["value"] < may["lower"] < may["centre"] < may["upper"]
    assert (told["charts"][0]["first"], told["charts"][0]["rules"]) == ("2024-12", "nhs-making-data-count")


def test_units_are_compared_as_the_room_compares_them(company: Unit, now: datetime) -> None:
    told = Machine(a_token(company)[1]).told("units/company/compared?depth=leaves")
    look = selectors.Look(unit="company")
    found = selectors.compared(viewer=HOUSE, look=look, depth=Depth.LEAVES, at=now)

    assert [(each["code"], each["n"], each["value"]) for each in told["units"]] == [
        (each.code, each.share.n, each.share.value) for each in found.units
    ]
    assert {each["code"] for each in told["units"]} == {"east-hotel", "west-hotel"}
    assert (told["comparisons"], told["wrongly"]) == (found.comparisons, found.wrongly)
    assert "rank" not in json.dumps(told)


def test_without_enough_answers_no_driver_is_named(company: Unit) -> None:
    told = Machine(a_token(company)[1]).told("units/company/drivers")

    assert (told["unit"], told["drivers"]) == ("company", [])
    assert told["refused"]
    assert told["says"]


@pytest.mark.parametrize("path", ["compared", "drivers"])
def test_anothers_unit_is_compared_for_nobody(company: Unit, path: str) -> None:
    machine = Machine(a_token(Unit.objects.get(code="west"))[1])

    assert machine.ask(f"units/east/{path}") == machine.ask(f"units/nowhere/{path}")
    assert machine.ask(f"units/east/{path}")[0] == 404


def test_a_look_that_would_single_people_out_is_told_as_withheld(company: Unit) -> None:
    hotel = Unit.objects.get(code="east-hotel")
    the_lake_holds(
        Rated(hotel, date(2026, 10, 10), [5.0] * 4, language="es"), Rated(hotel, date(2026, 10, 10), [5.0] * 40)
    )
    machine = Machine(a_token(company)[1])

    told = machine.told("satisfaction/east?language=es")
    figures = machine.told("figures?unit=east&language=es")["figures"]

    assert (told["standing"], told["figure"]["withheld"], told["figure"]["n"]) == ("private", "too-few", None)
    assert {each["n"] for each in told["periods"]} == {None}
    assert [(each["value"], each["n"], each["withheld"]) for each in figures] == [(None, None, "too-few")]


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("aspect=respect&item=stay/overall", 422, "item"),
        ("by=hour", 422, "by"),
        ("version=7", 404, "indicator"),
        ("channel=nowhere", 404, "channel"),
        ("from=2026-01-01", 422, "from"),
    ],
)
def test_a_wrong_look_is_answered_in_words_where_a_page_shows_the_next_best(
    company: Unit, query: str, status: int, field: str
) -> None:
    an_aspect("respect")
    answered, said = Machine(a_token(company)[1]).ask(f"satisfaction/east?{query}")

    assert (answered, said["field"]) == (status, field)
