"""What several parts of a recipe share: required keys, words in languages, one value or one by column."""

import re
from typing import Final

from servewell.engines.tables.recipe import ByValue, Words
from servewell.engines.tables.recipes import keys
from servewell.engines.tables.recipes.document import Section

LANGUAGES: Final = ("en", "es", "zh-hans", "zh-hant")
TAG: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")


def required(section: Section, key: str, mend: str) -> str:
    if key not in section:
        section.missing(key, mend)
    return section.text(key) or ""


def either(section: Section) -> None:
    """One value for all rows or one by column, never both and never none."""
    if ("is" in section) == ("column" in section):
        what = "Both `is` and `column` stand here." if "is" in section else "Neither `is` nor `column` stands here."
        section.noted.fault(section.path, section.line, what, "Keep one: `is` for all rows, `column` to look it up.")


def by_value(section: Section) -> ByValue:
    either(section)
    for key in ("values", "otherwise"):
        if key in section and "column" not in section:
            section.fault(key, f"`{key}` needs a column.", "Write `column`, or take it out.")
    return ByValue(section.text("is"), section.text("column"), section.labels("values"), section.text("otherwise"))


def language_of(root: Section) -> tuple[ByValue, str]:
    """The rule, and the language in which the recipe's own words stand where they do not say it."""
    section = root.section("language", keys.BY_VALUE)
    if section is None:
        return ByValue(), LANGUAGES[0]
    rule = by_value(section)
    said = {"is": rule.is_, "otherwise": rule.otherwise} | {f"values.{key}": tag for key, tag in rule.values.items()}
    for key, tag in said.items():
        if tag is not None and not TAG.fullmatch(tag.lower()):
            where = key.split(".")[0]
            section.fault(where, f"`{tag}` is no language.", "Write a tag such as en, es, zh-hans, zh-hant or sq.")
    values = {label: tag.lower() for label, tag in rule.values.items()}
    lowered = ByValue(_lower(rule.is_), rule.column, values, _lower(rule.otherwise))
    return lowered, lowered.is_ if lowered.is_ in LANGUAGES else LANGUAGES[0]


def _lower(tag: str | None) -> str | None:
    return None if tag is None else tag.lower()


def words_of(section: Section, key: str, *, spoken: str, is_required: bool) -> Words:
    """A text, or one text per language."""
    if key not in section:
        if is_required:
            section.missing(key, f"Write `{key}: …`, or one text per language.")
        return {}
    if not section.is_mapping(key):
        text = section.text(key)
        if text is not None and not text.strip():
            section.fault(key, "The text is empty.", "Write what people are to read.")
        return {} if text is None else {spoken: text}
    listed = section.section(key, None)
    return {} if listed is None else _by_language(listed)


def _by_language(listed: Section) -> Words:
    words = {}
    for tag in listed.entries:
        if tag.lower() not in LANGUAGES:
            listed.fault(tag, f"Texts in `{tag}` cannot be shown.", "Languages here: en, es, zh-hans, zh-hant.")
        text = listed.text(tag)
        if text is not None and not text.strip():
            listed.fault(tag, "The text is empty.", "Write what people are to read.")
        words[tag.lower()] = text or ""
    if not words:
        listed.noted.fault(listed.path, listed.line, "No text is stated.", "Write one text per language.")
    return words
