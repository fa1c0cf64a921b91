"""One question is filled in: every property of its kind, its conditions and its languages; nothing is lost."""

import json
import re

import pytest
from django.test import Client

from servewell.engines import forms
from servewell.engines.forms import vocabulary, written
from servewell.rooms.instruments import rules
from servewell.web.instruments.forms.items import properties_of
from servewell.web.instruments.forms.kinds import offers
from tests.builders import a_browser, a_person
from tests.builders.drafts import WALK, a_draft, change, filled, text
from tests.builders.voice import four_aspects

pytestmark = pytest.mark.django_db


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


ASKED = [
    {"type": "radiogroup", "name": "bed", "title": "Bed?", "choices": [
        {"value": "a", "text": {"default": "Made", "es": "Hecha"}}, {"value": "b", "text": {"default": "Made badly"}},
    ]},
    {"type": "boolean", "name": "clean", "title": "Clean?"},
    {"type": "matrix", "name": "things", "title": "Things?", "rows": [{"value": "desk", "text": "Desk"}],
     "columns": [{"value": 1, "text": "Bad"}, {"value": 2, "text": "Good"}]},
    {"type": "rating", "name": "smile", "title": "Smiled?"},
    {"type": "comment", "name": "why", "title": "Why?"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "typed", "condition"),
    [
        ("bed", "made badly", "{bed} = 'b'"),
        ("bed", "a", "{bed} = 'a'"),
        ("clean", "No", "{clean} = false"),
        ("clean", "true", "{clean} = true"),
        ("things.desk", "Good", "{things.desk} = 2"),
        ("smile", "4", "{smile} = 4"),
    ],
)
def test_the_answer_in_a_condition_is_given_in_words(item: str, typed: str, condition: str, author: Client) -> None:
    draft = a_draft({"title": "Room", "pages": [{"elements": ASKED}]})
    address = f"/drafts/{draft.pk}/items/why"
    page = text(author.get(address))

    author.post(address, filled(page, **{"visibleIf-item": item, "visibleIf-is": "=", "visibleIf-value": typed}))

    draft.refresh_from_db()
    assert written.item_written(draft.document, "why").content["visibleIf"] == condition
    assert '<datalist id="answers-offered"><option value="Made">' in page


@pytest.mark.parametrize(("item", "offered"), [("bed", "Made; Made badly"), ("clean", "Yes; No")])
def test_a_condition_on_an_answer_that_nobody_can_give_is_refused_with_those_that_can_be_given(
    item: str, offered: str, author: Client
) -> None:
    draft = a_draft({"title": "Room", "pages": [{"elements": ASKED}]})
    address = f"/drafts/{draft.pk}/items/why"
    fields = {"visibleIf-item": item, "visibleIf-is": "=", "visibleIf-value": "Not at all"}

    answer = author.post(address, filled(text(author.get(address)), **fields))

    assert (answer.status_code, f"Nobody can answer that. Choose one of: {offered}" in text(answer)) == (422, True)
    draft.refresh_from_db()
    assert "visibleIf" not in written.item_written(draft.document, "why").content


@pytest.mark.parametrize(
    ("code", "kind"),
    [("photo", "A photo"), ("number", "A number"), ("nps", "Would you recommend us? (NPS)"), ("ten", "Scale"),
     ("consent", "Consent to something")],
)  # fmt: skip
def test_a_question_goes_by_the_kind_under_which_it_was_added(code: str, kind: str, author: Client) -> None:
    draft = a_draft()

    page = text(author.get(change(author, draft, "add", kind=code)["Location"]))

    assert f'<p class="kit-muted">{kind}</p>' in page
    assert "Nothing is written here yet." in page
    assert ">file-camera</option>" not in page


def test_what_a_row_counts_and_is_about_is_folded_away_until_something_stands_there(author: Client) -> None:
    rows = [{"value": "bed", "text": "Bed", "servewell:weight": 2}, {"value": "desk", "text": "Desk"}]
    things = {**ASKED[2], "rows": rows}
    draft = a_draft({"title": "Room", "pages": [{"elements": [things]}]})

    page = text(author.get(f"/drafts/{draft.pk}/items/things"))
    folded = re.findall(r'<details class="instruments-folded"( open)?><summary>How it counts', page)

    assert folded == [" open", "", "", ""]
