"""Who may be one person, and who was said to be."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _

from servewell.base.paging import Page, newest_first
from servewell.base.permissions import Actor
from servewell.rooms.customers import rules, terms
from servewell.rooms.customers.models import Encounter, Merge, Proposal
from servewell.rooms.customers.selectors.seeing import counting, entries_of, seen

MOST_FOUND = 5000


class NoSuchProposal(Exception):
    """Nobody was proposed under this number, or not to the viewer."""


class NoSuchMerge(Exception):
    """Nobody was merged under this number, or not before the viewer."""


def why_alike(*, reason: str) -> str:
    """The reason of a proposal or a merge, for people."""
    return {
        terms.SAME_PHONE: _("They left the same telephone number under two e-mail addresses."),
        terms.SAME_CONTACT: _("A contact of the one was corrected to a contact of the other."),
        terms.SAME_BOOKING: _("They stand under the same booking number at the same unit."),
        terms.SAME_NAME_AND_DAY: _("They have the same name and were at the same unit on the same day."),
        terms.SAID_SO: _("A colleague said so."),
    }[reason]


def _of_viewer(viewer: Actor) -> QuerySet[Proposal]:
    """Both must be the viewer's to decide about."""
    mine = seen(viewer, rules.MERGE).values("pk")
    stands = {name: Coalesce(F(f"{name}__merged_into"), F(name)) for name in ("one", "other")}
    found = Proposal.objects.alias(one_stands=stands["one"], other_stands=stands["other"])
    return found.filter(one_stands__in=mine, other_stands__in=mine).select_related("one", "other")


def proposals(*, viewer: Actor, before: int | None = None, after: int | None = None) -> Page[Proposal]:
    """One page of what waits for somebody to decide, the newest first. Whoever is one person meanwhile is left out."""
    apart = ~Q(one_stands=F("other_stands"))
    open_ones = _of_viewer(viewer).filter(apart, state=terms.OPEN).prefetch_related("one__contacts", "other__contacts")
    return newest_first(open_ones, before=before, after=after)


def proposal_for(*, viewer: Actor, number: int) -> Proposal:
    """Raises NoSuchProposal alike for one that is not there and one that is not the viewer's to decide."""
    found = _of_viewer(viewer).filter(pk=number).first()
    if found is None:
        raise NoSuchProposal(f"there is no proposal {number}")
    return found


def merges_of(*, customer: int) -> list[Merge]:
    """Every merge that the person's entries had a part in, undone ones too; whoever asks may see the customer."""
    entries = entries_of(customer=customer)
    part = Q(gone__in=entries) | Q(into__in=entries)
    return list(Merge.objects.filter(part).select_related("gone", "into").order_by("pk"))


def merge_for(*, viewer: Actor, number: int) -> Merge:
    """Raises NoSuchMerge alike for one that is not there and one that is not the viewer's to undo."""
    found = Merge.objects.filter(pk=number).select_related("gone", "into").first()
    if found is None or not seen(viewer, rules.MERGE).filter(pk=found.into.living).exists():
        raise NoSuchMerge(f"there is no merge {number}")
    return found


@dataclass(frozen=True)
class _Same:
    """What encounters have in common, by which their customers may be one person."""

    reason: str
    fields: tuple[str, ...]
    where: Q


_named = ~Q(customer__name="")
_SAME = (
    _Same(terms.SAME_BOOKING, ("unit", "kind", "reference"), ~Q(reference="") & ~Q(reference__startswith="erased:")),
    _Same(terms.SAME_NAME_AND_DAY, ("unit", "on", "folded"), _named),
)


def alike() -> Mapping[tuple[int, int], list[str]]:
    """Pairs of entries that may be one person, with the reasons, as encounters tell. For the worker.

    What more than three customers share is a group's, and what came in a file that was withdrawn says nothing.
    """
    pairs: dict[tuple[int, int], list[str]] = defaultdict(list)
    for same in _SAME:
        for group in _groups(same):
            for pair in combinations(sorted(group), 2):
                pairs[pair].append(same.reason)
    return pairs


def _groups(same: _Same) -> Iterator[set[int]]:
    met = Encounter.objects.filter(counting(), same.where, customer__isnull=False, customer__erased_at__isnull=True)
    met = met.annotate(folded=Lower("customer__name"))
    shared = (
        met.values(*same.fields).annotate(n=Count("customer", distinct=True)).filter(n__gt=1, n__lte=terms.MOST_ALIKE)
    )
    for found in shared.order_by(*same.fields)[:MOST_FOUND]:
        yield set(met.filter(**{name: found[name] for name in same.fields}).values_list("customer", flat=True))
