"""In which of our languages a text seems to be written."""

import re
from typing import Final

# signs that are written in one of the two scripts alone, among the commonest of both
SIMPLIFIED: Final = frozenset(
    "这们来说国会对发没时过还问开关车东马风书长门张现见觉听点热间务员饭馆价钱样难买卖该让认识给错够处脏贵"
)
TRADITIONAL: Final = frozenset(
    "這們來說國會對發沒時過還問開關車東馬風書長門張現見覺聽點熱間務員飯館價錢樣難買賣該讓認識給錯夠處髒貴"
)
_SPANISH: Final = "el la los las que muy con una para por del es está fue pero como nos más todo habitación"
_ENGLISH: Final = "the and was were is it to of for in on with very not we you they this that my had have"
SPANISH: Final = frozenset(_SPANISH.split())
ENGLISH: Final = frozenset(_ENGLISH.split())

_WORD = re.compile(r"[^\W\d_]+")


def tongue_of(text: str) -> str | None:
    """``en``, ``es``, ``zh-hans``, ``zh-hant``, or None where the text does not show it."""
    han = sum("\u4e00" <= sign <= "\u9fff" for sign in text)
    if han > 1 and han * 2 > sum(sign.isalpha() for sign in text):
        return _script_of(text)
    words = [word.casefold() for word in _WORD.findall(text)]
    spanish = sum(word in SPANISH for word in words)
    english = sum(word in ENGLISH for word in words)
    if max(spanish, english) < 2 or spanish == english:
        return None
    return "es" if spanish > english else "en"


def _script_of(text: str) -> str | None:
    simplified = sum(sign in SIMPLIFIED for sign in text)
    traditional = sum(sign in TRADITIONAL for sign in text)
    if simplified == traditional:
        return None
    return "zh-hans" if simplified > traditional else "zh-hant"
