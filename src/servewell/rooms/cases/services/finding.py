"""What was said and answered in a case becomes findable, a batch at a time, a moment after it was written.

Cases go in by number, from the lowest: below the highest that is in the index, less a margin for transactions that end
late, all are in. So nobody need remember what waits, and a stop half-way loses nothing.
"""

from collections.abc import Sequence

from django.db import transaction

from servewell.base import erasing, search, turns
from servewell.rooms.cases import selectors, terms
from servewell.rooms.cases.models import Case


def index_cases() -> int:
    """Take the next cases into the index, in a transaction of its own. Returns how many."""
    with turns.one_at_a_time(), transaction.atomic():
        cases = selectors.cases_to_find()
        _put(cases)
    return len(cases)


def index_again(*, cases: Sequence[int]) -> None:
    """Something was written in these cases (their numbers): those that are in the index go in anew."""
    with turns.one_at_a_time(), transaction.atomic():
        found = selectors.cases_to_find_anew(cases=cases)
        forget_cases(cases=[case.pk for case in found])
        _put(found)


def forget_cases(*, cases: Sequence[int]) -> None:
    """Take cases out of the index: what was erased or withdrawn is not found. Within the other deed's transaction."""
    search.remove(name=terms.WORDS, keys=cases)


def settle_words() -> None:
    """What was forgotten leaves the index's own pages too, step by step, so that nobody waits for long."""
    is_more = True
    while is_more:
        with turns.one_at_a_time(), transaction.atomic():
            is_more = search.merge_some(name=terms.WORDS)
    erasing.clear_log()


def rebuild_case_search() -> int:
    """Make the index anew from all cases, batch by batch; meanwhile searches find less. Returns how many."""
    with turns.one_at_a_time(), transaction.atomic():
        search.empty(name=terms.WORDS)
    indexed = 0
    while batch := index_cases():
        indexed += batch
    return indexed


def _put(cases: Sequence[Case]) -> None:
    words = selectors.words_of_cases(cases=cases)
    search.put(name=terms.WORDS, tokens={number: search.tokens_of(text) for number, text in words.items()})
