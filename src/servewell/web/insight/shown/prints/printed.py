"""Figures on paper: one or two pages that say everything, also to who has never seen Servewell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.rooms.insight.terms import Kind
from servewell.web.insight.shown import naming, sentences
from servewell.web.insight.shown.of_a_unit import satisfaction
from servewell.web.insight.shown.of_a_unit.rows import Row, aspect_rows, unit_rows
from servewell.web.kit.components import Figure, Quote
from servewell.web.kit.pictures import Picture

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Published
    from servewell.rooms.insight.selectors import Satisfaction, Statement
    from servewell.rooms.voice.selectors import Heard
    from servewell.web.kit.charts import Chart


@dataclass(frozen=True)
class Happened:
    when: str
    text: str
    said_by: str


@dataclass(frozen=True)
class PrintedPage:
    title: str
    above: Sequence[str]
    subtitle: Sequence[str]
    figure: Figure
    beside: Sequence[str]
    chart: "Chart | None"
    column: str
    compared: str
    aspects: Sequence[Row]
    below: Sequence[Row]
    happened: Sequence[Happened]
    quotes: Sequence[Quote]
    definition: str
    method: Sequence[str]
    made: Sequence[naming.Made]
    foot: str


def printed_page(
    found: "Satisfaction",
    statement: "Statement",
    published: "Published",
    *,
    quoted: "Sequence[Heard]",
    software: Mapping[str, str],
) -> PrintedPage:
    page = satisfaction.page_of(found, quotes=None, reads=False)
    assert page.figure is not None
    basis = statement.basis
    number = naming.number_says(published.pk)
    as_of = naming.as_of(basis.as_of, published.unit.zone)
    return PrintedPage(
        title=page.title,
        above=[str(found.meaning.title), number, *([as_of] if as_of else [])],
        subtitle=page.subtitle,
        figure=page.figure,
        beside=page.beside,
        chart=page.chart,
        column=page.column,
        compared=page.compared,
        aspects=aspect_rows(found, reads=False),
        below=unit_rows(found),
        happened=_happened(page),
        quotes=[satisfaction.quote_of(each) for each in quoted],
        definition=naming.definition_says(basis.look, basis.version, basis.definition),
        method=_method(found),
        made=naming.made_lines(published, statement, software),
        foot=" · ".join(part for part in (number, str(found.unit.name), as_of) if part),
    )


def picture(found: "Satisfaction", statement: "Statement", published: "Published") -> Picture | None:
    """The chart to be forwarded alone; None where there is none."""
    page = satisfaction.page_of(found, quotes=None, reads=False)
    if page.chart is None or page.figure is None:
        return None
    figure, basis = page.figure, statement.basis
    said = [figure.value or _("Cannot tell yet"), figure.between, figure.count]
    return Picture(
        chart=page.chart,
        title=page.title,
        lead=[
            f"{figure.label}: {', '.join(part for part in said if part)}",
            f"{page.chart.title} · {page.chart.kind}",
        ],
        notes=[
            page.chart.summary,
            naming.definition_says(basis.look, basis.version, basis.definition),
            " · ".join(
                part
                for part in (
                    *page.subtitle,
                    naming.as_of(basis.as_of, published.unit.zone),
                    naming.number_says(published.pk),
                    basis.digest[: naming.DIGEST_SHOWN],
                )
                if part
            ),
        ],
    )


def _happened(page: satisfaction.SatisfactionPage) -> Sequence[Happened]:
    told = page.happened.told if page.happened else ()
    return [Happened(each.months, each.text, " · ".join(each.aside)) for each in told]


def _method(found: "Satisfaction") -> Sequence[str]:
    """How to read it, for who reads no page of method."""
    interval = (
        _("The interval is where the true figure may well lie: in 19 of 20 such cases it does (95 %, Student's t).")
        if found.meaning.kind is Kind.MEAN
        else _("The interval is where the true figure may well lie: in 19 of 20 such cases it does (95 %, Wilson).")
    )
    return [
        interval,
        _("What lies within the limits of the chart is chance: ask for reasons only where it names a signal."),
        _("Units stand in the order of their names, never by rank: most differences between them are chance."),
        *sentences.freshness(found)[1:],
    ]
