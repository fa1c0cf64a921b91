"""The sentences of the demo's customers: enough, each once, in their script; what is made of them fits its marks."""

import random
from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import cast

import opencc
import pytest

from servewell.project.demo import caused, remarks
from servewell.project.demo.remarks import COMPLAINT, LANGUAGES, PLACE, PRAISE, Marks, Remarks
from servewell.project.demo.shelf import book, entries, entry, text

ASPECTS = ("respect", "responsibility", "effective-service", "communication")
KINDS = ("hotel", "home-service")
FEWEST, LARGEST_SHARE = 300, 0.005
OTHER_SCRIPT = {"zh-Hans": "t2s", "zh-Hant": "s2tw"}
RIGHT_IN_BOTH = set("台")  # Taiwan writes it every day; the converter prefers a rarer form
TAIWAN_DOES_NOT_SAY = (
    "酒店",
    "前台",
    "短信",
    "电话",
    "衛生間",
    "出租車",
    "視頻",
    "質量",
    "服務員",
    "早飯",
    "打車",
    "信息",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_three_hundred_sentences_and_none_twice(language: str) -> None:
    found = Counter(remarks.all_of(remarks.sentences(language)))

    assert len(found) >= FEWEST
    assert [sentence for sentence, times in found.items() if times > 1] == []
    assert [sentence for sentence in found if sentence != sentence.strip() or sentence[-1] not in ".?!»”。？！」"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_thing_can_be_praised_and_complained_of_in_at_least_ten_ways(language: str) -> None:
    written = remarks.sentences(language)

    few = [
        (kind, about, tone)
        for kind, about, tone in product(KINDS, (*ASPECTS, PLACE), (PRAISE, COMPLAINT))
        if len(list(remarks.all_of(entry(entry(written[kind])[about])[tone]))) < 10
    ]

    assert few == []


def test_no_sentence_stands_in_two_languages_or_among_the_demos_other_words() -> None:
    where = Counter(sentence for language in LANGUAGES for sentence in set(remarks.all_of(remarks.sentences(language))))
    elsewhere = {text(one["text"]) for one in entries(book("demo/words")["comments"])}

    assert [sentence for sentence, times in where.items() if times > 1] == []
    assert set(where) & elsewhere == set()


@pytest.mark.parametrize("language", OTHER_SCRIPT)
def test_each_chinese_keeps_to_its_script(language: str) -> None:
    converter = opencc.OpenCC(OTHER_SCRIPT[language])
    strangers = {}
    for sentence in remarks.all_of(remarks.sentences(language)):
        turned = converter.convert(sentence)
        signs = [one for one, other in zip(sentence, turned, strict=True) if one != other and one not in RIGHT_IN_BOTH]
        if signs:
            strangers[sentence] = signs

    assert strangers == {}


def test_a_sign_of_the_other_script_would_be_noticed() -> None:
    assert opencc.OpenCC("s2tw").convert("這間房间") != "這間房间"
    assert opencc.OpenCC("t2s").convert("这间房間") != "这间房間"


def test_taiwans_sentences_use_taiwans_words() -> None:
    said = list(remarks.all_of(remarks.sentences("zh-Hant")))

    assert [one for one in said for word in TAIWAN_DOES_NOT_SAY if word in one] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_european_and_chinese_signs_are_not_mixed(language: str) -> None:
    for sentence in remarks.all_of(remarks.sentences(language)):
        is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in sentence)
        assert is_chinese == language.startswith("zh"), sentence
        assert not (is_chinese and set(sentence) & set(",;?!")), sentence


def drawn(language: str, seed: int = 7, number: int = 2500) -> list[tuple[str, Marks, str]]:
    chance = random.Random(seed)
    maker, found = Remarks(language=language, chance=chance), []
    while len(found) < number:
        kind = chance.choice(KINDS)
        marks = Marks(chance.choice((1, 2, 3, 4, 5, 5)), {each: chance.choice((1, 2, 3, 4, 5, 5)) for each in ASPECTS})
        said = maker.about(kind=kind, marks=marks)
        if said:
            found.append((kind, marks, said))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_remarks_fit_their_marks_and_their_kind_of_unit(language: str) -> None:
    written = remarks.sentences(language)
    places = {
        sentence: (kind, about, tone)
        for kind, about, tone in product(KINDS, (*ASPECTS, PLACE), (PRAISE, COMPLAINT))
        for sentence in remarks.all_of(entry(entry(written[kind])[about])[tone])
    }
    closings = {one: tone for tone in (PRAISE, COMPLAINT) for one in remarks.all_of(entry(written["closings"])[tone])}

    for kind, marks, said in drawn(language):
        heart = [place for sentence, place in places.items() if sentence in said and place[0] == kind]
        assert heart, said
        for _, about, tone in heart:
            mark = marks.of(about)
            assert mark is not None
            assert mark >= 4 if tone == PRAISE else mark <= 2, (said, marks)
        assert {tone for one, tone in closings.items() if said.endswith(one)} <= (
            {PRAISE} if marks.overall >= 4 else {COMPLAINT}
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_remark_is_more_than_half_a_percent_of_its_language(language: str) -> None:
    said = Counter(text for _, _, text in drawn(language))

    assert max(said.values()) / said.total() <= LARGEST_SHARE


def test_the_same_seed_draws_the_same_remarks_and_another_seed_others() -> None:
    assert drawn("es", number=50) == drawn("es", number=50)
    assert drawn("es", number=50) != drawn("es", seed=8, number=50)


def test_where_nothing_fits_nothing_is_said() -> None:
    maker = Remarks(language="en", chance=random.Random(1))

    assert maker.about(kind="hotel", marks=Marks(3, dict.fromkeys(ASPECTS, 3))) is None


@pytest.mark.parametrize(("story", "mark", "is_named"), [("flood", 1, False), ("praised", 5, True)])
def test_stories_are_told_in_sentences_of_their_own(story: str, mark: int, is_named: bool) -> None:
    maker, marks = Remarks(language="en", chance=random.Random(3)), Marks(mark, {"respect": mark})
    told = [maker.of_story(story, kind="hotel", marks=marks) for _ in range(40)]
    name = text(entry(remarks.sentences("en")["praised"])["name"])
    matter = list(remarks.all_of(entry(remarks.sentences("en")[story])["matter"]))

    assert all(said is not None and any(one in said for one in matter) for said in told)
    assert len(set(told)) == len(told)
    assert all((name in str(said)) == is_named for said in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_in_any_language_is_told_from_the_flood(language: str) -> None:
    sign = cast(Sequence[str], entry(book("demo/remarks/en")["flood"])["matter"])[0]

    assert caused.is_of_the_flood(language="en", texts=["Hello.", f"So: {sign}"])
    assert not caused.is_of_the_flood(language=language, texts=["Hello."])
