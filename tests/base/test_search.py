"""Words are found alike on both databases, however they are typed."""

from collections.abc import Iterator, Mapping

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.base import search

NAME = "a_test_of_words"
SAID = {
    1: "The check-in line was slow; the staff didn't look up.",
    2: "服務員很好，房間乾淨。wifi 很快",
    3: "服务员很差，房间不干净！5星酒店？",
    4: "El niño llegó; la HABITACIÓN no estaba limpia.",
    5: "Straße, naïve café — in check we trust",
    6: "早餐很好 breakfast好吃",
    7: "👍👍 !!!",
    8: "the line for check: in the lobby. Slowly, slowly.",
}
ASKED = {
    "slow": {1, 8},
    "SLOW line": {1, 8},
    "slowly line": {8},
    '"slow"': {1},
    "check-in": {1, 8},
    '"check in"': {1, 8},
    '"in check"': {5},
    "didn’t": {1},
    "didnt": {1},
    "服务": {2, 3},
    "服務員": {2, 3},
    "员很": {2, 3},
    "房间不": {3},
    "好": {2, 6},
    "净": {2, 3},
    "服务 好": {2},
    "服务好": set(),
    "很好吃": set(),
    "好吃": {6},
    "breakfast好": {6},
    "5星": {3},
    "星酒店": {3},
    "wifi 很快": {2},
    "干淨wifi": {2},
    "nino": {4},
    "niño": {4},
    "habitacion LIMPIA": {4},
    "STRASSE cafe": {5},
    "naive": {5},
    "line AND slow": set(),
    "slow OR 服务": set(),
    "NOT slow": set(),
    "slow*": {1, 8},
    "slow -line": {1, 8},
    "tokens:slow": set(),
    '"slow': {1},
    "“slow”": {1},
    "NEAR(slow line)": set(),
    "slow & line | (": {1, 8},
    "'; DROP TABLE x": set(),
    "was\x00slow": {1},
    "ine": set(),
}


@pytest.fixture
def held(db: None) -> Iterator[None]:
    search.make(name=NAME, connection=connection)
    put(SAID)
    yield
    search.unmake(name=NAME, connection=connection)


def put(texts: Mapping[int, str]) -> None:
    search.put(name=NAME, tokens={key: search.tokens_of(text) for key, text in texts.items()})


def found(query: str) -> set[int]:
    asked = search.matching(name=NAME, query=query)
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.params)
        return {key for (key,) in cursor.fetchall()}


@pytest.mark.usefixtures("held")
def test_everything_that_was_asked_for_must_occur() -> None:
    assert {query: found(query) for query in ASKED} == ASKED


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("query", ["", "  ", "!!!", '""', "👍", "*"])
def test_a_query_without_a_letter_finds_nothing(query: str) -> None:
    assert (search.parts_of(query), found(query)) == ((), set())


@pytest.mark.usefixtures("held")
def test_what_was_taken_out_is_not_found_and_what_is_put_twice_stays() -> None:
    search.remove(name=NAME, keys=[1, 99])
    put({8: SAID[8], 9: "slow again"})

    assert (found("slow"), search.last_key(name=NAME)) == ({8, 9}, 9)
    search.empty(name=NAME)
    assert (found("slow"), search.last_key(name=NAME)) == (set(), 0)


@pytest.mark.usefixtures("held")
def test_a_word_said_a_thousand_times_and_a_text_without_end_are_held() -> None:
    put({20: "spam " * 1000 + "ham", 21: "x" * 1_000_000, 22: "好" * 200_000, 23: "a " * 20_000 + "zebra"})

    assert (found("spam"), found('"spam ham"'), found("ham"), found("x" * 60), found("好好好"), found("zebra")) == (
        {20}, set(), {20}, {21}, {22}, set(),
    )  # fmt: skip


@given(text=st.text(max_size=60), start=st.integers(0, 30), length=st.integers(1, 12))
def test_any_stretch_of_chinese_is_found_where_it_stands(text: str, start: int, length: int) -> None:
    signs = "服務員很好房間乾淨早餐"
    said = text + signs
    stretch = (signs * 3)[start : start + length]

    asked = search.parts_of(stretch)[0]
    tokens = search.tokens_of(said)
    places = range(len(tokens) - len(asked.tokens) + 1)
    is_there = any(
        tokens[at : at + len(asked.tokens) - 1] == list(asked.tokens[:-1])
        and (
            tokens[at + len(asked.tokens) - 1].startswith(asked.tokens[-1])
            if asked.is_beginning
            else tokens[at + len(asked.tokens) - 1] == asked.tokens[-1]
        )
        for at in places
    )

    assert is_there == (search.fold(stretch) in search.fold(said))


@pytest.mark.usefixtures("held")
@pytest.mark.django_db
@settings(max_examples=60)
@given(query=st.text(max_size=40))
def test_no_query_is_a_mistake(query: str) -> None:
    found(query)


@given(text=st.text(max_size=80))
def test_a_token_is_nothing_that_a_database_could_misread(text: str) -> None:
    assert [each for each in search.tokens_of(text) if not each or set(each) & set(" '\"\\:*&|!()<>\x00")] == []


@given(text=st.text(max_size=80))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    tokens = search.tokens_of(text)

    assert all(set(part.tokens) <= set(tokens) or part.is_beginning for part in search.parts_of(text.replace('"', " ")))
