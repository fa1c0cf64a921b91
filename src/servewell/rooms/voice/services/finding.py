"""Customers' words become findable, a batch at a time, a moment after they came in."""

from collections.abc import Iterable

from django.db import transaction

from servewell.base import search, turns
from servewell.rooms.voice import selectors, terms


def index_words(*, after: int | None = None) -> int:
    """Take the next comments into the index, in a transaction of its own under 250 ms. Returns how many.

    They are the next above the highest key that is there. A transaction that ended late may have left some a little
    below it, so those are looked over again. With ``after``, only comments above that key.
    """
    with turns.one_at_a_time(), transaction.atomic():
        waiting = selectors.words_waiting_after(after=after)
        tokens: dict[int, list[str]] = {}
        size = 0
        for key, text in waiting.order_by("pk").values_list("pk", "text")[: terms.COMMENTS_AT_ONCE].iterator():
            tokens[key] = search.tokens_of(text)
            size += len(tokens[key])
            if size >= terms.TOKENS_AT_ONCE:
                break
        search.put(name=terms.WORDS, tokens=tokens)
    return len(tokens)


def index_words_of(*, voices: Iterable[int]) -> int:
    """Take these voices' comments into the index; those that are there stay as they are. Returns how many."""
    said = selectors.words_not_indexed().filter(voice__in=list(voices))
    with turns.one_at_a_time(), transaction.atomic():
        tokens = {key: search.tokens_of(text) for key, text in said.values_list("pk", "text")}
        search.put(name=terms.WORDS, tokens=tokens)
    return len(tokens)


def forget_words(*, comments: Iterable[int]) -> None:
    """Take comments out of the index, by key: what was erased is not found. Within the eraser's transaction."""
    search.remove(name=terms.WORDS, keys=comments)


def rebuild_search() -> int:
    """Make the index anew from all comments, batch by batch; meanwhile searches find less. Returns how many."""
    with turns.one_at_a_time(), transaction.atomic():
        search.empty(name=terms.WORDS)
    indexed = 0
    while batch := index_words():
        indexed += batch
    return indexed
