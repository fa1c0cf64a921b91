"""Words that people answer with, in our four languages: how good, or that there is no answer."""

from collections.abc import Iterable, Mapping
from typing import Final

# each ladder from worst to best, its steps divided by a stroke; several words of one step by a comma
_LADDERS: Final = (
    "very poor,very bad|poor,bad|neither good nor poor,neither,average,fair,acceptable|good|very good,excellent",
    "poor|fair|good|very good|excellent",
    "very dissatisfied|dissatisfied|neither satisfied nor dissatisfied,neutral|satisfied|very satisfied",
    "strongly disagree|disagree|neither agree nor disagree,neutral|agree|strongly agree",
    "very unlikely|unlikely|neither likely nor unlikely|likely|very likely",
    "never|rarely|sometimes|often,usually|always",
    "very slow|slow|average|fast|very fast",
    "negative|neutral|positive",
    "disappointed|content|delighted",
    "no|yes",
    "false|true",
    "muy malo,muy mala,pésimo,pésima|malo,mala|regular|bueno,buena|muy bueno,muy buena,excelente",
    "muy insatisfecho|insatisfecho|ni satisfecho ni insatisfecho|satisfecho|muy satisfecho",
    "totalmente en desacuerdo|en desacuerdo|ni de acuerdo ni en desacuerdo|de acuerdo|totalmente de acuerdo",
    "negativo|neutral,neutro|positivo",
    "no|sí,si",
    "非常不满意,很不满意|不满意|一般|满意|非常满意,很满意",
    "非常不滿意,很不滿意|不滿意|一般,普通|滿意|非常滿意,很滿意",
    "很差,非常差|差,较差|一般,中等|好,较好|很好,非常好",
    "非常不同意|不同意|一般,中立|同意|非常同意",
    "差评|中评|好评",
    "否|是",
)
LADDERS: Final = tuple(
    {word: place for place, step in enumerate(ladder.split("|"), start=1) for word in step.split(",")}
    for ladder in _LADDERS
)
_DOES_NOT_APPLY: Final = (
    "n/a,na,not applicable,does not apply,never used,not used,did not use,have not used,don't know,do not know,"
    "dont know,no opinion,unknown,no aplica,n/d,no procede,no sabe,no utilizado,不适用,不適用,未使用,不知道"
)
_BLANK: Final = (
    "blank,did not answer,no answer,no response,not answered,not stated,missing,none given,refused,null,nan,-,--,"
    "no contesta,sin respuesta,en blanco,ns/nc,未填,未回答,无,無,未填写"
)
DOES_NOT_APPLY: Final = frozenset(_DOES_NOT_APPLY.split(","))
BLANK: Final = frozenset(_BLANK.split(","))
# what review sites write inside a customer's text before the company's answer and before a later addition
ANSWER_MARKS: Final = (
    "宾馆反馈",
    "酒店回复",
    "商家回复",
    "賓館反饋",
    "Respuesta del propietario",
    "Response from the owner",
)
ADDITION_MARKS: Final = ("补充点评", "追加评论", "補充點評")


def folded(value: str) -> str:
    return " ".join(value.casefold().replace("’", "'").split())


def says_not_applicable(value: str) -> bool:
    return folded(value) in DOES_NOT_APPLY


def says_nothing(value: str) -> bool:
    return folded(value) in BLANK


def is_silent(value: str) -> bool:
    """Does it say that there is no answer, in either way?"""
    return says_not_applicable(value) or says_nothing(value)


def ladder_of(labels: Iterable[str]) -> tuple[Mapping[str, int], int]:
    """The step of each label, counted from the worst, and the number of steps, where all stand on one ladder."""
    wanted = list(labels)
    for ladder in LADDERS:
        steps = {label: ladder[folded(label)] for label in wanted if folded(label) in ladder}
        if len(wanted) > 1 and len(steps) == len(wanted) and len(set(steps.values())) > 1:
            return steps, max(ladder.values())
    return {}, 0
