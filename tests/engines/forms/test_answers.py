"""Posted answers: typed values for what is good, a fault for what is not, and nothing dropped in silence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import forms, mail
from servewell.engines.forms import FaultKind as Kind
from tests.engines.forms.form_documents import branching, choices, document, item, satisfaction

SURVEY = forms.read(satisfaction())
GOOD = {
    "respect": "na",
    "effective": "4",
    "overall": "2",
    "why": " Slow\r\nlift ",
    "answer_me": "true",
    "email": "a@b.example",
}
same_every_time = settings(derandomize=True, deadline=None)


def test_posted_texts_become_typed_values():
    assert forms.validate(SURVEY, GOOD) == forms.Checked(
        values={
            "respect": forms.NOT_APPLICABLE,
            "effective": 4,
            "overall": 2,
            "why": "Slow\nlift",
            "answer_me": True,
            "email": "a@b.example",
        },
        faults={},
        unseen={},
        extra={},
    )


def test_typed_values_are_taken_as_they_are():
    values = forms.validate(SURVEY, GOOD).values

    assert forms.validate(SURVEY, values).values == values
    assert forms.validate(SURVEY, json.loads(json.dumps(values))).values == values


def test_a_list_with_one_entry_is_that_entry():
    assert forms.validate(SURVEY, {name: [value] for name, value in GOOD.items()}) == forms.validate(SURVEY, GOOD)


def test_a_missing_required_answer_is_a_fault_and_a_missing_other_is_not():
    assert forms.validate(SURVEY, {}) == forms.Checked(values={}, faults={"overall": Kind.MISSING}, unseen={}, extra={})


def test_an_item_that_does_not_show_is_neither_required_nor_counted_but_kept_apart():
    checked = forms.validate(SURVEY, GOOD | {"overall": "5", "answer_me": "false"})

    assert checked == forms.Checked(
        values={"respect": forms.NOT_APPLICABLE, "effective": 4, "overall": 5, "answer_me": False},
        faults={},
        unseen={"why": " Slow\r\nlift ", "email": "a@b.example"},
        extra={},
    )


def test_fields_of_no_item_are_kept_apart():
    assert forms.validate(SURVEY, GOOD | {"colour": "red", "": ["x", "y"]}).extra == {"colour": "red", "": ["x", "y"]}


def test_a_hidden_item_that_hides_another_hides_it():
    checked = forms.validate(forms.read(branching()), {"overall": "5", "wait": "5", "clean": "true", "quiet": "true"})

    assert (checked.values, checked.unseen) == ({"overall": 5, "quiet": True}, {"wait": "5", "clean": "true"})


ALL = forms.read(
    document(
        item("rating", "rating", rateMin=0, rateMax=10),
        item("rating", "either", servewell_not_applicable=True),
        item("boolean", "boolean"),
        item("radiogroup", "one", choices=choices("x", "y")),
        item("checkbox", "several", choices=choices("x", "y", "z")),
        item("text", "line", maxLength=5),
        item("text", "email", inputType="email"),
        item("text", "number", inputType="number"),
        item("text", "day", inputType="date"),
        item("comment", "words", maxLength=5),
    )
)


@pytest.mark.parametrize(
    ("name", "posted", "value"),
    [
        ("rating", "0", 0),
        ("rating", " 10 ", 10),
        ("rating", 7.0, 7),
        ("either", "na", forms.NOT_APPLICABLE),
        ("boolean", "false", False),
        ("boolean", True, True),
        ("one", "y", "y"),
        ("several", ["z", "x"], ("x", "z")),
        ("several", "y", ("y",)),
        ("several", ["y", ""], ("y",)),
        ("line", "  客人 A ", "客人 A"),
        ("email", "mei@酒店.example", "mei@酒店.example"),
        ("number", "-2.50", -2.5),
        ("number", "007", 7),
        ("day", "2028-02-29", "2028-02-29"),
        ("words", "a\r\nb\r\n", "a\nb"),
        ("words", "五個字客人", "五個字客人"),
    ],
)
def test_an_answer_that_fits_is_taken(name, posted, value):
    assert forms.validate(ALL, {name: posted}) == forms.Checked({name: value}, {}, {}, {})


@pytest.mark.parametrize(
    ("name", "posted", "fault"),
    [
        ("rating", "11", Kind.OFF_THE_SCALE),
        ("rating", "-1", Kind.OFF_THE_SCALE),
        ("rating", "3.5", Kind.OFF_THE_SCALE),
        ("rating", "five", Kind.OFF_THE_SCALE),
        ("rating", "٣", Kind.OFF_THE_SCALE),
        ("rating", "1e1", Kind.OFF_THE_SCALE),
        ("rating", "9" * 5000, Kind.OFF_THE_SCALE),
        ("rating", True, Kind.OFF_THE_SCALE),
        ("rating", float("nan"), Kind.OFF_THE_SCALE),
        ("rating", "na", Kind.OFF_THE_SCALE),
        ("rating", ["3", "4"], Kind.GIVEN_MORE_THAN_ONCE),
        ("rating", {"a": 1}, Kind.OFF_THE_SCALE),
        ("boolean", "yes", Kind.NOT_YES_OR_NO),
        ("boolean", 1, Kind.NOT_YES_OR_NO),
        ("one", "z", Kind.NOT_A_CHOICE),
        ("one", "na", Kind.NOT_A_CHOICE),
        ("several", ["x", "w"], Kind.NOT_A_CHOICE),
        ("several", ["x", ["y"]], Kind.NOT_A_CHOICE),
        ("several", ["x", "x"], Kind.GIVEN_MORE_THAN_ONCE),
        ("line", "123456", Kind.TOO_LONG),
        ("line", "a\nb", Kind.NOT_PLAIN_TEXT),
        ("line", "a\x00b", Kind.NOT_PLAIN_TEXT),
        ("line", 5, Kind.NOT_PLAIN_TEXT),
        ("email", "nobody", Kind.NOT_AN_ADDRESS),
        ("email", "a@b.example, c@d.example", Kind.NOT_AN_ADDRESS),
        ("email", "a@b", Kind.NOT_AN_ADDRESS),
        ("email", "名@b.example", Kind.NOT_AN_ADDRESS),
        ("number", "1,5", Kind.NOT_A_NUMBER),
        ("number", "inf", Kind.NOT_A_NUMBER),
        ("number", "9" * 400, Kind.NOT_A_NUMBER),
        ("day", "2027-02-29", Kind.NOT_A_DATE),
        ("day", "1.3.2026", Kind.NOT_A_DATE),
        ("words", "123456", Kind.TOO_LONG),
        ("words", "\ud800", Kind.NOT_PLAIN_TEXT),
    ],
)
def test_an_answer_that_does_not_fit_is_a_fault_and_no_value(name, posted, fault):
    assert forms.validate(ALL, {name: posted}) == forms.Checked({}, {name: fault}, {}, {})


@same_every_time
@given(local=st.text("aZ9.+_'-名 ", min_size=1, max_size=8), domain=st.text("aZ9.-_酒é ", min_size=1, max_size=8))
def test_an_address_that_is_taken_is_one_that_a_letter_can_go_to(local, domain):
    checked = forms.validate(ALL, {"email": f"{local}@{domain}"})

    if "email" in checked.values:
        mail.compose(mail.Letter("a@b.example", checked.values["email"], "s", "t", "en", "<a@b.example>"))


posted = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["na", "true", "3", "x", "y"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@same_every_time
@given(answers=st.dictionaries(st.sampled_from([each.name for each in ALL.items]) | st.text(max_size=3), posted))
def test_whatever_is_posted_each_field_is_accounted_for_once(answers):
    checked = forms.validate(ALL, answers)

    parts = [set(checked.values), set(checked.faults), set(checked.unseen), set(checked.extra)]
    accounted = set().union(*parts)
    assert sum(len(part) for part in parts) == len(accounted)
    assert {name for name, value in answers.items() if not _is_blank(value)} <= accounted <= set(answers)
    assert forms.validate(ALL, checked.values).values == checked.values


def _is_blank(value: object) -> bool:
    if isinstance(value, list):
        return all(_is_blank(each) for each in value)
    return value is None or (isinstance(value, str) and not value.strip())
