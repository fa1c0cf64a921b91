"""All the ways to a survey: a tablet at the desk, another web site, paper."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.http import HttpResponse  # noqa: TID251  what a browser got
from django.test import Client

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.instruments.models import Response
from servewell.rooms.voice import rules, services
from servewell.rooms.voice.models import Channel, PaperCopy, Voice
from tests.builders import a_browser, a_channel, a_company, a_person, a_survey, a_unit, some_answers
from tests.builders.every_kind import BRANCHING, EVERY_KIND, PHOTO, a_form_of
from tests.web.voice.test_survey import opened, sent

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)


@pytest.fixture
def channel() -> Channel:
    return a_channel(a_unit("harbour", under=a_company()), slug="harbour")


@pytest.fixture
def max_(channel: Channel) -> Client:
    return a_browser(a_person("Max", rules.MANAGE_CHANNELS))


@pytest.fixture
def kim(channel: Channel) -> Client:
    return a_browser(a_person("Kim", rules.KEY_IN))


def frames(response: HttpResponse) -> tuple[str, str]:
    """Who may show the page within theirs: by its policy, and by the older header."""
    policy = re.search(r"frame-ancestors ([^;]*)", response["Content-Security-Policy"])
    assert policy
    return policy[1], response.get("X-Frame-Options", "")


def test_the_same_record_comes_from_a_phone_a_tablet_a_web_site_and_paper(
    client: Client, kim: Client, channel: Channel
) -> None:
    for path in ("/s/harbour", "/s/harbour/kiosk", "/s/harbour/embed"):
        sent(client, opened(client, path) | some_answers(2, words="Nobody came."), path)
    copy = a_printed_copy(channel)
    kim.post(f"/paper/{copy.number}/take-in", {"form-day": "2026-11-16", **some_answers(2, words="Nobody came.")})

    voices = Voice.objects.order_by("pk").values_list("channel", "unit", "overall", "on", "comments__text")
    assert list(voices) == [(channel.pk, channel.unit_id, 0.25, NOON.date(), "Nobody came.")] * 4


def test_a_kiosk_thanks_and_begins_anew_with_nothing_of_the_one_before(client: Client, channel: Channel) -> None:
    answer = sent(client, opened(client, "/s/harbour/kiosk") | some_answers(2), "/s/harbour/kiosk")
    thanks = client.get(answer["Location"])

    assert answer["Location"] == "/s/harbour/kiosk/thanks?language=en"
    assert 'data-kiosk="/s/harbour/kiosk" data-idle="60" data-thanks="12"' in thanks.content.decode()
    assert '<meta http-equiv="refresh" content="60;url=/s/harbour/kiosk">' in thanks.content.decode()
    assert "no-store" in thanks["Cache-Control"]
    assert "no-store" in client.get("/s/harbour/kiosk")["Cache-Control"]
    assert "data-kiosk" not in client.get("/s/harbour").content.decode()


def test_a_survey_is_framed_by_the_sites_that_were_named_and_nowhere_else(
    client: Client, max_: Client, channel: Channel
) -> None:
    before = frames(client.get("/s/harbour/embed"))
    max_.post(f"/channels/{channel.pk}/sites", {"sites": "https://www.example.com\n\nhttps://shop.example.com/"})

    sites = "https://shop.example.com https://www.example.com"
    assert before == ("'none'", "DENY")
    assert frames(client.get("/s/harbour/embed")) == (sites, "")
    assert frames(client.get("/s/harbour/embed/thanks")) == (sites, "")
    assert frames(client.get("/s/harbour")) == ("'none'", "DENY")
    assert frames(client.get("/s/nowhere/embed")) == ("'none'", "DENY")


def test_what_is_no_site_is_said_at_the_field_and_kept_there(max_: Client, channel: Channel) -> None:
    page = max_.post(f"/channels/{channel.pk}/sites", {"sites": "example.com/page"})

    html = page.content.decode()
    assert page.status_code == 422
    assert "Write each site like https://www.example.com, without a path, one on a line." in html
    assert "example.com/page</textarea>" in html


def test_the_words_to_paste_name_the_survey_for_those_who_hear_the_page(max_: Client, channel: Channel) -> None:
    html = max_.get(f"/channels/{channel.pk}").content.decode()

    assert re.findall(r"<iframe.*", html) == []
    assert re.findall(r"<iframe.*", unescape(html)) == [
        (
            '<iframe src="http://localhost:8000/s/harbour/embed" title="How did we do?" lang="en" width="100%" '
            'height="720" loading="lazy"></iframe></pre>'
        )
    ]


def a_printed_copy(channel: Channel, *, at: datetime = NOON - timedelta(days=2)) -> PaperCopy:
    return services.print_copies(channel=channel, copies=1, language="en", by=HOUSE, at=at)[0]


def test_numbered_copies_are_printed_with_their_questions(max_: Client, channel: Channel) -> None:
    answer = max_.post(f"/channels/{channel.pk}/copies/print", {"copies": "3", "language": "zh-Hant"})
    html = max_.get(answer["Location"]).content.decode()

    numbers = [
        f"{number[:4]}-{number[4:]}" for number in PaperCopy.objects.order_by("pk").values_list("number", flat=True)
    ]
    assert re.findall(r"<b>([^<]*)</b>", html) == numbers
    assert html.count('<article class="kit-printed" lang="zh-Hant"') == 3
    assert html.count("我們讓您感到受尊重嗎？") == 3
    assert answer.status_code == 303


@pytest.mark.parametrize("copies", ["0", "501", "many"])
def test_a_printing_that_cannot_be_is_refused_at_the_field(max_: Client, channel: Channel, copies: str) -> None:
    page = max_.post(f"/channels/{channel.pk}/copies/print", {"copies": copies, "language": "en"})

    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()
    assert PaperCopy.objects.count() == 0


def test_a_sheet_is_found_by_its_number_and_keyed_in(kim: Client, channel: Channel) -> None:
    copy = a_printed_copy(channel)

    found = kim.post("/paper/find", {"number": f"{copy.number[:4].upper()} {copy.number[4:]}"})
    page = kim.get(found["Location"]).content.decode()
    day = {"form-day": "2026-11-15"}
    answer = kim.post(f"/paper/{copy.number}/take-in", day | some_answers(2, words="Nobody came."))

    assert found["Location"] == f"/paper/{copy.number}"
    assert 'name="form-day" value="2026-11-16"' in page
    assert answer["Location"] == "/paper"
    assert [(each.on.isoformat(), each.overall) for each in Voice.objects.all()] == [("2026-11-15", 0.25)]


def test_a_number_that_is_on_no_sheet_is_said_so(kim: Client) -> None:
    page = kim.post("/paper/find", {"number": "bcdf-ghjk"})

    assert page.status_code == 422
    assert "No sheet has this number. Compare it with the paper, sign by sign." in page.content.decode()


@pytest.mark.parametrize(
    ("keyed", "says"),
    [
        ({"form-day": "2026-11-15", "overall": "9"}, "Please choose one of the answers shown."),
        ({"form-day": "2026-11-20", "overall": "2"}, "A sheet is filled in after it was printed, and not after today."),
        ({"form-day": "yesterday", "overall": "2"}, "Enter a valid date."),
    ],
)
def test_what_cannot_be_on_a_sheet_is_said_and_the_rest_kept(
    kim: Client, channel: Channel, keyed: dict[str, str], says: str
) -> None:
    copy = a_printed_copy(channel)

    page = kim.post(f"/paper/{copy.number}/take-in", keyed | {"words": "Nobody came."})

    html = page.content.decode()
    assert page.status_code == 422
    assert says in html
    assert "Nobody came.</textarea>" in html
    assert Voice.objects.count() == 0


def test_a_sheet_that_was_keyed_in_leads_to_what_came_in(kim: Client, channel: Channel) -> None:
    copy = a_printed_copy(channel)
    day = {"form-day": "2026-11-16", "overall": "2"}
    kim.post(f"/paper/{copy.number}/take-in", day)

    again = kim.post(f"/paper/{copy.number}/take-in", day)

    assert again.status_code == 409
    assert f'href="/voices/{Voice.objects.get().pk}"' in again.content.decode()


def a_copy_of(document: dict[str, object], *, language: str = "en") -> PaperCopy:
    survey = a_survey(code="stay", document=document)
    channel = a_channel(survey=survey, slug="stay")
    return services.print_copies(channel=channel, copies=1, language=language, by=HOUSE, at=NOON - timedelta(days=1))[0]


def test_a_question_of_every_kind_stands_on_paper_with_room_for_its_answer(max_: Client) -> None:
    copy = a_copy_of(EVERY_KIND)

    html = max_.get(f"/channels/{copy.channel_id}/copies", {"printed": copy.printed_at.isoformat()}).content.decode()

    sections = re.findall(r'<section class="kit-printed-question">(.*?)</section>', html, re.DOTALL)
    boxes = [each.count("kit-printed-box") for each in sections]
    room = ["lines" if "printed-lines" in each else "line" if "printed-line" in each else "" for each in sections]
    assert list(zip(boxes, room, strict=True)) == [
        (11, ""), (8, ""), (3, ""), (2, ""), (0, "line"), (0, "line"), (0, ""), (0, "lines"), (0, "line"), (1, ""),
    ]  # fmt: skip
    assert "Please hand it in with this sheet." in html
    assert "Number them, 1 for the first." in html


def test_paper_leaves_open_what_was_answered_before(max_: Client) -> None:
    copy = a_copy_of(BRANCHING)

    html = max_.get(f"/channels/{copy.channel_id}/copies", {"printed": copy.printed_at.isoformat()}).content.decode()

    assert "Why only ……?" in html
    assert "{recommend}" not in html


def test_a_sheet_speaks_its_own_language_whoever_prints_it(max_: Client) -> None:
    copy = a_copy_of(EVERY_KIND, language="es")

    html = max_.get(f"/channels/{copy.channel_id}/copies", {"printed": copy.printed_at.isoformat()}).content.decode()

    assert re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", html, re.DOTALL) == ["One copy to print"]
    assert re.findall(r'kit-printed-day">(.*?) <', html) == ["Rellenado el"]


def test_an_answer_of_every_kind_is_keyed_in(kim: Client) -> None:
    copy = a_copy_of(EVERY_KIND)

    kim.post(
        f"/paper/{copy.number}/take-in",
        {
            "form-day": "2026-11-16", "recommend": "9", "room.clean": "good", "room.calm": "na", "matters.care": "1",
            "matters.speed": "2", "matters.price": "3", "came": "train", "day": "2026-11-14", "nights": "3",
            "words": "Warm and quick.", "signed-typed": "Ana Pérez", "may_quote": "true",
        },
    )  # fmt: skip

    assert Response.objects.get().answers == {
        "recommend": 9, "room.clean": "good", "room.calm": None, "matters": ["care", "speed", "price"],
        "came": "train", "day": "2026-11-14", "nights": 3, "words": "Warm and quick.", "signed": "Ana Pérez",
        "may_quote": {"value": True, "points": 1.0},
    }  # fmt: skip


def test_a_survey_that_demands_a_photo_is_not_for_paper(max_: Client) -> None:
    channel = a_channel(survey=a_survey(code="stay", document=a_form_of({**PHOTO, "isRequired": True})), slug="stay")

    page = max_.post(f"/channels/{channel.pk}/copies/print", {"copies": "3", "language": "en"})

    assert page.status_code == 422
    assert "This survey demands a file or photo, which paper cannot bring." in page.content.decode()
    assert PaperCopy.objects.count() == 0


def titled(browser: Client, path: str) -> str:
    found = re.search("<h1>(.*?)</h1>", browser.get(path).content.decode())
    assert found
    return found[1]


def test_the_pages_of_links_and_paper_say_what_is_known(max_: Client, kim: Client, channel: Channel) -> None:
    before = titled(max_, "/channels"), titled(kim, "/paper")
    copy = a_printed_copy(channel)
    printed = titled(kim, "/paper")
    kim.post(f"/paper/{copy.number}/take-in", {"form-day": "2026-11-16", **some_answers(2)})
    services.withdraw_channel(channel=channel, by=HOUSE, at=NOON)

    assert before == ("1 survey link is open", "No sheet has been printed yet")
    assert printed == "1 printed sheet is not keyed in yet"
    assert (titled(max_, "/channels"), titled(kim, "/paper")) == (
        "No survey link is open", "Every printed sheet is keyed in",
    )  # fmt: skip


def test_no_question_of_a_sheet_must_be_answered(kim: Client, channel: Channel) -> None:
    copy = a_printed_copy(channel)
    page = kim.get(f"/paper/{copy.number}").content.decode()
    answers = some_answers(2, words="Nobody came.")
    blank = {name: value for name, value in answers.items() if name != "overall"}

    answer = kim.post(f"/paper/{copy.number}/take-in", {"form-day": "2026-11-16", **blank})

    assert "required" not in re.sub("form-day.*?>", "", page)
    assert (answer.status_code, Voice.objects.get().overall) == (303, None)
