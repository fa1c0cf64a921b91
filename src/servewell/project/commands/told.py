"""How every command speaks: words for people, or one JSON document with ``--json``."""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

import click
import django

P = ParamSpec("P")
R = TypeVar("R")


def as_json(command: Callable[P, R]) -> Callable[P, R]:
    """The ``--json`` option, spelt the same everywhere."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of words.")(command)


def with_django(command: Callable[P, R]) -> Callable[P, R]:
    """Settings are read and rooms are loaded only when the command runs."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> R:
        django.setup()
        return command(*args, **options)

    return run


def tell(document: object, *, words: str, as_json: bool) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=_plain) if as_json else words)


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written as JSON")
