"""Conditions from outside of a document: what they may look at, and which answers fulfil them."""

import pytest

from servewell.engines import forms

SURVEY = forms.read(
    {
        "title": "How was it?",
        "pages": [
            {
                "elements": [
                    {"type": "rating", "name": "overall", "title": "All in all"},
                    {
                        "type": "radiogroup",
                        "name": "trip",
                        "title": "Why were you here?",
                        "choices": [{"value": "work", "text": "Work"}, {"value": "leisure", "text": "Leisure"}],
                    },
                ]
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("condition", "values", "fulfils"),
    [
        ("{overall} < 3", {"overall": 2, "trip": "work"}, True),
        ("{overall} < 3", {"overall": 3, "trip": "work"}, False),
        ("{overall} < 3", {}, False),
        ("{trip} = 'work' and {overall} notempty", {"overall": 5, "trip": "work"}, True),
        ("{trip} empty", {"overall": 5}, True),
    ],
)
def test_answers_fulfil_a_condition_as_they_would_within_the_document(
    condition: str, values: dict[str, forms.AnswerValue], *, fulfils: bool
) -> None:
    assert forms.fulfils(SURVEY, condition, values) is fulfils


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        (
            "{overal} < 3",
            "condition: No item is named overal. Refer to items of the form: overall, trip.",
        ),
        (
            "{overall} <",
            (
                "condition: 'the end' is not in the closed list of operators, functions and literals, or stands in the "
                "wrong place. Write it with what the printed list of the language offers."
            ),
        ),
    ],
)
def test_a_condition_that_cannot_be_read_says_why(condition: str, fault: str) -> None:
    with pytest.raises(forms.DocumentHasFaults) as refused:
        forms.condition(SURVEY, condition)

    assert str(refused.value) == fault
