"""What is worked out once for each state of the lake, whoever asks and however many at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from servewell.rooms.insight.selectors.counted.opening import remembered

READERS = 4


def asked_at_once(ask: Callable[[], int]) -> list[int | str]:
    """What each of the readers gets, who all ask before anybody has an answer."""
    begin = threading.Barrier(READERS)

    def reader(_: int) -> int | str:
        begin.wait(timeout=30)
        try:
            return ask()
        except ZeroDivisionError:
            return "failed"

    with ThreadPoolExecutor(READERS) as readers:
        return list(readers.map(reader, range(READERS)))


def test_of_those_who_ask_at_once_one_works_it_out() -> None:
    worked = []
    others_ask = threading.Event()

    @remembered(most=2)
    def doubled(number: int) -> int:
        worked.append(number)
        others_ask.wait(timeout=0.2)  # long enough for the others to come
        return 2 * number

    assert (asked_at_once(lambda: doubled(3)), worked) == ([6] * READERS, [3])
    assert (doubled(3), doubled(4), worked) == (6, 8, [3, 4])


def test_the_longest_unused_is_forgotten_first() -> None:
    worked = []

    @remembered(most=2)
    def doubled(number: int) -> int:
        worked.append(number)
        return 2 * number

    for number in (1, 2, 1, 3, 1, 2):
        doubled(number)

    assert worked == [1, 2, 3, 2]


def test_what_is_large_leaves_room_for_fewer_and_what_is_larger_than_all_is_kept_alone() -> None:
    worked = []

    @remembered(most=10, size=len)
    def stars(number: int) -> str:
        worked.append(number)
        return "*" * number

    for number in (3, 4, 5, 4, 3, 11, 11, 3):
        stars(number)

    assert worked == [3, 4, 5, 3, 11, 3]


def test_what_failed_is_not_kept_and_keeps_nobody_waiting() -> None:
    @remembered(most=2)
    def divided(number: int) -> int:
        return 1 // number

    assert asked_at_once(lambda: divided(0)) == ["failed"] * READERS
    with pytest.raises(ZeroDivisionError):
        divided(0)
