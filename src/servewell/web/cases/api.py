"""Cases for machines: the shelves of the case list, as the page has them."""

from datetime import datetime
from typing import Literal, get_args

from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from servewell.base import links
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases import selectors as cases
from servewell.rooms.voice import terms as ways
from servewell.web.kit.api.asked import unit_asked, until_asked
from servewell.web.kit.api.doors import ReadRequest, answers
from servewell.web.kit.api.options import CodeOrNone, DayOrNone
from servewell.web.kit.api.parts import before_of

router = Router(tags=["Cases"])
# a machine has no cases of its own
ShelfAsked = Literal["open", "unassigned", "answered", "all"]
DueAsked = Literal["overdue", "today", "week"]
ReasonAsked = Literal["asks-for-answer", "below-bar"]
EndsTold = Literal["answer", "decision", "thanks"]
WayAsked = Literal["open-link", "personal-link", "import", "field"]
assert set(get_args(ShelfAsked)) == {each.value for each in cases.Shelf} - {cases.Shelf.MINE.value}
assert set(get_args(DueAsked)) == {each.value for each in cases.Due}
assert set(get_args(ReasonAsked)) == {code for code, _label in terms.REASONS}
assert set(get_args(EndsTold)) == {each.value for each in terms.Ends}
assert set(get_args(WayAsked)) == {code for code, _label in ways.CHANNEL_KINDS}


class CasesAsked(Schema):
    """Which cases, and which part of the list."""

    shelf: ShelfAsked = Field("open", description=gettext_noop("Which part of the case list."))
    unit: CodeOrNone = Field(None, description=gettext_noop("A unit's code: the cases there and below."))
    due: DueAsked | None = Field(None, description=gettext_noop("By when an answer is due."))
    reason: ReasonAsked | None = Field(None, description=gettext_noop("Why it was opened."))
    kind: CodeOrNone = Field(None, description=gettext_noop("Only letters of this kind, by its code."))
    way: WayAsked | None = Field(None, description=gettext_noop("The kind of channel by which the voice came."))
    language: CodeOrNone = Field(None, description=gettext_noop("Only what was said in this language."))
    aspect: CodeOrNone = Field(None, description=gettext_noop("Only what is about this aspect."))
    words: CodeOrNone = Field(None, description=gettext_noop("Words that stand in it, or its number."))
    first: DayOrNone = Field(None, alias="from", description=gettext_noop("Opened on this day or later."))
    last: DayOrNone = Field(None, alias="until", description=gettext_noop("Opened on this day or before."))
    after: CodeOrNone = Field(None, description=gettext_noop("Where the part before ended: its “next”."))


class CaseTold(Schema):
    """What the company owes one voice, and how far it is."""

    number: int
    voice: int = Field(description=gettext_noop("The number of the voice that it is about."))
    unit: str
    title: str = Field(description=gettext_noop("The first words of the customer."))
    language: str
    reason: str
    state: str
    opened_at: datetime
    due_at: datetime
    kind: str | None = Field(description=gettext_noop("The code of its kind of letter; null: nobody has said."))
    owes: EndsTold = Field(description=gettext_noop("What ends it: an answer, a decision, or thanks if you like."))
    receipt_due_at: datetime | None = Field(description=gettext_noop("By when a receipt is owed; null: none is."))
    receipt: str | None = Field(description=gettext_noop("How far its receipt has come; null: none is written."))
    owner: str | None = Field(description=gettext_noop("The name of its writer; null: nobody has it."))
    delivery: str | None = Field(description=gettext_noop("How far its answer has come; null: none is written."))
    into: int | None = Field(description=gettext_noop("Where a merged one is answered, with its delivery; else null."))
    page: str = Field(description=gettext_noop("Its address for people."))


class CasesTold(Schema):
    """25 cases at most; open ones by when they are due, the first one first."""

    cases: list[CaseTold]
    next: str | None = Field(description=gettext_noop("Ask for the next part with after=…; null in the last."))


@answers(
    router,
    "/cases",
    power=rules.SEE,
    response=CasesTold,
    summary=gettext_noop("Cases"),
    says=gettext_noop("Those of the units whose cases you see, as the page of cases lists them."),
)
def case_list(request: ReadRequest, asked: Query[CasesAsked]) -> dict[str, object]:
    page = cases.cases_seen(
        viewer=request.auth,
        shelf=cases.Shelf(asked.shelf),
        before=before_of(asked.after),
        filters=_filters(request, asked),
    )
    return {
        "cases": [_case(each) for each in page.items],
        "next": None if page.older is None else str(page.older),
    }


def _filters(request: ReadRequest, asked: CasesAsked) -> cases.Filters:
    return cases.Filters(
        unit=unit_asked(viewer=request.auth, power=rules.SEE, code=asked.unit),
        reason=asked.reason,
        kind=asked.kind,
        way=asked.way,
        language=asked.language,
        aspect=asked.aspect,
        due=cases.Due(asked.due) if asked.due else None,
        from_on=asked.first,
        until_on=until_asked(asked.last),
        words=asked.words or "",
    )


def _case(seen: cases.SeenCase) -> dict[str, object]:
    return {
        "number": seen.number,
        "voice": seen.voice,
        "unit": seen.unit_code,
        "title": seen.title or cases.nameless(reason=seen.reason),
        "language": seen.language,
        "reason": seen.reason,
        "state": seen.state,
        "opened_at": seen.opened_at,
        "due_at": seen.due_at,
        "kind": seen.kind_code or None,
        "owes": seen.owes.value,
        "receipt_due_at": seen.receipt_due_at,
        "receipt": seen.receipt,
        "owner": seen.owner,
        "delivery": seen.delivery,
        "into": seen.into,
        "page": links.CASE.path(number=seen.number),
    }
