"""The index of what was said and answered in each case, as far as it has come."""

from collections.abc import Sequence

from servewell.base import search
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Answer, Case, Delivery
from servewell.rooms.voice import selectors as voice


def cases_to_find() -> list[Case]:
    """Those that go into the index next: above its highest number, and what ended late a little below it."""
    reached = search.last_key(name=terms.WORDS)
    missing = Case.objects.filter(search.is_missing(name=terms.WORDS, key="cases_case.id"))
    return list(missing.filter(pk__gt=reached - terms.LOOKED_OVER_AGAIN).order_by("pk")[: terms.CASES_AT_ONCE])


def cases_waiting() -> int:
    """How many of the last cases no search finds yet; ``terms.CASES_AT_ONCE`` stands for as many or more."""
    latest = Case.objects.order_by("-pk").values("pk")[: terms.CASES_AT_ONCE]
    missing = search.is_missing(name=terms.WORDS, key="cases_case.id")
    return Case.objects.filter(missing, pk__in=latest).count()


def cases_of_deliveries(*, deliveries: Sequence[int]) -> list[int]:
    """The numbers of the cases that these tries to bring an answer belong to."""
    found = Delivery.objects.filter(pk__in=deliveries).order_by("case").values_list("case", flat=True)
    return list(found.distinct())


def words_of_cases(*, cases: Sequence[Case]) -> dict[int, str]:
    """What the customer wrote and what we answered, by the case's number; empty where nothing was written."""
    said = voice.words_of(voices=[case.voice_id for case in cases], viewer=HOUSE)
    whole = {case.pk: [said.get(case.voice_id, "")] for case in cases}
    for case, text in Answer.objects.filter(case__in=cases).order_by("pk").values_list("case", "text"):
        whole[case].append(text)
    return {number: "\n".join(texts) for number, texts in whole.items()}
