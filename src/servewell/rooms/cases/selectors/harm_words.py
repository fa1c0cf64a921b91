"""Words that suggest harm. They find what a person should look at; only a person says that it is so.

A word counts where it stands by itself; with a star, where one begins with it (``injur*``: injury, injured). Letters
are compared without accents and without capitals; Chinese words count wherever they stand, and both scripts count in a
letter in either.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from servewell.base.words import CODES
from servewell.rooms.cases.models import HarmWords
from servewell.rooms.cases.terms import Harm

OF_THE_HOUSE: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    Harm.INJURY.value: {
        "en": (
            "injur*", "hurt", "wound*", "bleed*", "bled", "fractur*", "slipped", "fell down", "burned", "burnt",
            "scald*", "ambulance", "hospital", "food poison*", "vomit*", "allerg*", "electric shock", "unconscious",
            "fainted",
        ),
        "es": (
            "herid*", "lesion*", "sangr*", "fractur*", "resbal*", "me caí", "se cayó", "quemadur*", "me quemé",
            "ambulancia", "hospital", "intoxic*", "vomit*", "alergi*", "desmay*",
        ),
        "zh-Hans": (
            "受伤", "摔倒", "滑倒", "骨折", "流血", "烫伤", "烧伤", "救护车", "急诊", "食物中毒", "呕吐", "过敏",
            "触电", "晕倒",
        ),
        "zh-Hant": (
            "受傷", "跌倒", "滑倒", "骨折", "流血", "燙傷", "燒傷", "救護車", "急診", "食物中毒", "嘔吐", "過敏",
            "觸電", "昏倒",
        ),
    },
    Harm.DISCRIMINATION.value: {
        "en": ("racis*", "discriminat*", "sexis*", "homophob*", "antisemit*", "islamophob*", "harass*", "slur*"),
        "es": ("racis*", "discrimin*", "machis*", "sexis*", "homofob*", "antisemit*", "acos*"),
        "zh-Hans": ("歧视", "种族", "骚扰", "侮辱"),
        "zh-Hant": ("歧視", "種族", "騷擾", "侮辱"),
    },
    Harm.THREAT.value: {
        "en": ("threat*", "kill", "suicid*", "end my life", "bomb*", "weapon*", "knife", "gun", "assault*", "stalk*"),
        "es": ("amenaz*", "matar*", "suicid*", "quitarme la vida", "bomba*", "arma", "armas", "cuchillo", "agredi*"),
        "zh-Hans": ("威胁", "恐吓", "自杀", "炸弹", "持刀", "殴打", "尾随"),
        "zh-Hant": ("威脅", "恐嚇", "自殺", "炸彈", "持刀", "毆打", "尾隨"),
    },
    Harm.LEAK.value: {
        "en": ("data leak*", "leaked", "hacked", "identity theft", "my data", "another guest's", "privacy"),
        "es": ("fuga de datos", "filtraron", "hacke*", "robo de identidad", "mis datos", "datos de otr*", "privacidad"),
        "zh-Hans": ("泄露", "个人信息", "隐私", "盗刷"),
        "zh-Hant": ("外洩", "洩漏", "個資", "隱私", "盜刷"),
    },
}  # fmt: skip
CHINESE: Final = ("zh-Hans", "zh-Hant")
Vocabulary = Mapping[str, Mapping[str, Iterable[str]]]


def words_of_harm() -> tuple[int, Vocabulary]:
    """The version that holds, 0 for the house's own, and its words by kind and language."""
    latest = HarmWords.objects.order_by("-version").first()
    return (latest.version, latest.words) if latest else (0, OF_THE_HOUSE)


def suggested_by(*, text: str, language: str, vocabulary: tuple[int, Vocabulary]) -> dict[Harm, list[str]]:
    """By kind, the words of the list that a text holds, as the list has them."""
    version, words = vocabulary
    found: dict[Harm, list[str]] = {}
    plain = _plain(text)
    for kind in Harm:
        listed = _listed(words.get(kind.value, {}), language)
        if listed and _pattern(version, kind.value, language, listed).search(plain):
            found[kind] = [word for word in listed if re.search(_of(word), plain)]
    return found


def _listed(words: Mapping[str, Iterable[str]], language: str) -> tuple[str, ...]:
    spoken = CHINESE if language in CHINESE else (language,)
    listed = dict.fromkeys(word for code in CODES if code in spoken for word in words.get(code, ()))
    return tuple(word for word in listed if letters_of(word=word))


@lru_cache(maxsize=64)
def _pattern(_version: int, _kind: str, _language: str, words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_of(word) for word in words))


def _of(word: str) -> str:
    plain = _plain(word.removesuffix("*"))
    if not plain.isascii():
        return re.escape(plain)
    end = "" if word.endswith("*") else r"\b"
    return rf"\b{re.escape(plain)}{end}"


def letters_of(*, word: str) -> str:
    """Those by which it is compared: what is only accents and marks has none, and would stand in every letter."""
    return "".join(sign for sign in _plain(word) if sign.isalnum())


def _plain(text: str) -> str:
    """Without capitals and accents; every kind of apostrophe is one."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
