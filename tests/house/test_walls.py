"""What the contracts cannot say: keys point down, doors are typed, every address says who may open it."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import PROTECT, ForeignKey, OneToOneField
from django.urls import URLPattern, URLResolver, get_resolver

import servewell

PACKAGE = Path(servewell.__file__).parent
STACK = [
    "people", "customers", "standards", "instruments", "obligations", "commitments", "voice", "cases", "insight",
    "webhooks", "playbooks",
]  # fmt: skip
NOT_OURS = ("allauth.", "django.")


def rooms_in_the_tree() -> list[str]:
    return sorted(folder.name for folder in (PACKAGE / "rooms").iterdir() if (folder / "__init__.py").exists())


def test_every_room_has_its_place_in_the_stack() -> None:
    assert sorted(STACK) == rooms_in_the_tree()


def keys_between_rooms() -> Iterator[tuple[str, str, "ForeignKey[object, object]"]]:
    for room in STACK:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, ForeignKey | OneToOneField):
                    yield room, field.related_model._meta.app_label, field


def test_foreign_keys_point_down() -> None:
    upwards = [
        str(field)
        for room, target, field in keys_between_rooms()
        if target not in STACK or STACK.index(target) > STACK.index(room)
    ]

    assert upwards == []


def test_foreign_keys_across_rooms_are_hidden_and_protected() -> None:
    bare = [
        str(field)
        for room, target, field in keys_between_rooms()
        if room != target and not (field.remote_field.hidden and field.remote_field.on_delete is PROTECT)
    ]

    assert bare == []


def doors() -> Iterator[tuple[str, str]]:
    for room in STACK:
        for door in ("services", "selectors"):
            if find_spec(f"servewell.rooms.{room}.{door}"):
                yield room, door


@pytest.mark.parametrize(("room", "door"), list(doors()))
def test_a_door_takes_keywords_and_says_its_types(room: str, door: str) -> None:
    module = import_module(f"servewell.rooms.{room}.{door}")
    loose = []
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("_") or not function.__module__.startswith(module.__name__):
            continue
        signature = inspect.signature(function)
        for parameter in signature.parameters.values():
            if parameter.kind is not inspect.Parameter.KEYWORD_ONLY or parameter.annotation is inspect.Parameter.empty:
                loose.append(f"{name}({parameter.name})")
        if signature.return_annotation is inspect.Signature.empty:
            loose.append(f"{name} returns")

    assert loose == []


def test_type_imports_point_down_as_well() -> None:
    upwards = []
    for room in STACK:
        above = STACK[STACK.index(room) + 1 :]
        for file in (PACKAGE / "rooms" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    parts = node.module.split(".")
                    named = set(parts[2:3]) | ({alias.name for alias in node.names} if len(parts) == 2 else set())
                    if parts[:2] == ["servewell", "rooms"] and named & set(above):
                        upwards.append(f"{file.name}: {node.module}")

    assert upwards == []


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


def test_every_address_says_who_may_open_it() -> None:
    silent = [
        route
        for route, pattern in addresses(get_resolver().url_patterns)
        if not hasattr(pattern.callback, "access") and not pattern.callback.__module__.startswith(NOT_OURS)
    ]

    assert silent == []


def test_no_page_looks_with_the_eyes_of_the_house() -> None:
    """A page asks as its reader. What a reader may see through something else, a room's selector decides."""
    looking = [
        str(file.relative_to(PACKAGE))
        for file in (PACKAGE / "web").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and "HOUSE" in {alias.name for alias in node.names}
    ]

    assert looking == []


def functions() -> Iterator[tuple[str, int]]:
    for file in PACKAGE.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{file.relative_to(PACKAGE)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_no_function_is_longer_than_a_page() -> None:
    assert [name for name, lines in functions() if lines > 40] == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = [
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.py")
        if len(file.read_text(encoding="utf-8").splitlines()) > 400
    ]

    assert long == []


def test_no_drawer_is_called_utils() -> None:
    drawers = {"utils", "helpers", "common", "misc", "manager", "core", "data", "info", "handler", "processor"}

    assert [str(file) for file in PACKAGE.rglob("*") if file.stem in drawers] == []


def test_models_keep_to_facts_about_themselves() -> None:
    grown = []
    for room in STACK:
        for model in apps.get_app_config(room).get_models():
            own = [
                name for name, each in vars(model).items() if inspect.isfunction(each) and not name.startswith("get_")
            ]
            if len(own) > 12 or "save" in own or "delete" in own or model._meta.ordering:
                grown.append(model.__name__)

    assert grown == []


def test_the_walk_over_keys_sees_them() -> None:
    across = [field.name for room, target, field in keys_between_rooms() if room == "cases" and target == "voice"]

    assert across == ["voice", "voice"], "of a case and of a mark of harm"
