"""A text in several languages as one value, with a stated fall-back.

Stored as JSON: ``{"source": "en", "en": "...", "zh-Hans": "..."}``. Never ordered or searched in SQL.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db import models
from django.utils import formats, translation
from django.utils.translation import pgettext


@dataclass(frozen=True)
class Language:
    """One language under the names that standards, Django and SurveyJS give it."""

    code: str
    django: str
    surveyjs: str
    name: str


LANGUAGES = (
    Language("en", "en", "en", "English"),
    Language("zh-Hans", "zh-hans", "zh-cn", "简体中文"),
    Language("zh-Hant", "zh-hant", "zh-tw", "繁體中文"),
    Language("es", "es", "es", "Español"),
)
CODES = tuple(language.code for language in LANGUAGES)
_other_script = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans"}
_chinese_order = {"zh-Hans": "gb2312", "zh-Hant": "big5"}
_after_all_others = 0x10000
_by_django = {language.django: language.code for language in LANGUAGES}


class NoWords(Exception):
    """A text needs its source language filled in, and languages that Servewell speaks."""


@dataclass(frozen=True)
class Said:
    """What was found: the text, its language, and whether that is another language than the one asked for."""

    text: str
    language: str
    is_fallback: bool


@dataclass(frozen=True)
class Words:
    texts: Mapping[str, str]
    source: str = "en"

    def __post_init__(self) -> None:
        if not self.texts.get(self.source):
            raise NoWords(f"the text has no words in its source language {self.source!r}: {dict(self.texts)!r}")
        unknown = sorted(set(self.texts) - set(CODES))
        if unknown:
            raise NoWords(f"{', '.join(unknown)}: not a language of this house; use {', '.join(CODES)}")

    def said(self, language: str) -> Said:
        """Fall-back: the language asked for, the other Chinese script, the text's source language."""
        for code in (language, _other_script.get(language, language), self.source):
            if self.texts.get(code):
                return Said(text=self.texts[code], language=code, is_fallback=code != language)
        raise NoWords(f"no words for {language!r}")  # unreachable: the source is always filled in

    def missing(self) -> tuple[str, ...]:
        return tuple(code for code in CODES if not self.texts.get(code))

    def __str__(self) -> str:
        return self.said(active_language()).text

    def to_json(self) -> dict[str, str]:
        return {"source": self.source, **self.texts}

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> Self:
        texts = {code: text for code, text in kept.items() if code != "source"}
        return cls(texts=texts, source=kept.get("source") or next(iter(texts), "en"))


def active_language() -> str:
    """The language of the request or job, by its standard code."""
    return _by_django.get(translation.get_language() or "en", "en")


def collation_key(text: str, language: str) -> tuple[tuple[int, ...], str]:
    """What short lists of names are sorted by, as readers of the language look them up.

    Capitals and accents count for nothing, but for the Spanish ñ, which follows the n. Chinese signs stand as in the
    character set that the script grew up with: the common ones by sound in GB 2312 (simplified) and by strokes in
    Big5 (traditional), the rare ones after them. A sign with two readings has one place.
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    if language == "es":
        letters = letters.replace("n\u0303", "n\U0010ffff")
    character_set = _chinese_order.get(language, "utf-32-be")
    return tuple(_place(sign, character_set) for sign in letters if not unicodedata.combining(sign)), text


def _place(sign: str, character_set: str) -> int:
    try:
        return int.from_bytes(sign.encode(character_set), "big")
    except UnicodeEncodeError:
        return _after_all_others + ord(sign)


def day(on: date) -> str:
    """As the active language writes a day in full, which Django's own format does not."""
    return formats.date_format(on, pgettext("day, as Django's date filter reads it", "j F Y"))


def django_name(code: str) -> str:
    """Django's name for a language code. Raises KeyError for a language that the house does not speak."""
    return {language.code: language.django for language in LANGUAGES}[code]


class ReadableJSON(json.JSONEncoder):
    """Keeps Chinese readable in the database instead of escaping it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class WordsField(models.JSONField):
    description = "A text in several languages"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "encoder": ReadableJSON})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("encoder", None)
        return name, path, args, options

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Words | None:
        kept = super().from_db_value(value, expression, connection)
        return None if kept is None else Words.from_json(kept)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        kept = value.to_json() if isinstance(value, Words) else value
        return super().get_db_prep_value(kept, connection, prepared)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.to_json() if isinstance(value, Words) else value)

    def to_python(self, value: Any) -> Any:
        return Words.from_json(value) if isinstance(value, dict) else value

    def value_to_string(self, obj: models.Model) -> Any:
        return self.value_from_object(obj).to_json()


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are one, however they were typed: case, blanks and the width of signs count for nothing."""
    return _as_compared(one) == _as_compared(other)


def _as_compared(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
