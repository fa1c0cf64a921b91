"""Disputed judgements: what may still be disputed, what is open and for whom, and both scores with how they came."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.base.paging import Page, newest_first
from servewell.base.permissions import Actor
from servewell.base.todo import Todo
from servewell.base.words import Words
from servewell.engines import forms
from servewell.rooms.instruments import rules, terms
from servewell.rooms.instruments.models import Dispute, Response
from servewell.rooms.instruments.selectors.answered import NoSuchInstrument, Published, version
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

MOST_TODO = 25


class NoSuchDispute(Exception):
    """No dispute has that number, or it is not about a unit of the viewer's."""


# keys of responses, or a query of them
Hidden = Collection[int] | QuerySet[Any, Any]


@dataclass(frozen=True)
class Scores:
    """A response with its first score and, after a dispute, the final one; each with how it came about."""

    version: Published
    language: str
    given_at: datetime
    values: Mapping[str, forms.AnswerValue]
    original: forms.Scored
    final: forms.Scored | None


@dataclass(frozen=True)
class Disputed:
    """A dispute as it is read. An answer is None where nothing was answered, or nothing is decided yet."""

    number: int
    response: int
    version: Published
    item: forms.Item
    unit: Words
    original: forms.AnswerValue | None
    proposed: forms.AnswerValue | None
    final: forms.AnswerValue | None
    comment: str
    raised_by: str
    raised_at: datetime
    state: terms.DisputeState
    reason: str
    decided_by: str
    decided_at: datetime | None
    is_viewers_to_decide: bool


def scores_of(*, response: int) -> Scores:
    """Raises NoSuchInstrument. Who may see a response, the room above decides."""
    found = Response.objects.filter(pk=response).first()
    if found is None:
        raise NoSuchInstrument(f"there is no response {response} to any instrument")
    asked = version(key=found.version_id)
    counts = found.answers if found.corrected is None else found.corrected
    values = forms.kept(counts)
    return Scores(
        version=asked,
        language=found.language,
        given_at=found.given_at,
        values=values,
        original=forms.score(asked.form, forms.kept(found.answers)),
        final=None if found.corrected is None else forms.score(asked.form, values),
    )


def disputable_until(*, response: int) -> datetime | None:
    """The moment at which the window of its instrument closes; None where its judgements are not disputed."""
    found = Response.objects.filter(pk=response).values_list("given_at", "version__instrument__dispute_days").first()
    return found[0] + timedelta(days=found[1]) if found and found[1] else None


def disputes_about(*, viewer: Actor, response: int) -> list[Disputed]:
    return [_disputed(each, viewer) for each in _seen(viewer).filter(response=response).order_by("pk")]


def disputes_open(
    *, viewer: Actor, before: int | None = None, after: int | None = None, hidden: Hidden = ()
) -> Page[Disputed]:
    """One page of what waits for a decision in the viewer's units, the newest first.

    ``hidden`` are responses (keys) that a room above keeps from its readers.
    """
    waiting = _seen(viewer).filter(state=terms.DisputeState.OPEN.value).exclude(response__in=hidden)
    return newest_first(waiting, before=before, after=after).map(lambda each: _disputed(each, viewer))


def dispute_for(*, viewer: Actor, number: int, hidden: Hidden = ()) -> Disputed:
    """Raises NoSuchDispute alike for one that is not there, one about others, and one about a ``hidden`` response."""
    found = _seen(viewer).filter(pk=number).exclude(response__in=hidden).first()
    if found is None:
        raise NoSuchDispute(number)
    return _disputed(found, viewer)


def todo_for(*, person: "Person", at: datetime, hidden: Hidden = ()) -> list[Todo]:
    """The disputes that this person may decide, the oldest first; at most a page of them, without ``hidden`` ones."""
    units = people.units_with(viewer=person, power=rules.DECIDE).values("unit")
    waiting = Dispute.objects.filter(state=terms.DisputeState.OPEN.value, unit__in=units)
    others = waiting.exclude(raised_by=person).exclude(judged_by=person).exclude(response__in=hidden)
    return [_todo(each) for each in others.select_related("unit", "item").order_by("raised_at", "pk")[:MOST_TODO]]


def is_involved(*, dispute: Dispute, person: Actor) -> bool:
    """Whether the person raised it or gave the judgement, or acts as the deputy of one who did."""
    involved = {key for key in (dispute.raised_by_id, dispute.judged_by_id) if key is not None}
    return people.is_person(actor=person, among=involved) or people.is_deputy(actor=person, of=involved)


def _todo(dispute: Dispute) -> Todo:
    return Todo(
        title=_("Decide about a disputed answer: %(question)s") % {"question": dispute.item.title},
        detail=_("Raised in %(unit)s") % {"unit": dispute.unit.name},
        due_on=None,
        state="open",
        path=links.DISPUTE.path(number=dispute.pk),
        action=_("Decide"),
    )


def _seen(viewer: Actor) -> QuerySet[Dispute]:
    """Of units in which the viewer may raise or decide."""
    held = [people.units_with(viewer=viewer, power=power).values("unit") for power in (rules.DISPUTE, rules.DECIDE)]
    seen = Dispute.objects.filter(Q(unit__in=held[0]) | Q(unit__in=held[1]))
    return seen.select_related("unit", "item", "raised_by", "decided_by", "judged_by")


def _disputed(dispute: Dispute, viewer: Actor) -> Disputed:
    asked = version(key=dispute.item.version_id)
    item = asked.form.item(dispute.item.name)
    if item is None:
        raise ValueError(f"{dispute} is about {dispute.item.name}, which its version does not ask")
    is_open = dispute.state == terms.DisputeState.OPEN.value
    return Disputed(
        number=dispute.pk,
        response=dispute.response_id,
        version=asked,
        item=item,
        unit=dispute.unit.name,
        original=forms.kept(dispute.original).get(item.name),
        proposed=forms.kept(dispute.proposed).get(item.name),
        final=None if dispute.final is None else forms.kept(dispute.final).get(item.name),
        comment=dispute.comment,
        raised_by=dispute.raised_by.name,
        raised_at=dispute.raised_at,
        state=terms.DisputeState(dispute.state),
        reason=dispute.reason,
        decided_by=dispute.decided_by.name if dispute.decided_by else "",
        decided_at=dispute.decided_at,
        is_viewers_to_decide=is_open
        and not is_involved(dispute=dispute, person=viewer)
        and people.may(actor=viewer, power=rules.DECIDE, unit=dispute.unit_id),
    )
