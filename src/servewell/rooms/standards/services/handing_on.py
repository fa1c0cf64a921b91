"""Processes as things that a person holds: handed on, a process is a new version with another owner."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from servewell.base import holding, links
from servewell.base.permissions import Actor
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.standards.models import Process
from servewell.rooms.standards.services.processes import (
    NoSuchStandard,
    ProcessChangedMeanwhile,
    ProcessDraft,
    change_process,
)
from servewell.rooms.standards.terms import Stage

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

KIND = "standards.process"


def _find(*, persons: "QuerySet[Any]", viewer: Actor, orphaned: bool) -> QuerySet[Process]:
    managed = people.units_with(viewer=viewer, power=people_rules.MANAGE).values("unit")
    standing = Process.objects.filter(retired_at__isnull=True, unit__in=managed)
    return standing.filter(owner__in=persons.values("pk")).order_by("code")


def _tell(process: Process) -> holding.Held:
    return holding.Held(
        kind=KIND, key=process.pk, says=str(process.name), path=links.PROCESS.path(code=process.code),
        unit=process.unit_id, holder=process.owner_id,
    )  # fmt: skip


def _hand_on(*, key: int, holder: int | None, to: "Person", by: Actor, at: datetime) -> None:
    process = Process.objects.select_related("unit").filter(pk=key, retired_at__isnull=True).first()
    if process is None or process.owner_id != holder:
        raise holding.NotHandedOn(holding.Why.MOVED)
    draft = ProcessDraft(
        name=process.name, stage=Stage(process.stage), unit=process.unit, owner=to,
        standards=tuple(process.served.values_list("standard", flat=True)),
    )  # fmt: skip
    try:
        change_process(process=process, draft=draft, is_from_playbook=process.is_from_playbook, by=by, at=at)
    except ProcessChangedMeanwhile as meanwhile:
        raise holding.NotHandedOn(holding.Why.MOVED) from meanwhile
    except NoSuchStandard as gone:
        raise holding.NotHandedOn(holding.Why.BY_HAND) from gone


holding.register(holding.Kind(KIND, gettext_lazy("Processes they answer for"), _find, _tell, hand_on=_hand_on))
