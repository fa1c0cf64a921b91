"""Fall-back is written down, and kept as readable JSON."""

import pytest
from django.db import connection
from django.utils import translation

from servewell.base.permissions import HOUSE
from servewell.base.words import CODES, LANGUAGES, NoWords, Said, Words, collation_key
from servewell.rooms.people import services
from servewell.rooms.people.models import Unit
from tests.builders.company import LONG_AGO


def test_the_language_asked_for_is_said() -> None:
    words = Words(texts={"en": "respect", "es": "respeto"}, source="en")

    assert words.said("es") == Said(text="respeto", language="es", is_fallback=False)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("zh-Hant", Said("尊重", "zh-Hans", is_fallback=True)),
        ("es", Said("respect", "en", is_fallback=True)),
        ("en", Said("respect", "en", is_fallback=False)),
    ],
    ids=["the other Chinese script", "the source language", "itself"],
)
def test_what_is_missing_falls_back_in_the_stated_order(asked: str, said: Said) -> None:
    words = Words(texts={"en": "respect", "zh-Hans": "尊重"}, source="en")

    assert words.said(asked) == said


def test_what_is_missing_is_listed() -> None:
    assert Words(texts={"en": "respect", "es": ""}, source="en").missing() == ("zh-Hans", "zh-Hant", "es")


@pytest.mark.parametrize(
    ("texts", "source"),
    [({}, "en"), ({"en": ""}, "en"), ({"es": "hola"}, "en"), ({"en": "hello", "fr": "bonjour"}, "en")],
    ids=["nothing", "empty", "no source", "a language that the house does not speak"],
)
def test_a_text_without_its_source_is_refused(texts: dict[str, str], source: str) -> None:
    with pytest.raises(NoWords):
        Words(texts=texts, source=source)


def test_a_text_speaks_the_readers_language() -> None:
    words = Words(texts={"en": "respect", "zh-Hant": "尊重"}, source="en")

    with translation.override("zh-hant"):
        assert str(words) == "尊重"


def test_each_language_has_one_name_for_each_who_asks() -> None:
    assert [(each.code, each.django, each.surveyjs) for each in LANGUAGES] == [
        ("en", "en", "en"),
        ("zh-Hans", "zh-hans", "zh-cn"),
        ("zh-Hant", "zh-hant", "zh-tw"),
        ("es", "es", "es"),
    ]
    assert CODES == ("en", "zh-Hans", "zh-Hant", "es")


@pytest.mark.django_db
def test_chinese_stays_readable_in_the_database_and_comes_back_as_words() -> None:
    name = Words(texts={"zh-Hans": "海港酒店", "en": "Harbour Hotel"}, source="zh-Hans")
    new = services.NewUnit(
        code="harbour", name=name, kind="hotel", zone="UTC", language="zh-Hans", parent=None, from_on=LONG_AGO.date()
    )
    unit = services.add_units(units=[new], by=HOUSE, at=LONG_AGO)[0]

    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(name AS TEXT) FROM people_unit WHERE id = %s", [unit.pk])
        kept = cursor.fetchone()[0]

    assert "海港酒店" in kept
    assert Unit.objects.get(pk=unit.pk).name == name


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("en", ["Atrium", "Café Blau", "cafe west", "Harbour", "harbour 2", "Zoo"]),
        ("es", ["Ámbar", "azul", "nudo", "Ñandú", "oasis", "Óleo"]),
        ("zh-Hans", ["3号楼", "Harbour", "北京酒店", "广州酒店", "海港酒店", "上海酒店", "天津酒店"]),  # by sound
        ("zh-Hant", ["3號樓", "Harbour", "上海酒店", "天津酒店", "北京酒店", "海港酒店", "廣州酒店"]),  # by strokes
    ],
)
def test_a_list_stands_as_its_readers_look_it_up(language: str, in_order: list[str]) -> None:
    assert sorted(sorted(in_order), key=lambda name: collation_key(name, language)) == in_order


def test_rare_signs_stand_after_the_common_ones() -> None:
    names = ["㐂", "座", "𠮷"]

    assert sorted(names, key=lambda name: collation_key(name, "zh-Hans")) == ["座", "㐂", "𠮷"]
