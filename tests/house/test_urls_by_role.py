"""Every address × everybody who may come: what opens follows from the rules alone, and what does not is not there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from django.db import connection, reset_queries
from django.http import HttpResponse  # noqa: TID251  what a browser got
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker, Settings

import servewell
from servewell.base.permissions import Power, all_powers
from servewell.rooms.voice.models import Channel
from servewell.web.kit.access import EVERYONE, SIGNED_IN, TOKEN
from tests.builders import a_browser, a_person
from tests.builders.world import Stand, a_standing_world
from tests.house.addresses import ADDRESSES, Address
from tests.house.routes import allauths, ours

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
UNDER_THE_POWER = {"own", "below"}  # above, beside, and what has moved away are out of reach

# a page, a redirect after a deed, and what is refused in words: changed meanwhile, used up, too much, half filled in
LET_IN = {200, 302, 303, 409, 410, 413, 422}

OPENS, NOT_FOUND, SIGN_IN_FIRST, TOKEN_FIRST = "opens", "not found", "sign in first", "token first"


@dataclass(frozen=True)
class Visitor:
    """Somebody who comes to every address. ``powers`` are held over the unit ``own``; None is nobody signed in."""

    name: str
    powers: Sequence[Power] | None

    def __str__(self) -> str:
        return self.name


def visitors() -> Iterator[Visitor]:
    yield Visitor("nobody signed in", None)
    yield Visitor("without a power", ())
    for power in all_powers():
        yield Visitor(power.code, (power,))
    stated = {power.code: power for power in all_powers()}
    file = Path(servewell.__file__).parent / "library" / "four-aspects" / "roles.yaml"
    for role in yaml.safe_load(file.read_text(encoding="utf-8"))["roles"]:
        yield Visitor(f"role {role['code']}", tuple(stated[code] for code in role["powers"]))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Mapping[str, Stand]]:
    with a_standing_world(django_db_blocker, NOW) as standing:
        yield standing


@pytest.fixture(autouse=True)
def _an_empty_lake(settings: Settings, tmp_path: Path) -> None:
    settings.LAKE_FOLDER = tmp_path


def browser_of(visitor: Visitor, world: Mapping[str, Stand]) -> Client:
    if visitor.powers is None:
        return Client()
    return a_browser(a_person("Vi", *visitor.powers, unit=world["own"].unit))


def expected(visitor: Visitor, address: Address, place: str) -> str:
    """What the rules say; ``place`` is where the thing stands, or "nowhere"."""
    if address.access == TOKEN:
        return TOKEN_FIRST
    if address.access != EVERYONE and visitor.powers is None:
        return TOKEN_FIRST if address.is_api else SIGN_IN_FIRST
    if address.is_nowhere or not set(address.powers) <= set(visitor.powers or ()):
        return NOT_FOUND
    if address.is_over_all:
        return NOT_FOUND  # nobody who comes holds a power over the company
    reach = UNDER_THE_POWER if address.powers else {"own", "below", "sister", "above", "moved"}
    return OPENS if place in reach else NOT_FOUND


def is_worth_a_visit(visitor: Visitor, address: Address, place: str) -> bool:
    """Some powers more or less change nothing where everyone may come. Where another power is asked for, nothing is
    nearer to whoever lacks it than their own unit: what does not open there and what is nowhere must look alike.
    """
    if not visitor.powers or set(address.powers) & set(visitor.powers):
        return True
    return address.access != EVERYONE and place in {"own", "nowhere"}


def happened(response: HttpResponse) -> str:
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/?next="):
        return SIGN_IN_FIRST
    if response.status_code == 404:
        return NOT_FOUND
    if response.status_code == 401:
        return TOKEN_FIRST
    return OPENS if response.status_code in LET_IN else f"broke with {response.status_code}"


def visits(world: Mapping[str, Stand]) -> Iterator[tuple[Address, str, str, str]]:
    """(address, method, place, path); an address without parts is visited once."""
    for address in ADDRESSES:
        stands = {"own": world["own"]} if address.is_everywhere else world
        paths = {place: address.path(stand) for place, stand in stands.items()} | {"nowhere": address.path_to_nothing()}
        for method in address.methods.split():
            for place, path in paths.items() if address.parts else [("own", address.path(world["own"]))]:
                yield address, method, place, path


def without_its_own_address(response: HttpResponse, path: str) -> str:
    """The body as it would be at any address: neither the path that was asked for nor the form's secret in it."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return body.replace(path.replace("&", "&amp;"), "THE PATH")


def test_every_address_of_ours_has_its_line_in_the_table() -> None:
    assert {(address.route, address.access) for address in ADDRESSES} == set(ours())


@pytest.mark.parametrize("visitor", list(visitors()), ids=str)
def test_what_opens_follows_from_the_rules(visitor: Visitor, world: Mapping[str, Stand]) -> None:
    browser = browser_of(visitor, world)
    meant, found = {}, {}
    bodies: dict[str, set[str]] = {"a page": set()}

    for address, method, place, path in visits(world):
        if not is_worth_a_visit(visitor, address, place):
            continue
        response = getattr(browser, method.lower())(path)
        meant[method, place, path] = expected(visitor, address, place)
        found[method, place, path] = happened(response)
        if address.access not in (EVERYONE, SIGNED_IN) and response.status_code == 404:
            # an API says which part of the address names nothing, so each of its addresses has words of its own
            body = without_its_own_address(response, path)
            bodies.setdefault(address.route if address.is_api else "a page", set()).add(body)

    assert found == meant
    assert max(len(alike) for alike in bodies.values()) <= 1, "one can tell what is not there from another's"


def test_no_page_lets_slip_what_stands_elsewhere(world: Mapping[str, Stand]) -> None:
    """Neither the words of customers nor the names of people of units that the visitor has no power over."""
    browser = browser_of(Visitor("all powers", tuple(all_powers())), world)
    elsewhere = [stand.unit.code for place, stand in world.items() if place not in UNDER_THE_POWER]
    slipped, shown = [], 0

    for address, method, _, path in visits(world):
        if method == "GET" and address.access != EVERYONE:
            response = browser.get(path)
            came = b"".join(response.streaming_content) if response.streaming else response.content
            body = came.decode(errors="replace")  # a photo is no text
            slipped += [(path, code) for code in elsewhere if f"came at {code}" in body or f"Host of {code}" in body]
            shown += "came at harbour" in body or "Host of harbour" in body

    assert slipped == []
    assert shown, "the pages show nothing of one's own either, so this test proves nothing"


@pytest.mark.parametrize("place", ["own", "below", "sister", "above", "moved"])
def test_a_unit_that_a_form_or_a_filter_names_is_held_to_the_rules_too(world: Mapping[str, Stand], place: str) -> None:
    stand = world[place]
    browser = browser_of(Visitor("all powers", tuple(all_powers())), world)

    posted = {"unit": stand.unit.code, "instrument": "four-aspects", "language": "en", "slug": "a-new-one"}
    browser.post("/channels/open", posted)
    shown = browser.get(f"/voices?unit={stand.unit.code}").content.decode()

    is_within_reach = place in UNDER_THE_POWER
    assert Channel.objects.filter(slug="a-new-one", unit=stand.unit).exists() == is_within_reach
    assert (f"came at {stand.unit.code}" in shown) == is_within_reach


def test_a_get_changes_nothing_wherever_it_goes(world: Mapping[str, Stand]) -> None:
    browser = browser_of(Visitor("all powers", tuple(all_powers())), world)
    wrote = []

    for address, _, place, path in visits(world):
        reset_queries()  # the log of a connection ends after 9,000
        with CaptureQueriesContext(connection) as seen:
            browser.get(path)
        writes = [query["sql"] for query in seen if re.match(r"\s*(INSERT|UPDATE|DELETE)", query["sql"])]
        wrote += [(address.route, place, sql[:90]) for sql in writes if "django_session" not in sql]

    assert wrote == []


def test_of_the_pages_of_signing_in_just_these_open_to_nobody(world: Mapping[str, Stand]) -> None:
    opened = [path for path in allauths() if Client().get(path).status_code == 200]

    assert opened == [
        "/accounts/3rdparty/login/cancelled/",
        "/accounts/confirm-email/",
        "/accounts/inactive/",
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/signup/",
    ]
