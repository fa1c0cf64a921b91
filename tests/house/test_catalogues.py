"""Nothing is left untranslated, and these tests would notice."""

import re
import string

import opencc
import polib
import pytest

from tools.messages import LOCALES, PACKAGE, catalogue

# words that are the same in Spanish, or that no language translates
SAME_IN_SPANISH = {
    "Servewell",
    "PIN",
    "QR",
    "n",
    "Error",
    "No",
    "no",
    "Roles",
    "hotel",
    "%(hours)d h",
    "%(minutes)d min",
    "%(time)s (n = %(number)s)",
    "Webhooks",
}
HAN = re.compile(r"[㐀-鿿]")
# no Han needed: names and signs that stand as they are
WITHOUT_HAN = {"Servewell", "PIN", "QR", "n", "%(what)s in %(language)s", "%(time)s (n = %(number)s)"}
# 台 is written in Taiwan's own names; OpenCC wants 臺
TRADITIONAL_AS_WELL = set("台斗")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")


def entries(locale: str) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(catalogue(locale))) if not entry.obsolete]


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> list[str]:
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_translated(locale: str) -> None:
    found = entries(locale)

    assert len(found) > 100
    assert [entry.msgid for entry in found if "fuzzy" in entry.flags or not all(texts(entry))] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_plural_has_all_forms_of_its_language(locale: str) -> None:
    # a form that is missing is answered in English, for every number that asks for it
    head = polib.pofile(str(catalogue(locale))).metadata["Plural-Forms"]
    forms = list(range(int(re.findall(r"nplurals=(\d+)", head)[0])))
    plural = [entry for entry in entries(locale) if entry.msgid_plural]

    assert len(plural) > 20
    assert [entry.msgid for entry in plural if sorted(entry.msgstr_plural) != forms] == []


def test_spanish_differs_from_english() -> None:
    same = [
        entry.msgid for entry in entries("es") if entry.msgid in texts(entry) and entry.msgid not in SAME_IN_SPANISH
    ]

    assert [msgid for msgid in same if set(PLACEHOLDER.sub("", msgid)) & set(string.ascii_letters)] == []


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
def test_chinese_catalogues_hold_han(locale: str) -> None:
    plain = [
        entry.msgid
        for entry in entries(locale)
        if set(PLACEHOLDER.sub("", entry.msgid)) & set(string.ascii_letters)
        and not all(HAN.search(text) for text in texts(entry))
    ]

    assert [msgid for msgid in plain if msgid not in WITHOUT_HAN] == []


def test_traditional_chinese_holds_no_character_that_only_simplified_has() -> None:
    to_traditional = opencc.OpenCC("s2t")
    simplified = {
        character
        for entry in entries("zh_Hant")
        for text in texts(entry)
        for character in text
        if to_traditional.convert(character) != character and character not in TRADITIONAL_AS_WELL
    }

    assert simplified == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_are_the_same_in_every_language(locale: str) -> None:
    wrong = [
        entry.msgid
        for entry in entries(locale)
        for text in texts(entry)
        if placeholders(text) not in (placeholders(entry.msgid), placeholders(entry.msgid_plural or entry.msgid))
    ]

    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_catalogue_knows_every_sentence_of_the_code(locale: str) -> None:
    """Compared by what the sources mark, so that a new sentence without a translation is noticed."""
    known = {entry.msgid for entry in entries(locale)}
    marked = re.compile(
        r"""(?:\b_|gettext|gettext_lazy|pgettext)\(\s*"((?:[^"\\]|\\.)*)"\s*\)|\{% translate "([^"]*)" """
    )
    said = {
        (match.group(1) or match.group(2)).replace('\\"', '"')
        for file in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]
        if "vendor" not in file.parts
        for match in marked.finditer(file.read_text(encoding="utf-8"))
    }

    assert len(said) > 50
    assert sorted(said - known) == []


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
def test_staff_are_called_by_the_plain_you(locale: str) -> None:
    """The polite one is for customers: in what they read, and in examples of it."""
    rooms = ("rooms/cases", "web/cases", "web/harm", "web/deadlines", "web/insight", "web/playbooks")
    files = [file for room in rooms for kind in ("*.py", "*.html") for file in (PACKAGE / room).rglob(kind)]
    said = "\n".join(file.read_text(encoding="utf-8") for file in files)
    polite = [entry.msgid for entry in entries(locale) if "您" in "".join(texts(entry))]
    letter = (PACKAGE / f"rooms/cases/letters/harm.{locale.replace('_', '-')}").read_text(encoding="utf-8")

    assert len(polite) > 40
    assert [msgid for msgid in polite if f'"{msgid}"' in said] == []
    assert "您" not in letter


def test_pages_call_things_as_the_glossary_does() -> None:
    ledger = {"es": "recorrido", "zh_Hans": "全程记录", "zh_Hant": "全程紀錄"}
    # in the other script a case has another name
    elsewhere = {"zh_Hans": "案件", "zh_Hant": "個案"}
    for locale, term in ledger.items():
        missed = [
            entry.msgid
            for entry in entries(locale)
            if "ledger" in entry.msgid.lower() and term not in "".join(texts(entry))
        ]
        strange = [
            entry.msgid
            for entry in entries(locale)
            if locale in elsewhere and elsewhere[locale] in "".join(texts(entry))
        ]
        assert (missed, strange) == ([], []), locale
