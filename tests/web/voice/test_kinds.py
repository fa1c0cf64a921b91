"""A question of every kind, answered without scripts: posted, refused in words, kept, and read again."""

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servewell.base import files, today
from servewell.engines import forms
from servewell.rooms.instruments.models import Response
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Attachment, Original, Voice
from servewell.rooms.voice.services.attaching import forget_content
from servewell.web.voice.forms.uploads import media_type_of
from tests.builders import a_browser, a_channel, a_company, a_person, a_survey
from tests.builders.every_kind import BRANCHING, EVERY_KIND, a_form_of
from tests.builders.world import a_brand
from tests.web.voice.test_survey import hidden, opened, sent

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0" + b"a photo of the lobby" * 20
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
ANSWERED = {
    "recommend": ["9"],
    "room.clean": ["good"],
    "room.calm": ["na"],
    "matters.speed": ["2"],
    "matters.care": ["1"],
    "matters.price": ["3"],
    "came": ["train"],
    "day": ["2026-11-14"],
    "nights": ["3"],
    "words": ["Warm and quick."],
    "signed-typed": ["Ana Pérez"],
    "may_quote": ["true"],
}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, tmp_path, settings) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)
    settings.FILES_FOLDER = tmp_path / "files"


@pytest.fixture
def stay() -> None:
    a_channel(slug="stay", survey=a_survey(code="stay", document=EVERY_KIND))


@pytest.fixture
def branching() -> None:
    a_channel(slug="stay", survey=a_survey(code="stay", document=BRANCHING))


def photo(name: str = "lobby.jpg", content: bytes = JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def multipart(client: Client, form, path: str = "/s/stay", **uploaded):
    return client.post(path, form | uploaded)


def texts(html: str, name: str) -> list[str]:
    """The values that a form would post again under a name."""
    inputs = re.findall(rf'<input[^>]* name="{re.escape(name)}"[^>]*>', html)
    kept = [
        each
        for each in inputs
        if 'type="file"' not in each and ("checked" in each or not re.search("radio|checkbox", each))
    ]
    chosen = re.search(rf'<select[^>]* name="{re.escape(name)}".*?</select>', html)
    found = [re.search(r'value="([^"]*)"', each) for each in kept]
    if chosen:
        found.append(re.search(r'value="([^"]*)" selected', chosen[0]))
    return [unescape(each[1]) for each in found if each and each[1]]


def faults(html: str) -> dict[str, str]:
    return {name: unescape(said) for name, said in re.findall(r'id="([\w.]+)-fault">([^<]+)<', html)}


def answers() -> dict[str, object]:
    return dict(Response.objects.get().answers)


def test_an_answer_of_every_kind_is_kept(client: Client, stay: None) -> None:
    response = multipart(client, opened(client, "/s/stay") | ANSWERED, photo=[photo(), photo("door.jpg", JPEG + b"!")])

    assert (response.status_code, response["Location"]) == (303, "/s/stay/thanks?language=en")
    kept = answers()
    assert [each["name"] for each in kept.pop("photo")] == ["lobby.jpg", "door.jpg"]
    assert kept == {
        "recommend": 9, "room.clean": "good", "room.calm": None, "matters": ["care", "speed", "price"],
        "came": "train", "day": "2026-11-14", "nights": 3, "words": "Warm and quick.", "signed": "Ana Pérez",
        "may_quote": {"value": True, "points": 1.0},
    }  # fmt: skip


def test_the_server_finds_what_the_engine_finds(client: Client, stay: None) -> None:
    """One reading of answers for browser, server and preview."""
    multipart(client, opened(client, "/s/stay") | ANSWERED)
    typed = {"room": {"clean": "good", "calm": "na"}, "matters": ["care", "speed", "price"], "recommend": 9}
    checked = forms.validate(forms.read(EVERY_KIND), typed)

    assert {name: answers()[name] for name in ("room.clean", "matters", "recommend")} == {
        "room.clean": checked.values["room.clean"],
        "matters": list(checked.values["matters"]),
        "recommend": checked.values["recommend"],
    }


def test_photos_lie_byte_for_byte_under_their_digest_and_beside_the_words(client: Client, stay: None) -> None:
    multipart(client, opened(client, "/s/stay") | ANSWERED, photo=[photo()])
    attached, voice = Attachment.objects.get(), Voice.objects.get()

    reader = a_browser(a_person("Ria", rules.READ, unit=a_company()))
    page = reader.get(f"/voices/{voice.pk}").content.decode()
    file = reader.get(f"/voices/{voice.pk}/files/{attached.pk}")

    assert (attached.name, attached.size, attached.media_type) == ("lobby.jpg", len(JPEG), "image/jpeg")
    assert files.path_of(attached.digest).read_bytes() == JPEG
    assert list(files.path_of(attached.digest).parent.iterdir()) == [files.path_of(attached.digest)]
    assert b"".join(file.streaming_content) == JPEG
    assert (file["Content-Type"], file["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert f'src="/voices/{voice.pk}/files/{attached.pk}"' in page
    assert f"sha256:{attached.digest}" in parse(bytes(Original.objects.get().content))["photo"]


def parse(content: bytes) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(content.decode()))


def test_every_kind_is_read_in_words(client: Client, stay: None) -> None:
    multipart(client, opened(client, "/s/stay") | ANSWERED)
    reader = a_browser(a_person("Ria", rules.READ, unit=a_company()))

    page = unescape(reader.get(f"/voices/{Voice.objects.get().pk}").content.decode())
    rows = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    said = {question: " ".join(re.sub(r"<[^>]+>", " ", answer).split()) for question, answer in rows}

    assert said == {
        "Would you recommend us?": "9 0 is “Not at all”, 10 is “By all means”",
        "How was your room?: Cleanliness": "Good",
        "How was your room?: Calm": "Does not apply",
        "What matters most?": "Care Speed Price",
        "How did you come?": "By train",
        "When were you here?": "14 November 2026",
        "How many nights?": "3",
        "Photos": "Not answered",
        "Your signature": "Signed as “Ana Pérez”, with the keyboard",
        "You may quote my words without my name.": "Agreed Read in English, in version 1 of the survey.",
    }


def test_what_is_wrong_stands_at_its_field_and_in_the_summary_and_everything_else_is_kept(
    client: Client, stay: None
) -> None:
    wrong = ANSWERED | {
        "recommend": ["11"], "room.clean": ["splendid"], "matters.speed": ["1"], "came": ["balloon"],
        "day": ["2027-01-01"], "nights": ["31"], "signed-typed": [""], "signed": ["data:image/svg+xml,x"],
    }  # fmt: skip
    response = multipart(client, opened(client, "/s/stay") | wrong, photo=[photo()])
    html = response.content.decode()

    assert response.status_code == 422
    assert faults(html) == {
        "recommend": "Please choose one of the answers shown.",
        "room.clean": "Please choose one of the answers shown.",
        "matters": "Please give each one a place of its own, from the first to the last.",
        "came": "Please choose one of the answers shown.",
        "day": "Please stay between 2026-01-01 and 2026-12-31.",
        "nights": "Please stay between 1 and 30.",
        "signed": "This signature could not be read. Please sign once more, or type your name.",
    }
    assert [texts(html, name) for name in ("room.calm", "matters.care", "nights", "may_quote")] == [
        ["na"], ["1"], ["31"], ["true"],
    ]  # fmt: skip
    assert len(texts(html, "photo")) == 1
    assert "lobby.jpg (1 kB) has arrived" in html
    assert Voice.objects.count() == 0


def test_a_photo_that_has_arrived_need_not_be_sent_again(client: Client, stay: None) -> None:
    form = opened(client, "/s/stay") | ANSWERED
    refused = multipart(client, form | {"recommend": [""]}, photo=[photo()]).content.decode()
    tokens = texts(refused, "photo")

    second = multipart(client, form | {"photo": tokens})

    assert second.status_code == 303
    assert Attachment.objects.get().name == "lobby.jpg"
    assert [path.name for path in files.path_of("0" * 64).parent.iterdir()] == [Attachment.objects.get().digest]


def test_a_photo_that_is_too_large_gets_a_kind_page_and_all_else_is_kept(
    client: Client, stay: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """40 MB where 2 MB may be sent, and more than the house takes at all."""
    monkeypatch.setattr(terms, "LARGEST_FILE", 3_000_000)
    form = opened(client, "/s/stay") | ANSWERED
    over_the_item = multipart(client, form, photo=[photo(content=JPEG + b"x" * 2_000_000)])
    over_all = multipart(client, form, photo=[photo(content=JPEG + b"x" * 40_000_000)])

    for response in (over_the_item, over_all):
        html = response.content.decode()
        assert response.status_code == 422
        assert faults(html)["photo"].startswith(
            "This file is too large: at most 2 MB can be taken. Nothing else is lost."
        )
        assert (texts(html, "matters.care"), texts(html, "photo")) == (["1"], [])
    assert list(files.path_of("0" * 64).parent.iterdir()) == []
    assert Voice.objects.count() == 0


def test_what_calls_itself_a_photo_is_looked_at(client: Client, stay: None) -> None:
    html = multipart(
        client, opened(client, "/s/stay") | ANSWERED, photo=[photo("kind.jpg", b"<script>alert(1)</script>")]
    ).content.decode()

    assert faults(html) == {"photo": "This kind of file cannot be taken here. Please look at the kinds named above."}


def test_a_token_for_a_file_works_at_its_own_link_alone(client: Client, stay: None) -> None:
    a_channel(slug="other", survey=a_survey(code="stay", document=EVERY_KIND))
    refused = multipart(client, opened(client, "/s/stay") | {"recommend": [""]}, photo=[photo()]).content.decode()
    (token,) = texts(refused, "photo")

    elsewhere = multipart(client, opened(client, "/s/other") | ANSWERED | {"photo": [token]}, "/s/other")
    made_up = multipart(client, opened(client, "/s/stay") | ANSWERED | {"photo": ["made-up"]})

    for response in (elsewhere, made_up):
        assert (response.status_code, faults(response.content.decode())) == (
            422, {"photo": "This file did not arrive whole. Please choose it once more."},
        )  # fmt: skip
    assert Attachment.objects.count() == 0


def test_the_same_form_sent_twice_is_stored_once_with_its_photo(client: Client, stay: None) -> None:
    form = opened(client, "/s/stay") | ANSWERED

    twice = [multipart(client, form, photo=[photo()]) for _ in range(2)]

    assert [each.status_code for each in twice] == [303, 303]
    assert (Voice.objects.count(), Attachment.objects.count()) == (1, 1)


def test_many_files_from_one_place_are_asked_to_wait(
    client: Client, stay: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "MOST_FILES_FROM_ONE_PLACE_AN_HOUR", 2)
    elsewhere = Client(REMOTE_ADDR="192.0.2.44")
    multipart(elsewhere, opened(client, "/s/stay") | ANSWERED, photo=[photo(), photo("b.jpg", JPEG + b"2")])

    refused = multipart(elsewhere, opened(client, "/s/stay") | ANSWERED, photo=[photo()])

    assert (refused.status_code, "Too many files came from here" in refused.content.decode()) == (429, True)
    assert Voice.objects.count() == 1


def test_what_is_too_much_to_take_apart_leaves_no_file_behind(client: Client, stay: None, settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    form = opened(client, "/s/stay") | ANSWERED

    refused = multipart(client, form, photo=[photo(f"{n}.jpg", JPEG + bytes([n])) for n in range(3)])

    assert refused.status_code == 413
    assert list(files.path_of("0" * 64).parent.iterdir()) == []


def test_content_that_is_our_logo_too_stays_where_a_customers_file_goes(client: Client, stay: None) -> None:
    logo = people.brand_by_key(key=a_brand(unit=a_company())).logo
    key = files.begin()
    files.append(key, 0, JPEG)
    photo_alone = files.finish(key).digest

    for each in (logo, photo_alone):
        forget_content(each)

    assert [files.path_of(each).exists() for each in (logo, photo_alone)] == [True, False]


def test_switching_the_language_keeps_every_answer_and_every_photo(client: Client, stay: None) -> None:
    form = opened(client, "/s/stay") | ANSWERED | {"form-to": ["zh-Hant"]}

    html = multipart(client, form, "/s/stay/language", photo=[photo()]).content.decode()

    assert '<html lang="zh-Hant">' in html
    assert "您會推薦我們嗎？" in html
    kept = {name: texts(html, name) for name in ANSWERED if name != "words"}
    assert kept == {name: values for name, values in ANSWERED.items() if name != "words"}
    assert "Warm and quick." in html
    assert len(texts(html, "photo")) == 1
    again = {name: texts(html, name) for name in (*ANSWERED, "photo")} | {"words": ANSWERED["words"]}
    done = multipart(client, {"form-ticket": [hidden(html, "form-ticket")], "form-language": ["zh-Hant"]} | again)
    assert (done.status_code, Voice.objects.get().language, Attachment.objects.count()) == (303, "zh-Hant", 1)


def test_a_consent_is_never_ticked_beforehand_and_is_free(client: Client, stay: None) -> None:
    html = client.get("/s/stay", headers={"Accept-Language": "en"}).content.decode()

    assert texts(html, "may_quote") == []
    assert "You are free to leave this empty." in html


def test_limits_of_a_file_are_said_before_one_is_chosen(client: Client, stay: None) -> None:
    html = client.get("/s/stay", headers={"Accept-Language": "en"}).content.decode()

    assert "Up to 2 files: JPEG, PNG, WEBP, HEIC. At most 2 MB each." in html


def test_a_branching_form_is_asked_page_by_page_without_scripts(client: Client, branching: None) -> None:
    form = opened(client, "/s/stay")
    first = client.get("/s/stay", headers={"Accept-Language": "en"}).content.decode()

    asked = multipart(client, form | {"form-step": ["0"], "form-go": ["next"], "recommend": ["4"]})
    why = asked.content.decode()
    missing = multipart(client, form | {"form-step": ["1"], "form-go": ["next"], "recommend": ["4"]}).content.decode()
    skipped = multipart(client, form | {"form-step": ["0"], "form-go": ["next"], "recommend": ["9"]}).content.decode()
    back = multipart(client, form | {"form-step": ["1"], "form-go": ["back"], "recommend": ["4"]}).content.decode()

    assert [names(each) for each in (first, why, missing, skipped, back)] == [
        ["recommend"], ["why"], ["why"], ["room.clean", "room.calm", "photo"], ["recommend"],
    ]  # fmt: skip
    assert "Why only 4?" in why
    assert texts(why, "recommend") == ["4"]
    assert faults(missing) == {"why": "Please answer this question."}
    assert Voice.objects.count() == 0


def names(html: str) -> list[str]:
    """What is asked on this page."""
    fields = re.findall(r'<(?:input type="(?:radio|checkbox|file)"|textarea|input id)[^>]* name="([\w.]+)"', html)
    return [name for name in dict.fromkeys(fields) if not name.startswith("form-")]


def test_what_was_answered_page_by_page_is_sent_as_one_answer(client: Client, branching: None) -> None:
    html = client.get("/s/stay", headers={"Accept-Language": "en"}).content.decode()
    pages = [{"recommend": ["4"]}, {"why": ["Nobody came."]}, {"room.clean": ["bad"]}]
    for page in pages:
        uploaded = {"photo": [photo()]} if "room.clean" in page else {}
        html = multipart(client, carried(html) | page | {"form-go": ["next"]}, **uploaded).content.decode()
    sent_off = multipart(client, carried(html) | {"last": ["Goodbye."]})

    assert sent_off.status_code == 303
    kept = answers()
    assert [each["name"] for each in kept.pop("photo")] == ["lobby.jpg"]
    assert kept == {"recommend": 4, "why": "Nobody came.", "room.clean": "bad", "last": "Goodbye."}


def carried(html: str) -> dict[str, list[str]]:
    """The hidden fields of the form."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([\w.-]+)" value="([^"]*)"', html):
        found.setdefault(name, []).append(unescape(value))
    return found


def test_five_hundred_questions_are_asked_ten_at_a_time(client: Client) -> None:
    many = a_form_of(
        *({"type": "rating", "name": f"q{number}", "title": f"Question {number}"} for number in range(500))
    )
    many["title"] = "Many"
    a_channel(slug="stay", survey=a_survey(code="many", document=many))

    html = client.get("/s/stay").content.decode()
    last = multipart(client, carried(html) | {"form-step": ["48"], "form-go": ["next"]}).content.decode()
    done = multipart(client, carried(html) | {f"q{number}": ["3"] for number in range(500)})

    assert names(html) == [f"q{number}" for number in range(10)]
    assert names(last) == [f"q{number}" for number in range(490, 500)]
    assert "Page 1 of at most 50" in html
    assert (done.status_code, len(answers())) == (303, 500)


def test_a_script_may_send_a_photo_ahead_of_the_form(client: Client, branching: None) -> None:
    ticket = opened(client, "/s/stay")

    kept = multipart(client, ticket, "/s/stay/file", photo=[photo()])
    wrong = multipart(client, ticket, "/s/stay/file", photo=[photo("x.jpg", b"no photo at all")])
    forged = multipart(client, {"form-ticket": ["made-up"]}, "/s/stay/file", photo=[photo()])
    done = multipart(client, ticket | {"recommend": ["9"], "photo": [kept.json()["token"]]})

    assert (wrong.status_code, wrong.json()) == (
        422, {"says": "This kind of file cannot be taken here. Please look at the kinds named above."},
    )  # fmt: skip
    assert (forged.status_code, "token" in forged.json()) == (422, False)
    assert (done.status_code, Attachment.objects.get().name) == (303, "lobby.jpg")


def test_a_long_form_is_delivered_without_what_tells_how_it_is_scored(client: Client) -> None:
    secret = a_form_of(
        {
            "type": "radiogroup", "name": "greeting", "title": "Was the guest greeted?", "servewell:weight": 7,
            "servewell:critical": True,
            "choices": [
                {"value": "yes", "text": "Yes", "servewell:points": 41},
                {"value": "no", "text": "No", "servewell:points": 0},
            ],
        },
        {"type": "comment", "name": "why", "title": "Why?", "visibleIf": "{greeting} = 'no'"},
    )  # fmt: skip
    secret["title"] = "Greeting"
    a_channel(slug="stay", survey=a_survey(code="secret", document=secret))

    html = unescape(client.get("/s/stay").content.decode())

    assert '"name": "greeting"' in html
    assert [word in html for word in ("servewell:", "41", "critical")] == [False, False, False]


@pytest.mark.parametrize(
    ("begins", "is_a"),
    [
        (b"\xff\xd8\xff\xe1Exif", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"), (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"), (b"%PDF-1.7", "application/pdf"), (b"ID3\x04", "audio/mpeg"),
        (b"<svg xmlns=", "application/octet-stream"), (b"", "application/octet-stream"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_first_bytes_say(begins: bytes, is_a: str) -> None:
    assert media_type_of(begins) == is_a


def test_a_form_without_files_is_kept_byte_for_byte(client: Client) -> None:
    a_channel(slug="words", survey=a_survey())
    form = opened(client, "/s/words") | {"overall": ["4"]}

    sent(client, form, "/s/words")

    assert bytes(Original.objects.get().content) == urlencode(form, doseq=True).encode()
