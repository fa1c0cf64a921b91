"""What is known beside a case: notes of colleagues, who else is writing, and which other cases are near it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Draft, Note, Tie
from servewell.rooms.cases.selectors.asked import seen_by
from servewell.rooms.cases.selectors.together import titles_of
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class NearCase:
    """Another case that the viewer sees. ``is_tied`` where colleagues said that it is about the same matter."""

    number: int
    title: str
    language: str
    reason: str
    state: str
    opened_at: datetime
    is_tied: bool


@dataclass(frozen=True)
class Written:
    """A note or a draft; ``writer`` is the key of who wrote it."""

    writer: int
    name: str
    text: str
    saved_at: datetime


@dataclass(frozen=True)
class Writing:
    """Notes in their order, the viewer's own draft, and who else has drafted lately; nobody reads another's draft."""

    notes: Sequence[Written]
    own: Written | None
    others: Sequence[str]


def writing(*, viewer: "Person", case: Case, at: datetime) -> Writing:
    """What colleagues wrote about a case, for whoever sees it. One query."""
    since = at - terms.WRITES_SINCE
    notes: list[Written] = []
    drafts: list[Written] = []
    for is_note, _key, *written in _written(case):
        (notes if is_note else drafts).append(Written(*written))
    return Writing(
        notes=notes,
        own=next((draft for draft in drafts if draft.writer == viewer.pk), None),
        others=[draft.name for draft in drafts if draft.writer != viewer.pk and draft.saved_at >= since],
    )


def _written(case: Case) -> "QuerySet[Any, tuple[Any, ...]]":
    columns = ("is_note", "pk", "writer", "writer__name", "text")
    notes = Note.objects.filter(case=case).annotate(is_note=Value(1)).values_list(*columns, "written_at")
    drafts = Draft.objects.filter(case=case).exclude(text="").annotate(is_note=Value(0))
    return notes.union(drafts.values_list(*columns, "saved_at"), all=True).order_by("is_note", "pk")


def near_cases(*, viewer: "Person", case: Case, person: int | None) -> list[NearCase]:
    """Cases that are tied to this one, and others of the same person (the key of the entry that stands for them).

    Only those the viewer sees, at most ``terms.MOST_NEAR``, tied ones first and then the newest; two queries. No
    ``person`` where the viewer may not know who it is.
    """
    near = Q(pk__in=Tie.objects.filter(case=case).values("other"))
    near |= Q(pk__in=Tie.objects.filter(other=case).values("case"))
    if person is not None:
        near |= Q(voice__in=voice.voices_of_person(person=person).values("pk"))
    is_tied = Q(Exists(Tie.objects.filter(case=case, other=OuterRef("pk"))))
    is_tied |= Q(Exists(Tie.objects.filter(case=OuterRef("pk"), other=case)))
    seen = seen_by(viewer, rules.SEE).filter(near).exclude(pk=case.pk).select_related("voice")
    return _as_near(list(seen.annotate(is_tied=is_tied).order_by("-is_tied", "-pk")[: terms.MOST_NEAR]))


def _as_near(cases: Sequence[Case]) -> list[NearCase]:
    titles = titles_of(cases=cases)
    return [
        NearCase(
            number=each.pk,
            title=titles[each.pk][0],
            language=titles[each.pk][1],
            reason=each.reason,
            state=each.state,
            opened_at=each.opened_at,
            is_tied=bool(vars(each)["is_tied"]),
        )
        for each in cases
    ]
