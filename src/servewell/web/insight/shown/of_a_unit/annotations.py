"""What happened, beside the chart, and the question that a signal asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.engines.stats import Signal
from servewell.rooms.insight.selectors import By, Happened, Satisfaction, Span, begin, periods_in
from servewell.web.insight.forms import AnnotationForm
from servewell.web.insight.shown import periods, sentences
from servewell.web.insight.shown.looking import fields_of
from servewell.web.insight.shown.of_a_unit import signals
from servewell.web.kit import charts
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from django.forms import Form

MARK_LENGTH = 24
ASKED = 3  # signals that are asked about at a time, the latest first


@dataclass(frozen=True)
class Told:
    """One line of what happened; ``withdraw_url`` is empty for who may not take it back."""

    months: str
    text: str
    aside: Sequence[str]
    is_cause: bool
    withdraw_url: str


@dataclass(frozen=True)
class Question:
    """A form: why a signal came, or what else happened."""

    title: str
    form: "Form"
    is_open: bool


@dataclass(frozen=True)
class Annotations:
    """``kept`` are the hidden fields that bring the reader back to the page they came from."""

    told: Sequence[Told]
    questions: Sequence[Question]
    url: str
    kept: Sequence[tuple[str, str]]


def annotations(found: Satisfaction, *, refused: AnnotationForm | None = None) -> Annotations:
    return Annotations(
        told=[_told(each, unit=found.unit.code if found.may_explain else "") for each in found.happened],
        questions=_questions(found, refused) if found.may_explain else (),
        url=reverse("insight:annotate", args=[found.unit.code]),
        kept=fields_of(found.look),
    )


def notes(found: Satisfaction) -> Sequence[charts.Note]:
    """Marks in the chart, each at its first period that is shown; what happened in one period shares a mark."""
    firsts = [each.first for each in found.periods]
    at: dict[int, list[str]] = {}
    for each in found.happened:
        place = next(
            (i for i, first in enumerate(firsts) if first >= begin(day=each.first_month, by=found.look.by)), None
        )
        if place is not None:
            at.setdefault(place, []).append(each.text)
    return [charts.Note(place, _mark(texts)) for place, texts in sorted(at.items())]


def _mark(texts: Sequence[str]) -> str:
    """Short enough to stand in a chart; the list below it has all the words."""
    first = texts[0] if len(texts[0]) <= MARK_LENGTH else texts[0][:MARK_LENGTH].rstrip() + "…"
    return first if len(texts) == 1 else f"{first} (+{number(len(texts) - 1)})"


def _told(each: Happened, *, unit: str) -> Told:
    """``unit`` is empty where the reader may take nothing back."""
    said = _("said by %(name)s on %(day)s") % {
        "name": each.said_by,
        "day": formats.date_format(each.said_on, pgettext("day, as Django's date filter reads it", "j F Y")),
    }
    return Told(
        months=_months(each.first_month, each.last_month),
        text=each.text,
        aside=[*([str(each.unit_name)] if each.unit_name else []), said],
        is_cause=bool(each.rule),
        withdraw_url=reverse("insight:withdraw", args=[unit, each.key]) if unit and not each.unit_name else "",
    )


def _months(first: date, last: date) -> str:
    if first == last:
        return sentences.month(first)
    return _("%(first)s to %(last)s") % {"first": sentences.month(first), "last": sentences.month(last)}


def _questions(found: Satisfaction, refused: AnnotationForm | None) -> Sequence[Question]:
    months, names = months_of(found), [periods.name(each.first, found.look.by) for each in found.periods]
    latest = sorted(found.unexplained, key=lambda signal: signal.points[-1], reverse=True)[:ASKED]
    asked = [_why(signal, months, names, refused) for signal in latest]
    is_other = refused is not None and refused.signal not in {(signal.rule, signal.side) for signal in latest}
    form = refused if is_other and refused else _form(months, months[-1], months[-1])
    return [*asked, Question(_("Write down what happened"), form, is_open=is_other)]


def months_of(found: Satisfaction) -> Sequence[date]:
    """The months that the page shows a part of, but none that has not begun: what happened is said of months."""
    shown = Span(found.spans.shown.from_on.replace(day=1), found.spans.shown.until_on)
    return [month for month in periods_in(span=shown, by=By.MONTH) if month <= found.spans.on]


def _why(signal: Signal, months: Sequence[date], names: Sequence[str], refused: AnnotationForm | None) -> Question:
    """Asked of charts by month, whose periods are the months."""
    title = _("%(signal)s Do you know why?") % {"signal": signals.signal(signal, names, By.MONTH)}
    if refused is not None and refused.signal == (signal.rule, signal.side):
        return Question(title, refused, is_open=True)
    form = _form(months, months[signal.points[0]], months[signal.points[-1]], rule=signal.rule, side=signal.side)
    return Question(title, form, is_open=False)


def _form(months: Sequence[date], first: date, last: date, **signal: str) -> AnnotationForm:
    start = {"first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}", **signal}
    return AnnotationForm(
        months=sentences.months_offered(months), initial=start, auto_id=f"{signal.get('rule', 'else')}-{first:%Y-%m}-%s"
    )
