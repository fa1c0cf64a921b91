"""Authors write a form step by step, with buttons and forms alone; nothing is lost and nothing is asked too early."""

import json
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.base.words import Words
from servewell.engines import forms
from servewell.engines import forms as engine
from servewell.engines.forms import vocabulary, written
from servewell.rooms.instruments import rules, services
from servewell.rooms.instruments.models import Draft, Response, Version
from servewell.rooms.people.models import Person
from servewell.web.instruments.forms.items import properties_of
from servewell.web.instruments.forms.kinds import offers
from tests.builders import a_browser, a_company, a_person, a_survey
from tests.builders.voice import four_aspects

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
WALK = {
    "title": {"default": "Walk", "es": "Paseo"},
    "servewell:edition": 2,
    "pages": [
        {"title": {"default": "Lobby", "es": "Vestíbulo"}, "elements": [
            {"type": "rating", "name": "smile", "title": {"default": "Smiled?", "es": "¿Sonrió?"}},
            {"type": "boolean", "name": "clean", "title": {"default": "Clean?", "es": "¿Limpio?"},
             "visibleIf": "{smile} > 3", "servewell:weight": 1},
        ]},
        {"elements": [{"type": "comment", "name": "why", "title": {"default": "Why?", "es": "¿Por qué?"}}]},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)


@pytest.fixture
def ann() -> Person:
    return a_person("Ann", rules.WRITE, rules.PUBLISH)


@pytest.fixture
def author(ann: Person) -> Client:
    return a_browser(ann)


def a_draft(document=WALK, *, code: str = "walk", thanks=None) -> Draft:
    return services.begin_draft(
        code=code, unit=a_company(), document=document,
        thanks={"en": "Thanks.", "es": "Gracias."} if thanks is None else thanks, by=HOUSE, at=NOON,
    )  # fmt: skip


def text(answer) -> str:
    return unescape(answer.content.decode())


def names(draft: Draft) -> list[list[str]]:
    draft.refresh_from_db()
    return [[item.name for item in section.items] for section in written.outline(draft.document)]


def filled(page: str, **changed: object) -> dict[str, object]:
    """The fields of the form on a page as a browser would send them, with what was changed."""
    start = page.index('class="instruments-fields"')
    form = page[start : page.index("</form>", start)]
    fields: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or "checked" in tag):
            otherwise = "on" if 'type="checkbox"' in tag else ""
            fields[name[1]] = unescape(value[1]) if value else otherwise
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescape(value).strip()
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options) or re.search(r'value="([^"]*)"', options)
        fields[name] = unescape(chosen[1]) if chosen else ""
    return {**fields, **changed}


def change(author: Client, draft: Draft, do: str, **fields: object):
    return author.post(f"/drafts/{draft.pk}/change", {"do": do, "into": "0", **fields})


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


@pytest.mark.parametrize("offer", offers(), ids=lambda offer: offer.code)
def test_every_kind_is_added_with_fields_for_all_its_properties_and_saved_as_it_was(offer, author: Client) -> None:
    four_aspects()
    draft = a_draft()

    added = change(author, draft, "add", kind=offer.code)
    page = text(author.get(added["Location"]))
    draft.refresh_from_db()
    before = written.item_written(draft.document, added["Location"].rpartition("/")[2]).content
    fields = filled(page, **{"title-en": "Well?", "title-es": "¿Bien?"})
    saved = author.post(added["Location"], fields)

    draft.refresh_from_db()
    after = written.item_written(draft.document, str(before["name"])).content
    title = {"title": {"default": "Well?", "es": "¿Bien?"}}
    assert (saved.status_code, after) == (303, {**before, **title})


@pytest.mark.parametrize("kind", list(forms.Kind))
def test_every_property_of_the_closed_list_is_a_field(kind: forms.Kind) -> None:
    allowed = {**vocabulary.EVERY_ITEM, **vocabulary.OF_KIND[kind]}

    assert set(properties_of(kind.value)) == set(allowed) - {"type"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title-en": ""}, "without it nobody, and no screen reader, can answer"),
        ({"rateMin": "9"}, "From 9 to 5 is no scale."),
        ({"name": "Two words"}, "'Two words' is not an identifier."),
        ({"name": "clean"}, "Another question has this name already."),
        ({"visibleIf": "{why} = 3"}, "'why' stands later."),
        ({"visibleIf": "{smile} = 3"}, "depends on itself"),
        ({"requiredIf": "smile ="}, "is not in the closed list of operators"),
        ({"servewell-weight": "heavy"}, "Enter a number."),
    ],
)
def test_what_is_wrong_with_a_question_is_said_at_its_field_and_nothing_is_saved(
    fields: dict[str, str], words: str, author: Client
) -> None:
    draft = a_draft()
    address = f"/drafts/{draft.pk}/items/smile"

    answer = author.post(address, filled(text(author.get(address)), **fields))

    assert (answer.status_code, words in text(answer)) == (422, True)
    assert next(iter(fields.values())) in text(answer)
    draft.refresh_from_db()
    assert draft.document == WALK


def test_a_condition_is_put_together_from_a_question_a_comparison_and_a_value(author: Client) -> None:
    draft = a_draft()
    address = f"/drafts/{draft.pk}/items/why"
    page = text(author.get(address))

    author.post(address, filled(page, **{"visibleIf-item": "smile", "visibleIf-is": "<", "visibleIf-value": "3"}))
    page = text(author.get(address))
    author.post(address, filled(page, **{"visibleIf-item": "clean", "visibleIf-is": "=", "visibleIf-value": "false",
                                          "visibleIf-join": "or"}))  # fmt: skip

    draft.refresh_from_db()
    assert written.item_written(draft.document, "why").content["visibleIf"] == "({smile} < 3) or {clean} = false"
    assert "Shows only if “Smiled?” is less than 3, or “Clean?” is no." in text(
        author.get(f"/drafts/{draft.pk}?section=1")
    )


def test_of_two_authors_of_one_question_the_second_is_told_and_loses_nothing(author: Client) -> None:
    ben = a_browser(a_person("Ben", rules.WRITE))
    draft = a_draft()
    address = f"/drafts/{draft.pk}/items/smile"
    anns, bens = (filled(text(each.get(address))) for each in (author, ben))
    author.post(address, {**anns, "title-en": "Smiled and nodded?"})

    told = ben.post(address, {**bens, "title-en": "Really smiled?"})

    assert told.status_code == 409
    assert "Smiled and nodded?" in text(told)
    assert "Really smiled?" in text(told)
    again = ben.post(address, filled(text(told)))
    draft.refresh_from_db()
    assert again.status_code == 303
    assert written.item_written(draft.document, "smile").title["en"] == "Really smiled?"


def test_two_authors_of_two_questions_do_not_disturb_each_other(author: Client) -> None:
    ben = a_browser(a_person("Ben", rules.WRITE))
    draft = a_draft()
    pages = {name: text(who.get(f"/drafts/{draft.pk}/items/{name}")) for who, name in ((author, "smile"), (ben, "why"))}

    author.post(f"/drafts/{draft.pk}/items/smile", filled(pages["smile"], **{"title-en": "One"}))
    ben.post(f"/drafts/{draft.pk}/items/why", filled(pages["why"], **{"title-en": "Two"}))

    draft.refresh_from_db()
    titles = [written.item_written(draft.document, name).title["en"] for name in ("smile", "why")]
    assert titles == ["One", "Two"]


def test_missing_texts_are_listed_and_filled_in_beside_the_base_text(author: Client) -> None:
    document = json.loads(json.dumps(WALK))
    del document["pages"][0]["elements"][0]["title"]["es"]
    draft = a_draft(document, thanks={"en": "Thanks."})

    assert "2 texts are missing in Español." in text(author.get(f"/drafts/{draft.pk}"))
    page = text(author.get(f"/drafts/{draft.pk}/texts?language=es"))
    assert "Smiled?" in page
    author.post(
        f"/drafts/{draft.pk}/texts?language=es", {"pages[0].elements[0].title": "¿Sonrió?", "thanks": "Gracias."}
    )

    draft.refresh_from_db()
    assert (draft.document, draft.thanks) == (WALK, {"en": "Thanks.", "es": "Gracias."})


def test_a_language_without_a_title_is_said(author: Client) -> None:
    document = json.loads(json.dumps(WALK))
    document["pages"][0]["elements"][0]["title"]["zh-cn"] = "笑了吗？"

    page = text(author.get(f"/drafts/{a_draft(document).pk}"))

    assert "There are texts in 简体中文, but no title" in page


@pytest.mark.parametrize("way", ["phone", "desk", "paper"])
@pytest.mark.parametrize(("language", "words"), [("en", "Smiled?"), ("es", "¿Sonrió?")])
def test_a_preview_shows_the_form_in_each_way_and_language(way: str, language: str, words: str, author: Client) -> None:
    page = text(author.get(f"/drafts/{a_draft().pk}/preview?as={way}&language={language}"))

    assert f"instruments-preview-{way}" in page
    assert f'<div lang="{language}" class="kit-questions">' in page
    assert words in page


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
    for words in ("pages[0].elements[1]", "There is no item type 'html'."):
        assert words in page
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
    assert "pages[0].elements[1].servewell:weight (servewell:weight: 1): SurveyJS has no such property." in page
    assert json.loads(text(file)) == engine.export(WALK).surveyjs
    assert "servewell:" not in text(file)
    assert file["Content-Disposition"] == 'attachment; filename="walk-1-surveyjs.json"'


@pytest.mark.parametrize("typed", ["", "{", "[]", "{}", '{"title": "x"}'])
def test_what_is_no_form_is_said(typed: str, author: Client) -> None:
    draft = a_draft()

    answer = author.post(f"/drafts/{draft.pk}/bring", {"step": "look", "text": typed})

    assert (answer.status_code, 'role="alert"' in text(answer)) == (422, True)


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


def test_retiring_and_the_window_are_for_whoever_may_publish_everywhere(author: Client, ann: Person) -> None:
    a_survey()

    author.post("/instruments/four-aspects/window", {"days": "14"})
    assert "An answer may be disputed for 14 days." in text(author.get("/instruments/four-aspects"))
    assert author.post("/instruments/four-aspects/window", {"days": "999"}).status_code == 422
    author.post("/instruments/four-aspects/retire")
    assert "retired" in text(author.get("/instruments"))
    assert Version.objects.get().retired_at == NOON
