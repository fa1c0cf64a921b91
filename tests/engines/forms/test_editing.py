"""A document is written step by step; a step changes what it names and loses nothing."""

import copy

import pytest

from servewell.engines.forms import editing, written

DOCUMENT = {
    "title": {"default": "Shop", "es": "Visita"},
    "pages": [
        {"title": {"default": "Outside", "es": "Fuera"}, "elements": [
            {"type": "boolean", "name": "clean", "title": {"default": "Clean?", "es": "¿Limpio?"}},
            {"type": "comment", "name": "why", "title": {"default": "Why?", "es": "¿Por qué?"},
             "visibleIf": "{clean} = false"},
        ]},
        {"elements": [
            {"type": "panel", "name": "desk", "elements": [
                {"type": "rating", "name": "smile", "title": "Smile?",
                 "servewell:evidence": ["why"], "visibleIf": "{clean} and {why} notempty"},
            ]},
            {"type": "rating", "name": "last", "title": {"es": "¿Y?"}, "description": {"zh-cn": "好"}},
        ]},
    ],
}  # fmt: skip


def shape(document: written.Document) -> list[list[object]]:
    """The names by section; those of a group in a list of their own."""
    return [
        [[item.name, *(each.name for each in item.inner)] if item.is_group else item.name for item in section.items]
        for section in written.outline(document)
    ]


@pytest.fixture(autouse=True)
def _the_document_stays_as_it_was() -> None:
    before = copy.deepcopy(DOCUMENT)
    yield
    assert before == DOCUMENT


def test_an_outline_shows_sections_groups_and_items_with_their_paths() -> None:
    assert shape(DOCUMENT) == [["clean", "why"], [["desk", "smile"], "last"]]
    assert [(item.name, item.path) for item in written.items_written(DOCUMENT)] == [
        ("clean", "pages[0].elements[0]"),
        ("why", "pages[0].elements[1]"),
        ("desk", "pages[1].elements[0]"),
        ("smile", "pages[1].elements[0].elements[0]"),
        ("last", "pages[1].elements[1]"),
    ]


@pytest.mark.parametrize(
    "broken", [{}, {"pages": None}, {"pages": ["x", {"elements": "y"}]}, {"pages": [{"elements": [3]}]}]
)
def test_an_outline_of_a_broken_document_shows_what_there_is(broken: dict[str, object]) -> None:
    assert [item for section in shape(broken) for item in section] == []


@pytest.mark.parametrize(
    ("name", "by", "then"),
    [
        ("clean", 1, [["why", "clean"], [["desk", "smile"], "last"]]),
        ("clean", -1, [["clean", "why"], [["desk", "smile"], "last"]]),
        ("why", 1, [["clean"], ["why", ["desk", "smile"], "last"]]),
        ("desk", -1, [["clean", "why", ["desk", "smile"]], ["last"]]),
        ("smile", -1, [["clean", "why"], ["smile", ["desk"], "last"]]),
        ("smile", 1, [["clean", "why"], [["desk"], "smile", "last"]]),
        ("last", 1, [["clean", "why"], [["desk", "smile"], "last"]]),
    ],
)  # fmt: skip
def test_an_item_steps_over_the_edge_of_its_section_and_stays_at_the_end(name: str, by: int, then: object) -> None:
    assert shape(editing.with_item_stepped(DOCUMENT, name, by=by)) == then


def test_an_item_moves_to_any_place_and_a_group_into_no_group() -> None:
    assert shape(editing.with_item_moved(DOCUMENT, "clean", into="desk", to=0)) == [
        ["why"], [["desk", "clean", "smile"], "last"],
    ]  # fmt: skip
    assert shape(editing.with_item_moved(DOCUMENT, "smile", into=0, to=99)) == [
        ["clean", "why", "smile"],
        [["desk"], "last"],
    ]
    grouped = editing.with_item(DOCUMENT, into=0, content={"type": "panel", "name": "door"})
    with pytest.raises(written.NoSuchPlace):
        editing.with_item_moved(grouped, "door", into="desk", to=0)


def test_sections_are_added_moved_and_taken_away() -> None:
    more = editing.with_section(DOCUMENT, {"en": "End"})

    assert [section.title.get("en", "") for section in written.outline(more)] == ["Outside", "", "End"]
    assert shape(editing.with_section_moved(DOCUMENT, 0, to=1)) == [[["desk", "smile"], "last"], ["clean", "why"]]
    assert shape(editing.without_section(DOCUMENT, 0)) == [[["desk", "smile"], "last"]]
    with pytest.raises(written.NoSuchPlace):
        editing.without_section(DOCUMENT, 2)


def test_what_looks_at_an_item_follows_its_new_name() -> None:
    renamed = editing.with_item_changed(DOCUMENT, "why", {"type": "comment", "name": "reason", "title": "Why?"})

    smile = written.item_written(renamed, "smile").content
    assert (smile["visibleIf"], smile["servewell:evidence"]) == ("{clean} and {reason} notempty", ["reason"])


def test_a_changed_group_keeps_its_items_and_a_copy_gets_names_of_its_own() -> None:
    changed = editing.with_item_changed(DOCUMENT, "desk", {"type": "panel", "name": "counter"})
    twice, second = editing.with_item_twice(changed, "counter")

    assert shape(changed)[1] == [["counter", "smile"], "last"]
    assert second == "counter_2"
    assert shape(twice)[1] == [["counter", "smile"], ["counter_2", "smile_2"], "last"]


def test_missing_texts_are_listed_by_path_and_a_language_without_a_title_is_said() -> None:
    assert list(written.missing_texts(DOCUMENT)) == [
        written.MissingText("pages[1].elements[0].elements[0].title", "es", is_base=False),
        written.MissingText("pages[1].elements[1].title", "en", is_base=True),
        written.MissingText("pages[1].elements[1].description", "en", is_base=True),
        written.MissingText("pages[1].elements[1].description", "es", is_base=False),
    ]
    assert written.languages_without_a_title(DOCUMENT) == ("zh-Hans",)


def test_a_fingerprint_changes_with_the_item_alone() -> None:
    before = written.item_written(DOCUMENT, "why").fingerprint
    moved = editing.with_item_stepped(editing.without_item(DOCUMENT, "clean"), "why", by=1)
    changed = editing.with_item_changed(DOCUMENT, "why", {"type": "comment", "name": "why", "title": "Really?"})

    assert written.item_written(moved, "why").fingerprint == before
    assert written.item_written(changed, "why").fingerprint != before
