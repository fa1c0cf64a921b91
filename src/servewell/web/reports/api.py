"""The reports of cases for machines, as the pages count them; a machine may know of no case that speaks of harm."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from servewell.base import today
from servewell.rooms.cases import rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.people import selectors as people
from servewell.web.kit.api.doors import ReadRequest, answers
from servewell.web.kit.api.faults import NothingThere
from servewell.web.kit.api.options import CodeOrNone, DayOrNone

if TYPE_CHECKING:
    from servewell.engines.stats import Estimate

router = Router(tags=["Cases"])
MonthsAsked = Annotated[int, Field(ge=1, le=12)]


class ReportAsked(Schema):
    """Of which unit, and of which months."""

    unit: CodeOrNone = Field(None, description=gettext_noop("A unit's code; the highest that you see if none."))
    until: DayOrNone = Field(None, description=gettext_noop("A day of the last month; this month if none."))
    months: MonthsAsked = Field(12, description=gettext_noop("How many months, up to and with that one."))


class StepTold(Schema):
    least: int = Field(description=gettext_noop("Days at least."))
    most: int | None = Field(description=gettext_noop("Days at most; null: no end."))
    n: int


class PromiseTold(Schema):
    """Of the cases due in that time so many were answered in time; 95 % Wilson interval."""

    key: str = Field(description=gettext_noop("The month, the code of the unit, or “period”."))
    due: int
    kept: int
    share: float | None
    low: float | None
    high: float | None


class CauseTold(Schema):
    """So many of the cases with a main cause; 95 % Wilson interval."""

    code: str
    n: int
    share: float
    low: float
    high: float
    n_before: int
    change: float | None = Field(description=gettext_noop("From as many months before; null: cannot be told apart."))


class ReportTold(Schema):
    """How the cases stand, whether the promise to answer is kept, and what caused them."""

    unit: str
    first: date
    last: date
    open_by_age: list[StepTold]
    overdue_by_days: list[StepTold]
    kept: PromiseTold
    kept_by_month: list[PromiseTold]
    kept_by_unit: list[PromiseTold]
    opened: int
    named: int
    causes: list[CauseTold]
    kinds: list[CauseTold]
    standards: list[CauseTold]
    aspects: list[CauseTold]


@answers(
    router,
    "/cases/reports",
    power=rules.SEE,
    response=ReportTold,
    summary=gettext_noop("Reports of cases"),
    says=gettext_noop("Open cases by age, late ones, the promise to answer and the causes, as the reports count them."),
)
def report(request: ReadRequest, asked: Query[ReportAsked]) -> dict[str, object]:
    try:
        look = cases.reported(
            viewer=request.auth,
            unit=asked.unit or "",
            until=asked.until.replace(day=1) if asked.until else None,
            months=asked.months,
            at=today.now(),
        )
    except people.NoSuchUnit:
        raise NothingThere(field="unit") from None
    waiting = cases.waiting(viewer=request.auth, look=look)
    keeping = cases.keeping(viewer=request.auth, look=look)
    causing = cases.causing(viewer=request.auth, look=look)
    return {
        "unit": look.unit.code,
        "first": look.now.from_on,
        "last": look.now.last_on,
        "open_by_age": [_step(each) for each in waiting.ages],
        "overdue_by_days": [_step(each) for each in waiting.late],
        "kept": _kept("period", keeping.now),
        "kept_by_month": [_kept(f"{each.first:%Y-%m}", each.kept) for each in keeping.months],
        "kept_by_unit": [_kept(each.unit.code, each.kept) for each in keeping.units],
        "opened": causing.opened,
        "named": causing.named,
        "causes": [_cause(each) for each in causing.causes],
        "kinds": [_cause(each) for each in causing.kinds.values()],
        "standards": [_cause(each) for each in causing.standards],
        "aspects": [_cause(each) for each in causing.aspects],
    }


def _step(each: cases.AgeStep) -> dict[str, object]:
    return {"least": each.least, "most": each.most, "n": each.n}


def _kept(key: str, kept: cases.KeptIn) -> dict[str, object]:
    return {"key": key, "due": kept.due, "kept": kept.kept, **_ends(kept.share)}


def _cause(each: cases.CausePart) -> dict[str, object]:
    change = each.change.value if each.change else None
    return {"code": each.code, "n": each.n, **_ends(each.share), "n_before": each.n_before, "change": change}


def _ends(share: "Estimate | None") -> dict[str, float | None]:
    if share is None:
        return {"share": None, "low": None, "high": None}
    return {"share": share.value, "low": share.low, "high": share.high}
