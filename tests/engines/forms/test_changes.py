"""Which scales go on from one version to the next, and which items have moved."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import forms
from tests.engines.forms.form_documents import choices, item, second_edition


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [
        (item("rating", "a"), item("rating", "a", rateMax=7), True),
        (item("rating", "a", servewell_metric="csat-1"), item("rating", "a", servewell_metric="csat-1"), False),
        (item("rating", "a"), item("rating", "a", servewell_metric="csat-1"), True),
        (
            item("radiogroup", "a", choices=choices("x", "y", "z", points=(0, 1, 4)), servewell_weight=1),
            item("radiogroup", "a", choices=choices("x", "y", "z", points=(0, 2, 4)), servewell_weight=1),
            True,
        ),
        (
            item("radiogroup", "a", choices=choices("x", "y", points=(0, 4)), servewell_weight=1),
            item("dropdown", "a", choices=choices("y", "x", points=(4, 0)), servewell_weight=2),
            False,
        ),
        (item("rating", "a"), item("comment", "a"), True),
    ],
)
def test_a_series_breaks_where_the_scale_is_another_and_nowhere_else(before, after, broken):
    was, now = (forms.read(second_edition(each)).items[0] for each in (before, after))

    assert forms.same_scale(was, now) is not broken


def in_one_part(names) -> dict[str, str]:
    return dict.fromkeys(names, "page1")


def test_items_that_come_and_go_have_not_moved_and_of_the_others_as_few_as_possible():
    assert forms.moved(in_one_part("abcde"), in_one_part("adbxe")) == {"d"}


def test_an_item_that_goes_to_another_section_has_moved_though_its_order_is_the_same():
    assert forms.moved({"a": "page1", "b": "page1"}, {"a": "page1", "b": "p"}) == {"b"}


@settings(derandomize=True, deadline=None)
@given(order=st.permutations("abcdef"))
def test_as_few_items_as_possible_are_said_to_have_moved(order):
    moved = forms.moved(in_one_part("abcdef"), in_one_part(order))

    stayed = [name for name in order if name not in moved]
    assert stayed == sorted(stayed)
    longest = max(
        (bits for bits in range(64) if _rises([name for at, name in enumerate(order) if bits >> at & 1])),
        key=int.bit_count,
    )
    assert len(stayed) == longest.bit_count()


def _rises(names: list[str]) -> bool:
    return names == sorted(names)


def test_five_hundred_questions_are_compared_at_once():
    names = [f"q{number}" for number in range(500)]
    shuffled = random.Random(1).sample(names, k=500)

    assert 400 < len(forms.moved(in_one_part(names), in_one_part(shuffled))) < 500
