"""What a figure means is said once, and never changed under its series."""

from datetime import datetime

from django.db import transaction

from servewell.base import bus, record, versions
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.insight import rules
from servewell.rooms.insight.events import IndicatorDefined
from servewell.rooms.insight.models import Indicator
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people import selectors as people


class NothingCounts(Exception):
    """A share of the best answers needs at least one that counts as such."""


class MeanCountsEveryAnswer(Exception):
    """A mean was to be taken of the best answers only."""


@transaction.atomic
def define(
    *,
    code: str,
    title: Words,
    definition: Words,
    kind: Kind = Kind.TOP_BOXES,
    top_boxes: int | None = None,
    by: Actor,
    at: datetime,
) -> Indicator:
    """Say what a figure means, for the whole company. Another meaning is a new version; the same changes nothing.

    ``top_boxes`` is how many of the best answers count in a share; a mean has none. Raises NothingCounts,
    MeanCountsEveryAnswer, PublishedMeanwhile, NotAllowed.
    """
    people.require_over_all(actor=by, power=rules.DEFINE)
    _require_sense(code, kind, top_boxes)
    last = Indicator.objects.filter(code=code).order_by("-version").first()
    said = (title, definition, kind, top_boxes)
    if last is not None and (last.title, last.definition, last.kind, last.top_boxes) == said:
        return last

    number = last.version + 1 if last else 1
    with versions.written_once(Indicator.objects.filter(code=code, version=number)):
        defined = Indicator.objects.create(
            code=code,
            version=number,
            title=title,
            definition=definition,
            kind=kind.value,
            top_boxes=top_boxes,
            published_at=at,
        )
    record.write(deed="insight.define", thing=defined, by=by, at=at, detail={"version": defined.version})

    bus.announce(IndicatorDefined(at=at, indicators=(defined.pk,)))
    return defined


def _require_sense(code: str, kind: Kind, top_boxes: int | None) -> None:
    if kind is Kind.MEAN and top_boxes is not None:
        raise MeanCountsEveryAnswer(f"{code}: a mean counts every answer; leave out how many of the best count")
    if kind is Kind.TOP_BOXES and (top_boxes is None or top_boxes < 1):
        raise NothingCounts(f"{code}: {top_boxes or 0} best answers count; say 1 or more")
