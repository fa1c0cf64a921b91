"""Answers that were kept one by one are read in one document, on both databases."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.builders.earlier import EARLIER, migrated

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
migration = import_module("servewell.rooms.instruments.migrations.0002_keep_answers_in_the_response")
WORDS = {"source": "en", "en": "?"}


def test_answers_move_into_their_response_and_changed_scales_begin_a_series(
    earlier: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "BATCH", 2)
    models = migrated(earlier, "instruments", "0001_initial")

    def made(model: str, **fields: object) -> Any:
        return models.get_model("instruments", model).objects.using(EARLIER).create(**fields)

    def item(version: Any, name: str, kind: str, position: int, **ends: float) -> Any:
        return made("Item", version=version, name=name, kind=kind, position=position, title=WORDS, **ends)

    def answers(version: Any, **given: tuple[Any, dict[str, object]]) -> None:
        response = made("Response", version=version, language="en", given_at=NOON)
        for asked, answer in given.values():
            made("Answer", response=response, item=asked, **answer)

    survey = made("Instrument", code="short", title=WORDS, thanks=WORDS)
    first, second = (
        made("Version", instrument=survey, number=number, document={}, digest="", published_at=NOON, retired_at=NOON)
        for number in (1, 2)
    )
    whole = item(first, "whole", "rating", 1, worst=1, best=5)
    one = item(first, "one", "radiogroup", 2, worst=0, best=2)
    plain = item(first, "plain", "radiogroup", 3)
    yes = item(first, "yes", "boolean", 4, worst=0, best=1)
    several = item(first, "several", "checkbox", 5)
    number = item(first, "number", "text", 6)
    wider = item(second, "whole", "rating", 1, worst=1, best=7)
    same = item(second, "yes", "boolean", 2, worst=0, best=1)
    answers(
        first,
        whole=(whole, {"number": 4}),
        one=(one, {"number": 2, "text": "short"}),
        plain=(plain, {"text": "重庆 'é\""}),
        yes=(yes, {"number": 0}),
        several=(several, {"text": '["wifi", "bus"]'}),
        number=(number, {"number": 2.5}),
    )
    answers(first)
    answers(first, whole=(whole, {"is_not_applicable": True}))
    answers(second, whole=(wider, {"number": 7}), yes=(same, {"number": 1}))
    answers(first, whole=(whole, {"number": 1}))

    after = migrated(earlier, "instruments", "0002_keep_answers_in_the_response")

    responses = after.get_model("instruments", "Response").objects.using(EARLIER).order_by("pk")
    assert list(responses.values_list("answers", flat=True)) == [
        {
            "whole": 4,
            "one": {"value": "short", "points": 2.0},
            "plain": "重庆 'é\"",
            "yes": {"value": False, "points": 0.0},
            "several": ["wifi", "bus"],
            "number": 2.5,
        },
        {},
        {"whole": None},
        {"whole": 7, "yes": {"value": True, "points": 1.0}},
        {"whole": 1},
    ]
    items = after.get_model("instruments", "Item").objects.using(EARLIER).order_by("pk")
    assert list(items.values_list("series", flat=True)) == [1, 1, 1, 1, 1, 1, 2, 1]
    assert "instruments_answer" not in earlier.introspection.table_names()
