"""The walk through the pages somebody works with: offered once, gone on with anywhere, left at any time."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from servewell.base import today
from servewell.base.models import Entry
from servewell.rooms.cases import rules as cases
from servewell.rooms.people import services
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules as voice
from servewell.web.kit.components import Walk
from tests.builders import a_browser, a_person, a_policy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def wen() -> Person:
    a_policy()
    return a_person("Wen", cases.SEE, cases.ANSWER, voice.READ)


def walk(browser: Client, path: str = "/") -> Walk | None:
    response = browser.get(path)
    assert response.status_code == 200
    return response.context["shell"].walk


def done(browser: Client, do: str, **step: int) -> str:
    response: Any = browser.post("/walk", {"do": do, **step})
    assert response.status_code == 303
    return response["Location"]


def test_a_walk_is_offered_gone_and_remembered(wen: Person) -> None:
    desk = a_browser(wen)
    assert (walk(desk), walk(desk, "/cases")) == (Walk("/walk"), None)

    assert done(desk, "begin") == "/#owed"
    assert done(desk, "next") == "/cases#shelves"
    phone = a_browser(wen)  # another sign-in: what is remembered is the person's
    second = walk(phone, "/cases")
    assert second is not None
    assert (second.place, second.step, second.here, second.has_next) == ("Step 2 of 4", 1, True, True)
    elsewhere = walk(phone, "/voices")
    assert elsewhere is not None
    assert (elsewhere.here, elsewhere.url) == (False, "/cases#shelves")
    assert [done(phone, "back"), done(phone, "back")] == ["/#owed", "/#owed"]
    assert [done(phone, "next") for _ in range(4)] == ["/cases#shelves", "/voices#narrow", "/cases/reports#report", "/"]

    assert (walk(phone), done(phone, "next"), walk(phone)) == (None, "/", None)
    assert done(phone, "begin") == "/#owed"
    assert done(phone, "leave") == "/"
    assert (walk(phone), walk(phone, "/cases")) == (None, None)
    deeds = list(Entry.objects.filter(deed__contains="_walk").order_by("pk").values_list("deed", "actor"))
    assert deeds == [(f"people.{deed}_walk", wen.actor_key) for deed in ("begin", "end", "begin", "end")]


def test_the_same_sent_twice_goes_on_once(wen: Person) -> None:
    desk = a_browser(wen)
    done(desk, "begin")
    assert 'name="step" value="0"' in desk.get("/").content.decode()

    assert [done(desk, "next", step=0) for _ in range(2)] == ["/cases#shelves"] * 2
    assert done(desk, "back", step=1) == "/#owed"


def test_a_walk_that_became_shorter_goes_back_from_its_last_step(wen: Person) -> None:
    desk = a_browser(wen)
    done(desk, "begin")
    services.keep_step(person=wen, step=9)

    last = walk(desk, "/voices")
    assert last is not None
    assert (last.place, done(desk, "back")) == ("Step 4 of 4", "/voices#narrow")


def test_who_does_not_want_it_is_not_asked_again_and_may_begin_later(wen: Person) -> None:
    desk = a_browser(wen)
    assert (done(desk, "nonsense"), walk(desk)) == ("/", Walk("/walk"))
    done(desk, "leave")

    assert walk(desk) is None
    assert 'name="do" value="begin"' in desk.get("/me").content.decode()


def test_the_host_may_switch_it_off(wen: Person, settings: Settings) -> None:
    settings.GUIDED_WALK = False
    desk = a_browser(wen)

    assert (walk(desk), done(desk, "begin"), walk(desk)) == (None, "/", None)
    assert 'name="do" value="begin"' not in desk.get("/me").content.decode()
