"""The languages of an instrument and the names that SurveyJS gives them."""

from collections.abc import Mapping
from typing import Final

SURVEYJS_NAMES: Final[Mapping[str, str]] = {"en": "default", "zh-Hans": "zh-cn", "zh-Hant": "zh-tw", "es": "es"}
LANGUAGES_BY_NAME: Final[Mapping[str, str]] = {name: language for language, name in SURVEYJS_NAMES.items()} | {
    "en": "en"
}

DOES_NOT_APPLY: Final[Mapping[str, str]] = {
    "en": "Does not apply",
    "zh-Hans": "不适用",
    "zh-Hant": "不適用",
    "es": "No corresponde",
}
YES: Final[Mapping[str, str]] = {"en": "Yes", "zh-Hans": "是", "zh-Hant": "是", "es": "Sí"}
NO: Final[Mapping[str, str]] = {"en": "No", "zh-Hans": "否", "zh-Hant": "否", "es": "No"}
NONE_OF_THESE: Final[Mapping[str, str]] = {
    "en": "None of these",
    "zh-Hans": "以上都不是",
    "zh-Hant": "以上皆非",
    "es": "Ninguna de estas",
}
