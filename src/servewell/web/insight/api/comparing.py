"""The units below one held against each other, as the page of units says it: never ranked."""

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.rooms.insight import rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight.terms import Depth
from servewell.web.insight.api.grounded import BasisTold, basis_told
from servewell.web.insight.api.misasked import in_words
from servewell.web.insight.api.sharing import ShareTold, share_of
from servewell.web.insight.api.standing import SpanTold, StandingAsked, UnitAsked, look_asked, span_told
from servewell.web.insight.shown.compared import unit_sentences
from servewell.web.kit.api.doors import ReadRequest, answers

router = Router()


class ComparedAsked(StandingAsked):
    """As of a unit's page."""

    depth: Depth = Field(Depth.RIGHT_BELOW, description=gettext_noop("Units right below, or those with none below."))


class ExpectedTold(Schema):
    """The unit's figure drawn towards that of all, the more the fewer its answers are."""

    value: float
    low: float
    high: float


class FunnelTold(Schema):
    """Between which a figure of so many answers lies by chance: 95 and 99.8 times of a hundred."""

    n: int
    low: float
    high: float
    far_low: float
    far_high: float


class UnitComparedTold(ShareTold):
    """One unit below; neither a rank nor a place in one."""

    code: str
    name: str = Field(description=gettext_noop("In your language."))
    verdict: str | None = Field(description=gettext_noop("Against the units beside it taken together."))
    expected: ExpectedTold | None = Field(description=gettext_noop("What may be expected of it."))
    limits: FunnelTold | None = Field(description=gettext_noop("Between which it lies by chance."))


class ComparedTold(Schema):
    """First the units that can be told apart, then the others, each group by name."""

    unit: str
    says: str = Field(description=gettext_noop("The finding, in one sentence."))
    indicator: str
    version: int
    kind: str
    definition: str = Field(description=gettext_noop("What was counted, in your language."))
    span: SpanTold
    whole: ShareTold = Field(description=gettext_noop("The figure of all that are compared."))
    units: list[UnitComparedTold]
    spread: float | None = Field(description=gettext_noop("By how much units differ beyond chance; null: not plainly."))
    comparisons: int = Field(description=gettext_noop("How many units were held against the others."))
    wrongly: float = Field(description=gettext_noop("How many of those named may be named by mistake."))
    basis: BasisTold
    as_of: datetime | None = Field(description=gettext_noop("When the answers behind them were last read."))
    waiting_since: datetime | None = Field(description=gettext_noop("Since when a change waits to be taken up."))


@answers(
    router,
    "/units/{str:unit}/compared",
    power=rules.SEE,
    response=ComparedTold,
    summary=gettext_noop("Units compared"),
    says=gettext_noop("The units below one against each other: who stands apart, and who cannot be told apart."),
)
def compared(request: ReadRequest, unit: Path[UnitAsked], asked: Query[ComparedAsked]) -> dict[str, object]:
    return _told(request, unit.unit, asked)


@in_words
def _told(request: ReadRequest, unit: str, asked: ComparedAsked) -> dict[str, object]:
    return compared_told(viewer=request.auth, look=look_asked(unit, asked), depth=asked.depth)


def as_document(*, viewer: Actor, look: insight.Look, depth: Depth) -> dict[str, object]:
    """The answer as it is sent, for whoever prints it elsewhere. Raises what a look may raise."""
    told = compared_told(viewer=viewer, look=look, depth=depth)
    return ComparedTold.model_validate(told).model_dump(mode="json")


def compared_told(*, viewer: Actor, look: insight.Look, depth: Depth) -> dict[str, object]:
    """Raises what a look may raise."""
    insight.require_known(look=look)
    at = today.now()
    found = insight.compared(viewer=viewer, look=look, depth=depth, at=at)
    return {
        "unit": found.unit.code,
        "says": unit_sentences.finding(found),
        "indicator": found.meaning.code,
        "version": found.meaning.version,
        "kind": found.meaning.kind.value,
        "definition": found.definition,
        "span": span_told(found.span),
        "whole": share_of(found.whole),
        "units": [_unit(each) for each in found.units],
        "spread": found.funnel.spread if found.funnel else None,
        "comparisons": found.comparisons,
        "wrongly": found.wrongly,
        "basis": basis_told(insight.grounds_of_units(found=found, at=at)),
        "as_of": found.fresh_at,
        "waiting_since": found.waiting_since,
    }


def _unit(each: insight.UnitCompared) -> dict[str, object]:
    return {
        **share_of(each.share),
        "code": each.code,
        "name": str(each.name),
        "verdict": each.verdict,
        "expected": each.expected and asdict(each.expected),
        "limits": each.limits and asdict(each.limits),
    }
