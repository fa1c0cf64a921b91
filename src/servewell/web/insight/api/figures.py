"""Figures by unit and period, as ``servewell measure`` prints them."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from servewell.base.permissions import Actor
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight.selectors import Look
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience
from servewell.web.insight.api.grounded import BasisTold, basis_told
from servewell.web.insight.api.misasked import in_words
from servewell.web.kit.api.asked import until_asked
from servewell.web.kit.api.doors import ReadRequest, answers
from servewell.web.kit.api.faults import CannotAnswer
from servewell.web.kit.api.options import Code, CodeOrNone, DayOrNone, VersionOrNone
from servewell.web.kit.api.parts import part_of

router = Router()


class FiguresAsked(Schema):
    """Which answers are counted, and how."""

    indicator: Code = Field(terms.CSS, description=gettext_noop("The code of a figure."))
    version: VersionOrNone = Field(None, description=gettext_noop("Of its definition; left out: the newest."))
    unit: Code = Field(insight.EVERY_UNIT, description=gettext_noop("A unit's code, or all that you may see."))
    by: insight.By = Field(insight.By.MONTH, description=gettext_noop("How long a period is."))
    aspect: CodeOrNone = Field(None, description=gettext_noop("This aspect in place of the item marked overall."))
    item: CodeOrNone = Field(None, description=gettext_noop("This question in its place, as instrument/item."))
    channel: CodeOrNone = Field(None, description=gettext_noop("Only what came by this channel, or by kind:shop."))
    language: CodeOrNone = Field(None, description=gettext_noop("Only what was answered in this language."))
    instrument: CodeOrNone = Field(None, description=gettext_noop("Only answers to this survey or recipe."))
    audience: Audience = Field(Audience.EXTERNAL, description=gettext_noop("Whose answers: customers' or employees'."))
    tree: Tree = Field(Tree.AS_IT_WAS, description=gettext_noop("Units as on the day of each answer, or as today."))
    first: DayOrNone = Field(None, alias="from", description=gettext_noop("The first day that counts."))
    until: DayOrNone = Field(None, description=gettext_noop("The last day that counts."))
    after: CodeOrNone = Field(None, description=gettext_noop("Where the part before ended: its “next”."))
    size: int = Field(500, ge=1, le=5000, description=gettext_noop("How many figures a part holds at most."))


class SourceTold(Schema):
    """One source of a composite, on its own scale, with its declared weight."""

    name: str
    kind: str
    weight: float
    value: float | None
    n: int


class FigureTold(Schema):
    """One figure with its n, its interval of 95 % and its definition."""

    period: str = Field(description=gettext_noop("As 2026-11-30, 2026-W48, 2026-11, 2026-Q4 or 2026."))
    unit: str
    aspect: str | None = Field(description=gettext_noop("Null for the item marked overall."))
    value: float | None = Field(description=gettext_noop("A share from 0 to 1, or a mean on its scale."))
    n: int | None = Field(description=gettext_noop("How many answers it holds."))
    low: float | None
    high: float | None
    definition: str = Field(description=gettext_noop("What was counted, in your language."))
    kind: str
    scale: str | None = Field(description=gettext_noop("The one scale of all these answers, the best last."))
    series: list[str] = Field(description=gettext_noop("What the answers belong to, as instrument/item/number."))
    encounters: int | None = Field(description=gettext_noop("How many there were; null where not wholly known."))
    tree: str
    item: str | None
    indicator: str
    version: int = Field(description=gettext_noop("Of the definition; 0 for one that stands in for once."))
    withheld: str | None = Field(
        description=gettext_noop(
            "Null, or why there is no value: too-few answers, or source-silent: a source has none."
        )
    )
    sources: list[SourceTold] = Field(description=gettext_noop("Of a composite, each with its n; else none."))


class FiguresTold(Schema):
    """A part of the figures, by period, unit and aspect."""

    figures: list[FigureTold]
    next: str | None = Field(description=gettext_noop("Ask for the next part with after=…; null in the last."))
    basis: BasisTold
    as_of: datetime | None = Field(description=gettext_noop("When the answers behind them were last read."))
    waiting_since: datetime | None = Field(description=gettext_noop("Since when a change waits to be taken up."))


@answers(
    router,
    "/figures",
    power=rules.SEE,
    response=FiguresTold,
    summary=gettext_noop("Figures by unit and period"),
    says=gettext_noop("Each with its n, its interval and its definition; where nobody answered there is none."),
)
def figures(request: ReadRequest, asked: Query[FiguresAsked]) -> dict[str, object]:
    if asked.first and asked.until and asked.first > asked.until:
        raise CannotAnswer(_("It ends before it begins."), field="until", mend=_("Give the same day or a later one."))
    measured, grounds = _measured(request.auth, asked)
    part, after = part_of(measured, key=_key, after=asked.after, size=asked.size)
    return {"figures": part, "next": after, **made_of(grounds)}


def as_document(findings: Sequence[insight.Finding], grounds: insight.Grounds) -> dict[str, object]:
    """All figures as they are sent, for whoever prints them elsewhere."""
    told = FiguresTold.model_validate({"figures": findings, "next": None, **made_of(grounds)})
    return told.model_dump(mode="json", exclude={"next"})


def made_of(grounds: insight.Grounds) -> dict[str, object]:
    return {
        "basis": basis_told(grounds),
        "as_of": insight.fresh_at(),
        "waiting_since": insight.waiting_since(),
    }


def _key(finding: insight.Finding) -> tuple[str, ...]:
    return finding.period, finding.unit, finding.aspect or ""


@in_words
def _measured(viewer: Actor, asked: FiguresAsked) -> tuple[Sequence[insight.Finding], insight.Grounds]:
    until = until_asked(asked.until)
    findings = insight.measure(
        viewer=viewer,
        indicator=asked.indicator,
        version=asked.version,
        by=asked.by,
        unit=asked.unit,
        aspect=asked.aspect,
        item=asked.item,
        channel=asked.channel,
        language=asked.language,
        instrument=asked.instrument,
        audience=asked.audience,
        from_on=asked.first,
        until_on=until,
        tree=asked.tree,
    )
    days = (asked.first, until)
    return findings, insight.grounds_of_figures(
        viewer=viewer, look=_look(asked), instrument=asked.instrument, days=days
    )


def _look(asked: FiguresAsked) -> Look:
    return Look(
        unit=None if asked.unit == insight.EVERY_UNIT else asked.unit,
        indicator=asked.indicator,
        version=asked.version,
        by=asked.by,
        audience=asked.audience,
        tree=asked.tree,
        aspect=asked.aspect,
        item=asked.item,
        channel=asked.channel,
        language=asked.language,
    )
