"""What goes with satisfaction, as the page of drivers says it."""

from datetime import datetime

from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.rooms.insight import rules
from servewell.rooms.insight import selectors as insight
from servewell.web.insight.api.grounded import BasisTold, basis_told
from servewell.web.insight.api.misasked import in_words
from servewell.web.insight.api.standing import SpanTold, StandingAsked, UnitAsked, look_asked, span_told
from servewell.web.insight.shown.compared import driver_sentences
from servewell.web.kit.api.doors import ReadRequest, answers
from servewell.web.kit.api.options import CodeOrNone

router = Router()


class DriversAsked(StandingAsked):
    """As of a unit's page. What is explained is the overall answer, so an aspect or an item is left aside."""

    of: CodeOrNone = Field(None, description=gettext_noop("The questions of this survey; left out: the aspects."))


class DriverTold(Schema):
    """One aspect or question, by how much it goes with the overall answer."""

    code: str
    name: str = Field(description=gettext_noop("In your language."))
    part: float = Field(description=gettext_noop("Of the differences between overall answers, from 0 to 1."))
    low: float
    high: float
    level: float = Field(description=gettext_noop("The mean of its answers, from 0, the worst, to 1, the best."))
    level_low: float
    level_high: float
    matters_most: bool = Field(description=gettext_noop("The foremost, or not to be told apart from it."))
    is_weakest: bool = Field(description=gettext_noop("Its level lies below those of all others beyond chance."))
    is_odd: bool = Field(description=gettext_noop("Beside the others it pulls the other way."))


class DriversTold(Schema):
    """Drivers of the twelve months up to the last period."""

    unit: str
    says: str = Field(description=gettext_noop("The finding, in one sentence."))
    span: SpanTold
    refused: str | None = Field(description=gettext_noop("Why nothing can be said."))
    drivers: list[DriverTold]
    aside: dict[str, str] = Field(description=gettext_noop("What was not weighed, and why."))
    explained: float = Field(description=gettext_noop("How much of the differences all of them explain, from 0 to 1."))
    method: str
    n: int = Field(description=gettext_noop("How many customers' answers it rests on."))
    basis: BasisTold
    as_of: datetime | None = Field(description=gettext_noop("When the answers behind them were last read."))
    waiting_since: datetime | None = Field(description=gettext_noop("Since when a change waits to be taken up."))


@answers(
    router,
    "/units/{str:unit}/drivers",
    power=rules.SEE,
    response=DriversTold,
    summary=gettext_noop("What matters most"),
    says=gettext_noop("By how much each aspect, or each question of a survey, goes with the overall answer."),
)
def drivers(request: ReadRequest, unit: Path[UnitAsked], asked: Query[DriversAsked]) -> dict[str, object]:
    return _told(request, unit.unit, asked)


@in_words
def _told(request: ReadRequest, unit: str, asked: DriversAsked) -> dict[str, object]:
    return drivers_told(viewer=request.auth, look=look_asked(unit, asked), of=asked.of)


def as_document(*, viewer: Actor, look: insight.Look, of: str | None = None) -> dict[str, object]:
    """The answer as it is sent, for whoever prints it elsewhere. Raises what a look may raise."""
    return DriversTold.model_validate(drivers_told(viewer=viewer, look=look, of=of)).model_dump(mode="json")


def drivers_told(*, viewer: Actor, look: insight.Look, of: str | None) -> dict[str, object]:
    """Raises what a look may raise."""
    insight.require_known(look=look, instrument=of)
    at = today.now()
    found = insight.driving(viewer=viewer, look=look, of=of, at=at)
    weights = found.weights
    return {
        "unit": found.unit.code,
        "says": driver_sentences.finding(found),
        "span": span_told(found.span),
        "refused": weights.refused,
        "drivers": [
            {
                "code": each.code,
                "name": str(found.names[each.code]),
                "part": each.part,
                "low": each.low,
                "high": each.high,
                "level": each.level,
                "level_low": each.level_low,
                "level_high": each.level_high,
                "matters_most": each.matters_most,
                "is_weakest": each.is_weakest,
                "is_odd": each.is_odd,
            }
            for each in weights.drivers
        ],
        "aside": {code: why.value for code, why in weights.aside},
        "explained": weights.explained,
        "method": weights.method,
        "n": weights.n,
        "basis": basis_told(insight.grounds_of_drivers(found=found, at=at)),
        "as_of": found.fresh_at,
        "waiting_since": found.waiting_since,
    }
