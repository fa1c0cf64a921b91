"""A condition is said in words from what the engine understood of it."""

import pytest
from django.utils.translation import override

from servewell.engines.forms import written
from servewell.web.instruments.shown.logic import Reader

DOCUMENT = {
    "title": {"default": "Shop", "es": "Visita"},
    "pages": [{"elements": [
        {"type": "boolean", "name": "clean", "title": {"default": "Clean?", "es": "¿Limpio?"}},
        {"type": "rating", "name": "smile", "title": {"default": "Smile?"}},
        {"type": "radiogroup", "name": "room", "title": "Which room?",
         "choices": [{"value": "a", "text": "The large one"}]},
        {"type": "matrix", "name": "desk", "title": "Desk", "rows": [{"value": "speed", "text": "Speed"}]},
    ]}],
}  # fmt: skip
READER = Reader(written.items_written(DOCUMENT), language="en")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("{smile} < 3", "“Smile?” is less than 3"),
        ("{smile} >= 2.5", "“Smile?” is at least 2.5"),
        ("{clean}", "“Clean?” is yes"),
        ("!{clean}", "it is not so that “Clean?” is yes"),
        ("{clean} = false", "“Clean?” is no"),
        ("{room} = 'a'", "“Which room?” is “The large one”"),
        ("{room} <> 'b'", "“Which room?” is not “b”"),
        ("{room} anyof ['a', 'b']", "“Which room?” includes one of “The large one”, “b”"),
        ("{smile} empty", "“Smile?” was not answered"),
        ("{smile} notempty and {clean}", "“Smile?” was answered, and “Clean?” is yes"),
        ("({smile} = 1 or {smile} = 2) and {clean}", "(“Smile?” is 1, or “Smile?” is 2), and “Clean?” is yes"),
        ("{smile} * 2 > 5", "“Smile?” times 2 is more than 5"),
        ("{smile} + 1 = {smile}", "“Smile?” plus 1 is “Smile?”"),
        ("iif({clean}, 1, 0) = 1", "(if “Clean?” is yes, then 1, otherwise 0) is 1"),
        ("{desk.speed} = 3", "“Desk – Speed” is 3"),
        ("{gone} = 3", "“gone” is 3"),
        ("{smile} ~ 3", ""),
    ],
)
def test_a_condition_is_said_in_words(condition: str, words: str) -> None:
    assert READER.said(condition) == words


def test_a_condition_is_said_in_the_readers_language_over_words_of_the_form() -> None:
    with override("es"):
        assert Reader(written.items_written(DOCUMENT), language="es").said("{clean} = true and {smile} > 2") == (
            "«¿Limpio?» es sí, y «Smile?» es mayor que 2"
        )
