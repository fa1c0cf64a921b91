"""Which cases went into which other, where each is answered now, and what would stand in the way of a merge."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from servewell.base.permissions import Actor
from servewell.engines.clocks import Deadline
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Delivery, HarmMark, Inquiry, Merge, Point
from servewell.rooms.cases.selectors.asked import case_for, seen_by, title_of, words_of
from servewell.rooms.cases.selectors.kinds import ends_with
from servewell.rooms.cases.selectors.who import address_of
from servewell.rooms.cases.terms import MergeBar
from servewell.rooms.customers import selectors as customers
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class Barred:
    """``into`` is the number of the case that one of them went into before, ``name`` whoever did it."""

    why: MergeBar
    into: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Dues:
    """By when a case is answered, and of which case of those that are answered with it that is the deadline."""

    due_at: datetime
    due_of: Case
    obligation_due_at: datetime
    obligation_of: Case


@dataclass(frozen=True)
class WentInto:
    """Where a merged case is answered now. ``is_open`` while that is still owed; ``is_seen`` where the reader sees it.

    ``bar`` is why the merge cannot be undone any more, or by this reader.
    """

    number: int
    merged_by: str
    merged_at: datetime
    reason: str
    state: str
    is_seen: bool
    bar: MergeBar | None

    @property
    def is_open(self) -> bool:
        return self.state == terms.OPEN


@dataclass(frozen=True)
class MergeForeseen:
    """What a merge would do. ``barred`` says what stands in its way; then the rest tells how it stands.

    ``brings`` are the numbers of the cases that went into the one before, and would go along; ``points`` how many of
    the matters that would count there are open.
    """

    case: Case
    into: Case
    titles: Mapping[int, tuple[str, str]]
    barred: Barred | None
    dues: Dues
    brings: Sequence[int]
    points: int


def standing_merges(*, cases: Iterable[int]) -> list[Merge]:
    """For this room: of these cases (numbers), and of all that are answered with them, the merges not undone."""
    keys = list(cases)
    among = Q(case__in=keys) | Q(case__merged_into__in=keys)
    return list(Merge.objects.filter(among, undone_at__isnull=True).order_by("pk"))


def answered_with(*, case: Case) -> QuerySet[Case]:
    """For this room: the cases that went into this one, wherever they began."""
    return Case.objects.filter(merged_into=case.pk).order_by("pk")


def ends_together(*, case: Case) -> terms.Ends:
    """What the letter that ends this case, and all that went into it, has to hold. One query."""
    return ends_with(case=case, and_with=answered_with(case=case).select_related("kind"))


def where_it_went(*, viewer: Actor, number: int) -> int:
    """The number of the case in which this one is answered, as far as the viewer sees it; else its own."""
    into = Case.objects.filter(pk=number).values("merged_into")
    found = seen_by(viewer, rules.SEE).filter(pk__in=into).values_list("pk", flat=True).first()
    return number if found is None else found


def own_due(case: Case) -> datetime:
    """By when it would be answered if nothing had been merged into it: as its own clock says."""
    return _due(case, "service")


def own_obligation(case: Case) -> datetime:
    return _due(case, "obligation")


def _due(case: Case, clock: str) -> datetime:
    due_at = Deadline.from_json(case.clock[clock]).due_at
    if due_at is None:
        raise AssertionError("a clock that is not paused comes to an end")
    return due_at


def dues_of(*, cases: Sequence[Case]) -> Dues:
    """Of cases that are answered together: the earliest of all, of the first such case."""
    service = min(cases, key=lambda each: (own_due(each), each.pk))
    obligation = min(cases, key=lambda each: (own_obligation(each), each.pk))
    return Dues(own_due(service), service, own_obligation(obligation), obligation)


def went_into(*, viewer: "Person", case: Case, may_answer: bool) -> WentInto | None:
    """For whoever sees the case, and whether they ``may_answer`` it; None where it stands by itself. One query."""
    if case.merged_into_id is None:
        return None
    there = OuterRef("case__merged_into")
    rows = Merge.objects.filter(case=case, undone_at__isnull=True).annotate(
        is_seen=Exists(seen_by(viewer, rules.SEE).filter(pk=there)),
        may=Exists(seen_by(viewer, rules.ANSWER).filter(pk=there)),
        is_live=Exists(Delivery.objects.filter(case=there, answer__isnull=False, state__in=terms.LIVE_STATES)),
    )
    row = rows.select_related("merged_by", "case__merged_into").get()
    root = row.case.merged_into
    if root is None:
        raise AssertionError("the database lets no case be merged into none")
    return WentInto(
        number=root.pk,
        merged_by=row.merged_by.name,
        merged_at=row.merged_at,
        reason=row.reason,
        state=root.state,
        is_seen=bool(vars(row)["is_seen"]),
        bar=_undo_bar(may=may_answer and bool(vars(row)["may"]), root=root, is_live=bool(vars(row)["is_live"])),
    )


def merge_foreseen(*, viewer: "Person", number: int, other: int) -> MergeForeseen:
    """What would become of the case ``other`` merged into ``number``. Raises NoSuchCase for either."""
    into, case = case_for(viewer=viewer, number=number), case_for(viewer=viewer, number=other)
    both = [into] if into.pk == case.pk else [into, case]
    along = list(Case.objects.filter(merged_into__in=[each.pk for each in both]).order_by("pk"))
    words = words_of(both)
    return MergeForeseen(
        case=case,
        into=into,
        titles={each.pk: (title_of(text=words[each.voice_id].words), words[each.voice_id].language) for each in both},
        barred=merge_barred(actor=viewer, case=case, into=into),
        dues=dues_of(cases=[*both, *along]),
        brings=[each.pk for each in along if each.merged_into_id == case.pk],
        points=_open_points([*both, *along]),
    )


def _open_points(cases: Sequence[Case]) -> int:
    return Point.objects.filter(case__in=cases, state=terms.PointState.OPEN).count()


def merge_barred(*, actor: Actor, case: Case, into: Case) -> Barred | None:
    """What stands in the way of merging the one into the other, the plainest reason first, what passes last.

    Both with voice.
    """
    if case.pk == into.pk:
        return Barred(MergeBar.ITSELF)
    for each, why in ((case, MergeBar.MERGED), (into, MergeBar.INTO_MERGED)):
        if each.merged_into_id is not None:
            return Barred(why, each.merged_into_id, _merged_by(each))
    checks: Sequence[tuple[Callable[[], bool], MergeBar]] = (
        (lambda: _may_not(actor, case, into), MergeBar.YOU_MAY_NOT),
        (lambda: _are_harm(case, into), MergeBar.HARM),
        (lambda: not people.are_one_side(units=[case.unit_id, into.unit_id]), MergeBar.APART),
        (lambda: _any_erased(case, into), MergeBar.ERASED),
        (lambda: _any_withdrawn(case, into), MergeBar.WITHDRAWN),
        (lambda: case.state != terms.OPEN, MergeBar.DONE),
        (lambda: into.state != terms.OPEN, MergeBar.INTO_DONE),
        (lambda: bool(unreached_with(case=into, others=[case])), MergeBar.OTHER_CUSTOMER),
        (lambda: _live([case, into]).exists(), MergeBar.ON_ITS_WAY),
        (lambda: _are_asked(case), MergeBar.ASKED),
    )
    return next((Barred(why) for is_so, why in checks if is_so()), None)


def _are_asked(case: Case) -> bool:
    return Inquiry.objects.filter(case=case, state__in=terms.STANDING_INQUIRIES).exists()


def undo_barred(*, actor: Actor, case: Case, root: Case) -> MergeBar | None:
    """Why a case that is answered with ``root`` cannot come out of it: then a letter has left that answers both."""
    return _undo_bar(may=not _may_not(actor, case, root), root=root, is_live=_live([root]).exists())


def _undo_bar(*, may: bool, root: Case, is_live: bool) -> MergeBar | None:
    if not may:
        return MergeBar.YOU_MAY_NOT
    if root.state == terms.ANSWERED:
        return MergeBar.ANSWERED
    return MergeBar.ON_ITS_WAY if is_live else None


def unreached_with(*, case: Case, others: Sequence[Case]) -> list[int]:
    """Of the others (numbers) those whom one letter to this case's customer does not reach: another person, elsewhere.

    Somebody who left no address is only ever the same as themselves.
    """
    keys = [each.voice.customer_id for each in (case, *others) if each.voice.customer_id is not None]
    persons = customers.living(keys=keys)
    this = persons.get(case.voice.customer_id or 0)
    apart = [each for each in others if this is None or persons.get(each.voice.customer_id or 0) != this]
    if not apart:
        return []
    here = (address_of(case=case) or "").casefold()
    return [each.pk for each in apart if not here or (address_of(case=each) or "").casefold() != here]


def _merged_by(case: Case) -> str:
    row = Merge.objects.filter(case=case, undone_at__isnull=True).select_related("merged_by").first()
    return row.merged_by.name if row else ""


def _may_not(actor: Actor, *cases: Case) -> bool:
    units = sorted({each.unit_id for each in cases})
    return not all(people.may(actor=actor, power=rules.ANSWER, unit=unit) for unit in units)


def _are_harm(*cases: Case) -> bool:
    return HarmMark.objects.filter(voice__in=[each.voice_id for each in cases], state__in=terms.SEALING).exists()


def _any_erased(*cases: Case) -> bool:
    return any(each.voice.customer is not None and each.voice.customer.erased_at is not None for each in cases)


def _any_withdrawn(*cases: Case) -> bool:
    voices = [each.voice_id for each in cases]
    return voice.standing().filter(pk__in=voices).count() < len(voices)


def _live(cases: Sequence[Case]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(case__in=cases, answer__isnull=False, state__in=terms.LIVE_STATES)
