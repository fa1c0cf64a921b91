"""The audit record: who did what to which thing, when. Part of each deed, never an afterthought."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from servewell.base import bulk
from servewell.base.models import Entry
from servewell.base.permissions import Actor

_COLUMNS = ("deed", "thing", "actor", "at", "detail")
type_of_detail = Mapping[str, str | int | float | bool | None]


def key_of(thing: Model) -> str:
    return f"{thing._meta.label_lower}:{thing.pk}"


def write(*, deed: str, thing: Model, by: Actor, at: datetime, detail: type_of_detail | None = None) -> None:
    """Record one deed. ``detail`` holds keys, states and digests only: no customer's words, no secrets."""
    Entry.objects.create(deed=deed, thing=key_of(thing), actor=by.actor_key, at=at, detail=dict(detail or {}))


def write_many(*, deed: str, things: Iterable[Model], by: Actor, at: datetime) -> None:
    """Record one deed done to many things."""
    actor, moment = by.actor_key, bulk.moment(at)
    with transaction.atomic(savepoint=False):
        bulk.write(Entry, _COLUMNS, [(deed, key_of(thing), actor, moment, "{}") for thing in things])
