"""What is known beside a case: notes of colleagues, who else is writing, and which other cases are near it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from servewell.base.words import active_language
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Draft, HarmMark, Note, Tie
from servewell.rooms.cases.selectors.asked import seen_by, title_of
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
    """A note or a draft; ``writer`` is the key of who wrote it, ``case`` the number of the case it was written in."""

    writer: int
    name: str
    text: str
    case: int
    saved_at: datetime


@dataclass(frozen=True)
class Writing:
    """Notes in their order, the viewer's own draft, and who else has drafted lately; nobody reads another's draft.

    ``left`` are the viewer's own drafts in cases that were merged into this one.
    """

    notes: Sequence[Written]
    own: Written | None
    left: Sequence[Written]
    others: Sequence[str]


def writing(*, viewer: "Person", case: Case, at: datetime) -> Writing:
    """What colleagues wrote about a case, and about what was merged into it, for whoever sees it. One query."""
    since = at - terms.WRITES_SINCE
    notes: list[Written] = []
    drafts: list[Written] = []
    for is_note, _key, *written in _written(case):
        (notes if is_note else drafts).append(Written(*written))
    own = [draft for draft in drafts if draft.writer == viewer.pk]
    others = [draft.name for draft in drafts if draft.writer != viewer.pk and draft.saved_at >= since]
    return Writing(
        notes=notes,
        own=next((draft for draft in own if draft.case == case.pk), None),
        left=[draft for draft in own if draft.case != case.pk],
        others=list(dict.fromkeys(others)),
    )


def _written(case: Case) -> "QuerySet[Any, tuple[Any, ...]]":
    columns = ("is_note", "pk", "writer", "writer__name", "text", "case")
    within = Q(case=case) | Q(case__merged_into=case)
    notes = Note.objects.filter(within).annotate(is_note=Value(1)).values_list(*columns, "written_at")
    drafts = Draft.objects.filter(within).exclude(text="").annotate(is_note=Value(0))
    return notes.union(drafts.values_list(*columns, "saved_at"), all=True).order_by("is_note", "pk")


def near_cases(*, viewer: "Person", case: Case, person: int | None) -> list[NearCase]:
    """Cases that are tied to this one, and others of the same person (the key of the entry that stands for them); not
    those that were merged into this one, or it into them.

    Only those the viewer sees, at most ``terms.MOST_NEAR``, tied ones first and then the newest; one query. No
    ``person`` where the viewer may not know who it is.
    """
    near = Q(pk__in=Tie.objects.filter(case=case).values("other"))
    near |= Q(pk__in=Tie.objects.filter(other=case).values("case"))
    if person is not None:
        near |= Q(voice__in=voice.voices_of_person(person=person).values("pk"))
    is_tied = Q(Exists(Tie.objects.filter(case=case, other=OuterRef("pk"))))
    is_tied |= Q(Exists(Tie.objects.filter(case=OuterRef("pk"), other=case)))
    seen = seen_by(viewer, rules.SEE).filter(near).exclude(pk__in=[case.pk, case.merged_into_id or case.pk])
    seen = seen.exclude(Q(merged_into__isnull=False, merged_into=case)).select_related("voice")
    marks = HarmMark.objects.filter(voice=OuterRef("voice"), state__in=terms.SEALING)
    known = seen.annotate(is_tied=is_tied, is_harm=Exists(marks), first_words=voice.first_words(of="voice"))
    return [_as_near(each) for each in known.order_by("-is_tied", "-pk")[: terms.MOST_NEAR]]


def _as_near(case: Case) -> NearCase:
    told = vars(case)
    is_harm = bool(told["is_harm"])
    return NearCase(
        number=case.pk,
        title=_("Speaks of harm") if is_harm else title_of(text=told["first_words"] or ""),
        language=active_language() if is_harm else case.language,
        reason=case.reason,
        state=case.state,
        opened_at=case.opened_at,
        is_tied=bool(told["is_tied"]),
    )
