"""The one way in which a line gets into a ledger."""

from datetime import datetime

from servewell.base.permissions import Actor
from servewell.rooms.cases.models import Case, LedgerLine


def add(*, case: Case, stage: str, by: Actor, at: datetime, **detail: str | int | None) -> LedgerLine:
    """``detail`` holds keys, names of colleagues and a server's replies: no customer's words."""
    return LedgerLine.objects.create(case=case, stage=stage, at=at, actor=by.actor_key, detail=detail)
