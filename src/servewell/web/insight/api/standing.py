"""How a unit stands, as its page says it."""

from datetime import date, datetime

from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight.selectors import Look
from servewell.rooms.insight.terms import Standing
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience
from servewell.web.insight.api.beside import ChanceTold, ChartedLimitsTold, FormerTold, TargetTold, beside, target_of
from servewell.web.insight.api.charted import BreakTold, ChartTold, PeriodTold, SignalTold, charted
from servewell.web.insight.api.grounded import BasisTold, basis_told
from servewell.web.insight.api.misasked import in_words
from servewell.web.insight.api.sharing import AspectTold, BelowTold, ShareTold, share_of, stands_of
from servewell.web.insight.shown import sentences
from servewell.web.kit.api.doors import ReadRequest, answers
from servewell.web.kit.api.options import Code, CodeOrNone, DayOrNone, VersionOrNone

router = Router()


class UnitAsked(Schema):
    """Of whom."""

    unit: Code = Field(description=gettext_noop("A unit's code."))


class StandingAsked(Schema):
    """Which answers are looked at; each option does what it does on the page."""

    indicator: Code = Field(terms.CSS, description=gettext_noop("The code of a figure."))
    version: VersionOrNone = Field(None, description=gettext_noop("Of its definition; left out: the newest."))
    by: insight.By = Field(insight.By.MONTH, description=gettext_noop("How long a period is."))
    until: DayOrNone = Field(None, description=gettext_noop("A day of the last period that is told; left out: now."))
    aspect: CodeOrNone = Field(None, description=gettext_noop("This aspect in place of the item marked overall."))
    item: CodeOrNone = Field(None, description=gettext_noop("This question in its place, as instrument/item."))
    channel: CodeOrNone = Field(None, description=gettext_noop("Only what came by this channel, or by kind:shop."))
    language: CodeOrNone = Field(None, description=gettext_noop("Only what was answered in this language."))
    audience: Audience = Field(Audience.EXTERNAL, description=gettext_noop("Whose answers: customers' or employees'."))
    tree: Tree = Field(Tree.AS_IT_WAS, description=gettext_noop("Units as on the day of each answer, or as today."))


class SpanTold(Schema):
    """Days from the first to the last, both included."""

    first: date = Field(description=gettext_noop("The first day that counts."))
    last: date = Field(description=gettext_noop("The last day that counts."))


class YearAgoTold(ShareTold):
    """The same days a year earlier."""

    verdict: str | None = Field(description=gettext_noop("How the figure stands to it: above, below, same, withheld."))


class HappenedTold(Schema):
    """What people say happened; the cause of a signal where it names a rule."""

    first: date = Field(description=gettext_noop("The first month, by its first day."))
    last: date = Field(description=gettext_noop("The last month, by its first day."))
    text: str
    rule: str | None
    side: str | None
    said_by: str
    said_on: date
    at_unit: str | None = Field(description=gettext_noop("The unit above at which it happened; null for this one."))


class AspectOfUnitTold(AspectTold):
    """One aspect, with what it is to reach."""

    target: TargetTold | None


class StandingTold(Schema):
    """All that the page of a unit says, but for the words of customers."""

    unit: str
    name: str = Field(description=gettext_noop("In your language."))
    says: str = Field(description=gettext_noop("The finding, in one sentence."))
    standing: str = Field(description=gettext_noop("silent, private, too-few, even or except."))
    indicator: str
    version: int
    kind: str
    definition: str = Field(description=gettext_noop("What was counted, in your language."))
    now: SpanTold
    before: SpanTold
    figure: ShareTold
    verdict: str | None = Field(description=gettext_noop("How “now” stands to “before”: above, below, same, withheld."))
    year_ago: YearAgoTold
    encounters: dict[str, int] | None = Field(description=gettext_noop("By kind; null where not wholly known."))
    target: TargetTold | None
    former: FormerTold | None
    aspects: list[AspectOfUnitTold]
    below: list[BelowTold] = Field(description=gettext_noop("The units right below, by name, never by rank."))
    periods: list[PeriodTold]
    charts: list[ChartTold] = Field(description=gettext_noop("One for each stretch between changes of scale."))
    kept_limits: list[ChartedLimitsTold] = Field(
        description=gettext_noop("All that were ever kept for this chart, in order.")
    )
    signals: list[SignalTold]
    chance: ChanceTold | None = Field(description=gettext_noop("Null where nothing is known of it."))
    breaks: list[BreakTold]
    happened: list[HappenedTold]
    basis: BasisTold
    as_of: datetime | None = Field(description=gettext_noop("When the answers behind them were last read."))
    waiting_since: datetime | None = Field(description=gettext_noop("Since when a change waits to be taken up."))


@answers(
    router,
    "/satisfaction/{str:unit}",
    power=rules.SEE,
    response=StandingTold,
    summary=gettext_noop("How a unit stands"),
    says=gettext_noop("The figure now and before, its chart with limits and signals, aspects and units below."),
)
def satisfaction(request: ReadRequest, unit: Path[UnitAsked], asked: Query[StandingAsked]) -> dict[str, object]:
    return _told(request, unit.unit, asked)


@in_words
def _told(request: ReadRequest, unit: str, asked: StandingAsked) -> dict[str, object]:
    return standing_told(viewer=request.auth, look=look_asked(unit, asked))


def as_document(*, viewer: Actor, look: Look) -> dict[str, object]:
    """The answer as it is sent, for whoever prints it elsewhere. Raises what a look may raise."""
    return StandingTold.model_validate(standing_told(viewer=viewer, look=look)).model_dump(mode="json")


def standing_told(*, viewer: Actor, look: Look) -> dict[str, object]:
    """Raises what a look may raise."""
    insight.require_known(look=look)
    found, basis = insight.of_one_state(viewer=viewer, look=look, at=today.now())
    is_private = found.standing is Standing.PRIVATE
    return {
        "unit": found.unit.code,
        "name": str(found.unit.name),
        "says": sentences.finding(found),
        "standing": found.standing.value,
        "indicator": found.meaning.code,
        "version": found.meaning.version,
        "kind": found.meaning.kind.value,
        "definition": found.definition,
        "now": span_told(found.spans.now),
        "before": span_told(found.spans.before),
        "figure": share_of(found.share, is_private=is_private),
        "verdict": found.verdict,
        "year_ago": {**share_of(found.year_ago.share, is_private=is_private), "verdict": found.year_ago.verdict},
        "encounters": found.encounters,
        "aspects": [_aspect(found, each) for each in found.aspects],
        "below": [stands_of(each) for each in found.below],
        **charted(found),
        **beside(found),
        "happened": [_happened(each) for each in found.happened],
        "basis": basis_told(insight.grounds_of(found=found, basis=basis)),
        "as_of": found.fresh_at,
        "waiting_since": found.waiting_since,
    }


def look_asked(unit: str, asked: StandingAsked) -> Look:
    """Raises AspectAndItem."""
    return Look(
        unit=unit,
        indicator=asked.indicator,
        version=asked.version,
        by=asked.by,
        until=asked.until,
        aspect=asked.aspect,
        item=asked.item,
        channel=asked.channel,
        language=asked.language,
        audience=asked.audience,
        tree=asked.tree,
    )


def span_told(span: insight.Span) -> dict[str, object]:
    return {"first": span.from_on, "last": span.last_on}


def _aspect(found: insight.Satisfaction, each: insight.AspectStands) -> dict[str, object]:
    return {
        **stands_of(each),
        "stands_out": each.stands_out,
        "target": target_of(found, each.code, each.share),
    }


def _happened(each: insight.Happened) -> dict[str, object]:
    return {
        "first": each.first_month,
        "last": each.last_month,
        "text": each.text,
        "rule": each.rule or None,
        "side": each.side or None,
        "said_by": each.said_by,
        "said_on": each.said_on,
        "at_unit": None if each.unit_name is None else str(each.unit_name),
    }
