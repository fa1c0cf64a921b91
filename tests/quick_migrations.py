"""Renders the models of migrations in half the time, so that tables are made sooner; the tables are the same.

Django makes a field anew from the words it would be written down with, which here happens 150,000 times, and for each
constraint and index it renders some thirty models that know nothing of it. That a home made without this has the very
tables is stated in tests/project/test_commands.py.
"""

import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ProjectState
from django.db.models import Field
from django.utils.functional import cached_property


@contextmanager
def rendered() -> Iterator[None]:
    with ExitStack() as django:
        django.enter_context(patch.object(Field, "clone", _copied))
        django.enter_context(patch.object(ProjectState, "_append_option", _with_one_more))
        django.enter_context(patch.object(ProjectState, "_remove_option", _with_one_less))
        yield


def _copied(field: Any) -> Any:
    """As ``Field.clone`` does, of a field that belongs to no model."""
    if hasattr(field, "model"):
        return _MADE_ANEW(field)
    made = copy.deepcopy(field)
    for one in (made, made.remote_field):
        for name in _worked_out(type(one)) & vars(one).keys() if one is not None else ():
            del vars(one)[name]
    made.creation_counter = Field.creation_counter
    Field.creation_counter += 1
    return made


_MADE_ANEW = Field.clone


@cache
def _worked_out(kind: type) -> frozenset[str]:
    """What an object of the kind keeps once it was asked, and a copy in a model must work out for itself."""
    return frozenset(
        name for each in kind.__mro__ for name, found in vars(each).items() if isinstance(found, cached_property)
    )


def _with_one_more(state: Any, app: str, model: str, option: str, added: Any) -> None:
    _set(state, app, model, option, [*state.models[app, model].options[option], added])


def _with_one_less(state: Any, app: str, model: str, option: str, name: str) -> None:
    _set(state, app, model, option, [each for each in state.models[app, model].options[option] if each.name != name])


def _set(state: Any, app: str, model: str, option: str, now: list[Any]) -> None:
    state.models[app, model].options[option] = now
    if "apps" in vars(state):
        said = state.apps.get_model(app, model)._meta
        setattr(said, option, said._format_names(now))
        said.original_attrs[option] = now
