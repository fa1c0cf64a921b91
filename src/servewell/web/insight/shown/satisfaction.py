"""The satisfaction page as finished values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import links
from servewell.base.words import active_language, collation_key
from servewell.rooms.insight.selectors import AspectStands, MonthShare, Satisfaction, Share, UnitStands
from servewell.rooms.insight.terms import Standing, Verdict
from servewell.rooms.voice.selectors import Heard
from servewell.web.insight.shown import sentences
from servewell.web.kit import charts
from servewell.web.kit.components import Chip, Definition, Empty, Figure, Link, Quote
from servewell.web.kit.figures import answers, number, percent, share_figure
from servewell.web.kit.glance import opening

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

NO_VALUE = "–"


@dataclass(frozen=True)
class UnitChoice:
    code: str
    name: str
    is_here: bool


@dataclass(frozen=True)
class Row:
    """One line of a table of shares; ``url`` leads to the words behind it, or to the unit's own page."""

    name: str
    url: str
    value: str
    between: str
    answers: str
    count: str
    chips: Sequence[Chip] = ()


@dataclass(frozen=True)
class SatisfactionPage:
    title: str
    subtitle: Sequence[str] = ()
    units: Sequence[UnitChoice] = ()
    empty: Empty | None = None
    figure: Figure | None = None
    compared: str = ""
    chart: charts.Chart | None = None
    aspects: Sequence[Row] = ()
    below: Sequence[Row] = ()
    months: Sequence[Row] = ()
    quotes: Sequence[Quote] | None = None
    words_url: str = ""
    freshness: Sequence[str] = ()


def undefined() -> SatisfactionPage:
    return SatisfactionPage(
        title=_("No figure is defined yet"),
        empty=Empty(
            _("Nobody has said yet what counts as a satisfied customer."),
            _("As soon as the company defines it, the figures stand here."),
        ),
    )


def page_of(found: Satisfaction, *, quotes: Sequence[Quote] | None) -> SatisfactionPage:
    """``quotes`` is None for a reader who may see figures and not words."""
    return SatisfactionPage(
        title=sentences.finding(found),
        subtitle=_subtitle(found),
        units=_choices(found),
        empty=_empty() if found.standing is Standing.SILENT else None,
        figure=_figure(found),
        compared=_compared(found),
        chart=_chart(found),
        aspects=[_aspect(found, aspect) for aspect in found.aspects],
        below=[_unit(unit) for unit in found.below],
        months=[_month(found, month) for month in found.months if month.share.n],
        quotes=quotes,
        words_url=words_url(found.unit),
        freshness=sentences.freshness(found),
    )


def words_url(unit: "Unit", *, month: date | None = None, aspect: str = "") -> str:
    """The customers' words behind a figure."""
    asked = {"unit": unit.code, "month": f"{month:%Y-%m}" if month else "", "aspect": aspect}
    return f"{links.VOICES.path()}?{urlencode({name: value for name, value in asked.items() if value})}"


def quote_of(heard: Heard) -> Quote:
    said = heard.words[0]
    text = opening(said.text)
    aside = [str(heard.unit_name), _day(heard.on), *([str(said.aspect)] if said.aspect else [])]
    return Quote(
        text=text,
        language=said.language,
        aside=aside,
        link=Link(
            _("What they answered") if text == said.text else _("Read it whole"),
            links.VOICE.path(number=heard.number),
        ),
    )


def _day(on: date) -> str:
    return formats.date_format(on, pgettext("day and month, as Django's date filter reads it", "j M"))


def _subtitle(found: Satisfaction) -> Sequence[str]:
    below = len(found.below)
    units = ngettext("%(number)s unit below", "%(number)s units below", below) % {"number": number(below)}
    return (*([units] if below else []), _("all channels"), _("last 24 months"))


def _choices(found: Satisfaction) -> Sequence[UnitChoice]:
    choices = [UnitChoice(unit.code, str(unit.name), unit.pk == found.unit.pk) for unit in found.seen]
    return sorted(choices, key=lambda choice: collation_key(choice.name, active_language()))


def _empty() -> Empty:
    return Empty(
        _("Nobody has answered in these 24 months."),
        _("An answer stands here within a minute of its arrival, with its n and its interval."),
    )


def _figure(found: Satisfaction) -> Figure:
    meaning = found.meaning
    return share_figure(
        label=_("%(figure)s since %(month)s")
        % {"figure": str(meaning.title), "month": sentences.month(found.spans.now.from_on)},
        value=found.share.value,
        low=found.share.low,
        high=found.share.high,
        n=found.share.n,
        definition=Definition(str(meaning.title), str(meaning.definition), str(meaning.version)),
        chip=_figure_chip(found.verdict),
    )


def _figure_chip(verdict: Verdict | None) -> Chip | None:
    if verdict is None:
        return None
    return {
        Verdict.ABOVE: Chip(_("better than the year before"), "accent"),
        Verdict.BELOW: Chip(_("worse than the year before"), "needs"),
        Verdict.SAME: Chip(_("cannot be told apart from the year before")),
    }[verdict]


def _compared(found: Satisfaction) -> str:
    before = found.spans.before
    return _("Since %(now)s, against the twelve months from %(first)s to %(last)s.") % {
        "now": sentences.month(found.spans.now.from_on),
        "first": sentences.month(before.from_on),
        "last": sentences.month(found.months[-1 - _months_now(found)].month),
    }


def _months_now(found: Satisfaction) -> int:
    return sum(month.month >= found.spans.now.from_on for month in found.months)


def _chart(found: Satisfaction) -> charts.Chart | None:
    chart = found.chart
    if chart is None:
        return None
    months = [month.month for month in found.months]
    return charts.control_chart(
        key="satisfaction-by-month",
        title=_("%(figure)s by month") % {"figure": str(found.meaning.title)},
        kind=sentences.kind_of(chart),
        summary=sentences.summary(chart, found.signals, months),
        labels=[sentences.short_month(month) for month in months],
        values=_percents(chart.values),
        lower=_percents(chart.lower),
        centre=_percents(chart.centre),
        upper=_percents(chart.upper),
        counts=chart.n,
        signals={place for signal in found.signals for place in signal.points},
    )


def _percents(shares: Sequence[float | None]) -> Sequence[float | None]:
    return [None if share is None else share * 100 for share in shares]


def _aspect(found: Satisfaction, aspect: AspectStands) -> Row:
    chips = [*([Chip(_("below the others"), "needs")] if aspect.stands_out else []), *_aspect_chip(aspect.verdict)]
    return _row(str(aspect.name), words_url(found.unit, aspect=aspect.code), aspect.share, chips)


def _aspect_chip(verdict: Verdict | None) -> Sequence[Chip]:
    if verdict is None:
        return ()
    return (
        {
            Verdict.ABOVE: Chip(_("better"), "accent"),
            Verdict.BELOW: Chip(_("worse"), "needs"),
            Verdict.SAME: Chip(_("cannot be told apart")),
        }[verdict],
    )


def _unit(unit: UnitStands) -> Row:
    url = f"{links.SATISFACTION.path()}?{urlencode({'unit': unit.code})}"
    return _row(str(unit.name), url, unit.share, _unit_chip(unit.verdict))


def _unit_chip(verdict: Verdict | None) -> Sequence[Chip]:
    if verdict is None:
        return ()
    return (
        {
            Verdict.ABOVE: Chip(_("above the others"), "accent"),
            Verdict.BELOW: Chip(_("below the others"), "needs"),
            Verdict.SAME: Chip(_("cannot be told apart")),
        }[verdict],
    )


def _month(found: Satisfaction, month: MonthShare) -> Row:
    return _row(sentences.short_month(month.month), words_url(found.unit, month=month.month), month.share)


def _row(name: str, url: str, share: Share, chips: Sequence[Chip] = ()) -> Row:
    is_known = share.value is not None and share.low is not None and share.high is not None
    return Row(
        name=name,
        url=url,
        value=percent(share.value) if share.value is not None else NO_VALUE,
        between=_ends(share) if is_known else NO_VALUE,
        answers=number(share.n),
        count=answers(share.n),
        chips=chips,
    )


def _ends(share: Share) -> str:
    low, high = (number((end or 0) * 100, decimals=1) for end in (share.low, share.high))
    return f"{low} – {high}"
