"""The satisfaction page as finished values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import links
from servewell.base.words import active_language
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors import Satisfaction, begin
from servewell.rooms.insight.terms import Standing, Verdict
from servewell.rooms.voice.selectors import Heard
from servewell.rooms.voice.terms import Audience
from servewell.web.insight.forms import AnnotationForm, RebaseForm, TargetForm
from servewell.web.insight.shown import figures, periods, sentences
from servewell.web.insight.shown.looking import beside_url, fields_of, page_url
from servewell.web.insight.shown.of_a_unit import former
from servewell.web.insight.shown.of_a_unit.aims import Aims, aims, says
from servewell.web.insight.shown.of_a_unit.annotations import Annotations, annotations
from servewell.web.insight.shown.of_a_unit.chart import chart_of
from servewell.web.insight.shown.of_a_unit.limits import KeptLimits, kept_limits, limited
from servewell.web.insight.shown.of_a_unit.narrowing import Narrowing, narrowing
from servewell.web.insight.shown.of_a_unit.reading import Reading, reading
from servewell.web.insight.shown.of_a_unit.rows import Row, aspect_rows, period_rows, unit_rows, words_of
from servewell.web.insight.shown.results.outcomes import Strip
from servewell.web.kit import charts, prints, verdicts
from servewell.web.kit.components import Chip, Empty, Figure, Link, Quote
from servewell.web.kit.figures import answers, number
from servewell.web.kit.glance import opening

Refused = AnnotationForm | RebaseForm | TargetForm


@dataclass(frozen=True)
class Forward:
    """Where the figures are published; ``lacking`` is what must be installed before more than a table can be made."""

    url: str
    kept: Sequence[tuple[str, str]]
    lacking: str


@dataclass(frozen=True)
class SatisfactionPage:
    title: str
    subtitle: Sequence[str] = ()
    narrowing: Narrowing | None = None
    empty: Empty | None = None
    figure: Figure | None = None
    beside: Sequence[str] = ()
    outcomes: Strip | None = None
    earlier_url: str = ""
    later_url: str = ""
    column: str = ""
    compared: str = ""
    chart: charts.Chart | None = None
    reading: Reading | None = None
    limits: KeptLimits | None = None
    aims: Aims | None = None
    happened: Annotations | None = None
    aspects: Sequence[Row] = ()
    drivers: Link | None = None
    below: Sequence[Row] = ()
    units_url: str = ""
    periods: Sequence[Row] = ()
    quotes: Sequence[Quote] | None = None
    words_url: str = ""
    other_audience: Link | None = None
    freshness: Sequence[str] = ()
    forward: Forward | None = None


def undefined() -> SatisfactionPage:
    return SatisfactionPage(
        title=_("No figure is defined yet"),
        empty=Empty(
            _("Nobody has said yet what counts as satisfied."),
            _("As soon as the company defines it, the figures stand here."),
        ),
    )


def page_of(
    found: Satisfaction,
    *,
    quotes: Sequence[Quote] | None,
    reads: bool,
    outcomes: Strip | None = None,
    refused: Refused | None = None,
) -> SatisfactionPage:
    """``quotes`` is None for a reader who may not read the unit's words; ``reads``: they may read some at least.
    ``refused`` is what was written beside the chart and cannot stand so.
    """
    return SatisfactionPage(
        title=sentences.finding(found),
        subtitle=_subtitle(found),
        narrowing=narrowing(found),
        earlier_url=_other_periods(found, found.history.earlier if found.standing is not Standing.SILENT else None),
        later_url=_other_periods(found, found.history.later),
        empty=_empty(found),
        figure=_figure(found),
        beside=(*_beside(found), *says(found)),
        outcomes=outcomes,
        column=figures.column(found.meaning.kind),
        compared=_compared(found),
        chart=chart_of(found),
        reading=reading(found),
        limits=kept_limits(limited(found), refused=refused if isinstance(refused, RebaseForm) else None),
        aims=aims(found, refused=refused if isinstance(refused, TargetForm) else None),
        happened=annotations(found, refused=refused if isinstance(refused, AnnotationForm) else None),
        aspects=aspect_rows(found, reads=reads),
        drivers=_drivers(found),
        below=unit_rows(found),
        units_url=beside_url(found.look, "units"),
        # the chart's table counts the answers: these lead to the words
        periods=period_rows(found) if reads else (),
        quotes=quotes,
        words_url=words_of(found, found.spans.now),
        other_audience=_other_audience(found),
        freshness=sentences.freshness(found),
        forward=_forward(found),
    )


def _drivers(found: Satisfaction) -> Link:
    is_internal = found.audience is Audience.INTERNAL
    says = _("What matters most to employees") if is_internal else _("What matters most to customers")
    return Link(says, beside_url(found.look, "drivers"))


def _forward(found: Satisfaction) -> Forward | None:
    if found.is_untold:
        return None
    url = reverse("insight:publish", kwargs={"unit": found.unit.code})
    return Forward(url=url, kept=fields_of(found.look), lacking=prints.lacking(language=active_language()) or "")


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
    is_internal = found.audience is Audience.INTERNAL
    whose = _("what employees say of the desks that serve them") if is_internal else ""
    return (
        *([units] if below else []),
        *([whose] if whose else []),
        *periods.looked_at(found),
        periods.shown(found),
    )


def _other_periods(found: Satisfaction, until: date | None) -> str:
    return page_url(found.look, until=until) if until else ""


def page_again(found: Satisfaction) -> str:
    """The very page that is shown."""
    return page_url(found.look)


def _other_audience(found: Satisfaction) -> Link | None:
    """From what customers say to what employees say of this unit, and back."""
    if found.audience is Audience.INTERNAL:
        return Link(_("What customers say"), page_url(found.look, audience=Audience.EXTERNAL))
    if not found.meaning.without:
        return None
    url = page_url(found.look, audience=Audience.INTERNAL)
    return Link(_("What employees say of the desks that serve them"), url)


def _empty(found: Satisfaction) -> Empty | None:
    if found.standing is Standing.PRIVATE:
        return _private(found)
    if found.standing is not Standing.SILENT:
        return None
    title = periods.nobody_answered(found)
    earlier = found.history.earlier
    if earlier is not None:
        return Empty(
            title,
            _("The latest answers before are of %(period)s.") % {"period": periods.name(earlier, found.look.by)},
            Link(_("See them"), page_url(found.look, until=earlier)),
        )
    if not found.look.is_whole:
        return Empty(
            title,
            _("Nobody gave such an answer. Look at all answers, or choose other ones."),
            Link(_("All answers"), page_url(found.look, aspect=None, item=None, channel=None, language=None)),
        )
    return Empty(title, _("An answer stands here within a minute of its arrival, with its n and its interval."))


def _private(found: Satisfaction) -> Empty:
    """What a reader may do instead; how few answers there are is not said."""
    said = {"least": number(terms.LEAST_CELL)}
    if not found.look.is_narrowed:
        return Empty(
            _("Fewer than %(least)s employees answered.") % said,
            _("So that nobody is recognised, nothing is told of so few. Choose a wider unit or a longer period."),
        )
    return Empty(
        _("This choice would single out fewer than %(least)s people.") % said,
        _("So that nobody is recognised, nothing is told of so few. Choose more of the answers, or a longer period."),
        Link(_("All answers"), page_url(found.look, channel=None, language=None)),
    )


def _figure(found: Satisfaction) -> Figure:
    said = {
        "figure": str(found.meaning.title),
        "first": periods.name(found.spans.now.from_on, found.look.by),
        "last": periods.name(found.periods[-1].first, found.look.by),
    }
    label = _("%(figure)s from %(first)s to %(last)s") if found.is_past else _("%(figure)s since %(first)s")
    return figures.figure(found, label=label % said, chip=_figure_chip(found))


def _beside(found: Satisfaction) -> Sequence[str]:
    """What else the figure stands beside, a sentence each."""
    return (*_year_ago(found), *former.beside(found))


def _year_ago(found: Satisfaction) -> Sequence[str]:
    then = found.year_ago.share
    if then.value is None:
        return ()
    said = {
        "value": figures.value(then, found.meaning.kind),
        "between": figures.ends(then, found.meaning.kind),
        "answers": answers(then.n),
    }
    texts = _of_whole_periods() if found.look.is_private else _of_the_same_days()
    return (texts[found.year_ago.verdict] % said,)


def _of_the_same_days() -> Mapping[Verdict | None, str]:
    return {
        None: _("The same days a year earlier: %(value)s (%(between)s; %(answers)s)."),
        Verdict.ABOVE: _("The same days a year earlier: %(value)s (%(between)s; %(answers)s). It is better now."),
        Verdict.BELOW: _("The same days a year earlier: %(value)s (%(between)s; %(answers)s). It is worse now."),
        Verdict.SAME: _(
            "The same days a year earlier: %(value)s (%(between)s; %(answers)s). They cannot be told apart."
        ),
        Verdict.WITHHELD: _("The same days a year earlier: %(value)s (%(between)s; %(answers)s), on another scale."),
    }


def _of_whole_periods() -> Mapping[Verdict | None, str]:
    """Of few people no days are told by themselves."""
    return {
        None: _("The same whole periods a year earlier: %(value)s (%(between)s; %(answers)s)."),
        Verdict.ABOVE: _(
            "The same whole periods a year earlier: %(value)s (%(between)s; %(answers)s). It is better now."
        ),
        Verdict.BELOW: _(
            "The same whole periods a year earlier: %(value)s (%(between)s; %(answers)s). It is worse now."
        ),
        Verdict.SAME: _(
            "The same whole periods a year earlier: %(value)s (%(between)s; %(answers)s). They cannot be told apart."
        ),
        Verdict.WITHHELD: _(
            "The same whole periods a year earlier: %(value)s (%(between)s; %(answers)s), on another scale."
        ),
    }


def _figure_chip(found: Satisfaction) -> Chip | None:
    if untold := figures.cannot_be_told(found.share):
        return Chip(untold)
    return verdicts.against_the_year_before(found.verdict)


def _compared(found: Satisfaction) -> str:
    before, by = found.spans.before, found.look.by
    said = (
        _("%(now)s to %(until)s, against %(first)s to %(last)s.")
        if found.is_past
        else _("Since %(now)s, against %(first)s to %(last)s.")
    )
    return said % {
        "now": periods.name(found.spans.now.from_on, by),
        "until": periods.name(found.periods[-1].first, by),
        "first": periods.name(before.from_on, by),
        "last": periods.name(begin(day=before.last_on, by=by), by),
    }
