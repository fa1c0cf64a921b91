"""What somebody says caused a case, and who says something else."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.events import CauseFound
from servewell.rooms.cases.models import Case, FoundCause
from servewell.rooms.cases.services.owning import TooLong, locked
from servewell.rooms.cases.terms import Certainty
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class CauseNotNamed(Exception):
    """The company says that a complaint is done only once somebody has named its cause."""


class TooManyCausesOfACase(Exception):
    """What has so many causes has none."""


class CauseIsNotNamed(Exception):
    """The case has no such cause, or somebody took it back a moment ago."""


@transaction.atomic
def name_cause(
    *, case: Case, code: str, certainty: Certainty, by: "Person", at: datetime, is_main: bool = False, note: str = ""
) -> FoundCause:
    """Name a cause of a case, also of one that is done; the first is the main one. Named again, the new words count.

    Raises NotAllowed, NoSuchCause, TooLong, TooManyCausesOfACase.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    if len(note.strip()) > terms.LONGEST_CAUSE_NOTE:
        raise TooLong(f"{len(note.strip())} characters; {terms.LONGEST_CAUSE_NOTE} at most")
    cause = selectors.leaf_for(code=code)
    held = locked(case)
    standing = list(FoundCause.objects.filter(case=held, until_at__isnull=True).select_related("cause"))
    same = next((each for each in standing if each.cause.code == code), None)
    if same is None and len(standing) >= terms.MOST_CAUSES_OF_A_CASE:
        raise TooManyCausesOfACase(f"{terms.MOST_CAUSES_OF_A_CASE} at most")
    main = next((each for each in standing if each.is_main), None)
    becomes_main = is_main or main is None or main == same
    said = (becomes_main, certainty.value, note.strip(), cause.pk)
    if same is not None and (same.is_main, same.certainty, same.note, same.cause_id) == said:
        return same

    if same is not None:
        _end(same, at)
    if becomes_main and main is not None and main != same:
        _end(main, at)
        _again(main, is_main=False, by=by, at=at)
    found = FoundCause.objects.create(
        case=held, cause=cause, is_main=becomes_main, certainty=certainty.value, note=note.strip(), named_by=by,
        named_at=at,
    )  # fmt: skip
    record.write(deed="cases.name_cause", thing=found, by=by, at=at, detail={"case": held.pk, "cause": code})

    bus.announce(CauseFound(at=at, cases=(held.pk,)))
    return found


@transaction.atomic
def take_cause_back(*, case: Case, code: str, by: "Person", at: datetime) -> None:
    """It was not that after all; of others the one that was named first becomes the main one.

    Raises NotAllowed, CauseIsNotNamed.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    held = locked(case)
    standing = list(FoundCause.objects.filter(case=held, until_at__isnull=True).select_related("cause").order_by("pk"))
    taken = next((each for each in standing if each.cause.code == code), None)
    if taken is None:
        raise CauseIsNotNamed(f"case {held.pk} has no cause {code!r}")

    _end(taken, at)
    others = [each for each in standing if each != taken]
    if taken.is_main and others:
        _end(others[0], at)
        _again(others[0], is_main=True, by=by, at=at)
    record.write(deed="cases.take_cause_back", thing=taken, by=by, at=at, detail={"case": held.pk, "cause": code})

    bus.announce(CauseFound(at=at, cases=(held.pk,)))


def demand_cause(*, case: Case) -> None:
    """Before a case is done. Raises CauseNotNamed."""
    if selectors.lacking_causes(cases=[case]):
        raise CauseNotNamed(f"name a cause of case {case.pk} first")


def _end(found: FoundCause, at: datetime) -> None:
    FoundCause.objects.filter(pk=found.pk).update(until_at=at)


def _again(found: FoundCause, *, is_main: bool, by: "Person", at: datetime) -> None:
    """The same, but for whether it is the main one."""
    FoundCause.objects.create(
        case_id=found.case_id, cause_id=found.cause_id, is_main=is_main, certainty=found.certainty, note=found.note,
        named_by=by, named_at=at,
    )  # fmt: skip
