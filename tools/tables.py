"""Prints the tables in docs/ from the code. A test compares them, so they cannot go stale."""

import os
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def settings() -> str:
    from servewell.project.config import KEYS, type_names

    rows = [
        (f"`{key.name}`", f"`{key.environment_name}`", type_names[type(key.default)], f"`{key.default}`", key.meaning)
        for key in KEYS
    ]
    return (
        "# Settings\n\n"
        "A key is read from the environment, else from `servewell.toml` in the home folder, else its default holds.\n"
        "The home folder itself is `SERVEWELL_HOME`, or `~/.servewell`. Secrets are made at the first start.\n\n"
        + table(("key", "environment", "takes", "default", "meaning"), rows)
    )


def events() -> str:
    from servewell.base import bus

    rows = [(f"`{event}`", how, f"`{listener}`") for event, how, listener in bus.table()]
    return (
        "# Events\n\n"
        "*Reacts to* runs in the announcer's transaction; *follows up* runs later in the worker, at least once.\n\n"
        + table(("event", "how", "listener"), rows)
    )


def powers() -> str:
    from django.conf import settings

    from servewell.base.permissions import all_powers

    for rules in sorted((ROOT / "src/servewell/rooms").glob("*/rules.py")):
        import_module(f"servewell.rooms.{rules.parent.name}.rules")
    rooms = tuple(f"{room}." for room in settings.ROOMS)
    where = {True: "also from above", False: "only who was given it there"}
    rows = [
        (f"`{power.code}`", power.title, where[power.reaches_apart])
        for power in all_powers()
        if power.code.startswith(rooms)
    ]
    return (
        "# Powers\n\n"
        "A role is a list of powers; a grant gives a role to a person over a unit and everything below it.\n"
        "In a unit that is [kept apart](../decisions/0026-a-unit-is-kept-apart.md) not each of them comes down.\n\n"
        + table(("power", "whoever has it may", "in a unit kept apart"), rows)
    )


def commands() -> str:
    import click

    from servewell.project.command import servewell

    def parts(group: click.Group, called: str) -> Iterator[str]:
        context = click.Context(group, info_name=called)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            whole = f"{called} {name}"
            said = command.get_help(click.Context(command, info_name=whole, max_content_width=110))
            yield f"{'#' * len(whole.split())} {whole}\n\n```\n{said}\n```\n"
            if isinstance(command, click.Group):
                yield from parts(command, whole)

    head = "# The servewell command\n\nExit codes: 0 done, 1 something is wrong, 2 the call is.\n"
    return "\n".join([head, *parts(servewell, "servewell")])


def api_questions() -> str:
    from servewell.web.home.api.explained import page_of
    from servewell.web.home.api.joined import document

    parts = ["# What the API can be asked\n\nHow to ask, and who may: [api.md](api.md).\n"]
    for question in page_of(document()).questions:
        parts.append(f"## {question.name}\n\n{question.says}\n")
        if question.options:
            options = [(f"`{each.name}`", each.says, each.takes, each.default or "–") for each in question.options]
            parts.append(table(("option", "meaning", "takes", "left out"), options))
        if question.sends:
            sent = [(f"`{each.name}`", each.says or "–", each.takes, each.default or "–") for each in question.sends]
            parts.append(table(("field that is sent", "meaning", "takes", "left out"), sent))
        fields = [(f"`{each.name}`", each.says or "–", each.takes) for each in question.fields]
        parts.append(table(("field of the answer", "meaning", "kind"), fields))
    return "\n".join(parts)


def api_collection() -> str:
    from servewell.web.home.api.joined import document
    from tools.collection import collection

    return collection(document())


PAGES = {
    "docs/run/settings.md": settings,
    "docs/run/commands.md": commands,
    "docs/build/events.md": events,
    "docs/build/powers.md": powers,
    "docs/build/api-questions.md": api_questions,
    "docs/build/servewell.postman_collection.json": api_collection,
}


def main() -> None:
    import django

    django.setup()
    for name, printed in PAGES.items():
        page = ROOT / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(printed(), encoding="utf-8")


if __name__ == "__main__":
    main()
