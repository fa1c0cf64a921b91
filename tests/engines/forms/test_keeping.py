"""Answers are kept as one JSON document and read back as they were."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import forms
from tests.engines.forms.form_documents import choices, document, item

FORM = forms.read(
    document(
        item("rating", "whole", servewell_not_applicable=True),
        item("boolean", "again"),
        item("radiogroup", "queue", choices=choices("long", "short", points=(0, 2))),
        item("radiogroup", "purpose", choices=choices("work", "rest")),
        item("checkbox", "used", choices=choices("wifi", "bus")),
        item("text", "guests", inputType="number"),
        item("comment", "words"),
    )
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "whole": st.integers(1, 5) | st.floats(1, 5) | st.just(forms.NOT_APPLICABLE),
        "again": st.booleans(),
        "queue": st.sampled_from(["long", "short"]),
        "purpose": st.sampled_from(["work", "rest"]),
        "used": st.sampled_from([("wifi",), ("bus",), ("wifi", "bus")]),
        "guests": st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False),
        "words": st.text(min_size=1) | st.just("na"),
    },
)
same_every_time = settings(derandomize=True, deadline=None)


@same_every_time
@given(answers)
def test_what_is_kept_is_read_back_and_scored_the_same(values: dict[str, forms.AnswerValue]) -> None:
    document = json.loads(json.dumps(forms.keep(FORM, values)))

    back = forms.kept(document)

    assert back == values
    assert {name: type(value) for name, value in back.items()} == {name: type(value) for name, value in values.items()}
    assert forms.score(FORM, back) == forms.score(FORM, values)


@same_every_time
@given(answers)
def test_kept_points_are_the_points_of_the_answer(values: dict[str, forms.AnswerValue]) -> None:
    document = forms.keep(FORM, values)

    on_a_scale = [each for each in FORM.items if each.best is not None and each.name in values]

    assert [forms.points_kept(document[each.name]) for each in on_a_scale] == [
        each.points_of(values[each.name]) for each in on_a_scale
    ]


def test_each_kind_of_answer_has_its_form() -> None:
    assert forms.keep(FORM, {"whole": 4, "again": True, "queue": "short", "purpose": "rest", "used": ("bus",)}) == {
        "whole": 4,
        "again": {"value": True, "points": 1.0},
        "queue": {"value": "short", "points": 2.0},
        "purpose": "rest",
        "used": ["bus"],
    }
    assert forms.keep(FORM, {"whole": forms.NOT_APPLICABLE, "words": "na"}) == {"whole": None, "words": "na"}


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(TypeError, match="is no answer: a number, a text, a list of texts, true, false or null is"):
        forms.kept({"whole": {"value": {"of": "what"}}})
