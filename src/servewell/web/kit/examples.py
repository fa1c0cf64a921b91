"""What the style guide shows. In English and Chinese as it would come from rooms, hence not in the catalogues."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from servewell.web.kit.charts import Chart, Note, control_chart
from servewell.web.kit.components import (
    Chip,
    Crumb,
    Definition,
    Empty,
    Figure,
    LedgerEntry,
    Letter,
    Link,
    Pager,
    Quote,
    TodoRow,
)
from servewell.web.kit.figures import share_figure
from servewell.web.kit.forms import GuideForm

SATISFIED = Definition("Satisfied customers", "Share of 4 and 5 on the 5-point item “overall”.", "2")
LAST_YEAR = (80.5, 82.4, 79.7, 83.2, 81.8, 79.2, 80.9, 82.7, 80.3, 83.8, 81.3, 82.2)
THIS_YEAR = (79.8, 83.0, 81.0, 82.0, 84.0, 85.7, 86.4, 85.2, 87.4, 88.5, 88.1, 89.2)
LETTER = """Dear hotel,

We arrived at 22:10 with two sleeping children. Forty minutes in the line and nobody looked up. When our turn came \
the young man was kind, but he could not find the booking that I had confirmed twice.

I do not want a voucher. I want to know why."""


@dataclass(frozen=True)
class Guide:
    title: str
    crumbs: Sequence[Crumb]
    chips: Sequence[Chip]
    satisfied: Figure
    silent: Figure
    ledger: Sequence[LedgerEntry]
    letter: Letter
    quotes: Sequence[Quote]
    todo: Sequence[TodoRow]
    empty: Empty
    pager: Pager
    chart: Chart
    trend: Sequence[float | None]
    empty_form: GuideForm = field(default_factory=GuideForm)
    wrong_form: GuideForm = field(default_factory=lambda: GuideForm(data={"name": "", "answer": "on"}, prefix="wrong"))


def guide() -> Guide:
    return Guide(
        title="West region keeps its promise, except on time",
        crumbs=(Crumb("Satisfaction", "#"), Crumb("12 hotels"), Crumb("last 24 months")),
        chips=_chips(),
        satisfied=_satisfied(),
        silent=share_figure(label="Satisfied customers", value=None, low=None, high=None, n=0, definition=SATISFIED),
        ledger=_ledger(),
        letter=Letter(LETTER, language="en", written_by="Elena Ruiz", came="By post, Friday 20 November, 09:12"),
        quotes=_quotes(),
        todo=_todo(),
        empty=Empty("Every letter is answered", "The next one will stand here.", Link("See the answers", "#")),
        pager=Pager(newer_url="#", older_url="#", says="26 to 50"),
        chart=_chart(),
        trend=(80.5, 82.6, 79.8, None, 83.4, 86.0, 88.9),
    )


def _chips() -> Sequence[Chip]:
    return (Chip("steady"), Chip("better", "accent"), Chip("answer due tomorrow 14:00", "needs"), Chip("late", "bad"))


def _chart() -> Chart:
    values = [*LAST_YEAR, *THIS_YEAR]
    many = len(values)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return control_chart(
        key="by-month",
        title="By month",
        kind="Laney p′ · NHS rules · limits from Jan to Dec 2025",
        summary="The last three points are above the upper limit: this is not noise.",
        labels=[f"{month} {year}" for year in (2025, 2026) for month in months],
        values=values,
        lower=[76.0] * many,
        centre=[82.0] * many,
        upper=[88.0] * many,
        counts=[400 + 7 * i for i in range(many)],
        signals={21, 22, 23},
        notes=(Note(15, "“Listen first” taught, hotels 1–6"),),
    )


def _satisfied() -> Figure:
    chip = Chip("up 1.8 since the courses", "accent")
    return share_figure(
        label="Satisfied customers", value=0.846, low=0.839, high=0.853, n=10412, definition=SATISFIED, chip=chip
    )


def _ledger() -> Sequence[LedgerEntry]:
    return (
        LedgerEntry("Received by post, scanned", at=datetime(2026, 11, 20, 9, 12, tzinfo=UTC)),
        LedgerEntry("Accepted by the carrier", at=datetime(2026, 11, 20, 17, 5, tzinfo=UTC), detail="piece 7Q-412"),
        LedgerEntry("Being investigated, front desk and IT", "now", aside="2 of 3"),
        LedgerEntry("Answer written", "todo"),
        LedgerEntry("Delivered", "todo"),
    )


def _quotes() -> Sequence[Quote]:
    return (
        Quote("前台的小陈一句‘我来处理’，然后真的处理了。", "zh-hans", ("Harbour Hotel", "18 Nov", "Responsibility")),
        Quote("櫃檯的小陳一句『我來處理』，然後真的處理了。", "zh-hant", ("Harbour Hotel", "18 Nov", "Responsibility")),
        Quote("Forty minutes in the line and nobody looked up.", "en", ("Station Hotel",), Link("case 412", "#")),
    )


def _todo() -> Sequence[TodoRow]:
    return (
        TodoRow("Yearly refresher", "9 days left, 12 minutes", Link("Continue", "#"), "main"),
        TodoRow("My pledge: in my own words", "before the first working day", Link("Open", "#")),
        TodoRow("Checklist: responsibility", "Ms Li comes to see it today", chip=Chip("3 of 5 seen", "accent")),
    )
