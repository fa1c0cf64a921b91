"""Authors write a form step by step, with buttons and forms alone."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.rooms.instruments.models import Draft, Version
from tests.builders import a_channel, a_company, a_survey, a_unit
from tests.builders.drafts import WALK, a_draft, change, filled, names, text

pytestmark = pytest.mark.django_db


def test_a_form_is_begun_written_tried_and_published(author: Client) -> None:
    begun = author.post(
        "/drafts/begin", {"title": "Lobby walk", "language": "en", "code": "lobby-walk", "unit": "company"}
    )
    draft = Draft.objects.get()
    assert (begun.status_code, begun["Location"]) == (303, f"/drafts/{draft.pk}")

    added = change(author, draft, "add", kind="five")
    page = text(author.get(added["Location"]))
    author.post(added["Location"], filled(page, **{"title-en": "Did the host greet?"}))
    head = text(author.get(f"/drafts/{draft.pk}/head"))
    author.post(f"/drafts/{draft.pk}/head", filled(head, **{"thanks-en": "Thank you."}))
    looked = text(author.get(f"/drafts/{draft.pk}/publish"))
    revision = re.search(r'name="revision" value="(\d+)"', looked)
    assert revision
    published = author.post(f"/drafts/{draft.pk}/publish", {"revision": revision[1]})

    assert (published.status_code, published["Location"]) == (303, "/instruments/lobby-walk")
    version = Version.objects.get(instrument__code="lobby-walk")
    assert version.document == {
        "title": {"default": "Lobby walk"},
        "servewell:edition": 2,
        "pages": [{"elements": [
            {"type": "rating", "name": "scale", "rateMin": 1, "rateMax": 5,
             "title": {"default": "Did the host greet?"}},
        ]}],
    }  # fmt: skip
    assert "Did the host greet?" in text(author.get("/instruments/lobby-walk/versions/1"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "Give it a title"),
        ({"code": "Lobby Walk"}, "Use small letters, digits and hyphens"),
        ({"code": "walk"}, "A draft has this short name already"),
        ({"code": "four-aspects"}, "A form has this short name already"),
        ({"unit": "elsewhere"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_begun_is_said_and_the_words_stay(changed, words: str, author: Client) -> None:
    a_survey()
    a_draft()
    given = {"title": "Lobby walk", "language": "es", "code": "lobby-walk", "unit": "company", **changed}

    answer = author.post("/drafts/begin", given)

    assert answer.status_code == 422
    assert words in text(answer)
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("do", "then"),
    [
        ("down:smile", [["clean", "smile"], ["why"]]),
        ("up:why", [["smile", "clean", "why"], []]),
        ("down:clean", [["smile"], ["clean", "why"]]),
        ("twice:clean", [["smile", "clean", "clean_2"], ["why"]]),
        ("remove:clean", [["smile"], ["why"]]),
        ("section-down:0", [["why"], ["smile", "clean"]]),
        ("section-up:1", [["why"], ["smile", "clean"]]),
        ("section-remove:0", [["why"]]),
        ("add-section", [["smile", "clean"], ["why"], []]),
        ("", [["smile", "clean"], ["why"]]),
        ("fly:smile", [["smile", "clean"], ["why"]]),
    ],
)
def test_every_button_of_the_editor_does_one_thing(do: str, then: list[list[str]], author: Client) -> None:
    draft = a_draft()

    answer = change(author, draft, do)

    assert answer.status_code == 303
    assert names(draft) == then


@pytest.mark.parametrize("do", ["up:nobody", "remove:nobody", "section-up:7", "section-remove:x", "move:smile"])
def test_what_is_not_there_any_more_is_said_and_changes_nothing(do: str, author: Client) -> None:
    draft = a_draft()

    answer = change(author, draft, do, **{"to-smile": "nowhere"})

    assert answer["Location"] == f"/drafts/{draft.pk}"
    assert "moved or removed this meanwhile" in text(author.get(answer["Location"]))
    assert names(draft) == [["smile", "clean"], ["why"]]


def test_a_question_is_dragged_or_sent_to_another_section(author: Client) -> None:
    draft = a_draft()

    change(author, draft, "move", moved="smile", into="1", at="1")
    assert names(draft) == [["clean"], ["why", "smile"]]
    change(author, draft, "move:smile", **{"to-smile": "0"})
    assert names(draft) == [["clean", "smile"], ["why"]]


def test_the_last_step_is_taken_back_and_done_again(author: Client) -> None:
    draft = a_draft()
    author.post(f"/drafts/{draft.pk}/undo")
    change(author, draft, "remove:smile")

    author.post(f"/drafts/{draft.pk}/undo")
    assert names(draft) == [["smile", "clean"], ["why"]]
    author.post(f"/drafts/{draft.pk}/undo")
    assert names(draft) == [["clean"], ["why"]]


def five_hundred() -> dict[str, object]:
    elements = [
        {"type": "rating", "name": f"q{number}", "title": f"Question {number}?"} for number in range(500)
    ]  # fmt: skip
    return {"title": "Long", "pages": [{"elements": elements[:490]}, {"elements": elements[490:]}]}


@pytest.mark.parametrize("document", [WALK, five_hundred()], ids=["three", "five hundred"])
@pytest.mark.parametrize("page", ["", "?section=0&from=40", "/items/{name}", "/publish", "/head", "/preview"])
def test_a_page_of_a_draft_costs_at_most_twenty_queries_however_many_questions_it_has(
    document, page: str, author: Client
) -> None:
    draft = a_draft(document)
    address = f"/drafts/{draft.pk}{page.format(name=names(draft)[0][0])}"
    author.get(address)

    with CaptureQueriesContext(connection) as asked:
        answer = author.get(address)

    assert answer.status_code == 200
    assert len(asked) <= 20


def test_a_section_of_many_questions_is_shown_in_parts(author: Client) -> None:
    draft = a_draft(five_hundred())

    page = text(author.get(f"/drafts/{draft.pk}?section=0&from=480"))

    assert re.findall(r'data-item="(q\d+)"', page) == [f"q{number}" for number in range(480, 490)]
    assert "481 to 490 of 490" in page


def test_texts_that_are_only_not_translated_are_one_line_for_each_language(author: Client) -> None:
    document = json.loads(json.dumps(WALK))
    document["title"]["zh-cn"] = "走一圈"
    for element in document["pages"][0]["elements"]:
        del element["title"]["es"]
    draft = a_draft(document)
    path = f"/drafts/{draft.pk}"

    page = text(author.get(path))
    way = page[page.index('aria-label="What stands in the way"') :]

    assert re.findall(r"<li><a href=\"([^\"]+)\">([^<]+)</a>: ([^<]+)</li>", way) == [
        (f"{path}/texts?language=zh-Hans", "简体中文", "4 texts are missing."),
        (f"{path}/texts?language=es", "Español", "2 texts are missing."),
    ]
    assert "the document's title stands in this language" not in page


@pytest.mark.parametrize(("published", "title"), [(0, "No form is asked today"), (1, "1 form is asked today")])
def test_the_list_says_how_many_forms_are_asked(published: int, title: str, author: Client) -> None:
    a_company()
    if published:
        a_survey()

    assert f"<h1>{title}</h1>" in re.sub(r"<h1[^>]*>", "<h1>", text(author.get("/instruments")))


def test_a_form_that_nobody_is_asked_says_what_is_missing(author: Client) -> None:
    survey = a_survey()
    alone = text(author.get("/instruments/four-aspects"))
    a_channel(a_unit("harbour", under=a_company()), survey=survey)

    assert "Nobody is asked yet" in alone
    assert "Nobody is asked yet" not in text(author.get("/instruments/four-aspects"))
