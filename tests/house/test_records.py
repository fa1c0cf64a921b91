"""Every deed leaves its line in the audit record."""

import ast
import inspect
from functools import cache
from importlib import import_module
from pathlib import Path

import servewell
from tests.house.test_walls import doors

ROOMS = Path(servewell.__file__).parent / "rooms"
NOT_RECORDED = {
    "people.hand_on",  # each thing by the deed of its room
    "voice.dispute",  # instruments records it
    "cases.keep_inquiry_draft",  # a draft, as the next
    "cases.save_draft",  # a draft is nobody's deed yet: what is sent is recorded
    "commitments.keep_what_was_signed",  # by obligations.fulfil
    "voice.add_part",  # a file that has not arrived is nothing yet: its beginning and its end are recorded
    "commitments.start_postings_due",  # by people.start_posting
}


@cache
def functions_of_services(room: str) -> dict[str, list[ast.FunctionDef]]:
    """Every function in the room's services, by name."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for file in [*ROOMS.glob(f"{room}/services.py"), *ROOMS.glob(f"{room}/services/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(node)
    return found


def called_by(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(call.func) for call in ast.walk(function) if isinstance(call, ast.Call)}


def records(name: str, functions: dict[str, list[ast.FunctionDef]]) -> bool:
    """Whether the function, or one that it calls, writes the record."""
    waiting, seen = [name], set()
    while waiting:
        current = waiting.pop()
        seen.add(current)
        for function in functions.get(current, []):
            calls = called_by(function)
            if any(call.startswith("record.write") for call in calls):
                return True
            waiting += [call.split(".")[-1] for call in calls if call.split(".")[-1] not in seen]
    return False


def deeds_of(room: str) -> list[str]:
    """The functions of the room's door that name an actor."""
    services = import_module(f"servewell.rooms.{room}.services")
    return [
        name
        for name, function in inspect.getmembers(services, inspect.isfunction)
        if function.__module__.startswith(services.__name__)
        and not name.startswith("_")
        and "by" in inspect.signature(function).parameters
    ]


def test_every_deed_is_recorded() -> None:
    deeds = [(room, name) for room, door in doors() if door == "services" for name in deeds_of(room)]

    silent = {f"{room}.{name}" for room, name in deeds if not records(name, functions_of_services(room))}

    assert len(deeds) > 30
    assert silent == NOT_RECORDED
