"""What changed from one version to the next, and which series go on."""

import copy
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import forms
from servewell.engines.forms import Change, ChangeKind, Changes
from tests.engines.form_documents import choices, everything, item, page, panel, second_edition, words


def between(before, after) -> Changes:
    return forms.changes(forms.read(before), forms.read(after))


def of_two(**more: object) -> list[Change]:
    """What differs between an item and the same with something more; another one stands before both."""
    before = second_edition(item("rating", "a"), item("rating", "b"))
    return list(between(before, second_edition(item("rating", "a"), item("rating", "b", **more))).changes)


def test_nothing_changes_between_a_form_and_itself():
    assert between(everything(), everything()) == Changes(
        changes=(),
        continuing=("nps", "csat", "ces", "care.speed", "care.tone", "queue", "smile"),
        broken=(),
    )


@pytest.mark.parametrize(
    ("more", "changes"),
    [
        ({"isRequired": True}, [Change(ChangeKind.DEMANDS, "b", "is_required", False, True)]),
        ({"visibleIf": "{a} > 3"}, [Change(ChangeKind.LOGIC, "b", "visible_if", None, "{a} > 3")]),
        ({"servewell_weight": 2}, [Change(ChangeKind.WEIGHTS, "b", "weight", 1.0, 2)]),
        ({"servewell_critical": True}, [Change(ChangeKind.WEIGHTS, "b", "is_critical", False, True)]),
        ({"servewell_aspect": "respect"}, [Change(ChangeKind.ABOUT, "b", "aspect", None, "respect")]),
        ({"servewell_standards": ["respect-1"]}, [Change(ChangeKind.ABOUT, "b", "standards", [], ["respect-1"])]),
        (
            {"rateMax": 7},
            [
                Change(ChangeKind.RESCALED, "b", "highest", 5, 7),
                Change(ChangeKind.RESCALED, "b", "best", 5.0, 7.0),
            ],
        ),
        (
            {"servewell_best": "lowest"},
            [
                Change(ChangeKind.RESCALED, "b", "worst", 1.0, 5.0),
                Change(ChangeKind.RESCALED, "b", "best", 5.0, 1.0),
            ],
        ),
        (
            {"servewell_metric": "csat-1"},
            [Change(ChangeKind.RESCALED, "b", "metric", None, "csat-1")],
        ),
    ],
)
def test_each_change_is_told_with_what_was_and_what_is(more, changes):
    assert of_two(**more) == changes


def test_a_changed_wording_is_told_in_every_language_and_breaks_nothing():
    before, after = second_edition(item("rating", "a")), second_edition(item("rating", "a", title=words("Better")))

    found = between(before, after)

    was, now = (forms.read(each).items[0].title for each in (before, after))
    assert found == Changes((Change(ChangeKind.REWORDED, "a", "title", was, now),), ("a",), ())


def test_items_keep_their_identity_where_others_come_go_and_move():
    before = second_edition(*(item("rating", name) for name in "abcde"))
    after = second_edition(*(item("rating", name) for name in ("a", "d", "b", "x", "e")))

    found = between(before, after)

    assert [(each.kind.value, each.of, each.before, each.after) for each in found.changes] == [
        ("moved", "d", ["page1", "c"], ["page1", "a"]),
        ("added", "x", None, forms.read(after).items[3].title),
        ("removed", "c", forms.read(before).items[2].title, None),
    ]
    assert (found.continuing, found.broken) == (("a", "d", "b", "e"), ())


def test_an_item_that_goes_to_another_section_has_moved_though_its_order_is_the_same():
    before = {"title": words("x"), "pages": [page(item("rating", "a"), item("rating", "b"))]}
    after = {"title": words("x"), "pages": [page(item("rating", "a"), panel("p", item("rating", "b")))]}

    assert [(each.kind.value, each.of, each.after) for each in between(before, after).changes] == [
        ("added", "p", None),
        ("moved", "b", ["p", None]),
    ]


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
    found = between(second_edition(before), second_edition(after))

    assert (found.continuing, found.broken) == (((), ("a",)) if broken else (("a",), ()))


def test_sections_pages_and_the_whole_are_compared_too():
    before = everything()
    after = copy.deepcopy(before)
    after["title"] = words("Visit")
    after["pages"][1]["visibleIf"] = "{nps} > 1"
    after["pages"][1]["elements"][0]["servewell:weight"] = 5
    after["pages"][2]["elements"][1]["title"] = words("Best")

    assert [(each.kind.value, each.of, each.what, each.before, each.after) for each in between(before, after).changes][
        1:
    ] == [
        ("logic", "page2", "visible_if", "{nps} notempty", "{nps} > 1"),
        ("weights", "greeting", "weight", 2, 5),
        ("reworded", "best", "title", None, forms.read(after).sections[1].title),
    ]


def test_choices_that_come_and_go_are_told_as_choices_and_not_as_words():
    before = second_edition(item("checkbox", "a", choices=choices("x", "y")))
    after = second_edition(item("checkbox", "a", choices=choices("x", "z")))

    assert between(before, after).changes == (Change(ChangeKind.CHOICES, "a", "choices", ["x", "y"], ["x", "z"]),)


@settings(derandomize=True, deadline=None)
@given(order=st.permutations("abcdef"))
def test_as_few_items_as_possible_are_said_to_have_moved(order):
    before, after = (second_edition(*(item("rating", name) for name in names)) for names in ("abcdef", order))

    moved = [each.of for each in between(before, after).changes]

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

    found = between(
        second_edition(*(item("rating", each) for each in names)),
        second_edition(*(item("rating", each) for each in shuffled)),
    )

    assert len(found.continuing) == 500
