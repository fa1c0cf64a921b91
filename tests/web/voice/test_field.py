"""Forms for the field: opened once, filled in without a network, sent when there is one, and stored once."""

import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import unquote_plus
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import Settings

from servewell.base import today
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE
from servewell.rooms.insight import rules as figures
from servewell.rooms.instruments.models import Response
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice import facts, rules, selectors, services, terms
from servewell.rooms.voice.models import Attachment, Channel, Voice
from servewell.web.voice.forms.passes import Pass
from tests.builders import a_browser, a_channel, a_company, a_person, a_survey, a_unit
from tests.builders.every_kind import BRANCHING

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0 a shelf"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path, settings) -> list[datetime]:
    settings.FILES_FOLDER = tmp_path / "files"
    wall = [NOON]
    monkeypatch.setattr(today, "now", lambda: wall[0])
    return wall


@pytest.fixture
def shop() -> Unit:
    return a_unit("harbour", under=a_company())


@pytest.fixture
def channel(shop: Unit) -> Channel:
    return a_channel(shop, slug="shop", kind=terms.FIELD, survey=a_survey(code="shop", document=BRANCHING))


@pytest.fixture
def shopper(shop: Unit) -> Person:
    return a_person("Shan", rules.GATHER, unit=shop)


def the_form(person: Person, slug: str = "shop") -> dict[str, object]:
    """What a device keeps of the page."""
    html = a_browser(person).get(f"/field/{slug}").content.decode()
    found = re.search(r'<script id="field-form" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found, "the page has no form"
    return json.loads(found[1])


def key_on(response) -> str:
    found = re.search(r'data-field-person="([^"]*)"', response.content.decode())
    assert found, "the page does not say who is here"
    return found[1]


def filled_in(
    form: dict[str, object], number: UUID | None = None, *, at: datetime = NOON, **answers: object
) -> dict[str, object]:
    return {
        "form-pass": form["pass"], "form-version": str(form["version"]), "form-submission": str(number or uuid4()),
        "form-begun": at.isoformat(),
        "form-finished": (at + timedelta(minutes=5)).isoformat(), "form-language": "zh-Hans", "recommend": "9",
        **answers,
    }  # fmt: skip


def sent(post: dict[str, object], slug: str = "shop"):
    """By a device on which nobody is signed in any more."""
    return Client().post(f"/field/{slug}/send", post)


def test_a_form_is_whole_on_the_page_and_holds_no_secret(channel: Channel, shopper: Person) -> None:
    form = the_form(shopper)

    assert sorted(form["documents"]) == ["en", "es", "zh-Hans", "zh-Hant"]
    assert form["send"] == "/field/shop/send"
    assert "servewell:" not in json.dumps(form)


def test_what_was_filled_in_is_stored_with_its_photo_and_by_whom_and_on_which_day(
    channel: Channel, shopper: Person, clock: list[datetime]
) -> None:
    form = the_form(shopper)
    clock[0] = NOON + timedelta(days=10)
    photo = SimpleUploadedFile("shelf.jpg", JPEG, content_type="image/jpeg")

    response = sent(filled_in(form, at=NOON - timedelta(days=1), photo=photo))

    voice = Voice.objects.get()
    assert (response.status_code, response.json()) == (200, {"state": "sent"})
    assert (voice.on, voice.received_at, voice.language) == (date(2026, 11, 15), clock[0], "zh-Hans")
    assert (voice.gathered_by, voice.hand, voice.customer) == (shopper.actor_key, "", None)
    assert Attachment.objects.get().name == "shelf.jpg"
    assert Response.objects.get().answers["recommend"] == 9
    assert Entry.objects.get(deed="voice.gather").actor == shopper.actor_key


def test_the_reader_sees_who_was_there(channel: Channel, shopper: Person, shop: Unit) -> None:
    sent(filled_in(the_form(shopper), last="Tidy."))

    reader = a_browser(a_person("Ria", rules.READ, unit=shop))
    page = unescape(reader.get(f"/voices/{Voice.objects.get().pk}").content.decode())

    assert "Shan filled it in in the field." in page


def test_what_our_own_people_saw_is_no_customers_answer(channel: Channel, shopper: Person, shop: Unit) -> None:
    sent(filled_in(the_form(shopper)))
    customers = a_channel(shop, slug="harbour", survey=channel.instrument.versions.get())
    a_link = services.receive_survey(
        channel=customers, invitation=None, submission=uuid4(), posted={"recommend": 9}, language="en", at=NOON
    )
    asked = selectors.Filters(unit=shop.pk, from_on=date(2026, 11, 1), until_on=date(2026, 12, 1), is_counted=True)

    with connection.cursor() as cursor:
        marks = facts.answers(vendor=connection.vendor).replace("?", "%s")
        cursor.execute(f"SELECT response, item FROM ({marks}) AS fact", [date(2026, 11, 1), date(2026, 12, 1)])
        told = cursor.fetchall()

    assert {response for response, _ in told} == {a_link.response_id}
    assert selectors.behind(viewer=HOUSE, filters=asked, sees_figures=figures.SEE, narrowest=1) == selectors.Behind(
        n=0, with_words=0, without_words=0
    )


def test_what_is_sent_twice_arrives_once_and_both_hear_so(channel: Channel, shopper: Person) -> None:
    post = filled_in(the_form(shopper), uuid4())

    answers = [sent(post) for _ in range(3)]

    assert [each.json() for each in answers] == [{"state": "sent"}] * 3
    assert Voice.objects.count() == 1


def test_another_answer_under_the_same_number_is_not_taken_for_the_first(channel: Channel, shopper: Person) -> None:
    form, number = the_form(shopper), uuid4()
    sent(filled_in(form, number))

    other = sent(filled_in(form, number, recommend="2", why="Dirty."))

    assert (other.status_code, "says" in other.json()) == (409, True)
    assert Voice.objects.count() == 1


def test_what_is_wrong_is_said_question_by_question(channel: Channel, shopper: Person) -> None:
    wrong = sent(filled_in(the_form(shopper), recommend="3"))

    assert wrong.status_code == 422
    assert wrong.json()["says"] == "为什么只给 3 分？ 请您回答这个问题。"


def test_a_form_begun_before_its_end_may_be_sent_long_after(
    channel: Channel, shopper: Person, clock: list[datetime]
) -> None:
    form = the_form(shopper)
    services.withdraw_channel(channel=channel, by=HOUSE, at=NOON + timedelta(hours=1))
    clock[0] = NOON + timedelta(days=10)

    in_time = sent(filled_in(form, at=NOON))
    too_late = sent(filled_in(form, at=NOON + timedelta(hours=2)))

    assert [in_time.status_code, too_late.status_code] == [200, 410]


def test_a_pass_is_for_one_form_and_one_person(channel: Channel, shopper: Person, shop: Unit) -> None:
    form = the_form(shopper)
    a_channel(shop, slug="other", kind=terms.FIELD, survey=a_survey(code="shop", document=BRANCHING))

    elsewhere = sent(filled_in(form), "other")
    forged = sent(filled_in(form) | {"form-pass": "made-up"})

    assert [each.status_code for each in (elsewhere, forged)] == [422, 422]
    assert all("Save what waits as a file." in each.json()["says"] for each in (elsewhere, forged))
    assert Voice.objects.count() == 0


def test_a_pass_is_over_after_a_fortnight_and_a_new_one_sends_what_the_old_one_held(
    channel: Channel, shopper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, number, now = the_form(shopper), uuid4(), time.time()
    with monkeypatch.context() as later:
        later.setattr(signing.time, "time", lambda: now + timedelta(days=14, seconds=5).total_seconds())
        held = sent(filled_in(form, number))
    renewed = form | {"pass": the_form(shopper)["pass"]}

    assert (held.status_code, held.json()["says"]) == (
        401, "Your pass for this form is over. Sign in and open it once more: then it is sent.",
    )  # fmt: skip
    assert sent(filled_in(renewed, number)).status_code == 200
    assert Voice.objects.count() == 1


@pytest.mark.parametrize(("earlier_count", "status"), [(True, 200), (False, 422)])
def test_a_pass_outlasts_another_secret_as_long_as_the_old_one_counts(
    channel: Channel, shopper: Person, settings: Settings, earlier_count: bool, status: int
) -> None:
    form = the_form(shopper)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if earlier_count else []
    settings.SECRET_KEY = "another secret"

    assert sent(filled_in(form)).status_code == status
    assert Voice.objects.count() == int(earlier_count)


def test_what_is_sent_again_with_a_renewed_pass_is_known_and_no_pass_is_kept(
    channel: Channel, shopper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, number = the_form(shopper), uuid4()
    now = time.time()
    with monkeypatch.context() as earlier:
        earlier.setattr(signing.time, "time", lambda: now - 86400)
        older = Pass.of(shopper, channel=channel.pk).signed()

    answers = [sent(filled_in(form | {"pass": each}, number)) for each in (older, form["pass"])]

    assert [each.json() for each in answers] == [{"state": "sent"}] * 2
    kept = Voice.objects.get().original
    assert kept is not None
    assert form["pass"] not in unquote_plus(bytes(kept.content).decode())


@pytest.mark.parametrize("how", ["another password", "a new card", "leaving"])
def test_whoever_is_signed_out_everywhere_has_no_pass_any_more(channel: Channel, shopper: Person, how: str) -> None:
    form = the_form(shopper)

    if how == "leaving":
        people.leave(person=shopper, on=NOON.date() - timedelta(days=2), by=HOUSE, at=NOON)
    elif how == "a new card":
        people.print_activation_code(person=shopper, by=HOUSE, at=NOON)
    else:
        people.change_secret(sign_in=shopper.sign_in, secret="a loud harbour", at=NOON)

    assert sent(filled_in(form)).status_code == 401
    assert Voice.objects.count() == 0


def test_a_version_of_another_form_is_refused_in_words(channel: Channel, shopper: Person) -> None:
    other = a_survey(code="another")

    refused = sent(filled_in(the_form(shopper)) | {"form-version": str(other.pk)})

    assert (refused.status_code, "Save what waits as a file." in refused.json()["says"]) == (422, True)


def test_each_person_has_a_key_on_the_device_that_does_not_say_who_they_are(
    channel: Channel, shopper: Person, shop: Unit
) -> None:
    keys = [key_on(a_browser(each).get("/field/shop")) for each in (shopper, a_person("Bo", rules.GATHER, unit=shop))]

    assert keys[0] == key_on(a_browser(shopper).get("/field"))
    assert keys[0] != keys[1]
    assert re.fullmatch("[0-9a-f]{24}", keys[0])


def test_the_page_of_leaving_says_nothing_of_anybody(channel: Channel, shopper: Person) -> None:
    assert "Shan" not in a_browser(shopper).get("/field-leave").content.decode()


def test_a_form_on_a_shared_device_turns_away_by_its_own_script(channel: Channel, shopper: Person) -> None:
    browser = a_browser(shopper)
    session = browser.session
    session.update({"device_is_shared": True, "touched_at": time.time()})
    session.save()

    pages = [browser.get(path) for path in ("/field/shop", "/field", "/")]

    assert ["Refresh" in each.headers for each in pages] == [False, False, True]
    assert ['data-field-idle="300"' in each.content.decode() for each in pages] == [True, True, False]


def test_who_may_no_longer_gather_there_is_told_and_nothing_is_stored(channel: Channel, shopper: Person) -> None:
    form = the_form(shopper)
    for grant in shopper.grants.all():
        people.end_grant(grant=grant, on=NOON.date() - timedelta(days=2), by=HOUSE, at=NOON)

    response = sent(filled_in(form))

    assert (response.status_code, Voice.objects.count()) == (422, 0)
    assert response.json()["says"].startswith("You may no longer fill in this form.")


@pytest.mark.parametrize(
    "broken",
    [
        {"form-version": "newest"},
        {"form-submission": "no-uuid"},
        {"form-begun": "yesterday"},
        {"form-finished": ""},
        {"form-pass": ""},
    ],
)
def test_what_no_device_of_ours_sends_is_refused_in_words(
    channel: Channel, shopper: Person, broken: dict[str, str]
) -> None:
    response = sent(filled_in(the_form(shopper)) | broken)

    assert (response.status_code, "says" in response.json()) == (422, True)


def test_only_forms_of_ones_own_units_are_offered(channel: Channel, shopper: Person) -> None:
    a_channel(a_unit("lakeside", under=a_company()), slug="far", kind=terms.FIELD)
    browser = a_browser(shopper)

    listed = browser.get("/field").content.decode()

    assert ["/field/shop" in listed, "/field/far" in listed] == [True, False]
    assert browser.get("/field/far").status_code == 404


def test_a_link_for_the_field_is_opened_on_the_page_of_links(shop: Unit) -> None:
    a_survey(code="shop", document=BRANCHING)
    manager = a_browser(a_person("Mo", rules.MANAGE_CHANNELS, unit=shop))

    manager.post(
        "/channels/open",
        {"kind": terms.FIELD, "unit": "harbour", "instrument": "shop", "language": "en", "slug": "rounds"},
    )

    assert Channel.objects.get(slug="rounds").kind == terms.FIELD
    assert "For our people in the field" in manager.get("/channels").content.decode()
    assert Client().get("/s/rounds").status_code == 404


def test_the_list_says_how_many_forms_there_are(channel: Channel, shopper: Person, shop: Unit) -> None:
    elsewhere = a_person("Newt", rules.GATHER, unit=a_unit("inn", under=a_company()))
    title = re.compile(r"<h1[^>]*>\s*(.*?)\s*</h1>", re.DOTALL)

    one, none = (
        title.search(unescape(a_browser(each).get("/field").content.decode())) for each in (shopper, elsewhere)
    )
    a_channel(shop, slug="shop-2", kind=terms.FIELD, survey=a_survey(code="shop-2", document=BRANCHING))
    two = title.search(a_browser(shopper).get("/field").content.decode())

    assert [each and each.group(1) for each in (none, one, two)] == [
        "Nothing is filled in in the field yet",
        "You fill in 1 form in the field",
        "You fill in 2 forms in the field",
    ]
