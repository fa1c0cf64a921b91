"""What was merged into a case, as its reader sees it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from servewell.rooms.cases.models import Case, Merge
from servewell.rooms.voice import selectors as voice


@dataclass(frozen=True)
class MergedHere:
    """A case that went into another, with the words it came with; ``is_seen`` where its reader also sees it alone."""

    case: Case
    words: Sequence[voice.Spoken]
    merged_by: str
    merged_at: datetime
    is_seen: bool


def merges_here(*, case: Case, known: QuerySet[Case], seen: QuerySet[Case]) -> list[Merge]:
    """For this room: the merges that stand behind a case, by when their voices came; one query.

    Those of cases that its reader is ``known`` to know of; annotated with whether they are among the ``seen``.
    """
    rows = Merge.objects.filter(
        Q(case__in=known.filter(merged_into=case.pk).values("pk")), undone_at__isnull=True
    ).annotate(is_seen=Exists(seen.filter(pk=OuterRef("case"))))
    return list(
        rows.select_related("case__voice", "case__unit", "case__kind", "merged_by").order_by(
            "case__voice__received_at", "pk"
        )
    )


def as_second(row: Merge, words: Sequence[voice.Spoken]) -> MergedHere:
    return MergedHere(
        case=row.case,
        words=words,
        merged_by=row.merged_by.name,
        merged_at=row.merged_at,
        is_seen=bool(vars(row)["is_seen"]),
    )
