"""Where nothing stands a program is told so in JSON, and HEAD is answered as GET is."""

from http import HTTPMethod

import pytest
from django.test import Client

from servewell.rooms.people.models import Unit
from tests.builders import a_company, a_unit, an_indicator
from tests.builders.machines import a_machine, a_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "lake")]


@pytest.fixture
def company() -> Unit:
    an_indicator()
    return a_company()


@pytest.mark.parametrize(
    "path", ["/api/", "/api/figure", "/api/figures/", "/api/v1/figures", "/api/units/company", "/api/satisfaction/a/b"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_that_there_is_not_is_answered_in_json_with_where_the_list_is(path: str, method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, path)

    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/json; charset=utf-8")
    assert response.json() == {
        "error": "There is no such address.",
        "field": None,
        "mend": "What can be asked is listed at /api/docs, and for programs at /api/openapi.json.",
    }


def test_no_such_address_is_told_in_the_readers_language() -> None:
    told = [Client().get("/api/figure", headers={"Accept-Language": code}).json()["error"] for code in ("es", "en")]

    assert told[0] != told[1]


@pytest.mark.parametrize("path", ["/api/units", "/api/units/company/outcomes", "/api/figure", "/api/units/no/drivers"])
def test_head_says_what_get_would_without_its_body(company: Unit, path: str) -> None:
    headers = {"Authorization": f"Bearer {a_token(company)[1]}"}

    head, got = (Client().generic(method.value, path, headers=headers) for method in (HTTPMethod.HEAD, HTTPMethod.GET))

    assert head.content == b""
    assert got.content
    assert head.status_code == got.status_code
    assert head.headers == got.headers


def test_head_asks_for_a_token_too(company: Unit) -> None:
    assert Client().head("/api/units").status_code == 401


def test_what_is_no_number_and_no_week_is_told_with_how_to_mend_it(company: Unit) -> None:
    a_unit("inn", under=company)
    machine = a_machine(company)

    number, week = machine.ask("findings/first"), machine.ask("mondays/monday")

    assert number == (422, {"error": "“first” does not fit here.", "field": "number", "mend": "Give a whole number."})
    assert week == (
        422,
        {"error": "“monday” does not fit here.", "field": "week", "mend": "Give a day as 2026-11-30."},
    )
