"""The satisfaction page as finished values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlencode

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import links
from servewell.base.words import active_language, collation_key
from servewell.rooms.insight.selectors import AspectStands, MonthShare, Satisfaction, Share, Span, UnitStands, moved
from servewell.rooms.insight.terms import Kind, Standing, Verdict
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.selectors import Heard
from servewell.rooms.voice.terms import Audience
from servewell.web.insight.shown import figures, sentences
from servewell.web.insight.shown.annotations import Annotations, annotations
from servewell.web.insight.shown.chart import chart_of
from servewell.web.kit import charts
from servewell.web.kit.components import Chip, Empty, Figure, Link, Quote
from servewell.web.kit.figures import answers, number
from servewell.web.kit.glance import opening

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.web.insight.forms import AnnotationForm


@dataclass(frozen=True)
class Choice:
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
    units: Sequence[Choice] = ()
    trees: Sequence[Choice] = ()
    empty: Empty | None = None
    figure: Figure | None = None
    until: str = ""
    earlier_url: str = ""
    later_url: str = ""
    column: str = ""
    compared: str = ""
    chart: charts.Chart | None = None
    happened: Annotations | None = None
    aspects: Sequence[Row] = ()
    below: Sequence[Row] = ()
    months: Sequence[Row] = ()
    quotes: Sequence[Quote] | None = None
    words_url: str = ""
    audience: str = ""
    other_audience: Link | None = None
    freshness: Sequence[str] = ()


def undefined() -> SatisfactionPage:
    return SatisfactionPage(
        title=_("No figure is defined yet"),
        empty=Empty(
            _("Nobody has said yet what counts as a satisfied customer."),
            _("As soon as the company defines it, the figures stand here."),
        ),
    )


def page_of(
    found: Satisfaction, *, quotes: Sequence[Quote] | None, reads: bool, refused: "AnnotationForm | None" = None
) -> SatisfactionPage:
    """``quotes`` is None for a reader who may not read the unit's words; ``reads``: they may read some at least.
    ``refused`` is what was written beside the chart and cannot stand so.
    """
    return SatisfactionPage(
        title=sentences.finding(found),
        subtitle=_subtitle(found),
        units=_choices(found),
        trees=_trees(found),
        until=_until(found) or "",
        earlier_url=_other_months(found, found.history.earlier if found.standing is not Standing.SILENT else None),
        later_url=_other_months(found, found.history.later),
        empty=_empty(found) if found.standing is Standing.SILENT else None,
        figure=_figure(found),
        column=_("Mean") if found.meaning.kind is Kind.MEAN else _("Satisfied"),
        compared=_compared(found),
        chart=chart_of(found),
        happened=annotations(found, kept=_fields(found), refused=refused),
        aspects=_linked([_aspect(found, aspect) for aspect in found.aspects], reads=reads),
        below=[_unit(found, unit) for unit in found.below],
        # the chart's table counts the answers: these lead to the words
        months=[_month(found, month) for month in found.months if month.share.n] if reads else (),
        quotes=quotes,
        words_url=words_url(found.unit, found.spans.now, **_kept(found)),
        audience=found.audience.value if found.audience is Audience.INTERNAL else "",
        other_audience=_other_audience(found),
        freshness=sentences.freshness(found),
    )


def _linked(rows: Sequence[Row], *, reads: bool) -> Sequence[Row]:
    """Without links to words for who may read none: they would lead nowhere."""
    return rows if reads else [replace(row, url="") for row in rows]


def words_url(
    unit: "Unit",
    span: Span,
    *,
    aspect: str = "",
    audience: Audience = Audience.EXTERNAL,
    tree: Tree = Tree.AS_IT_WAS,
) -> str:
    """The words behind a figure: just the voices that it counts."""
    last = span.until_on - timedelta(days=1)
    asked = {"unit": unit.code, "from": span.from_on, "until": last, "aspect": aspect, "behind": "figure"}
    asked |= _whose(audience, tree)
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
    last = found.months[-1].month
    is_internal = found.audience is Audience.INTERNAL
    whose = _("what employees say of the desks that serve them") if is_internal else _("all channels")
    when = _("24 months up to %(month)s") % {"month": sentences.month(last)} if found.is_past else _("last 24 months")
    return (*([units] if below else []), whose, when)


def _until(found: Satisfaction) -> str | None:
    return f"{found.months[-1].month:%Y-%m}" if found.is_past else None


def _other_months(found: Satisfaction, until: date | None) -> str:
    return page_url(found.unit.code, until=until, **_kept(found)) if until else ""


def page_url(
    code: str,
    *,
    until: date | str | None,
    audience: Audience = Audience.EXTERNAL,
    tree: Tree = Tree.AS_IT_WAS,
) -> str:
    """A unit's page, of today or up to a month of the past."""
    month = f"{until:%Y-%m}" if isinstance(until, date) else until
    asked = {"unit": code, **({"until": month} if month else {}), **_whose(audience, tree)}
    return f"{links.SATISFACTION.path()}?{urlencode(asked)}"


def page_again(found: Satisfaction) -> str:
    """The very page that is shown."""
    return page_url(found.unit.code, until=_until(found), **_kept(found))


def _whose(audience: Audience, tree: Tree) -> dict[str, str]:
    """Customers, and the tree as it was, are what an address means that says nothing."""
    return {
        **({"audience": audience.value} if audience is Audience.INTERNAL else {}),
        **({"tree": tree.value} if tree is Tree.TODAY else {}),
    }


def _fields(found: Satisfaction) -> Sequence[tuple[str, str]]:
    asked = {"until": _until(found) or "", **_whose(**_kept(found))}
    return [(name, value) for name, value in asked.items() if value]


class Kept(TypedDict):
    """What every link of the page keeps."""

    audience: Audience
    tree: Tree


def _kept(found: Satisfaction) -> Kept:
    return {"audience": found.audience, "tree": found.meaning.tree}


def _trees(found: Satisfaction) -> Sequence[Choice]:
    words = {Tree.AS_IT_WAS: _("By the tree as it was"), Tree.TODAY: _("By today's tree")}
    return [Choice(tree.value, said, tree is found.meaning.tree) for tree, said in words.items()]


def _other_audience(found: Satisfaction) -> Link | None:
    """From what customers say to what employees say of this unit, and back."""
    if found.audience is Audience.INTERNAL:
        return Link(_("What customers say"), page_url(found.unit.code, until=_until(found), tree=found.meaning.tree))
    if not found.meaning.without:
        return None
    url = page_url(found.unit.code, until=_until(found), audience=Audience.INTERNAL, tree=found.meaning.tree)
    return Link(_("What employees say of the desks that serve them"), url)


def _choices(found: Satisfaction) -> Sequence[Choice]:
    choices = [Choice(unit.code, str(unit.name), unit.pk == found.unit.pk) for unit in found.seen]
    return sorted(choices, key=lambda choice: collation_key(choice.name, active_language()))


def _empty(found: Satisfaction) -> Empty:
    earlier = found.history.earlier
    if earlier is not None:
        return Empty(
            _("Nobody has answered in these 24 months."),
            _("The latest answers before are of %(month)s.") % {"month": sentences.month(earlier)},
            Link(_("See them"), page_url(found.unit.code, until=earlier, **_kept(found))),
        )
    return Empty(
        _("Nobody has answered in these 24 months."),
        _("An answer stands here within a minute of its arrival, with its n and its interval."),
    )


def _figure(found: Satisfaction) -> Figure:
    said = {
        "figure": str(found.meaning.title),
        "month": sentences.month(found.spans.now.from_on),
        "last": sentences.month(found.months[-1].month),
    }
    label = _("%(figure)s from %(month)s to %(last)s") if found.is_past else _("%(figure)s since %(month)s")
    return figures.figure(found, label=label % said, chip=_figure_chip(found))


def _figure_chip(found: Satisfaction) -> Chip | None:
    if found.share.n and found.share.value is None:
        return Chip(_("given on several scales, which have no mean in common"))
    if found.verdict is None:
        return None
    return {
        Verdict.ABOVE: Chip(_("better than the year before"), "accent"),
        Verdict.BELOW: Chip(_("worse than the year before"), "needs"),
        Verdict.SAME: Chip(_("cannot be told apart from the year before")),
        Verdict.WITHHELD: Chip(_("not compared with the year before: the scale changed")),
    }[found.verdict]


def _compared(found: Satisfaction) -> str:
    before = found.spans.before
    said = (
        _("%(now)s to %(until)s, against the twelve months from %(first)s to %(last)s.")
        if found.is_past
        else _("Since %(now)s, against the twelve months from %(first)s to %(last)s.")
    )
    return said % {
        "now": sentences.month(found.spans.now.from_on),
        "until": sentences.month(found.months[-1].month),
        "first": sentences.month(before.from_on),
        "last": sentences.month(found.months[-1 - _months_now(found)].month),
    }


def _months_now(found: Satisfaction) -> int:
    return sum(month.month >= found.spans.now.from_on for month in found.months)


def _aspect(found: Satisfaction, aspect: AspectStands) -> Row:
    chips = [*([Chip(_("below the others"), "needs")] if aspect.stands_out else []), *_aspect_chip(aspect.verdict)]
    return _row(
        str(aspect.name),
        words_url(found.unit, found.spans.now, aspect=aspect.code, **_kept(found)),
        aspect.share,
        found.meaning.kind,
        chips,
    )


def _aspect_chip(verdict: Verdict | None) -> Sequence[Chip]:
    if verdict is None:
        return ()
    return (
        {
            Verdict.ABOVE: Chip(_("better"), "accent"),
            Verdict.BELOW: Chip(_("worse"), "needs"),
            Verdict.SAME: Chip(_("cannot be told apart")),
            Verdict.WITHHELD: Chip(_("not compared: the scale is not the same")),
        }[verdict],
    )


def _unit(found: Satisfaction, unit: UnitStands) -> Row:
    url = page_url(unit.code, until=_until(found), **_kept(found))
    return _row(str(unit.name), url, unit.share, found.meaning.kind, _unit_chip(unit.verdict))


def _unit_chip(verdict: Verdict | None) -> Sequence[Chip]:
    if verdict is None:
        return ()
    return (
        {
            Verdict.ABOVE: Chip(_("above the others"), "accent"),
            Verdict.BELOW: Chip(_("below the others"), "needs"),
            Verdict.SAME: Chip(_("cannot be told apart")),
            Verdict.WITHHELD: Chip(_("not compared: the scale is not the same")),
        }[verdict],
    )


def _month(found: Satisfaction, month: MonthShare) -> Row:
    span = Span(month.month, moved(month=month.month, months=1))
    url = words_url(found.unit, span, **_kept(found))
    return _row(sentences.short_month(month.month), url, month.share, found.meaning.kind)


def _row(name: str, url: str, share: Share, kind: Kind, chips: Sequence[Chip] = ()) -> Row:
    return Row(
        name=name,
        url=url,
        value=figures.value(share, kind),
        between=figures.ends(share, kind),
        answers=number(share.n),
        count=answers(share.n),
        chips=chips,
    )
