"""Words that people answer with, in our four languages: how good, or that there is no answer."""

from collections.abc import Iterable, Mapping
from typing import Final
from unicodedata import combining, normalize

# each ladder from worst to best, its steps divided by a stroke; several words of one step by a comma
_LADDERS: Final = (
    (
        "very poor,very bad,terrible,awful,horrible|poor,bad|neither good nor poor,neither,average,fair,acceptable,ok"
        ",okay|good|very good,excellent,great"
    ),
    "poor|fair|good|very good|excellent",
    "poor,terrible|below average|average|above average|excellent",
    "terrible|poor|average,fair|very good,good|excellent",
    "unsatisfactory|satisfactory|good|excellent,outstanding",
    (
        "very dissatisfied,very unsatisfied,completely dissatisfied,extremely dissatisfied"
        "|dissatisfied,unsatisfied,somewhat dissatisfied"
        "|neither satisfied nor dissatisfied,neutral,neither|satisfied,somewhat satisfied"
        "|very satisfied,completely satisfied,extremely satisfied"
    ),
    (
        "not at all satisfied|slightly satisfied|moderately satisfied,somewhat satisfied|very satisfied"
        "|extremely satisfied,completely satisfied"
    ),
    (
        "strongly disagree|disagree,somewhat disagree|neither agree nor disagree,neutral,neither|agree,somewhat agree"
        "|strongly agree"
    ),
    (
        "very unlikely,extremely unlikely|unlikely|neither likely nor unlikely,neutral,neither|likely"
        "|very likely,extremely likely"
    ),
    "never|rarely|sometimes|often,usually|always",
    "very slow|slow|average|fast|very fast",
    "much worse|worse|same,the same,as expected|better|much better",
    "negative|neutral|positive",
    "disappointed|content|delighted",
    "no|yes",
    "false|true",
    "muy malo,muy mala,pésimo,pésima|malo,mala|regular,normal,aceptable|bueno,buena|muy bueno,muy buena,excelente",
    "malo,mala,deficiente|regular|bueno,buena|muy bueno,muy buena|excelente",
    "muy mal,fatal,pésimo|mal|regular,normal,ni bien ni mal|bien|muy bien,excelente,genial",
    (
        "muy insatisfecho,muy insatisfecha,nada satisfecho,nada satisfecha"
        "|insatisfecho,insatisfecha,poco satisfecho,poco satisfecha"
        "|ni satisfecho ni insatisfecho,ni satisfecha ni insatisfecha,neutral,neutro,indiferente,regular"
        "|satisfecho,satisfecha,bastante satisfecho,bastante satisfecha|muy satisfecho,muy satisfecha"
    ),
    (
        "muy en desacuerdo,totalmente en desacuerdo|en desacuerdo|ni de acuerdo ni en desacuerdo,neutral,neutro"
        "|de acuerdo|muy de acuerdo,totalmente de acuerdo"
    ),
    "muy improbable,nada probable|improbable,poco probable|ni probable ni improbable,neutral|probable|muy probable",
    "nunca|rara vez,casi nunca|a veces,algunas veces|a menudo,casi siempre,frecuentemente|siempre",
    "negativo,negativa|neutral,neutro,neutra|positivo,positiva",
    "no|sí,si",
    (
        "非常不满意,很不满意,极不满意|不满意,不太满意,较不满意,比较不满意"
        "|一般,普通,中立,尚可|满意,比较满意,较满意,基本满意"
        "|非常满意,很满意,十分满意"
    ),
    (
        "非常不滿意,很不滿意,極不滿意|不滿意,不太滿意,較不滿意,比較不滿意"
        "|一般,普通,中立,尚可|滿意,比較滿意,較滿意,基本滿意"
        "|非常滿意,很滿意,十分滿意"
    ),
    "很差,非常差,极差|差,较差,不好|一般,中等,普通,还行|好,较好,比较好|很好,非常好,优秀",
    "很差,非常差,極差|差,較差,不好|一般,中等,普通,還行|好,較好,比較好|很好,非常好,優秀",
    "差|中|良|优",
    "差|中|良|優",
    "非常不同意,很不同意,完全不同意|不同意,不太同意|一般,中立|同意,比较同意,比較同意|非常同意,很同意,完全同意",
    "从不|很少|有时|经常|总是",
    "從不|很少|有時|經常|總是",
    "负面,消极|中性|正面,积极",
    "負面,消極|中性|正面,積極",
    "差评|中评|好评",
    "差評|中評|好評",
    "否|是",
)


def folded(value: str) -> str:
    """Without what writers of the same word differ in: capitals, accents, kinds of apostrophes and digits."""
    plain = "".join(sign for sign in normalize("NFKD", value.casefold()) if not combining(sign))
    return " ".join(plain.replace("’", "'").split())


LADDERS: Final = tuple(
    {folded(word): place for place, step in enumerate(ladder.split("|"), start=1) for word in step.split(",")}
    for ladder in _LADDERS
)
_DOES_NOT_APPLY: Final = (
    "n/a,na,not applicable,does not apply,never used,not used,did not use,have not used,don't know,do not know,"
    "dont know,no opinion,unknown,not sure,no aplica,no aplicable,n/d,no procede,no sabe,no utilizado,"
    "不适用,不適用,不涉及,未使用,不知道"
)
_BLANK: Final = (
    "blank,did not answer,no answer,no response,not answered,not stated,missing,none given,refused,null,nan,-,--,"
    "no contesta,sin respuesta,en blanco,ns/nc,未填,未回答,无,無,未填写"
)
DOES_NOT_APPLY: Final = frozenset(map(folded, _DOES_NOT_APPLY.split(",")))
BLANK: Final = frozenset(map(folded, _BLANK.split(",")))
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


def says_not_applicable(value: str) -> bool:
    return folded(value) in DOES_NOT_APPLY


def says_nothing(value: str) -> bool:
    return folded(value) in BLANK


def is_silent(value: str) -> bool:
    """Does it say that there is no answer, in either way?"""
    return says_not_applicable(value) or says_nothing(value)


def ladder_of(labels: Iterable[str]) -> tuple[Mapping[str, int], int]:
    """The step of each label, counted from the worst, and the number of steps, where all stand on one ladder.

    Of several ladders the one that tells the labels apart best: *excellent* is above *very good* where both occur.
    """
    wanted = {label: folded(label) for label in labels}
    found: tuple[Mapping[str, int], int] = ({}, 0)
    for ladder in LADDERS:
        steps = {label: ladder[word] for label, word in wanted.items() if word in ladder}
        apart = len(set(steps.values()))
        if len(steps) == len(wanted) and apart > max(1, len(set(found[0].values()))):
            found = steps, max(ladder.values())
    return found
