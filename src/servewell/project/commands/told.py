"""How every command speaks: words for people, or one JSON document with ``--json``."""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from django.core.exceptions import ImproperlyConfigured

from servewell.project.config import SettingIsWrong
from servewell.project.loading import load

P = ParamSpec("P")
R = TypeVar("R")


def as_json(command: Callable[P, R]) -> Callable[P, R]:
    """The ``--json`` option, spelt the same everywhere."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of words.")(command)


def with_django(command: Callable[P, R]) -> Callable[P, R]:
    """Settings are read and rooms are loaded only when the command runs. What stops it is told in words."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> R:
        load()
        return command(*args, **options)

    return in_words(run)


def in_words(command: Callable[P, R]) -> Callable[P, R]:
    """What stops it is told in words."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> R:
        from django.db import Error  # noqa: PLC0415  needs the settings' module to be named

        try:
            return command(*args, **options)
        except SettingIsWrong as fault:
            raise click.ClickException(str(fault)) from fault
        except ImproperlyConfigured as fault:
            raise click.ClickException(_without_driver(fault)) from fault
        except Error as fault:
            raise click.ClickException(f"The database refused: {fault}\nservewell check says more.") from fault

    return run


def _without_driver(fault: ImproperlyConfigured) -> str:
    if "psycopg" in str(fault):
        return 'PostgreSQL needs its driver. Run: pip install "servewell[postgres]"'
    return str(fault)


def tell(document: object, *, words: str, as_json: bool) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=_plain) if as_json else words.rstrip("\n"))


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written as JSON")
