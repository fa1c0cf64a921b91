"""What caused the cases of a time: the main causes, how they divide, and which of them changed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines import stats
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Cause, CauseStandard
from servewell.rooms.cases.selectors.reports.looking import Reported, Span, cases_of, main_causes, opened_in
from servewell.rooms.cases.terms import CauseKind
from servewell.rooms.standards import selectors as standards

WRONG = 0.05


@dataclass(frozen=True)
class Part:
    """So many of the cases with a main cause. ``change``: from the period before, where it can be told apart."""

    code: str
    name: Words | None
    n: int
    share: "stats.Estimate"
    n_before: int
    change: "stats.Estimate | None"


@dataclass(frozen=True)
class Causing:
    """``opened`` cases in all, ``named`` of them with a main cause; ``supposed`` of these are not found out.

    ``causes`` are the most frequent first, by the newest name of each. A cause may point at several standards, and then
    its cases count under each; under an aspect once.
    """

    look: Reported
    opened: int
    named: int
    named_before: int
    supposed: int
    causes: Sequence[Part]
    kinds: Mapping[CauseKind, Part]
    kind_of: Mapping[str, CauseKind]
    standards: Sequence[Part]
    aspects: Sequence[Part]


@dataclass(frozen=True)
class _Counted:
    """By the key of a version of a cause: how many cases have it as their main one, now and in the period before."""

    now: Mapping[int, int]
    before: Mapping[int, int]

    def by(self, name: Callable[[int], Iterable[str]]) -> tuple[Counter[str], Counter[str]]:
        found: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for counted, many in zip(found, (self.now, self.before), strict=True):
            for key, n in many.items():
                for each in name(key):
                    counted[each] += n
        return found


def causing(*, viewer: Actor, look: Reported) -> Causing:
    """A fixed number of queries."""
    cases = cases_of(viewer, look)
    opened = opened_in(cases, look.now).count()
    both = Span(look.before.from_on, look.now.until_on, look.zone)
    is_now = Q(opened_at__gte=look.now.starts_at)
    rows = list(
        main_causes()
        .filter(root__in=opened_in(cases, both).values("pk"))
        .values_list("cause")
        .annotate(
            n=Count("pk", filter=is_now),
            before=Count("pk", filter=~is_now),
            supposed=Count("pk", filter=is_now & Q(certainty=terms.Certainty.SUPPOSED)),
        )
        .order_by()
    )
    counted = _Counted({key: n for key, n, *_ in rows if n}, {key: before for key, _n, before, _s in rows if before})
    return _told(look, opened, sum(supposed for *_, supposed in rows), counted)


def _told(look: Reported, opened: int, supposed: int, counted: _Counted) -> Causing:
    causes = _versions({*counted.now, *counted.before})
    pointed = {key: {each.standard for each in cause.standards.all()} for key, cause in causes.items()}
    holding = {each.code: each for each in standards.standards_in_force()}
    aspects = {each.code: each.name for each in standards.aspects()}

    def aspects_of(key: int) -> Iterable[str]:
        return {holding[code].aspect.code for code in pointed[key] if code in holding}

    newest = {each.code: each for each in sorted(causes.values(), key=lambda each: each.version)}
    of_all = sum(counted.now.values()), sum(counted.before.values())
    kinds = _parts(counted.by(lambda key: [causes[key].kind]), of_all, {})
    return Causing(
        look=look,
        opened=opened,
        named=of_all[0],
        named_before=of_all[1],
        supposed=supposed,
        causes=_parts(
            counted.by(lambda key: [causes[key].code]), of_all, {code: each.name for code, each in newest.items()}
        ),
        kinds={CauseKind(each.code): each for each in kinds},
        kind_of={code: CauseKind(each.kind) for code, each in newest.items()},
        standards=_parts(
            counted.by(lambda key: pointed[key]), of_all, {code: each.text for code, each in holding.items()}
        ),
        aspects=_parts(counted.by(aspects_of), of_all, aspects),
    )


def _versions(keys: Iterable[int]) -> dict[int, Cause]:
    pointed = Prefetch("standards", queryset=CauseStandard.objects.order_by("standard"))
    return {each.pk: each for each in Cause.objects.filter(pk__in=list(keys)).prefetch_related(pointed)}


def _parts(
    counted: tuple[Counter[str], Counter[str]], of_all: tuple[int, int], names: Mapping[str, Words]
) -> list[Part]:
    """All that are looked at together are told apart together, so that chance names none of many."""
    now, before = counted
    codes = sorted({*now, *before}, key=lambda code: (-now[code], code))
    if not of_all[0]:
        return []
    return [
        Part(
            code=code,
            name=names.get(code),
            n=now[code],
            share=stats.share(successes=now[code], n=of_all[0]),
            n_before=before[code],
            change=_change((now[code], before[code]), of_all, looks=len(codes)),
        )
        for code in codes
    ]


def _change(counts: tuple[int, int], of_all: tuple[int, int], *, looks: int) -> "stats.Estimate | None":
    """Newcombe's interval, by Bonferroni as wide as so many looks at once demand; None where it holds no change."""
    if not all(of_all):
        return None
    found = stats.difference_of_shares(
        successes=counts[0], n=of_all[0], other_successes=counts[1], other_n=of_all[1], confidence=1 - WRONG / looks
    )
    return found if found.low > 0 or found.high < 0 else None
