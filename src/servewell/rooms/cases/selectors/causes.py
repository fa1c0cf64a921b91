"""The company's tree of causes: what stands in it, what somebody means who types, and whether a cause is required."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from servewell.base import search
from servewell.base.permissions import Actor
from servewell.base.words import CODES, Words, active_language, collation_key
from servewell.rooms.cases import rules
from servewell.rooms.cases.models import Cause, CauseRule, CauseStandard
from servewell.rooms.people import selectors as people

# between the names of a cause and of what it stands under
UNDER = " › "


class NoSuchCause(Exception):
    """Nothing in the tree has that code, or it is a branch; ``close`` are the codes of those that may be meant."""

    def __init__(self, says: str, close: Sequence[str] = ()) -> None:
        super().__init__(says)
        self.close = tuple(close)


@dataclass(frozen=True)
class CauseSeen:
    """An entry of the tree as it stands. ``above`` are the names of what it stands under, from the top."""

    cause: Cause
    above: tuple[Words, ...]
    standards: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.cause.code

    @property
    def is_branch(self) -> bool:
        return not self.cause.kind

    @property
    def depth(self) -> int:
        return len(self.above)

    @property
    def said(self) -> str:
        """Its name in the reader's language with those above it, as lists offer it and as it may be typed."""
        return UNDER.join(map(str, (*self.above, self.cause.name)))


def cause_tree() -> list[CauseSeen]:
    """All that stands in the tree, each after what it stands under, beside each other by name. Two queries.

    Everyone who names causes reads it, hence no viewer.
    """
    found = list(_standing())
    by_code = {each.code: each for each in found}
    below: dict[str, list[Cause]] = {}
    for each in found:
        below.setdefault(each.above if each.above in by_code else "", []).append(each)
    language = active_language()
    seen: list[CauseSeen] = []
    _walk("", (), below, language, seen)
    return seen


def _walk(
    code: str, above: tuple[Words, ...], below: Mapping[str, Iterable[Cause]], language: str, seen: list[CauseSeen]
) -> None:
    for each in sorted(below.get(code, ()), key=lambda each: (collation_key(str(each.name), language), each.code)):
        seen.append(CauseSeen(each, above, _standards(each)))
        _walk(each.code, (*above, each.name), below, language, seen)


def _standing() -> QuerySet[Cause]:
    pointed = Prefetch("standards", queryset=CauseStandard.objects.order_by("standard"))
    return Cause.objects.filter(retired_at__isnull=True).prefetch_related(pointed).order_by("code")


def _standards(cause: Cause) -> tuple[str, ...]:
    return tuple(each.standard for each in cause.standards.all())


def keeps_causes(*, viewer: Actor) -> bool:
    """Whether the viewer keeps the tree: it is the whole company's."""
    top = people.top_unit()
    return top is not None and people.may(actor=viewer, power=rules.KEEP_CAUSES, unit=top.pk)


def cause_for(*, viewer: Actor, code: str) -> CauseSeen:
    """An entry, for who keeps the tree. Raises NoSuchCause."""
    found = next((each for each in cause_tree() if each.code == code), None) if keeps_causes(viewer=viewer) else None
    if found is None:
        raise NoSuchCause(code)
    return found


def leaf_for(*, code: str) -> Cause:
    """One that a case may be given. Raises NoSuchCause."""
    found = Cause.objects.filter(code=code, retired_at__isnull=True).exclude(kind="").first()
    if found is None:
        raise NoSuchCause(code)
    return found


def history_of_cause(*, code: str) -> list[Cause]:
    """Its versions with their standards, the newest first."""
    return list(Cause.objects.filter(code=code).prefetch_related("standards").order_by("-version"))


def cause_meant(*, typed: str, tree: Sequence[CauseSeen]) -> CauseSeen:
    """The leaf that somebody means by what they typed: its code, its name or its place in any language.

    Or else the only one in which all the words stand. Raises NoSuchCause, which says which may be meant.
    """
    leaves = [each for each in tree if not each.is_branch]
    folded = search.fold(typed.strip())
    named = [each for each in leaves if folded in {each.code, *_names(each)}]
    if len(named) == 1:
        return named[0]
    close = named or [each for each in leaves if _holds(each, folded.split())]
    if len(close) != 1 or not folded:
        raise NoSuchCause(typed, [each.code for each in close] if folded else ())
    return close[0]


def _names(each: CauseSeen) -> Iterable[str]:
    for code in CODES:
        yield search.fold(each.cause.name.said(code).text)
        yield search.fold(UNDER.join(words.said(code).text for words in (*each.above, each.cause.name)))


def _holds(each: CauseSeen, words: Sequence[str]) -> bool:
    names = list(_names(each))
    return all(any(word in name for name in names) for word in words)


def draft_said(*, cause: Cause) -> tuple[object, ...]:
    """What a version of an entry says, to be compared with what is wanted."""
    standards = sorted(CauseStandard.objects.filter(cause=cause).values_list("standard", flat=True))
    return (cause.name, cause.above, cause.kind, standards, cause.process)


def cause_rule() -> bool | None:
    """Whether a complaint is done only once its cause is named; None, which is no, where nobody has said so or so."""
    return CauseRule.objects.order_by("-version").values_list("is_required", flat=True).first()


def times_named() -> dict[str, int]:
    """By code, how many cases have it as a cause now: for who keeps the tree, before they change it."""
    standing = Q(found__until_at__isnull=True)
    counted = Cause.objects.values_list("code").annotate(n=Count("found", filter=standing)).filter(n__gt=0)
    return dict(counted.order_by())
