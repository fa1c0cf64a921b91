"""A question of an instrument is drawn by its kind, and what was answered already stands in it."""

from servewell.engines import forms
from servewell.web.kit.questions import Option, Question, question


def asked(**item: object) -> forms.Item:
    (only,) = forms.read(
        {"title": "Form", "pages": [{"elements": [{"name": "it", "title": "Is it so?", **item}]}]}
    ).items
    return only


def test_a_wish_is_ticked_and_any_other_yes_or_no_is_answered() -> None:
    wish = asked(type="boolean", **{"servewell:asks-for-answer": True})
    judged = asked(type="boolean", **{"servewell:not-applicable": True})

    assert question(wish, language="en", given=["true"]) == Question(
        name="it",
        kind="tick",
        title="Is it so?",
        options=(Option("true", "Is it so?", is_chosen=True),),
        asks_for_answer=True,
    )
    assert question(judged, language="en", given=["false"]) == Question(
        name="it",
        kind="choices",
        title="Is it so?",
        options=(Option("true", "Yes"), Option("false", "No", is_chosen=True)),
        not_applicable=Option("na", "Does not apply"),
    )
