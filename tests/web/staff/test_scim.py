"""Identity providers bring people over SCIM 2.0, as the RFCs ask and as the house understands it."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from httpx2 import Client as Http
from pytest_django.live_server_helper import LiveServer
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import ResourceType, ScimProvider
from scim2_tester import Status, check_server

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import Account, Grant, Person, Token, Unit
from servewell.web.staff.api.users import EnterpriseUser, User, UserHere
from tests.builders import a_company, a_person, a_unit, words
from tests.builders.company import LONG_AGO
from tests.builders.staff import leaders, lives

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
EVER = "9999-12-31"


def a_token(unit: Unit, *powers: str) -> tuple[Token, str]:
    draft = services.RoleDraft(code="hr", title=words("HR"), powers=powers or (rules.MANAGE.code,))
    role = services.define_roles(roles=[draft], by=HOUSE, at=LONG_AGO)[0]
    return services.make_token(name="Provider", unit=unit, role=role, by=HOUSE, at=LONG_AGO)


class Provider:
    def __init__(self, secret: str) -> None:
        self._client, self._secret = Client(), secret

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        response = self._client.generic(
            method, f"/scim/v2{path}", b"" if body is None else json.dumps(body), "application/scim+json",
            headers={"Authorization": f"Bearer {self._secret}", **headers},
        )  # fmt: skip
        return response.status_code, json.loads(response.content) if response.content else None

    def make(self, login: str, **more: object) -> str:
        status, made = self.ask("POST", "/Users", a_user(login, **more))
        assert status == 201, made
        return str(made["id"])


def a_user(
    login: str, *, number: str = "", department: str = "", manager: str = "", **more: object
) -> Mapping[str, object]:
    extension: dict[str, object] = {}
    if number:
        extension["employeeNumber"] = number
    if department:
        extension["department"] = department
    if manager:
        extension["manager"] = {"value": manager}
    base: dict[str, object] = {"schemas": [USER, ENTERPRISE], "userName": login, **more}
    return {**base, ENTERPRISE: extension} if extension else {**base, "schemas": [USER]}


def patched(*operations: Mapping[str, object]) -> Mapping[str, object]:
    return {"schemas": [PATCH], "Operations": list(operations)}


@pytest.fixture
def provider(db: None, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Provider:
    monkeypatch.setattr(today, "now", lambda: now)
    company = a_company(zone="UTC")
    a_unit("harbour", under=company)
    a_unit("lakeside", under=company)
    return Provider(a_token(company)[1])


@pytest.mark.django_db(transaction=True)
def test_a_live_server_does_what_the_rfcs_ask(
    live_server: LiveServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_URL = live_server.url
    numbers = [f"E{number}" for number in range(1_000_000)]
    monkeypatch.setattr(EnterpriseUser.model_fields["employee_number"], "examples", numbers)
    _, secret = a_token(a_company(zone="UTC"))
    # left open, it would keep a thread of the server and its session of the database beyond the test
    with Http(base_url=f"{live_server.url}/scim/v2", headers={"Authorization": f"Bearer {secret}"}) as http:
        results = check_server(
            SyncSCIMClient(
                http,
                provider=ScimProvider(
                    models=[User, EnterpriseUser], resource_types=[ResourceType.from_resource(UserHere)]
                ),
            )
        )

    bad = [
        (each.title, str(each.resource_type), each.reason)
        for each in results
        if each.status in (Status.ERROR, Status.CRITICAL)
    ]
    assert bad == []
    assert sum(each.status == Status.SUCCESS for each in results) > 50


def test_whoever_is_made_joins_their_department_with_all_that_was_said(provider: Provider) -> None:
    boss = provider.make("eve@example.com", number="1", department="harbour", displayName="Eve", title="Leader")
    provider.make(
        "ann@example.com", number="2", department="harbour", manager=boss, externalId="x-2",
        name={"givenName": "Ann", "familyName": "Lee"}, preferredLanguage="zh-TW",
        emails=[{"value": "other@example.com"}, {"value": "ann@example.com", "primary": True}],
    )  # fmt: skip

    ann = Person.objects.get(number="2")
    assert (ann.name, ann.email, ann.language) == ("Ann Lee", "ann@example.com", "zh-Hant")
    assert lives() == {"1": [("harbour", "2026-11-16", EVER)], "2": [("harbour", "2026-11-16", EVER)]}
    assert leaders(today.now().date()) == {"2": "1"}


def test_whoever_is_found_by_their_staff_number_gets_an_account_and_stays_the_same_person(provider: Provider) -> None:
    ann = a_person("Ann", number="7")

    provider.make("ann@example.com", number="7", displayName="Ann Lee")

    assert (Account.objects.get().person, Person.objects.count()) == (ann, 1)
    assert lives() == {"7": [("company", "2020-01-01", EVER)]}


def test_deactivation_is_leaving_and_activation_coming_back(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = provider.make("ann@example.com", number="2", department="harbour")
    start = today.now()
    monkeypatch.setattr(today, "now", lambda: start + timedelta(days=10))
    gone = patched({"op": "replace", "path": "active", "value": False})
    assert provider.ask("PATCH", f"/Users/{key}", gone) == (204, None)
    assert provider.ask("GET", f"/Users/{key}")[1]["active"] is False
    assert lives() == {"2": [("harbour", "2026-11-16", "2026-11-26")]}

    monkeypatch.setattr(today, "now", lambda: start + timedelta(days=20))
    moved = patched(
        {"op": "replace", "path": "active", "value": True},
        {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "lakeside"},
    )
    assert provider.ask("PATCH", f"/Users/{key}", moved)[0] == 204
    assert lives() == {"2": [("harbour", "2026-11-16", "2026-11-26"), ("lakeside", "2026-12-06", EVER)]}


def test_whoever_is_deleted_leaves_and_what_they_did_stays(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    key = provider.make("ann@example.com", number="2", department="harbour")
    start = today.now()
    monkeypatch.setattr(today, "now", lambda: start + timedelta(days=1))

    assert provider.ask("DELETE", f"/Users/{key}") == (204, None)
    assert provider.ask("GET", f"/Users/{key}")[0] == 404
    assert lives() == {"2": [("harbour", "2026-11-16", "2026-11-17")]}


def test_users_are_found_by_their_name_in_capitals_or_not_and_paged(provider: Provider) -> None:
    keys = [provider.make(f"p{number}@example.com", externalId=f"x{number}") for number in range(3)]

    def found(query: str) -> tuple[int, list[str]]:
        _, said = provider.ask("GET", f"/Users?{query}")
        return said["totalResults"], [each["id"] for each in said.get("Resources", [])]

    assert found('filter=userName eq "P1@EXAMPLE.com"') == (1, keys[1:2])
    assert found('filter=externalId eq "x2"') == (1, keys[2:])
    assert found('filter=userName eq "nobody"') == (0, [])
    assert found('filter=userName sw "p" and active pr') == (0, [])
    assert found("startIndex=2&count=1") == (3, keys[1:2])


@pytest.mark.parametrize(
    ("more", "status", "kind"),
    [
        ({"userName": "EVE@example.com"}, 409, "uniqueness"),
        ({"number": "1"}, 409, "uniqueness"),
        ({"number": "x" * 21}, 400, "invalidValue"),
        ({"number": "Ñ"}, 400, "invalidValue"),
        ({"manager": "999"}, 400, "invalidValue"),
        ({"userName": ""}, 400, None),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_changes_nothing(
    provider: Provider, more: dict[str, Any], status: int, kind: str | None
) -> None:
    provider.make("eve@example.com", number="1")
    name = more.pop("userName", "ann@example.com")

    answered, said = provider.ask("POST", "/Users", a_user(name, **more))

    assert (answered, said["status"]) == (status, str(status))
    assert kind is None or said["scimType"] == kind
    assert sorted(lives()) == ["1"]


def test_nobody_leads_in_a_ring(provider: Provider) -> None:
    eve = provider.make("eve@example.com", number="1")
    ann = provider.make("ann@example.com", number="2", manager=eve)
    ring = patched({"op": "add", "path": f"{ENTERPRISE}:manager.value", "value": ann})

    assert provider.ask("PATCH", f"/Users/{eve}", ring)[0] == 400
    assert leaders(today.now().date()) == {"2": "1"}


def test_whoever_holds_powers_elsewhere_is_not_let_go_by_the_token_of_a_unit(provider: Provider) -> None:
    harbour = selectors.unit_for(viewer=HOUSE, power=rules.MANAGE, code="harbour")
    boss = a_person("Eve", rules.SEE_TEAM, unit=harbour, number="1")
    Provider(a_token(harbour)[1]).make("eve@example.com", number="1")
    role = selectors.role_by_code(code="role-1")
    services.grant(person=boss, role=role, unit=a_company(), from_on=LONG_AGO.date(), by=HOUSE, at=LONG_AGO)
    key = str(Account.objects.get().pk)

    assert Provider(a_token(harbour)[1]).ask("DELETE", f"/Users/{key}")[0] == 403
    assert Grant.objects.filter(person=boss, until_on__gt=today.now().date()).count() == 2


def test_a_token_of_a_unit_knows_nobody_of_another(provider: Provider) -> None:
    key = provider.make("ann@example.com", department="lakeside")
    harbour = selectors.unit_for(viewer=HOUSE, power=rules.MANAGE, code="harbour")
    other = Provider(a_token(harbour)[1])

    assert other.ask("GET", f"/Users/{key}")[0] == 404
    assert other.ask("GET", "/Users")[1]["totalResults"] == 0


def test_whoever_left_another_unit_is_not_made_over_by_the_token_of_a_unit(provider: Provider, now: datetime) -> None:
    lake = a_person("Tom", number="E7", unit=a_unit("lake", under=a_company()))
    services.leave(person=lake, on=now.date() - timedelta(days=3), by=HOUSE, at=now)
    other = Provider(a_token(a_unit("sister", under=a_company()))[1])

    refused = other.ask("POST", "/Users", a_user("tom@example.com", number="E7", displayName="Somebody"))[0]

    lake.refresh_from_db()
    assert (refused, lake.name, Account.objects.count()) == (403, "Tom", 0)


def test_a_key_that_no_account_has_is_not_found_however_long_it_is(provider: Provider) -> None:
    assert [provider.ask("GET", f"/Users/{'9' * length}")[0] for length in (18, 30, 5000)] == [404, 404, 404]


def test_without_a_token_that_stands_nothing_is_told(provider: Provider) -> None:
    token, secret = a_token(a_company())
    services.end_token(token=token, by=HOUSE, at=today.now())

    for wrong in ("guessed", "", secret):
        status, said = Provider(wrong).ask("GET", "/ServiceProviderConfig")
        assert (status, said["schemas"]) == (401, ["urn:ietf:params:scim:api:messages:2.0:Error"])


def test_a_role_without_powers_makes_no_token(provider: Provider) -> None:
    role = services.define_roles(
        roles=[services.RoleDraft(code="none", title=words("None"), powers=())], by=HOUSE, at=LONG_AGO
    )[0]

    with pytest.raises(services.RoleMayNothing):
        services.make_token(name="Provider", unit=a_company(), role=role, by=HOUSE, at=LONG_AGO)


def test_a_token_that_may_not_manage_people_opens_nothing_here(provider: Provider) -> None:
    secret = a_token(a_company(), rules.SEE_TEAM.code)[1]

    assert Provider(secret).ask("GET", "/Users")[0] == 401


def test_a_version_that_has_changed_is_refused(provider: Provider) -> None:
    key = provider.make("ann@example.com")
    called = patched({"op": "replace", "path": "displayName", "value": "Ann"})
    assert provider.ask("PATCH", f"/Users/{key}", called, **{"If-Match": 'W/"1"'})[0] == 204

    assert provider.ask("PATCH", f"/Users/{key}", called, **{"If-Match": 'W/"1"'})[0] == 412


@pytest.mark.django_db
def test_the_last_who_manages_the_company_is_neither_switched_off_nor_removed() -> None:
    secret = a_token(a_company())[1]
    provider = Provider(secret)
    mae = a_person("Mae", rules.MANAGE, number="1")
    account = provider.make("mae", number="1")

    off = patched({"op": "replace", "path": "active", "value": False})
    answers = [provider.ask("PATCH", f"/Users/{account}", off), provider.ask("DELETE", f"/Users/{account}")]

    assert [(status, said["detail"]) for status, said in answers] == [
        (403, "nobody would manage the whole company any more: give somebody who stays that power first")
    ] * 2
    assert (provider.ask("GET", f"/Users/{account}")[1].get("active", True), lives()["1"][-1][-1]) == (True, EVER)
    assert selectors.may(actor=mae, power=rules.MANAGE, unit=a_company().pk)
