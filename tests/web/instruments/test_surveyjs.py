"""A form comes from SurveyJS and goes there, and what does not come along is told in the words of its author."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servewell.base.permissions import HOUSE
from servewell.engines import forms as engine
from servewell.rooms.instruments import services
from tests.builders.drafts import NOON, WALK, a_draft, names, text

pytestmark = pytest.mark.django_db


def test_a_form_is_brought_from_surveyjs_after_what_cannot_be_taken_was_listed(author: Client) -> None:
    draft = a_draft()
    brought = {
        "title": "Shop",
        "elements": [
            {"type": "rating", "name": "smile", "title": "Smiled?", "rateType": "stars"},
            {"type": "html", "name": "banner", "html": "<b>Hello</b>"},
            {"type": "comment", "name": "why", "title": "Why?"},
        ],
    }
    file = SimpleUploadedFile("shop.json", json.dumps(brought).encode())

    looked = author.post(f"/drafts/{draft.pk}/bring", {"step": "look", "file": file})
    page = text(looked)
    draft.refresh_from_db()
    assert draft.document == WALK
    assert "“banner” (banner): There is no item type 'html'." in page
    taken = re.search(r'name="text" aria-label="[^"]*" tabindex="-1" readonly>(.*?)</textarea>', page, re.DOTALL)
    assert taken
    author.post(f"/drafts/{draft.pk}/bring", {"step": "take", "text": taken[1], "revision": "1"})

    assert names(draft) == [["smile", "why"]]
    assert json.loads(text(author.get(f"/drafts/{draft.pk}/file"))) == draft.document


def test_a_version_goes_along_as_plain_surveyjs_and_says_what_stays_here(author: Client) -> None:
    services.publish_draft(draft=a_draft(), revision=1, by=HOUSE, at=NOON)

    page = text(author.get("/instruments/walk/versions/1"))
    file = author.get("/instruments/walk/versions/1/file?for=surveyjs")

    assert 'href="/instruments/walk/versions/1/file?for=surveyjs"' in page
    assert "1 thing stays here" in page
    assert "“Clean?” (Weight: 1): SurveyJS has no such property." in page
    assert json.loads(text(file)) == engine.export(WALK).surveyjs
    assert "servewell:" not in text(file)
    assert file["Content-Disposition"] == 'attachment; filename="walk-1-surveyjs.json"'


def test_what_stays_here_of_a_choice_is_named_as_in_the_editor(author: Client) -> None:
    choices = [
        {"value": "a", "text": "Made", "servewell:points": 2},
        {"value": "b", "text": "Not", "servewell:points": 0},
    ]
    bed = {"type": "radiogroup", "name": "bed", "title": "Bed?", "choices": choices}
    draft = a_draft({"title": "Room", "pages": [{"elements": [bed]}]}, thanks={"en": "Thanks."})
    services.publish_draft(draft=draft, revision=1, by=HOUSE, at=NOON)

    page = text(author.get("/instruments/walk/versions/1"))

    assert re.findall(r"<li>“Bed\?” \(([^)]*)\)", page) == ["Points: 2", "Points: 0"]


@pytest.mark.parametrize("typed", ["", "{", "[]", "{}", '{"title": "x"}'])
def test_what_is_no_form_is_said(typed: str, author: Client) -> None:
    draft = a_draft()

    answer = author.post(f"/drafts/{draft.pk}/bring", {"step": "look", "text": typed})

    assert (answer.status_code, 'role="alert"' in text(answer)) == (422, True)


def test_what_is_left_out_is_told_by_the_question_in_which_it_stood_also_after_others_were_left_out(
    author: Client,
) -> None:
    brought = {
        "title": "Shop",
        "showTimer": True,
        "pages": [{"elements": [
            {"type": "html", "name": "banner", "html": "<b>Hello</b>"},
            {"type": "text", "name": "q1", "title": "Your name"},
            {"type": "comment", "name": "q2", "title": {"default": "Why?"}, "visibleIf": "age({q1}) > 3"},
        ]}],
    }  # fmt: skip

    page = text(author.post(f"/drafts/{a_draft().pk}/bring", {"step": "look", "text": json.dumps(brought)}))
    told = re.findall(r"<li>([^<]*)</li>", page[page.index("What cannot be taken") :])

    assert [each.partition("): ")[0] for each in told] == [
        "The whole form (showTimer: True",
        "“banner” (banner",
        "“Why?” ('age({q1}) > 3'",
    ]
