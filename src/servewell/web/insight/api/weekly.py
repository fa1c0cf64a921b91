"""Monday's pages of the person who asks, as they were kept and as far as their units may be seen today."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router, Schema
from pydantic import Field

from servewell.rooms.insight import rules
from servewell.rooms.insight import selectors as insight
from servewell.web.insight.api.misasked import in_words
from servewell.web.insight.api.standing import SpanTold
from servewell.web.insight.shown.weekly.page import week_url
from servewell.web.kit.api.doors import ReadRequest, answers
from servewell.web.kit.api.faults import NothingGoesBy
from servewell.web.kit.api.options import Day

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Monday
    from servewell.rooms.people.models import Person

router = Router()


class WeekAsked(Schema):
    """Which page."""

    week: Day = Field(description=gettext_noop("The Monday of its week, as 2026-11-30."))


class KeptTold(Schema):
    """One page that was made for you."""

    week: date = Field(description=gettext_noop("The Monday of its week: it names the page."))
    made_at: datetime
    language: str
    mail: str = Field(description=gettext_noop("How far its mail has come."))
    page: str = Field(description=gettext_noop("Its address for people."))


class MondaysTold(Schema):
    """Your pages of half a year, the latest first."""

    mondays: list[KeptTold]


class RowTold(Schema):
    """One unit's figure then."""

    code: str
    name: str = Field(description=gettext_noop("In your language."))
    value: float | None = Field(description=gettext_noop("A share from 0 to 1, or a mean on its scale."))
    n: int = Field(description=gettext_noop("How many answers it holds."))
    low: float | None
    high: float | None
    verdict: str | None = Field(description=gettext_noop("Against the year before."))
    points: list[float | None] = Field(description=gettext_noop("The latest months of its chart, oldest first."))


class AlarmTold(Schema):
    """The strongest signal on one chart that nobody had explained."""

    code: str
    name: str = Field(description=gettext_noop("In your language."))
    aspect: str | None = Field(description=gettext_noop("Null for the item marked overall."))
    rule: str
    side: str
    months: list[date]
    is_new: bool
    is_good: bool = Field(description=gettext_noop("It goes the way that is better."))


class WaitingTold(Schema):
    what: str
    count: int


class MondayTold(KeptTold):
    """What the page said, in finished numbers, as far as you may see its units today. Customers' words are not told."""

    title: str = Field(description=gettext_noop("In your language."))
    definition: str = Field(description=gettext_noop("What was counted, in your language."))
    version: int
    kind: str
    now: SpanTold
    units: int
    figures: int
    charts: int
    chance: float = Field(description=gettext_noop("How many signals a month come by chance on so many charts."))
    rows: list[RowTold]
    more_rows: int = Field(description=gettext_noop("How many more there were."))
    alarms: list[AlarmTold]
    more_alarms: int = Field(description=gettext_noop("How many more there were."))
    good: list[AlarmTold]
    more_good: int = Field(description=gettext_noop("How many more there were."))
    waiting: list[WaitingTold]
    left_out: int = Field(description=gettext_noop("Of so many units nothing is told: you may not see them today."))
    as_of: datetime | None = Field(description=gettext_noop("When the answers behind them were last read."))
    waiting_since: datetime | None = Field(description=gettext_noop("Since when a change waited to be taken up."))


@answers(
    router,
    "/mondays",
    power=rules.SEE,
    response=MondaysTold,
    summary=gettext_noop("Your Monday's pages"),
    says=gettext_noop("Those of half a year, for the person who is signed in; a token has none."),
)
def mondays(request: ReadRequest) -> dict[str, object]:
    return {"mondays": [_kept(each) for each in insight.mondays_of(person=_reader(request))]}


@answers(
    router,
    "/mondays/{str:week}",
    power=rules.SEE,
    response=MondayTold,
    summary=gettext_noop("One Monday's page"),
    says=gettext_noop("The page of one week as it was kept, for the person who is signed in; a token has none."),
)
def monday(request: ReadRequest, week: Path[WeekAsked]) -> dict[str, object]:
    return _whole(_reader(request), week.week)


def _reader(request: ReadRequest) -> "Person":
    """Raises NothingGoesBy for a token: nobody's page is made for a machine."""
    person: Person | None = getattr(request, "person", None)
    if person is not None and request.auth is person:
        return person
    raise NothingGoesBy(
        _("Monday's pages are made for persons; a token has none."),
        mend=_("Ask as a person who is signed in."),
    )


@in_words
def _whole(reader: "Person", week: date) -> dict[str, object]:
    kept = insight.monday_of(person=reader, week=week)
    found = insight.monday_as_seen(kept=kept)
    return {
        **_kept(kept),
        **{name: getattr(found, name) for name in AS_THEY_ARE},
        "title": str(found.title),
        "definition": str(found.definition),
        "kind": found.kind.value,
        "now": {"first": found.now_from, "last": found.last_on},
        "rows": [_row(each) for each in found.rows],
        "alarms": [_alarm(each) for each in found.alarms],
        "good": [_alarm(each) for each in found.good],
        "waiting": [{"what": each.what.value, "count": each.count} for each in found.waiting],
        "as_of": found.fresh_at,
    }


AS_THEY_ARE = (
    "version", "units", "figures", "charts", "chance", "more_rows", "more_alarms", "more_good", "left_out",
    "waiting_since",
)  # fmt: skip


def _kept(kept: "Monday") -> dict[str, object]:
    return {
        "week": kept.week,
        "made_at": kept.made_at,
        "language": kept.language,
        "mail": kept.state,
        "page": week_url(kept.week),
    }


def _row(row: insight.UnitRow) -> dict[str, object]:
    return {
        "code": row.code,
        "name": str(row.name),
        "value": row.value,
        "n": row.n,
        "low": row.low,
        "high": row.high,
        "verdict": row.verdict,
        "points": list(row.points),
    }


def _alarm(alarm: insight.Alarm) -> dict[str, object]:
    return {
        "code": alarm.code,
        "name": str(alarm.name),
        "aspect": alarm.aspect,
        "rule": alarm.rule,
        "side": alarm.side,
        "months": list(alarm.months),
        "is_new": alarm.is_new,
        "is_good": alarm.is_good,
    }
