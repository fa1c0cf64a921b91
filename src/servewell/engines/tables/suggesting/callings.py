"""What the name of a column says that its answers are: a rating, labels of a coder, or something about who answered."""

import re
from typing import Final

from servewell.engines.tables.profiling.answer_words import folded
from servewell.engines.tables.suggesting import names

_SURELY_RATED: Final = (
    "rating ratings rated rate score scores stars star satisfaction satisfied recommend recommended recommendation nps "
    "netpro csat ces csi overall quality grade valoracion valoraciones calificacion puntuacion nota evaluacion "
    "satisfaccion satisfecho satisfecha estrellas recomienda recomendaria recomendacion calidad"
)
SURELY_RATED: Final = frozenset(_SURELY_RATED.split())
RATED: Final = SURELY_RATED | {"sentiment", "class", "label", "fft"}
_RATED_SIGNS: Final = "评分 评价 得分 打分 分数 满意 星级 推荐 評分 評價 得分 打分 分數 滿意 星級 推薦"
RATED_SIGNS: Final = tuple(_RATED_SIGNS.split())
_WHOLE_SIGNS: Final = "总体 整体 总评 综合 總體 整體 總評 綜合"
WHOLE_SIGNS: Final = tuple(_WHOLE_SIGNS.split())
OVERALL: Final = names.vocabulary("overall")
_ABOUT_PEOPLE: Final = (
    "age gender sex income zip postcode country county state lang language weight month year day date gate flight hour "
    "time id number no count confidence terminal area strata peak method edad sexo ingresos retweet"
)
ABOUT_PEOPLE: Final = frozenset(_ABOUT_PEOPLE.split())
# the words of most Chinese surveys, for the names of items, which know Latin letters alone; the longer ones first
_IN_ENGLISH: Final = (
    "满意度 satisfaction|滿意度 satisfaction|性价比 value|性價比 value|服务员 staff|服務員 staff|"
    "总体 overall|總體 overall|整体 overall|整體 overall|服务 service|服務 service|"
    "环境 surroundings|環境 surroundings|评分 rating|評分 rating|"
    "评价 review|評價 review|评论 comment|評論 comment|意见 comment|意見 comment|建议 suggestion|建議 suggestion|"
    "态度 manner|態度 manner|员工 staff|員工 staff|房间 room|房間 room|"
    "卫生 cleanliness|衛生 cleanliness|清洁 cleanliness|"
    "價格 price|价格 price|位置 location|早餐 breakfast|餐饮 food|餐飲 food|口味 taste|设施 facilities|設施 facilities|"
    "推荐 recommend|推薦 recommend|速度 speed|内容 text|內容 text|标题 title|標題 title|得分 score|打分 score"
)
IN_ENGLISH: Final = tuple(tuple(each.split()) for each in _IN_ENGLISH.split("|"))
# names run together often end so: Q21GENDER. Too many words end in age: storage, baggage
_ENDINGS: Final = ("gender", "sex", "income", "country", "zip")
_ENDS: Final = re.compile(r"(?<!\d)(-?\d{1,2})\s?(?:-|–|—|~|/|to|a|al|至|到)\s?(\d{1,3})(?!\d)")


def says_rated(name: str) -> bool:
    return _says(name, RATED) or _has_signs(name, RATED_SIGNS)


def is_surely_rated(name: str) -> bool:
    return _says(name, SURELY_RATED) or _has_signs(name, RATED_SIGNS)


def says_whole(name: str) -> bool:
    """Does it speak of the whole? ``general`` and ``总体`` do."""
    return bool(set(names.name_of(name).words) & OVERALL) or _has_signs(name, WHOLE_SIGNS)


def is_about_people(name: str) -> bool:
    said = names.name_of(name).words
    return any(word in ABOUT_PEOPLE for word in said) or any(names.plain(name).endswith(word) for word in _ENDINGS)


def ends_in(name: str) -> tuple[int, int] | None:
    """The ends of a scale that a name states in brackets: ``Satisfaction (0-10)``."""
    for bracket in re.findall(r"[(\[（【]([^)\]）】]*)[)\]）】]", name):
        if (found := _ENDS.search(bracket)) and int(found[1]) < int(found[2]) <= 100:
            return int(found[1]), int(found[2])
    return None


def in_english(name: str) -> str:
    """A name with its commonest Chinese words in English; other signs stay."""
    for word, english in IN_ENGLISH:
        name = name.replace(word, f" {english} ")
    return name.strip()


def _says(name: str, known: frozenset[str]) -> bool:
    return any(folded(word) in known for word in names.words_in(name))


def _has_signs(name: str, signs: tuple[str, ...]) -> bool:
    return any(sign in name for sign in signs)
