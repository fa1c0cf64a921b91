"""Other systems send voices in and read voices and cases: with the powers of their token, and all faults at once."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules as case_rules
from servewell.rooms.cases.models import Case
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.models import Customer, Encounter
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Comment, Original, Voice
from servewell.rooms.voice.services import floods
from tests.builders import a_browser, a_channel, a_company, a_person, a_policy, a_quota, a_unit, a_voice
from tests.builders.machines import Machine, a_machine, a_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]
KEY = "a-key-of-mine-1"


@pytest.fixture(autouse=True)
def _nothing_was_sent() -> None:
    floods.counted.clear()


@pytest.fixture
def hotel() -> Unit:
    hotel = a_unit("hotel", under=a_company(zone="UTC"))
    a_policy()
    a_channel(hotel, slug="desk")
    return hotel


def sending(unit: Unit) -> "Sender":
    return Sender(a_token(unit, rules.SEND, rules.READ, case_rules.SEE)[1])


class Sender(Machine):
    def send(self, body: object, *, key: str = KEY, media_type: str = "application/json") -> tuple[int, Any]:
        content = body if isinstance(body, str) else json.dumps(body)
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        said = self._client.post("/api/voices", content, content_type=media_type, headers=headers)
        kind = "application/json" if said.status_code < 300 else "application/problem+json"
        assert said.headers["Content-Type"].partition(";")[0] == kind
        return said.status_code, json.loads(said.content)

    def faults(self, body: object) -> list[str]:
        status, said = self.send(body)
        assert (status, said["status"], Voice.objects.count()) == (422, 422, 0), said
        assert all(each["what"] and each["mend"] for each in said["faults"])
        return [each["where"] for each in said["faults"]]


def test_what_another_system_sends_is_a_voice_like_any_other(hotel: Unit, now: datetime) -> None:
    body = {
        "channel": "desk", "answers": {"overall": 1, "answer": True}, "words": "Nobody came.",
        "email": "kim@example.com", "language": "es", "on": (now - timedelta(days=3)).date().isoformat(),
    }  # fmt: skip

    status, said = sending(hotel).send(body)

    stored = Voice.objects.get()
    assert (status, said["number"], said["is_new"], said["opened_case"]) == (201, stored.pk, True, True)
    assert (said["unit"], said["on"], said["page"]) == ("hotel", "2026-11-13", f"/voices/{stored.pk}")
    assert (stored.on, stored.language, stored.overall, stored.received_at) == (date(2026, 11, 13), "es", 0.0, now)
    assert Comment.objects.get().text == "Nobody came."
    assert stored.customer == Customer.objects.get(contacts__value="kim@example.com")
    assert (Case.objects.get().voice_id, Case.objects.get().unit) == (stored.pk, hotel)
    assert (bytes(stored.original.content), stored.original.media_type) == (json.dumps(body).encode(), terms.SENT_IN)  # type: ignore[union-attr]
    assert Entry.objects.filter(deed="voice.send_in").values_list("actor", flat=True)[0].startswith("token:")


def test_the_same_again_stores_nothing_and_something_else_under_the_key_is_refused(hotel: Unit) -> None:
    sender = sending(hotel)
    first = sender.send({"channel": "desk", "words": "Once."})[1]

    again = sender.send({"channel": "desk", "words": "Once."})
    other = sender.send({"channel": "desk", "words": "Twice."})
    anothers = Sender(a_token(hotel, rules.SEND)[1]).send({"channel": "desk", "words": "Twice."})

    assert again == (200, {**first, "is_new": False})
    assert (other[0], other[1]["faults"][0]["where"]) == (409, "Idempotency-Key")
    assert anothers[0] == 201
    assert Voice.objects.count() == 2


def test_nobody_is_held_to_answer_what_another_system_did_not_ask(hotel: Unit) -> None:
    status, _said = sending(hotel).send({"channel": "desk", "answers": {}, "words": "Only words."})

    assert (status, Voice.objects.get().overall) == (201, None)


def test_all_that_does_not_fit_is_told_at_once(hotel: Unit) -> None:
    sender = sending(hotel)

    assert sender.faults(
        {"channel": "desk", "answers": {"overall": 9, "nothing": 1}, "words": "\x00", "email": "kim", "unit": "moon",
         "on": "2030-01-01", "encounter": {"kind": "stay", "reference": "R-1"}}
    ) == ["unit", "on", "answers.nothing", "email", "answers.overall", "words"]  # fmt: skip
    assert sender.faults({"answers": [], "words": 5, "colour": "red", "on": "tomorrow"}) == [
        "channel", "answers", "words", "on", "colour",
    ]  # fmt: skip
    assert sender.faults({"channel": "desk"}) == ["answers.overall"]
    assert sender.faults({"channel": "nowhere", "words": "Hello"}) == ["channel"]
    assert sender.faults({"channel": "desk", "answers": {"answer": True}, "words": "Call me."}) == ["email"]
    assert sender.faults({"channel": "desk", "answers": {"words": "a"}, "words": "b"}) == ["words"]
    assert sender.faults({"channel": "desk", "answers": {"overall": 10**400}}) == ["answers"]
    assert sender.faults({"channel": "desk", "answers": {"overall": {"a": {"b": {"c": 1}}}}}) == ["answers"]


@pytest.mark.parametrize(
    ("strange", "where"),
    [
        ({"channel": "a\u0000"}, "channel"),
        ({"unit": "a\u0000"}, "unit"),
        ({"encounter": {"kind": "stay", "reference": "a\u0000"}}, "encounter.reference"),
    ],
)
def test_a_code_with_signs_that_no_database_keeps_is_a_fault(
    hotel: Unit, strange: dict[str, object], where: str
) -> None:
    assert sending(hotel).faults({"channel": "desk", "words": "Hello", **strange}) == [where]


def test_faults_are_told_in_the_readers_language(hotel: Unit) -> None:
    headers = {"Authorization": f"Bearer {a_token(hotel, rules.SEND)[1]}", "Idempotency-Key": KEY}

    said = Client().post(
        "/api/voices", {"channel": "desk"}, "application/json", headers={**headers, "Accept-Language": "zh-Hant"}
    )

    assert said.json()["title"] == "其中 1 處無法收下。"


@pytest.mark.parametrize(
    ("body", "media_type", "key", "status"),
    [
        ("{", "application/json", KEY, 400),
        ('{"channel": NaN}', "application/json", KEY, 400),
        ("[" * 100_000, "application/json", KEY, 400),
        ("[]", "application/json", KEY, 422),
        ("channel=desk", "application/x-www-form-urlencoded", KEY, 415),
        (json.dumps({"channel": "desk", "words": "x" * 300_000}), "application/json", KEY, 413),
        ('{"channel": "desk", "words": "Hello"}', "application/json", "", 422),
        ('{"channel": "desk", "words": "Hello"}', "application/json", "short", 422),
        ('{"channel": "desk", "words": "\\ud800"}', "application/json", KEY, 422),
        ('{"channel": "desk", "answers": {"\\ud800": 1}}', "application/json", KEY, 422),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    hotel: Unit, body: str, media_type: str, key: str, status: int
) -> None:
    got, said = sending(hotel).send(body, key=key, media_type=media_type)

    assert (got, said["status"], Voice.objects.count()) == (status, status, 0)
    assert said["title"]
    assert said["detail"]


def test_a_token_sends_where_its_role_lets_it_and_a_session_nowhere(hotel: Unit) -> None:
    elsewhere = a_unit("elsewhere", under=a_company())
    body = {"channel": "desk", "words": "Hello."}

    assert Sender(a_token(elsewhere, rules.SEND)[1]).send(body)[1]["faults"][0]["where"] == "channel"
    assert Sender(a_token(hotel, rules.READ)[1]).send(body)[0] == 404
    assert Sender("guessed").send(body)[0] == 401
    browser = a_browser(a_person("Ann", rules.SEND, unit=hotel))
    assert browser.post("/api/voices", body, "application/json").status_code == 401
    assert Voice.objects.count() == 0


def test_a_voice_is_about_a_unit_below_and_an_encounter_that_was_recorded(hotel: Unit, now: datetime) -> None:
    lobby, guest = a_unit("lobby", under=hotel), customers.recognise(
        kind="email", value="kim@example.com", language="en", by=HOUSE, at=now
    )  # fmt: skip
    stay = customers.NewEncounter(kind="stay", unit=lobby, on=now.date(), reference="R-1", customer=guest)
    customers.record_encounters(encounters=[stay], by=HOUSE, at=now)
    body = {"channel": "desk", "unit": "lobby", "words": "Hello.", "answers": {"answer": True}}

    status, said = sending(hotel).send({**body, "encounter": {"kind": "stay", "reference": "R-1"}})

    stored = Voice.objects.get()
    assert (status, said.get("unit"), stored.unit, stored.encounter) == (201, "lobby", lobby, Encounter.objects.get())
    assert stored.customer == guest
    assert sending(hotel).send({**body, "encounter": {"kind": "stay", "reference": "R-2"}}, key="another-1")[0] == 422


def test_where_a_quota_is_full_what_is_sent_counts_in_no_figure(hotel: Unit) -> None:
    a_quota(hotel, places=1)
    sender = sending(hotel)

    for number in range(2):
        sender.send({"channel": "desk", "answers": {"overall": 5}}, key=f"key-number-{number}")

    assert [each.outside is None for each in Voice.objects.order_by("pk")] == [True, False]


def test_too_many_within_a_minute_are_asked_to_wait(hotel: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST_SENT_A_MINUTE", 2)
    sender = sending(hotel)

    answered = [sender.send({"channel": "desk", "words": "Hi."}, key=f"key-number-{n}")[0] for n in range(3)]

    assert answered == [201, 201, 429]


def test_what_an_erased_customer_sent_loses_its_words_in_the_original_too(hotel: Unit, now: datetime) -> None:
    sending(hotel).send(
        {
            "channel": "desk",
            "answers": {"overall": 2, "answer": True},
            "words": "Nobody came.",
            "email": "k@example.com",
        }
    )

    customers.erase_for_host(customer=Customer.objects.get(), why="asked-for", closes_cases=True, at=now)

    kept = json.loads(bytes(Original.objects.get().content))
    assert kept == {"channel": "desk", "answers": {"overall": 2, "answer": True}}


def test_voices_are_read_as_their_page_lists_them(hotel: Unit, now: datetime) -> None:
    channel = a_channel(hotel, slug="lobby")
    for number in range(3):
        a_voice(channel, 1, words=f"Words {number}", at=now + timedelta(minutes=number))
    a_voice(channel, 5, at=now)
    a_voice(a_channel(a_unit("other", under=a_company()), slug="other"), 1, words="Not yours", at=now)
    machine = a_machine(hotel, rules.READ)

    parts, after = [], ""
    while after is not None:
        part = machine.told(f"voices?size=2{after and f'&after={after}'}")
        parts += part["voices"]
        after = part["next"]

    assert [each["words"][0]["text"] for each in parts] == ["Words 2", "Words 1", "Words 0"]
    assert [each["case"] for each in parts] == [None] * 3  # it may not see cases
    assert machine.told("voices?band=low&language=en&channel=lobby&from=2026-11-16")["voices"] == parts
    assert machine.told("voices?words=nothing")["voices"] == machine.told("voices?until=2026-11-15")["voices"] == []
    assert machine.told("voices?band=high")["voices"] == []
    assert machine.ask("voices?unit=other") == machine.ask("voices?unit=nowhere")
    assert a_machine(hotel, case_rules.SEE).ask("voices")[0] == 404


def test_cases_are_read_as_their_page_lists_them(hotel: Unit, now: datetime) -> None:
    channel = a_channel(hotel, slug="lobby")
    numbers = [a_voice(channel, 1, words=f"Words {n}. More.", at=now).pk for n in range(27)]
    other = a_channel(a_unit("other", under=a_company()), slug="other")
    a_voice(other, 1, words="Not yours", at=now)
    machine = a_machine(hotel, case_rules.SEE)

    first = machine.told("cases")
    second = machine.told(f"cases?after={first['next']}")

    assert [each["voice"] for each in first["cases"] + second["cases"]] == numbers
    assert second["next"] is None
    assert (first["cases"][0]["title"], first["cases"][0]["unit"]) == ("Words 0", "hotel")
    assert machine.told("cases?shelf=answered")["cases"] == []
    assert len(machine.told("cases?reason=below-bar&way=open-link&until=2026-11-16")["cases"]) == 25
    assert machine.told("cases?from=2026-11-17")["cases"] == []
    assert machine.ask("cases?unit=other") == machine.ask("cases?unit=nowhere")
    assert a_machine(hotel, rules.READ).ask("cases")[0] == 404


@pytest.mark.parametrize("path", ["voices", "cases"])
def test_a_list_costs_as_many_queries_however_long(hotel: Unit, now: datetime, path: str) -> None:
    channel, machine = a_channel(hotel, slug="lobby"), a_machine(hotel, rules.READ, case_rules.SEE)
    a_voice(channel, 1, words="First", at=now)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            machine.told(path)
        return len(seen)

    machine.told(path)
    few = cost()
    for number in range(3):
        a_voice(channel, 1, words=f"Words {number}", at=now)
    assert cost() == few
