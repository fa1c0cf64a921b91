"""What was published, from what it was made, and whether the same comes out today."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from servewell.base import links, today
from servewell.base.permissions import Actor
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight import selectors as insight
from servewell.web.insight.api.misasked import in_words
from servewell.web.insight.shown.prints.published import finding_page, may_open
from servewell.web.kit.api.doors import ReadRequest, answers
from servewell.web.kit.api.options import CodeOrNone
from servewell.web.kit.api.parts import before_of

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Published

router = Router()


class FindingsAsked(Schema):
    """Which part of the list."""

    after: CodeOrNone = Field(None, description=gettext_noop("Where the part before ended: its “next”."))
    size: int = Field(100, ge=1, le=1000, description=gettext_noop("How many findings a part holds at most."))


class NumberAsked(Schema):
    """Which finding."""

    number: int = Field(ge=1, description=gettext_noop("The number that stands on it."))


class FindingTold(Schema):
    """Figures that somebody published as a file; its number stands on it."""

    number: int
    title: str = Field(description=gettext_noop("The finding, in the language of its file; empty until it is made."))
    unit: str
    form: str
    language: str
    asked_by: str
    asked_at: datetime
    made_at: datetime | None = Field(description=gettext_noop("Null until its file is made."))
    trouble: str | None = Field(description=gettext_noop("What hinders it: lacking, nothing or failed."))
    indicator: str
    version: int | None = Field(description=gettext_noop("Of the definition; null until it is made."))
    digest: str | None = Field(description=gettext_noop("Of the answers that were counted; null until it is made."))
    page: str = Field(description=gettext_noop("Its address for people."))


class FindingsTold(Schema):
    """What was published of the units that you see, the newest first."""

    findings: list[FindingTold]
    next: str | None = Field(description=gettext_noop("Ask for the next part with after=…; null in the last."))


class StatedTold(Schema):
    """One figure as it was published; without a value nobody answered, or so few that nothing is told."""

    part: str = Field(description=gettext_noop("whole, period, aspect or unit."))
    code: str
    first: date = Field(description=gettext_noop("The first day that counts."))
    last: date = Field(description=gettext_noop("The last day that counts."))
    value: float | None
    n: int | None
    low: float | None
    high: float | None
    is_withheld: bool
    lower: float | None
    centre: float | None
    upper: float | None
    signals: list[str]


class DiffersTold(Schema):
    """A figure that is not the same today; null where there is none."""

    before: StatedTold | None
    now: StatedTold | None


class AgainTold(Schema):
    """The same figures made now: by the same look and the same version of the definition."""

    is_equal: bool = Field(description=gettext_noop("The same figures, from the same answers."))
    says: list[str] = Field(description=gettext_noop("The verdict, and why, in your language."))
    digest: str | None = Field(description=gettext_noop("Of today's answers; null where it cannot be made again."))
    is_other_data: bool = Field(description=gettext_noop("The answers are not the same."))
    other_software: dict[str, list[str]] = Field(description=gettext_noop("Its versions then and now."))
    newest_version: int = Field(description=gettext_noop("Of the definition that others follow now."))
    differing: list[DiffersTold]


class FindingWholeTold(FindingTold):
    """One finding with its figures, and the same made again."""

    file: str | None = Field(description=gettext_noop("Where its file lies, if there is one that you may open."))
    definition: str
    options: dict[str, str] = Field(description=gettext_noop("What was looked at, with its last day and version."))
    chart: str
    rules: str
    software: dict[str, str] = Field(description=gettext_noop("What counted and printed, with its versions."))
    as_of: datetime | None = Field(description=gettext_noop("When the answers behind them were last read."))
    figures: list[StatedTold]
    again: AgainTold | None = Field(description=gettext_noop("Null until its file is made."))


@answers(
    router,
    "/findings",
    power=rules.SEE,
    response=FindingsTold,
    summary=gettext_noop("What was published"),
    says=gettext_noop("Every figure that was forwarded as a file, with the digest of its answers."),
)
def findings(request: ReadRequest, asked: Query[FindingsAsked]) -> dict[str, object]:
    page = insight.findings(viewer=request.auth, before=before_of(asked.after), size=asked.size)
    return {
        "findings": [_finding(each) for each in page.items],
        "next": None if page.older is None else str(page.older),
    }


@answers(
    router,
    "/findings/{str:number}",
    power=rules.SEE,
    response=FindingWholeTold,
    summary=gettext_noop("One finding made again"),
    says=gettext_noop("What was published under a number, from what, and whether the same comes out today."),
)
def finding(request: ReadRequest, number: Path[NumberAsked]) -> dict[str, object]:
    return _whole(request.auth, number.number)


@in_words
def _whole(viewer: Actor, number: int) -> dict[str, object]:
    published = insight.published_for(viewer=viewer, number=number)
    kept = insight.figures_kept(published=published)
    may_read = may_open(viewer=viewer, published=published)
    return {
        **_finding(published),
        "file": links.FINDING_FILE.path(number=published.pk) if published.file and may_read else None,
        "definition": published.definition,
        "options": published.look,
        "chart": published.chart,
        "rules": published.rules,
        "software": published.software,
        "as_of": published.as_of,
        "figures": insight.as_json(stated=kept),
        "again": _again(published, may_read=may_read) if published.made_at else None,
    }


def _finding(published: "Published") -> dict[str, object]:
    return {
        "number": published.pk,
        "title": published.title,
        "unit": published.unit.code,
        "form": published.form,
        "language": published.language,
        "asked_by": published.asked_by.name,
        "asked_at": published.asked_at,
        "made_at": published.made_at,
        "trouble": published.trouble or None,
        "indicator": published.look.get("indicator", terms.CSS),
        "version": published.version,
        "digest": published.digest or None,
        "page": links.FINDING.path(number=published.pk),
    }


def _again(published: "Published", *, may_read: bool) -> dict[str, object]:
    """As the page of the finding says it."""
    at = today.now()
    again = insight.again(published=published, at=at)
    page = finding_page(published, again, may_read=may_read, at=at)
    return {
        "is_equal": again.is_same,
        "says": [*([page.verdict.word] if page.verdict else []), *page.reasons],
        "digest": again.basis.digest if again.basis else None,
        "is_other_data": again.is_other_data,
        "other_software": {name: list(versions) for name, versions in again.other_software.items()},
        "newest_version": again.newest,
        "differing": [{"before": _stated(each.before), "now": _stated(each.now)} for each in again.differing],
    }


def _stated(stated: insight.Stated | None) -> dict[str, object] | None:
    return None if stated is None else insight.as_json(stated=[stated])[0]
