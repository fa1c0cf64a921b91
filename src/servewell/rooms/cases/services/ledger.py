"""The one way in which a line gets into a ledger."""

from collections.abc import Mapping
from datetime import datetime

from servewell.base.permissions import Actor
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Case, Inquiry, LedgerLine

Told = Mapping[str, str | int]


def add(*, case: Case, stage: str, by: Actor, at: datetime, **detail: str | int | None) -> LedgerLine:
    """``detail`` holds keys, names of colleagues and a server's replies: no customer's words."""
    return LedgerLine.objects.create(case=case, stage=stage, at=at, actor=by.actor_key, detail=detail)


def add_proof(*, case: Case, by: Actor, at: datetime, **detail: str | int | None) -> None:
    """The letter has arrived: what was merged into the case is answered by the same proof, and its ledger says so."""
    told = {**detail, "case_number": case.pk}
    with_it = Case.objects.filter(merged_into=case.pk).order_by("pk")
    LedgerLine.objects.bulk_create(
        LedgerLine(case=each, stage=terms.ANSWERED_WITH, at=at, actor=by.actor_key, detail=told) for each in with_it
    )


def add_about(inquiry: Inquiry, *, stage: str, by: Actor, at: datetime, **detail: str) -> LedgerLine:
    """As ``add``, of one question to a department."""
    return LedgerLine.objects.create(
        case_id=inquiry.case_id, stage=stage, at=at, actor=by.actor_key, inquiry=inquiry, detail=detail
    )
