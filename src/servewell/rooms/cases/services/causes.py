"""The company's tree of causes: entered, changed and taken out; each change is a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from servewell.base import record, versions
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.models import Cause, CauseRule, CauseStandard
from servewell.rooms.cases.terms import CauseKind
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards

# these stand in addresses of their own
RESERVED_CAUSES = ("new", "rule")


class CauseChangedMeanwhile(Exception):
    """Somebody else entered, changed or retired the cause since it was read."""


class CausePointsNowhere(Exception):
    """A cause that cases are given says which standards that hold were not kept; the message says what is wrong."""


class NoSuchProcessForCause(Exception):
    """A cause names a process that stands in no register."""


class CannotStandThere(Exception):
    """A cause stands under a branch that is there, not under itself and not too deep; the message says more."""


class BranchIsNotEmpty(Exception):
    """Others stand under it: it stays a branch, and in the tree."""


class TooManyCauses(Exception):
    """Nobody finds their way in a tree of so many."""


@dataclass(frozen=True)
class CauseDraft:
    """``above``, ``standards`` and ``process`` are codes; a branch has no ``kind``, and none of the last two."""

    name: Words
    above: str = ""
    kind: CauseKind | None = None
    standards: tuple[str, ...] = ()
    process: str = ""


@transaction.atomic
def enter_cause(*, draft: CauseDraft, code: str = "", by: Actor, at: datetime) -> Cause:
    """Add to the tree; without a code it gets one from its name.

    Raises NotAllowed, CauseChangedMeanwhile, TooManyCauses and what is said of a draft that makes no sense.
    """
    _require_keeper(by)
    holding = _holding()
    if code in holding:
        raise CauseChangedMeanwhile(f"{code} stands in the tree already: change it instead")
    if len(holding) >= terms.MOST_CAUSES:
        raise TooManyCauses(f"{terms.MOST_CAUSES} at most")
    code = code or _code_for(draft.name)
    _refuse_nonsense(code, draft, holding)

    cause = _next_version(code, draft, by, at)
    record.write(deed="cases.enter_cause", thing=cause, by=by, at=at)
    return cause


@transaction.atomic
def change_cause(*, cause: Cause, draft: CauseDraft, by: Actor, at: datetime) -> Cause:
    """The next version of one that was read; the same as before changes nothing. Cases keep the version they have.

    Raises as ``enter_cause``, and BranchIsNotEmpty.
    """
    _require_keeper(by)
    if selectors.draft_said(cause=cause) == _asked(draft):
        return cause
    holding = _holding()
    _refuse_nonsense(cause.code, draft, holding)
    if draft.kind is not None:
        _demand_empty(cause, holding)
    _end(cause, at)

    changed = _next_version(cause.code, draft, by, at)
    record.write(deed="cases.change_cause", thing=changed, by=by, at=at)
    return changed


@transaction.atomic
def retire_cause(*, cause: Cause, by: Actor, at: datetime) -> None:
    """No case is given it from now on; those that have it keep it.

    Raises NotAllowed, BranchIsNotEmpty, CauseChangedMeanwhile.
    """
    _require_keeper(by)
    _demand_empty(cause, _holding())
    _end(cause, at)

    record.write(deed="cases.retire_cause", thing=cause, by=by, at=at)


@transaction.atomic
def require_causes(*, is_required: bool, by: Actor, at: datetime) -> None:
    """Say whether a complaint is done only once its cause is named. Saying the same again changes nothing.

    Raises NotAllowed, PublishedMeanwhile.
    """
    _require_keeper(by)
    if selectors.cause_rule() is is_required:
        return

    number = versions.next_number(CauseRule.objects.all())
    with versions.written_once(CauseRule.objects.filter(version=number)):
        rule = CauseRule.objects.create(version=number, is_required=is_required, set_by=by.actor_key, set_at=at)
    record.write(deed="cases.require_causes", thing=rule, by=by, at=at, detail={"is_required": is_required})


def _require_keeper(by: Actor) -> None:
    """The tree is the whole company's: its figures are compared through all units."""
    top = people.top_unit()
    if top is not None:
        people.require(actor=by, power=rules.KEEP_CAUSES, unit=top.pk)


def _holding() -> Mapping[str, Cause]:
    """What stands in the tree, held until this is done: two who move branches at once could make a circle."""
    found = Cause.objects.select_for_update().filter(retired_at__isnull=True)
    return {each.code: each for each in found.order_by("pk")}


def _refuse_nonsense(code: str, draft: CauseDraft, holding: Mapping[str, Cause]) -> None:
    _refuse_place(code, draft, holding)
    if draft.kind is None:
        if draft.standards or draft.process:
            raise CausePointsNowhere("a branch points at nothing: say how the cause comes about, or leave these out")
        return
    known = {each.code for each in standards.standards_in_force()}
    if not draft.standards or not set(draft.standards) <= known:
        wrong = ", ".join(sorted(set(draft.standards) - known))
        raise CausePointsNowhere(f"no standard that holds: {wrong}" if wrong else "say which standard was not kept")
    if draft.process:
        if draft.kind is not CauseKind.PROCESS:
            raise NoSuchProcessForCause("only a cause in how the work is arranged names a process")
        if draft.process not in standards.processes_named():
            raise NoSuchProcessForCause(f"no process in the register has the code {draft.process!r}")


def _refuse_place(code: str, draft: CauseDraft, holding: Mapping[str, Cause]) -> None:
    passed, above = [code], draft.above
    while above:
        if above in passed:
            raise CannotStandThere(f"{code} would stand under itself")
        held = holding.get(above)
        if held is None or held.kind:
            raise CannotStandThere(f"{above!r} is no branch of the tree")
        passed.append(above)
        above = held.above
    if len(passed) - 1 + _height(code, holding) > terms.DEEPEST_CAUSE:
        raise CannotStandThere(f"the tree is at most {terms.DEEPEST_CAUSE} levels deep")


def _height(code: str, holding: Mapping[str, Cause]) -> int:
    """Of an entry with all that stands under it."""
    return 1 + max((_height(each.code, holding) for each in holding.values() if each.above == code), default=0)


def _demand_empty(cause: Cause, holding: Mapping[str, Cause]) -> None:
    if any(each.above == cause.code for each in holding.values()):
        raise BranchIsNotEmpty(f"others stand under {cause.code}")


def _asked(draft: CauseDraft) -> tuple[object, ...]:
    kind = draft.kind.value if draft.kind else ""
    return (draft.name, draft.above, kind, sorted(set(draft.standards)), draft.process)


def _end(cause: Cause, at: datetime) -> None:
    if not Cause.objects.filter(pk=cause.pk, retired_at__isnull=True).update(retired_at=at):
        raise CauseChangedMeanwhile(f"{cause.code} was changed or retired meanwhile: read it again")


def _next_version(code: str, draft: CauseDraft, by: Actor, at: datetime) -> Cause:
    number = versions.next_number(Cause.objects.filter(code=code))
    with versions.written_once(Cause.objects.filter(code=code, version=number)):
        cause = Cause.objects.create(
            code=code, version=number, name=draft.name, above=draft.above, kind=draft.kind.value if draft.kind else "",
            process=draft.process, changed_by=by.actor_key, changed_at=at,
        )  # fmt: skip
    _point(cause, draft.standards)
    return cause


def _point(cause: Cause, codes: Sequence[str]) -> None:
    CauseStandard.objects.bulk_create(CauseStandard(cause=cause, standard=code) for code in sorted(set(codes)))


def _code_for(name: Words) -> str:
    taken = set(Cause.objects.values_list("code", flat=True))
    stem = slugify(name.texts.get("en", ""))[: terms.LONGEST_CAUSE_CODE - 5].strip("-") or "cause"
    tried = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 3))
    return next(code for code in tried if code not in taken and code not in RESERVED_CAUSES)
