"""What colleagues tell each other about a case: notes, and which cases are about the same matter."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.models import Case, Note, Tie
from servewell.rooms.cases.services import ledger
from servewell.rooms.cases.services.answering import NothingWritten
from servewell.rooms.cases.services.owning import TooLong, locked
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class CannotTie(Exception):
    """A case is tied to another one that its writer sees, and only once."""


class NotTied(Exception):
    """The two cases are not tied, or somebody untied them a moment ago."""


@transaction.atomic
def note(*, case: Case, text: str, by: "Person", at: datetime) -> Note:
    """Write something down for colleagues, also on a case that is done. Raises NotAllowed, NothingWritten, TooLong."""
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    words = text.strip()
    if not words:
        raise NothingWritten("a note has words")
    if len(words) > terms.LONGEST_NOTE:
        raise TooLong(f"{len(words)} characters; {terms.LONGEST_NOTE} at most")

    held = locked(case)
    written = Note.objects.create(case=held, writer=by, text=words, written_at=at)
    record.write(deed="cases.note", thing=written, by=by, at=at, detail={"case": case.pk})
    return written


@transaction.atomic
def tie(*, case: Case, other: int, by: "Person", at: datetime) -> Tie:
    """Say that another case (its number) is about the same matter. Raises NotAllowed, NoSuchCase, CannotTie."""
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    found = selectors.case_for(viewer=by, number=other)
    if found.pk == case.pk:
        raise CannotTie("a case is about the same matter as itself anyway")
    first, second = sorted((case, found), key=lambda each: each.pk)
    for each in (first, second):
        locked(each)
    tied, is_new = Tie.objects.get_or_create(case=first, other=second)
    if not is_new:
        raise CannotTie(f"case {first.pk} and case {second.pk} are tied already")

    _write_down(first, second, terms.TIED, by=by, at=at)
    record.write(deed="cases.tie", thing=tied, by=by, at=at, detail={"case": first.pk, "other": second.pk})
    return tied


@transaction.atomic
def untie(*, case: Case, other: int, by: "Person", at: datetime) -> None:
    """They are not about the same matter after all. Raises NotAllowed, NoSuchCase, NotTied."""
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    found = selectors.case_for(viewer=by, number=other)
    first, second = sorted((case, found), key=lambda each: each.pk)
    tied = Tie.objects.select_for_update().filter(case=first, other=second).first()
    if tied is None:
        raise NotTied(f"case {first.pk} and case {second.pk} are not tied")

    _write_down(first, second, terms.UNTIED, by=by, at=at)
    record.write(deed="cases.untie", thing=tied, by=by, at=at, detail={"case": first.pk, "other": second.pk})
    tied.delete()


def _write_down(first: Case, second: Case, stage: str, *, by: "Person", at: datetime) -> None:
    ledger.add(case=first, stage=stage, by=by, at=at, name=by.name, case_number=second.pk)
    ledger.add(case=second, stage=stage, by=by, at=at, name=by.name, case_number=first.pk)
