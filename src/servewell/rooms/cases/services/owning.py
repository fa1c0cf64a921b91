"""Whose case it is, and what they have written so far."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Draft
from servewell.rooms.cases.services import ledger
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class CannotAnswerHere(Exception):
    """A case goes only to somebody who may answer customers of its unit."""


class CaseIsDone(Exception):
    """The case is answered or closed; nothing is left to do in it."""


class TooLong(Exception):
    """A text is longer than anybody would read."""


@transaction.atomic
def assign(*, case: Case, to: "Person", by: Actor, at: datetime) -> Case:
    """Hand the case to a writer; a writer may also take it over. The same owner again changes nothing.

    Raises NotAllowed, CannotAnswerHere, CaseIsDone.
    """
    takes_over = getattr(by, "pk", None) == to.pk and by.actor_key == to.actor_key
    people.require(actor=by, power=rules.ANSWER if takes_over else rules.ASSIGN, unit=case.unit_id)
    if not people.may(actor=to, power=rules.ANSWER, unit=case.unit_id):
        raise CannotAnswerHere(f"{to.name} may not answer customers of this unit: choose another writer")
    case = locked(case)
    if case.state != terms.OPEN:
        raise CaseIsDone(f"case {case.pk} is {case.state}")
    if case.owner_id == to.pk:
        return case

    case.owner = to
    case.save(update_fields=["owner"])
    ledger.add(case=case, stage=terms.ASSIGNED, by=by, at=at, owner=to.pk, name=to.name)
    record.write(deed="cases.assign", thing=case, by=by, at=at, detail={"owner": to.pk})
    return case


def save_draft(*, case: Case, text: str, by: "Person", at: datetime) -> Draft:
    """Keep what a writer has written so far, beside what others have. Raises NotAllowed, TooLong.

    Not in the audit record: it is saved every few seconds, and nothing has been done yet.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    if len(text) > terms.LONGEST_ANSWER:
        raise TooLong(f"{len(text)} characters; {terms.LONGEST_ANSWER} at most")

    draft, _ = Draft.objects.update_or_create(case=case, writer=by, defaults={"text": text, "saved_at": at})
    return draft


def locked(case: Case) -> Case:
    """The case as it stands now, held until the end of the transaction, so that two deeds on it take turns."""
    return Case.objects.select_for_update(of=("self",)).select_related("voice", "unit").get(pk=case.pk)
