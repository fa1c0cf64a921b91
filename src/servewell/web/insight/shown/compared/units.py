"""Which of the units below stand out: a funnel, a table without a rank, and two figures that the reader chose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base.words import active_language, collation_key
from servewell.rooms.insight.selectors import (
    Answering,
    Compared,
    Limits,
    Pair,
    Share,
    Two,
    UnitCompared,
    begin,
    earlier,
)
from servewell.rooms.insight.terms import Depth, Kind, Verdict
from servewell.web.insight.shown import figures, sentences
from servewell.web.insight.shown.compared import unit_sentences
from servewell.web.insight.shown.looking import fields_of, page_url
from servewell.web.insight.shown.of_a_unit.narrowing import Choice, Select
from servewell.web.insight.shown.of_a_unit.rows import Line, Row, row
from servewell.web.kit import charts, funnels, verdicts
from servewell.web.kit.components import Chip, Crumb, Definition, Empty, Link
from servewell.web.kit.figures import MEAN_DECIMALS, answers, number

ROWS = 100


@dataclass(frozen=True)
class UnitRow(Line):
    """What is not told is empty; ``expected`` is what we would expect of the unit."""

    expected: str
    expected_between: str
    chip: Chip


@dataclass(frozen=True)
class Asked:
    """What the address asks for beside the look: the depth, all rows, and the two figures to compare."""

    depth: Depth
    shows_all: bool
    pair: Two | None


@dataclass(frozen=True)
class PairForm:
    selects: Sequence[Select]
    kept: Sequence[tuple[str, str]]
    says: str
    sides: Sequence[tuple[str, Row]]


@dataclass(frozen=True)
class UnitsPage:
    title: str
    crumbs: Sequence[Crumb]
    subtitle: Sequence[str]
    depths: Sequence[tuple[Link, bool]]
    empty: Empty | None
    chart: charts.Chart | None
    column: str
    rows: Sequence[UnitRow]
    more: Link | None
    notes: Sequence[str]
    pair: PairForm | None
    definition: Definition
    freshness: Sequence[str]


def page_of(found: Compared, *, asked: Asked, pair: Pair | None) -> UnitsPage:
    rows = [_row(found, each) for each in found.units]
    shown = rows if asked.shows_all else rows[:ROWS]
    return UnitsPage(
        title=unit_sentences.finding(found),
        crumbs=[Crumb(_("Satisfaction"), page_url(found.look))],
        subtitle=unit_sentences.subtitle(found),
        depths=[(Link(said, url(found, depth=depth)), depth is found.depth) for depth, said in _depths().items()],
        empty=None if found.told else _empty(found),
        chart=_chart(found),
        column=_("Mean") if found.meaning.kind is Kind.MEAN else _("Satisfied"),
        rows=shown,
        more=_more(found, len(rows)) if len(rows) > len(shown) else None,
        notes=unit_sentences.notes(found),
        pair=_pair_form(found, asked, pair) if found.told else None,
        definition=Definition(str(found.meaning.title), found.definition, str(found.meaning.version)),
        freshness=sentences.freshness(found),
    )


def url(found: Compared, *, depth: Depth, shows_all: bool = False) -> str:
    asked = dict(_fields(replace(found, depth=depth))) | ({"show": "all"} if shows_all else {})
    path = reverse("insight:units", args=[found.unit.code])
    return f"{path}?{urlencode(asked)}" if asked else path


def _fields(found: Compared) -> list[tuple[str, str]]:
    """What every link of the page keeps."""
    return [*fields_of(found.look), *([("depth", found.depth.value)] if found.depth is Depth.LEAVES else [])]


def _depths() -> dict[Depth, str]:
    return {Depth.RIGHT_BELOW: _("The units right below"), Depth.LEAVES: _("All units with none below")}


def _empty(found: Compared) -> Empty:
    if not found.units:
        return Empty(_("There is nothing below to compare."), _("Units that are set up below it will stand here."))
    return Empty(
        _("There is no answer to show of this time."),
        _("An answer stands here within a minute of its arrival, with its n and its interval."),
    )


def _more(found: Compared, count: int) -> Link:
    said = ngettext("Show all %(count)s unit", "Show all %(count)s units", count) % {"count": number(count)}
    return Link(said, url(found, depth=found.depth, shows_all=True))


def _row(found: Compared, unit: UnitCompared) -> UnitRow:
    kind, own, guess = found.meaning.kind, unit.share, unit.expected
    is_told = unit.answering is Answering.TOLD
    expected = Share(own.count, guess.value, guess.low, guess.high) if guess else None
    return UnitRow(
        name=str(unit.name),
        url=page_url(found.look, unit=unit.code),
        value=figures.value(own, kind) if is_told else "",
        between=figures.ends(own, kind) if is_told else "",
        answers=number(own.n) if is_told else "",
        count=answers(own.n) if is_told else "",
        expected=figures.value(expected, kind) if expected else "",
        expected_between=figures.ends(expected, kind) if expected else "",
        chip=_chip(unit),
    )


def _chip(unit: UnitCompared) -> Chip:
    if unit.answering is Answering.SILENT:
        return Chip(_("no answers"))
    if unit.answering is Answering.HIDDEN:
        return Chip(_("hidden: too few answered"))
    return verdicts.against_others(unit.verdict) or Chip(_("too few answers to say"))


def _chart(found: Compared) -> charts.Chart | None:
    if found.funnel is None:
        return None
    kind = found.meaning.kind
    drawn = [each for each in found.units if each.limits is not None and each.share.value is not None]
    factor = 1.0 if kind is Kind.MEAN else 100.0

    def reach(limits: Limits) -> funnels.Reach:
        ends = (limits.low, limits.high, limits.far_low, limits.far_high)
        return funnels.Reach(limits.n, *(end * factor for end in ends))

    return funnels.funnel_plot(
        key="units-funnel",
        title=str(found.meaning.title),
        kind=unit_sentences.kind_of_funnel(found),
        summary=unit_sentences.summary(found),
        first=_("Unit"),
        dots=[
            funnels.Dot(
                name=str(each.name),
                value=each.share.value * factor,
                reach=reach(each.limits),
                stands_out=each.verdict in (Verdict.ABOVE, Verdict.BELOW),
                url=page_url(found.look, unit=each.code),
            )
            for each in drawn
            if each.share.value is not None and each.limits is not None
        ],
        curve=[reach(each) for each in found.funnel.curve],
        target=found.funnel.target * factor,
        decimals=MEAN_DECIMALS if kind is Kind.MEAN else 1,
    )


def _pair_form(found: Compared, asked: Asked, pair: Pair | None) -> PairForm:
    language = active_language()
    told = [(each.code, str(each.name)) for each in found.told]
    names = [(found.unit.code, str(found.unit.name)), *sorted(told, key=lambda each: collation_key(each[1], language))]
    here = asked.pair or Two(names[1][0], names[-1][0], None)
    firsts, seconds = ([Choice(code, name, code == one) for code, name in names] for one in (here.first, here.second))
    return PairForm(
        selects=[
            Select("first", _("One figure"), firsts),
            Select("second", _("The other"), seconds),
            Select("other", _("The other is"), _periods(found, here.other_until)),
        ],
        kept=_fields(found),
        says=unit_sentences.pair(pair, found.meaning.kind, found.look.by) if pair else "",
        sides=_sides(found, pair),
    )


def _periods(found: Compared, here: date | None) -> Sequence[Choice]:
    """The same time, the time right before, and the same time a year before."""
    by = found.look.by
    times = [(begin(day=span.last_on, by=by), span) for span in earlier(found=found)]
    return [
        Choice("", _("of the same time"), here is None),
        *(Choice(end.isoformat(), unit_sentences.period(span, by), end == here) for end, span in times),
    ]


def _sides(found: Compared, pair: Pair | None) -> Sequence[tuple[str, Row]]:
    """Of which time each is, and its figure."""
    if pair is None or pair.difference is None:
        return ()
    return [
        (unit_sentences.period(side.span, found.look.by), row(str(side.name), "", side.share, found.meaning.kind))
        for side in (pair.first, pair.second)
        if side.share is not None
    ]
