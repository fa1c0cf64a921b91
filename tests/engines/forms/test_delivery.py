"""The delivered form: everything that a customer needs, and nothing that tells how it is scored."""

import json

import pytest

from servewell.engines import forms
from tests.engines.forms.form_documents import choices, document, item, satisfaction


def secretive() -> dict[str, object]:
    """Every secret there is, each with a value that would be found anywhere in the text."""
    return document(
        item("rating", "a", servewell_aspect="secretaspect", servewell_weight=918273, servewell_best="lowest"),
        item("rating", "b", servewell_overall=True, servewell_critical=True, servewell_not_applicable=True),
        item("boolean", "c", servewell_best="no", servewell_asks_for_answer=True),
        item("boolean", "d", servewell_weight=918273, servewell_not_applicable=True),
        item("radiogroup", "e", choices=choices("x", "y", points=(918273, 1)), servewell_weight=3),
        item("text", "f", inputType="email", servewell_contact=True),
    )


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "es"])
def test_nothing_secret_stands_anywhere_in_the_delivered_form(language):
    written = json.dumps(forms.delivered(forms.read(secretive()), language))

    assert [
        secret for secret in ("servewell", "918273", "secretaspect", "critical", "weight") if secret in written
    ] == []


def test_two_forms_that_differ_only_in_secrets_are_delivered_alike():
    plain = document(
        item("rating", "a"),
        item("rating", "b", servewell_not_applicable=True),
        item("boolean", "c"),
        item("boolean", "d", servewell_not_applicable=True),
        item("radiogroup", "e", choices=choices("x", "y")),
        item("text", "f", inputType="email"),
    )

    assert forms.delivered(forms.read(secretive()), "es") == forms.delivered(forms.read(plain), "es")


def test_the_delivered_form_is_whole_in_its_language():
    assert forms.delivered(forms.read(satisfaction()), "zh-Hans") == {
        "title": "Survey (zh-cn)",
        "locale": "zh-cn",
        "clearInvisibleValues": "onHidden",
        "pages": [
            {
                "name": "page1",
                "elements": [
                    {
                        "type": "rating",
                        "name": "respect",
                        "title": "respect (zh-cn)",
                        "rateMin": 1,
                        "rateMax": 5,
                        "rateValues": [1, 2, 3, 4, 5, {"value": "na", "text": "不适用"}],
                    },
                    {"type": "rating", "name": "effective", "title": "effective (zh-cn)", "rateMin": 1, "rateMax": 5},
                    {
                        "type": "rating",
                        "name": "overall",
                        "title": "overall (zh-cn)",
                        "isRequired": True,
                        "rateMin": 1,
                        "rateMax": 5,
                    },
                    {
                        "type": "comment",
                        "name": "why",
                        "title": "why (zh-cn)",
                        "visibleIf": "{overall} < 3",
                        "maxLength": 20,
                    },
                    {"type": "boolean", "name": "answer_me", "title": "answer_me (zh-cn)"},
                    {
                        "type": "text",
                        "name": "email",
                        "title": "email (zh-cn)",
                        "isRequired": True,
                        "visibleIf": "{answer_me} = true",
                        "maxLength": 255,
                        "inputType": "email",
                    },
                ],
            }
        ],
    }


def test_a_language_that_the_form_is_not_written_in_is_refused():
    form = forms.read({"title": "x", "pages": [{"elements": [{"type": "rating", "name": "a", "title": "A"}]}]})

    with pytest.raises(forms.LanguageNotInForm, match=r"^The form is not written in es; it is in en\.$"):
        forms.delivered(form, "es")
