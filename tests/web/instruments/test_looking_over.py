"""A form is looked over before it is asked: seen, tried, compared; nothing is asked too early."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servewell.base.permissions import HOUSE
from servewell.base.words import Words
from servewell.rooms.instruments import services
from servewell.rooms.instruments.models import Draft, Response, Version
from servewell.rooms.people.models import Person
from tests.builders import a_company, a_survey
from tests.builders.drafts import NOON, WALK, a_draft, change, filled, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", ["phone", "desk"])
@pytest.mark.parametrize(("language", "words"), [("en", "Smiled?"), ("es", "¿Sonrió?")])
def test_a_preview_shows_the_form_in_each_way_and_language(way: str, language: str, words: str, author: Client) -> None:
    page = text(author.get(f"/drafts/{a_draft().pk}/preview?as={way}&language={language}"))

    assert f"instruments-preview-{way}" in page
    assert f'<div lang="{language}" class="kit-questions">' in page
    assert words in page


@pytest.mark.parametrize(
    ("language", "words", "day"), [("en", "Smiled?", "Filled in on"), ("es", "¿Sonrió?", "Rellenado el")]
)
def test_on_paper_a_preview_is_the_sheet_that_is_printed(language: str, words: str, day: str, author: Client) -> None:
    page = text(author.get(f"/drafts/{a_draft().pk}/preview?as=paper&language={language}"))

    sheet = page[page.index('<article class="kit-printed"') : page.index("</article>")]
    assert f'lang="{language}"' in sheet
    assert (words in sheet, day in sheet, "kit-printed-box" in sheet) == (True, True, True)
    assert [field for field in ("<input", "<select", "<textarea") if field in sheet] == []


def test_a_test_run_shows_what_shows_and_how_the_score_comes_about_and_stores_nothing(author: Client) -> None:
    address = f"/drafts/{a_draft().pk}/try"

    low = text(author.post(address, {"smile": "2", "form-language": "en"}))
    high = text(author.post(address, {"smile": "5", "clean": "false", "form-language": "en"}))
    wrong = text(author.post(address, {"smile": "9", "form-language": "en"}))

    assert 'Clean? <span class="kit-muted">Shows only if “Smiled?” is more than 3.</span>' in low
    assert "(0.25 × 1) ÷ 1 = 25.0\u202f%" in low
    assert "(1.00 × 1 + 0.00 × 1) ÷ 2 = 50.0\u202f%" in high
    assert "One answer would be refused, and says why." in wrong
    assert Response.objects.count() == 0


def test_publishing_shows_what_changes_and_where_a_series_breaks(author: Client) -> None:
    services.publish_draft(draft=a_draft(), revision=1, by=HOUSE, at=NOON)
    next_one = author.post("/instruments/walk/next")["Location"]
    number = int(next_one.rpartition("/")[2])
    draft = Draft.objects.get(pk=number)
    item = text(author.get(f"{next_one}/items/smile"))
    assert 'name="name" value="smile"' in item
    assert "disabled" in item
    author.post(f"{next_one}/items/smile", filled(item, rateMax="7", name="smile"))
    change(author, draft, "section-remove:1")

    page = text(author.get(f"{next_one}/publish"))

    for words in (
        "What changes from version 1", "from 1 (worst) to 5 (best), now from 1 (worst) to 7 (best)", "series breaks",
        "no longer asked",
    ):  # fmt: skip
        assert words in page
    assert author.post(f"{next_one}/publish", {"revision": "1"}).status_code == 422
    draft.refresh_from_db()
    assert author.post(f"{next_one}/publish", {"revision": draft.revision}).status_code == 303
    page = text(author.get("/instruments/walk/versions/2"))
    assert "A new series begins" in page
    assert "What changed from version 1" in page


def test_what_was_published_meanwhile_is_looked_at_before_publishing(author: Client, ann: Person) -> None:
    draft = a_draft()
    other = {**WALK, "pages": WALK["pages"][:1]}
    services.publish(
        code="walk", title=Words({"en": "Walk", "es": "Paseo"}), thanks=Words({"en": "Thanks."}), document=other,
        unit=a_company(), by=HOUSE, at=NOON,
    )  # fmt: skip

    answer = author.post(f"/drafts/{draft.pk}/publish", {"revision": "1"})
    assert (answer.status_code, "Another version was published since" in text(answer)) == (409, True)
    anew = author.post(f"/drafts/{draft.pk}/compare-anew", follow=True)
    assert "What changes from version 1" in text(anew)


def test_a_draft_with_faults_says_them_with_the_way_to_each_and_is_not_published(author: Client) -> None:
    document = json.loads(json.dumps(WALK))
    document["pages"][0]["elements"][1]["servewell:aspect"] = "nowhere"
    draft = a_draft(document, thanks={})

    page = text(author.get(f"/drafts/{draft.pk}"))

    assert f"<a href=\"/drafts/{draft.pk}/items/clean\">Clean?</a>: No aspect has the code 'nowhere'." in page
    assert (
        f'<a href="/drafts/{draft.pk}/head">Title, thanks and languages</a>: The thanks are missing in English.' in page
    )
    assert author.post(f"/drafts/{draft.pk}/publish", {"revision": "1"}).status_code == 422
    assert not Version.objects.filter(instrument__code="walk").exists()


def test_retiring_and_the_window_are_for_whoever_may_publish_everywhere(author: Client, ann: Person) -> None:
    a_survey()

    author.post("/instruments/four-aspects/window", {"days": "14"})
    assert "An answer may be disputed for 14 days." in text(author.get("/instruments/four-aspects"))
    assert author.post("/instruments/four-aspects/window", {"days": "999"}).status_code == 422
    author.post("/instruments/four-aspects/retire")
    assert "retired" in text(author.get("/instruments"))
    assert Version.objects.get().retired_at == NOON


def next_version(author: Client) -> tuple[str, Draft]:
    services.publish_draft(draft=a_draft(), revision=1, by=HOUSE, at=NOON)
    address = author.post("/instruments/walk/next")["Location"]
    return address, Draft.objects.get(pk=int(address.rpartition("/")[2]))


def test_what_is_asked_already_cannot_be_published_once_more(author: Client) -> None:
    address, _draft = next_version(author)

    page = text(author.get(f"{address}/publish"))
    author.post("/instruments/walk/retire")
    retired = text(author.get(f"{address}/publish"))

    assert "Version 1 asks this already, so there is nothing to publish." in page
    assert '<button class="btn btn-primary" type="submit">Publish</button>' not in page
    assert '<button class="btn btn-primary" type="submit">Publish</button>' in retired


def test_headings_thanks_and_moves_are_changes_too_and_only_the_languages_that_differ_are_told(author: Client) -> None:
    address, draft = next_version(author)
    head = text(author.get(f"{address}/head"))
    author.post(f"{address}/head", filled(head, **{"thanks-es": "Mil gracias."}))
    section = text(author.get(f"{address}/sections/0"))
    author.post(f"{address}/sections/0", filled(section, **{"title-en": "Hall", "servewell-weight": "2"}))
    change(author, draft, "down:smile")
    change(author, draft, "add-section")

    page = text(author.get(f"{address}/publish"))
    told = re.findall(r"<dt>([^<]*)</dt><dd><del>([^<]*)</del> <ins>([^<]*)</ins>", page)

    assert told == [
        ("Thanks at the end", "Español: Gracias.", "Español: Mil gracias."),
        ("Order", "as it was", "moved: Clean?"),
        ("Heading", "English: Lobby", "English: Hall"),
        ("Weight", "nothing", "2"),
    ]
    assert '<b>Section 3</b> <span class="kit-chip kit-chip-accent">new</span>' in page


@pytest.mark.parametrize("page", ["/drafts/{draft}/preview", "/drafts/{draft}/try", "/instruments/walk/versions/1"])
def test_where_a_text_will_say_an_answer_the_question_stands_in_its_place(page: str, author: Client) -> None:
    elements = [
        {"type": "text", "inputType": "number", "name": "waited", "title": "How many minutes?"},
        {"type": "comment", "name": "why", "title": "You waited {waited} minutes. Why?"},
    ]
    document = {"servewell:edition": 2, "title": "Walk", "pages": [{"elements": elements}]}
    draft = a_draft(document, thanks={"en": "Thanks."})
    address = page.format(draft=draft.pk)
    if "versions" in address:
        services.publish_draft(draft=draft, revision=1, by=HOUSE, at=NOON)

    assert "You waited [How many minutes?] minutes. Why?" in text(author.get(address))


def test_a_photo_counts_as_evidence_in_a_test_run_and_is_kept_nowhere(author: Client) -> None:
    elements = [
        {"type": "boolean", "name": "clean", "title": "Clean?", "servewell:evidence-if": "{clean} = false",
         "servewell:evidence": ["photo"]},
        {"type": "file", "name": "photo", "title": "Photo?", "sourceType": "file-camera"},
    ]  # fmt: skip
    document = {"servewell:edition": 2, "title": "Walk", "pages": [{"elements": elements}]}
    address = f"/drafts/{a_draft(document, thanks={'en': 'Thanks.'}).pk}/try"
    said = {"clean": "false", "form-language": "en"}

    without = text(author.post(address, said))
    photo = SimpleUploadedFile("dirt.jpg", b"light", content_type="image/jpeg")
    with_photo = text(author.post(address, {**said, "photo": photo}))

    assert "One answer would be refused" in without
    assert "would be refused" not in with_photo
    assert 'enctype="multipart/form-data"' in without
