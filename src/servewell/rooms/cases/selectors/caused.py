"""What caused a case, as far as somebody has said; and which causes are likely."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count

from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Case, Cause, FoundCause, Point
from servewell.rooms.cases.selectors.causes import CauseSeen, cause_rule
from servewell.rooms.cases.selectors.pointing import low_items
from servewell.rooms.cases.terms import Certainty, PointKind
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice import terms as voice_terms

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class CauseOfCase:
    """One cause of a case, by the version of the tree that held when it was named."""

    cause: Cause
    is_main: bool
    certainty: Certainty
    note: str
    named_by: "Person"
    named_at: datetime
    until_at: datetime | None


def causes_of(*, case: Case) -> list[CauseOfCase]:
    """What is said now, the main cause first: for whoever sees the case. One query."""
    return [each for each in causes_said(case=case) if each.until_at is None]


def causes_said(*, case: Case) -> list[CauseOfCase]:
    """All that was ever said, what holds now first. One query."""
    found = FoundCause.objects.filter(case=case).select_related("cause", "named_by").order_by("pk")
    rows = [
        CauseOfCase(
            each.cause, each.is_main, Certainty(each.certainty), each.note, each.named_by, each.named_at, each.until_at
        )
        for each in found
    ]
    return sorted(rows, key=lambda each: (each.until_at is not None, not each.is_main))


def complaints_among(*, cases: Sequence[Case]) -> set[int]:
    """Numbers of those that are complaints: a low score, a point marked as one, or a kind that owes a decision.

    Thanks are none; of other kinds one without points is a complaint where its score is not high. With voice and kind.
    """
    marked: dict[int, set[str]] = {}
    for case, kind in Point.objects.filter(case__in=[each.pk for each in cases]).values_list("case", "kind"):
        marked.setdefault(case, set()).add(kind)
    return {each.pk for each in cases if is_complaint(case=each, kinds=marked.get(each.pk, set()))}


def is_complaint(*, case: Case, kinds: Set[str]) -> bool:
    """As ``complaints_among``, where the kinds of its points are known already."""
    if case.reason == terms.BELOW_BAR or PointKind.COMPLAINT in kinds:
        return True
    owes = case.kind.owes if case.kind else terms.Ends.ANSWER
    if kinds or owes != terms.Ends.ANSWER:
        return owes == terms.Ends.DECISION
    overall = case.voice.overall
    return overall is None or overall < voice_terms.BANDS[voice_terms.Band.LOW][1]


def lacking_causes(*, cases: Sequence[Case]) -> set[int]:
    """Numbers of those that the company wants a cause of before they are done, and nobody has named one.

    What was merged into one of them is done with it: a complaint there wants a cause, and one that was named there will
    do, as in reports.
    """
    if not cases or not cause_rule():
        return set()
    merged = Case.objects.filter(merged_into__in=cases).select_related("voice", "kind")
    root_of = {each.pk: each.pk for each in cases} | {each.pk: each.merged_into_id or each.pk for each in merged}
    complaints = {root_of[number] for number in complaints_among(cases=[*cases, *merged])}
    named = FoundCause.objects.filter(case__in=root_of, until_at__isnull=True).values_list("case", flat=True)
    return complaints - {root_of[number] for number in named}


def causes_offered(*, case: Case, tree: Sequence[CauseSeen], at: datetime) -> list[CauseSeen]:
    """Likely ones: about what the customer rated low, then those named lately at its unit, the most frequent first.

    What a customer who speaks of harm rated is read behind one door alone.
    """
    lately = FoundCause.objects.filter(
        case__unit=case.unit_id, until_at__isnull=True, named_at__gte=at - terms.NAMED_WITHIN
    )
    often = dict(lately.exclude(case=case).values_list("cause__code").annotate(n=Count("pk")).order_by())
    named = set(FoundCause.objects.filter(case=case, until_at__isnull=True).values_list("cause__code", flat=True))
    low = frozenset() if voice.are_sealed(voices=[case.voice_id]) else _rated_low(case)
    leaves = [each for each in tree if not each.is_branch and each.code not in named]
    likely = [each for each in leaves if each.code in often or low & set(each.standards)]
    likely.sort(key=lambda each: (not low & set(each.standards), -often.get(each.code, 0), each.code))
    return likely[: terms.MOST_CAUSES_OFFERED]


def _rated_low(case: Case) -> frozenset[str]:
    """The codes of standards that low answers are about: those which the item names, or else all under its aspect."""
    items = [given.item for given in low_items(case=case)]
    aspects = {item.aspect for item in items if item.aspect and not item.standards}
    under = {each.code for each in standards.standards_in_force() if aspects and each.aspect.code in aspects}
    return frozenset(under.union(*(item.standards for item in items)))
