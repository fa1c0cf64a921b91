"""Rows of a table of figures: aspects, units, periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors import (
    OF_KIND,
    AspectStands,
    PeriodShare,
    Satisfaction,
    Share,
    Span,
    UnitStands,
    later,
)
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience
from servewell.web.insight.shown import figures, periods
from servewell.web.insight.shown.looking import page_url
from servewell.web.insight.shown.of_a_unit import aims
from servewell.web.kit import verdicts
from servewell.web.kit.components import Chip
from servewell.web.kit.figures import answers, number

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


PERIODS_LISTED = 24


@dataclass(frozen=True)
class Line:
    """A figure in a table: ``answers`` is how many under a head that says so, ``count`` the same with its noun."""

    name: str
    url: str
    value: str
    between: str
    answers: str
    count: str


@dataclass(frozen=True)
class Row(Line):
    """One line of a table of shares; ``url`` leads to the words behind it, or to the unit's own page."""

    chips: Sequence[Chip]


def aspect_rows(found: Satisfaction, *, reads: bool) -> Sequence[Row]:
    """Each leads to its own figure; to the words behind it for who may read some."""
    return [_aspect(found, aspect, reads=reads) for aspect in found.aspects]


def unit_rows(found: Satisfaction) -> Sequence[Row]:
    return [_unit(found, unit) for unit in found.below]


def period_rows(found: Satisfaction) -> Sequence[Row]:
    """The latest in which somebody answered, where the words behind them can be shown."""
    answered = [each for each in found.periods if each.share.n][-PERIODS_LISTED:]
    rows = [_period(found, each) for each in answered]
    return rows if all(row.url for row in rows) else ()


def words_of(found: Satisfaction, span: Span, *, aspect: str = "") -> str:
    """The words behind the figure that is looked at; nothing behind a question, for a voice is about more than that,
    or behind a kind of channels.
    """
    look = found.look
    if look.item or (look.channel or "").startswith(OF_KIND):
        return ""
    return words_url(
        found.unit,
        span,
        aspect=aspect or look.aspect or "",
        audience=look.audience,
        tree=look.tree,
        channel=look.channel or "",
        language=look.language or "",
    )


def words_url(
    unit: "Unit",
    span: Span,
    *,
    aspect: str = "",
    audience: Audience = Audience.EXTERNAL,
    tree: Tree = Tree.AS_IT_WAS,
    channel: str = "",
    language: str = "",
) -> str:
    """The words behind a figure: just the voices that it counts."""
    asked = {
        "unit": unit.code,
        "from": span.from_on,
        "until": span.last_on,
        "aspect": aspect,
        "behind": "figure",
        "audience": audience.value if audience is Audience.INTERNAL else "",
        "tree": tree.value if tree is Tree.TODAY else "",
        "channel": channel,
        "language": language,
    }
    return f"{links.VOICES.path()}?{urlencode({name: value for name, value in asked.items() if value})}"


def _aspect(found: Satisfaction, aspect: AspectStands, *, reads: bool) -> Row:
    chips = [
        *([Chip(_("below the others"), "needs")] if aspect.stands_out else []),
        *_if_any(verdicts.against_before(aspect.verdict)),
        *aims.chip(found, aspect.code, aspect.share),
    ]
    url = words_of(found, found.spans.now, aspect=aspect.code) if reads else ""
    return row(str(aspect.name), url, aspect.share, found.meaning.kind, chips)


def _unit(found: Satisfaction, unit: UnitStands) -> Row:
    url = page_url(found.look, unit=unit.code)
    return row(str(unit.name), url, unit.share, found.meaning.kind, _if_any(verdicts.against_others(unit.verdict)))


def _if_any(chip: Chip | None) -> Sequence[Chip]:
    return [] if chip is None else [chip]


def _period(found: Satisfaction, period: PeriodShare) -> Row:
    by = found.look.by
    span = Span(period.first, later(first=period.first, by=by))
    return row(periods.short(period.first, by), words_of(found, span), period.share, found.meaning.kind)


def row(name: str, url: str, share: Share, kind: Kind, chips: Sequence[Chip] = ()) -> Row:
    if share.is_withheld:
        few = _("fewer than %(least)s") % {"least": number(terms.LEAST_CELL)}
        return Row(name, url, figures.NO_VALUE, figures.NO_VALUE, few, few, [Chip(_("too few to show"))])
    return Row(
        name=name,
        url=url,
        value=figures.value(share, kind),
        between=figures.ends(share, kind),
        answers=number(share.n),
        count=answers(share.n),
        chips=chips,
    )
