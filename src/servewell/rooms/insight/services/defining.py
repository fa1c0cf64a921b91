"""What a figure means is said once, and never changed under its series."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from servewell.base import bus, record, versions
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.insight import rules
from servewell.rooms.insight.events import IndicatorDefined
from servewell.rooms.insight.models import Indicator, IndicatorSource
from servewell.rooms.insight.selectors import Meaning, Source, said_by
from servewell.rooms.insight.services import sense
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people import selectors as people


@transaction.atomic
def define(
    *,
    code: str,
    title: Words,
    definition: Words,
    kind: Kind = Kind.TOP_BOXES,
    top_boxes: int | None = None,
    questions: Sequence[str] | None = None,
    sources: Sequence[Source] = (),
    by: Actor,
    at: datetime,
) -> Indicator:
    """Say what a figure means, for the whole company. Another meaning is a new version; the same changes nothing.

    ``top_boxes`` is how many of the best answers count in a share; the other kinds have none. ``questions`` are the
    items that count, as instrument/item; None: those marked overall. A composite has ``sources`` instead.
    Raises what ``services.sense`` names, PublishedMeanwhile, NotAllowed.
    """
    people.require_over_all(actor=by, power=rules.DEFINE)
    sense.require(code=code, kind=kind, top_boxes=top_boxes, questions=questions, sources=sources)
    said = Meaning(title, definition, kind, top_boxes, questions=tuple(questions or ()), sources=tuple(sources))
    last = Indicator.objects.filter(code=code).order_by("-version").first()
    if last is not None and _is_the_same(said_by(row=last), said):
        return last

    number = last.version + 1 if last else 1
    with versions.written_once(Indicator.objects.filter(code=code, version=number)):
        defined = Indicator.objects.create(
            code=code, version=number, title=title, definition=definition, kind=kind.value, top_boxes=top_boxes,
            questions=list(said.questions), published_at=at, published_by_id=getattr(by, "pk", None),
        )  # fmt: skip
    _keep_sources(defined, said.sources)
    record.write(deed="insight.define", thing=defined, by=by, at=at, detail={"version": defined.version})

    bus.announce(IndicatorDefined(at=at, indicators=(defined.pk,)))
    return defined


def define_as(*, code: str, meaning: Meaning, by: Actor, at: datetime) -> Indicator:
    """``define`` what a figure means, said as a whole. Raises what it raises."""
    return define(
        code=code,
        title=meaning.title,
        definition=meaning.definition,
        kind=meaning.kind,
        top_boxes=meaning.top_boxes,
        questions=meaning.questions or None,
        sources=meaning.sources,
        by=by,
        at=at,
    )


def _keep_sources(defined: Indicator, sources: Sequence[Source]) -> None:
    IndicatorSource.objects.bulk_create(
        _row(defined, position, source) for position, source in enumerate(sources, start=1)
    )


def require_sense(*, code: str, meaning: Meaning) -> None:
    """Whether this could be defined, without defining it. Raises what ``services.sense`` names."""
    questions = meaning.questions or None
    sense.require(
        code=code, kind=meaning.kind, top_boxes=meaning.top_boxes, questions=questions, sources=meaning.sources
    )


def _is_the_same(one: Meaning, other: Meaning) -> bool:
    return _said(one) == _said(other)


def _said(meaning: Meaning) -> tuple[object, ...]:
    return (
        meaning.title,
        meaning.definition,
        meaning.kind,
        meaning.top_boxes,
        meaning.questions,
        meaning.sources,
    )


def _row(indicator: Indicator, position: int, source: Source) -> IndicatorSource:
    return IndicatorSource(
        indicator=indicator,
        position=position,
        name=source.name,
        kind=source.kind.value,
        top_boxes=source.top_boxes,
        weight=source.weight,
        is_rescaled=source.is_rescaled,
        questions=list(source.questions),
        aspect=source.aspect,
        instruments=list(source.instruments),
        channels=list(source.channels),
    )
