"""What a figure means is said once, and never changed under its series."""

from datetime import datetime

from django.db import transaction

from servewell.base import bus, record, versions
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.insight import rules
from servewell.rooms.insight.events import IndicatorDefined
from servewell.rooms.insight.models import Indicator
from servewell.rooms.people import selectors as people


class NothingCounts(Exception):
    """A share of the best answers needs at least one that counts as such."""


@transaction.atomic
def define(*, code: str, title: Words, definition: Words, top_boxes: int, by: Actor, at: datetime) -> Indicator:
    """Say what a figure means, for the whole company. Another meaning is a new version; the same changes nothing.

    ``top_boxes`` is how many of the best answers count. Raises NothingCounts, PublishedMeanwhile, NotAllowed.
    """
    people.require_over_all(actor=by, power=rules.DEFINE)
    if top_boxes < 1:
        raise NothingCounts(f"{code}: {top_boxes} best answers count; say 1 or more")
    last = Indicator.objects.filter(code=code).order_by("-version").first()
    if last is not None and (last.title, last.definition, last.top_boxes) == (title, definition, top_boxes):
        return last

    number = last.version + 1 if last else 1
    with versions.written_once(Indicator.objects.filter(code=code, version=number)):
        defined = Indicator.objects.create(
            code=code, version=number, title=title, definition=definition, top_boxes=top_boxes, published_at=at
        )
    record.write(deed="insight.define", thing=defined, by=by, at=at, detail={"version": defined.version})

    bus.announce(IndicatorDefined(at=at, indicators=(defined.pk,)))
    return defined
