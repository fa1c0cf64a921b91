"""The index of what was said and answered in each case, as far as it has come."""

from collections.abc import Sequence

from django.db.models import QuerySet

from servewell.base import search
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Answer, Case, Delivery
from servewell.rooms.voice import selectors as voice


def cases_to_find() -> list[Case]:
    """Those that go into the index next: above its highest number, and what ended late a little below it.

    Within a transaction: none of them is answered, withdrawn or erased before it ends.
    """
    reached = search.last_key(name=terms.WORDS)
    missing = Case.objects.filter(search.is_missing(name=terms.WORDS, key="cases_case.id"))
    return list(_held(missing.filter(pk__gt=reached - terms.LOOKED_OVER_AGAIN))[: terms.CASES_AT_ONCE])


def cases_to_find_anew(*, cases: Sequence[int]) -> list[Case]:
    """Of these numbers those whose turn in the index has come before. Within a transaction, as ``cases_to_find``."""
    reached = search.last_key(name=terms.WORDS)
    return list(_held(Case.objects.filter(pk__in=[case for case in cases if case <= reached])))


def _held(cases: QuerySet[Case]) -> QuerySet[Case]:
    """What is read of them is then all that was committed: whoever erases it meanwhile is waited for, or waits."""
    return cases.select_for_update(of=("self",), no_key=True).order_by("pk")


def cases_waiting() -> int:
    """How many of the last cases no search finds yet; ``terms.CASES_AT_ONCE`` stands for as many or more."""
    latest = Case.objects.order_by("-pk").values("pk")[: terms.CASES_AT_ONCE]
    missing = search.is_missing(name=terms.WORDS, key="cases_case.id")
    return Case.objects.filter(missing, pk__in=latest).count()


def cases_of_deliveries(*, deliveries: Sequence[int]) -> list[int]:
    """The numbers of the cases that these tries to bring an answer belong to."""
    found = Delivery.objects.filter(pk__in=deliveries).order_by("case").values_list("case", flat=True)
    return list(found.distinct())


def cases_answered_with(*, customers: Sequence[int]) -> list[int]:
    """The numbers of the cases of others in which what these customers (keys of entries) wrote was answered."""
    found = Case.objects.filter(merged__voice__customer__in=customers).exclude(voice__customer__in=customers)
    return list(found.order_by("pk").values_list("pk", flat=True).distinct())


def words_of_cases(*, cases: Sequence[Case]) -> dict[int, str]:
    """What the customer wrote, by itself or in what was merged into the case, and what we answered, by its number."""
    voices = {case.pk: [case.voice_id] for case in cases}
    for each in Case.objects.filter(merged_into__in=cases).order_by("pk"):
        voices[each.merged_into_id or each.pk].append(each.voice_id)
    said = voice.words_of(voices=[key for keys in voices.values() for key in keys], viewer=HOUSE)
    whole = {number: [said.get(key, "") for key in keys] for number, keys in voices.items()}
    for case, text in Answer.objects.filter(case__in=cases).order_by("pk").values_list("case", "text"):
        whole[case].append(text)
    return {number: "\n".join(texts) for number, texts in whole.items()}
