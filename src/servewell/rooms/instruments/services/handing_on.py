"""Drafts as things that a person holds: whoever saved last writes it, and whoever saves next takes it up."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base import holding, links
from servewell.base.permissions import Actor
from servewell.rooms.instruments import terms
from servewell.rooms.instruments.models import Draft
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people

KIND = "instruments.draft"


def _find(*, persons: "QuerySet[Any]", viewer: Actor, orphaned: bool) -> QuerySet[Draft]:
    managed = people.units_with(viewer=viewer, power=people_rules.MANAGE).values("unit")
    standing = Draft.objects.filter(state=terms.DraftState.OPEN.value, unit__in=managed)
    return standing.filter(people.done_by(persons=persons, column="saved_by")).order_by("code")


def _tell(draft: Draft) -> holding.Held:
    return holding.Held(
        kind=KIND, key=draft.pk, says=_("Draft of %(code)s") % {"code": draft.code},
        path=links.DRAFT.path(number=draft.pk), unit=draft.unit_id, holder=people.doer_in(actor=draft.saved_by),
    )  # fmt: skip


holding.register(holding.Kind(KIND, gettext_lazy("Drafts of surveys and other instruments"), _find, _tell))
