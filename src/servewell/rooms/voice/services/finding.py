"""Customers' words become findable, a batch at a time, a moment after they came in.

They go in by key, from the lowest: below the highest key that is in the index, less a margin for transactions that end
late, all are in. So nobody need remember what waits, and a stop half-way loses nothing.
"""

from collections.abc import Iterable

from django.db import transaction

from servewell.base import search, turns
from servewell.rooms.voice import selectors, terms


def index_words() -> int:
    """Take the next comments into the index, in a transaction of its own under 250 ms. Returns how many."""
    with turns.one_at_a_time(), transaction.atomic():
        tokens: dict[int, list[str]] = {}
        size = 0
        waiting = selectors.comments_waiting().order_by("pk").values_list("pk", "text")
        for key, text in waiting[: terms.COMMENTS_AT_ONCE].iterator():
            tokens[key] = search.tokens_of(text)
            size += len(tokens[key])
            if size >= terms.TOKENS_AT_ONCE:
                break
        search.put(name=terms.WORDS, tokens=tokens)
    return len(tokens)


def index_words_of(*, voices: Iterable[int]) -> int:
    """Take these voices' comments into the index at once, unless many others come before them. Returns how many."""
    said = selectors.comments_not_indexed().filter(voice__in=list(voices)).order_by("pk")
    with turns.one_at_a_time(), transaction.atomic():
        tokens = {key: search.tokens_of(text) for key, text in said.values_list("pk", "text")}
        if not tokens or _are_others_left_behind(min(tokens)):
            return 0
        search.put(name=terms.WORDS, tokens=tokens)
    return len(tokens)


def _are_others_left_behind(key: int) -> bool:
    """Whether comments wait so far below ``key`` that nobody would look for them once it is in the index."""
    below = key - terms.LOOKED_OVER_AGAIN // 2
    if below <= search.last_key(name=terms.WORDS):
        return False
    return selectors.comments_waiting().filter(pk__lt=below).exists()


def forget_words(*, comments: Iterable[int]) -> None:
    """Take comments out of the index, by key: what was erased is not found. Within the eraser's transaction."""
    search.remove(name=terms.WORDS, keys=comments)


def settle_words() -> None:
    """What was forgotten leaves the index's own pages too, step by step, so that nobody waits for long."""
    is_more = True
    while is_more:
        with turns.one_at_a_time(), transaction.atomic():
            is_more = search.merge_some(name=terms.WORDS)


def rebuild_search() -> int:
    """Make the index anew from all comments, batch by batch; meanwhile searches find less. Returns how many."""
    with turns.one_at_a_time(), transaction.atomic():
        search.empty(name=terms.WORDS)
    indexed = 0
    while batch := index_words():
        indexed += batch
    return indexed
