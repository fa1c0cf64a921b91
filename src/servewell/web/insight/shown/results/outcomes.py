"""What satisfaction is for, in the order in which it comes about: employees, customers, who stays, who complains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors import CameAgain, Content, Left, Outcomes, Rate, Rates, title_for
from servewell.rooms.insight.terms import Telling
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience
from servewell.web.insight.shown import figures, sentences
from servewell.web.kit import verdicts
from servewell.web.kit.components import Definition, Figure, Link
from servewell.web.kit.figures import answers, between, number, share_figure

UNITS_NAMED = 3


@dataclass(frozen=True)
class Strip:
    """Small figures in a row; ``more`` leads to how they came about."""

    figures: Sequence[Figure]
    compared: str
    more: Link | None


def strip(found: Outcomes, *, fields: Sequence[tuple[str, str]] = (), with_link: bool = True) -> Strip:
    """``fields`` are what the address of the page behind it keeps."""
    return Strip(
        figures=(
            _content(found, found.employees, Audience.INTERNAL),
            _content(found, found.customers, Audience.EXTERNAL),
            _retention(found),
            _leaving(found),
            complaints(found.complaints),
        ),
        compared=_compared(found),
        more=Link(_("How these came about"), outcomes_url(found.unit.code, fields)) if with_link else None,
    )


def outcomes_url(code: str, fields: Sequence[tuple[str, str]] = ()) -> str:
    """Of the unit's page of outcomes, with whichever fields of an address it keeps."""
    kept = "&".join(f"{name}={value}" for name, value in fields if name in {"until", "tree"})
    url = reverse("insight:outcomes", args=[code])
    return f"{url}?{kept}" if kept else url


def _compared(found: Outcomes) -> str:
    months = found.months
    said = {
        "now": sentences.month(months.now),
        "first": sentences.month(months.before),
        "last": sentences.month(months.last_before),
    }
    return (
        _("What is said and complained of counts since %(now)s, against the twelve months from %(first)s to %(last)s.")
        % said
    )


def _content(found: Outcomes, content: Content | None, audience: Audience) -> Figure:
    label = _("Employees say") if audience is Audience.INTERNAL else _("Customers say")
    meaning = found.meaning
    if meaning is None or content is None:
        return Figure(label=label, value="", count=_("Nobody has said yet what counts as satisfied."))
    title = title_for(meaning=meaning, audience=audience)
    definition = Definition(str(title), str(meaning.definition), str(meaning.version))
    if content.telling is not Telling.TOLD:
        return Figure(label=label, value="", count=_unsaid(found, content, audience), definition=definition)
    share = content.share
    return Figure(
        label=label,
        value="" if share.value is None else figures.value(share, meaning.kind),
        between=figures.ends(share, meaning.kind),
        count=answers(share.n),
        definition=definition,
        chip=verdicts.against_the_year_before(content.verdict),
    )


def _unsaid(found: Outcomes, content: Content, audience: Audience) -> str:
    if content.telling is Telling.FEW:
        return _("Fewer than %(least)s employees have answered: of so few nothing is told.") % {
            "least": number(terms.LEAST_CELL)
        }
    since = {"month": sentences.month(found.months.now)}
    if audience is Audience.INTERNAL:
        return _("No employee has answered since %(month)s.") % since
    return _("No customer has answered since %(month)s.") % since


def _retention(found: Outcomes) -> Figure:
    year = found.retention.year
    is_told = year.telling is Telling.TOLD
    return share_figure(
        label=_("Customers who came again"),
        value=year.share.value if is_told else None,
        low=year.share.low if is_told else None,
        high=year.share.high if is_told else None,
        n=year.share.n,
        count=came_again(year),
        definition=Definition(_("Customers who came again"), of_retention(found)),
        chip=verdicts.against_the_year_before(found.retention.verdict),
    )


def came_again(year: CameAgain) -> str:
    """How many of how many, or why it cannot be told."""
    known = year.found.known
    if year.telling is Telling.NONE:
        return _("No customer of that time is known by name or contact.")
    if year.telling is Telling.NOT_YET:
        return _("Their twelve months are not over yet.")
    if year.telling is Telling.GAPS:
        return ngettext(
            "Encounters are known of %(months)s month only.",
            "Encounters are known of %(months)s months only.",
            year.found.months,
        ) % {"months": number(year.found.months)}
    if year.telling is Telling.FEW:
        return _("Fewer than %(least)s customers of that time are known.") % {"least": number(terms.LEAST_CELL)}
    return ngettext("%(again)s of %(known)s known customer", "%(again)s of %(known)s known customers", known) % {
        "again": number(year.found.again),
        "known": number(known),
    }


def of_retention(found: Outcomes) -> str:
    """What is counted, of which months, and how many encounters are of known customers."""
    latest = found.retention.year
    year = latest.found
    said = {
        "first": sentences.month(year.cohort.first),
        "last": sentences.month(latest.last_on),
        "encounters": figures.encounters({"": year.encounters}),
        "known": number(year.of_known),
        "tree": _by_tree(found.tree),
    }
    return (
        _(
            "Of the known customers who were here from %(first)s to %(last)s, the share who came again here in the "
            "twelve months after; 95 %% Wilson interval. Each person counts once, also under two addresses. Of "
            "%(encounters)s in those months, %(known)s are of known customers; nothing is known of the others. %(tree)s"
        )
        % said
    )


def _leaving(found: Outcomes) -> Figure:
    year = found.leaving.year
    return Figure(
        label=_("Employees who left, per 100"),
        value="" if year.rate.value is None else number(year.rate.value, decimals=1),
        between=ends(year.rate),
        count=left(found, year),
        definition=Definition(_("Employees who left, per 100"), of_leaving(found)),
        chip=verdicts.against_the_year_before(found.leaving.verdict, more_is_better=False),
    )


def left(found: Outcomes, year: Left) -> str:
    """How many of how many, or why it cannot be told."""
    if year.telling is Telling.NONE:
        return _("Nobody worked here in that time.")
    if year.telling is Telling.FEW:
        return _(
            "Fewer than %(least)s people work here, or how many left of so few elsewhere would follow: nothing is told."
        ) % {"least": number(terms.LEAST_CELL)}
    if year.telling is Telling.GAPS and found.leaving.known_since is not None:
        return _("Who worked here is known only since %(month)s.") % {
            "month": sentences.month(found.leaving.known_since)
        }
    return ngettext(
        "%(number)s left, of %(people)s on average", "%(number)s left, of %(people)s on average", year.rate.events
    ) % {"number": number(year.rate.events), "people": number(year.headcount)}


def of_leaving(found: Outcomes) -> str:
    said = {"tree": _by_tree(found.tree)}
    return (
        _(
            "Whoever's work here ended in the last twelve months, per 100 people who worked here on an average day; "
            "95 %% interval by Garwood. Who goes from one unit below to another has not left; who goes to a unit "
            "elsewhere has. %(tree)s"
        )
        % said
    )


def complaints(found: Rates, *, of_employees: bool = False) -> Figure:
    label = per_thousand(found.encounters)
    if of_employees:
        label = _("Employees: %(figure)s") % {"figure": sentences.in_a_sentence(label)}
    is_told = found.telling is Telling.TOLD
    return Figure(
        label=label,
        value=number(found.now.value, decimals=1) if is_told and found.now.value is not None else "",
        between=ends(found.now) if is_told else "",
        count=_complaints(found),
        definition=Definition(label, of_complaints(found)),
        chip=verdicts.against_the_year_before(found.verdict, more_is_better=False),
    )


def per_thousand(kinds: Mapping[str, int]) -> str:
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    return {
        "stay": _("Complaints per 1,000 stays"),
        "flight": _("Complaints per 1,000 flights"),
        "job": _("Complaints per 1,000 jobs"),
        "visit": _("Complaints per 1,000 visits"),
    }.get(kind, _("Complaints per 1,000 encounters"))


def _complaints(found: Rates) -> str:
    if found.telling is Telling.NONE:
        return _("How many customers came is not known.")
    if found.telling is Telling.GAPS:
        return missing(found)
    count = found.now.events
    return ngettext("%(number)s complaint from %(encounters)s", "%(number)s complaints from %(encounters)s", count) % {
        "number": number(count),
        "encounters": figures.encounters(found.encounters),
    }


def missing(found: Rates) -> str:
    """Which units do not know how many encounters they had."""
    names = [str(each.unit.name) for each in found.missing]
    if not found.not_known:
        return _("How many customers came is not known of every month.")
    if not 0 < len(names) <= UNITS_NAMED:
        return ngettext(
            "How many customers came is not known of %(number)s unit in some months.",
            "How many customers came is not known of %(number)s units in some months.",
            found.not_known,
        ) % {"number": number(found.not_known)}
    return _("How many customers came is not known in some months: %(units)s.") % {"units": _listed(names)}


def _listed(names: Sequence[str]) -> str:
    return _(", ").join(names)


def of_complaints(found: Rates) -> str:
    said = _(
        "A complaint is a voice whose answer for the whole lies in the lower half of its scale, or that gives none and "
        "asks for an answer. They are counted against the encounters of the same units and months, from the month in "
        "which a unit was first heard; 95 % interval by Garwood."
    )
    if found.course.chart is not None and found.course.chart.kind == "u-prime":
        return _(
            "%(said)s The months differ by more than chance alone would let them, so the interval is that much wider."
        ) % {"said": said}
    return said


def ends(rate: Rate) -> str:
    return "" if rate.low is None or rate.high is None else between(rate.low, rate.high)


def _by_tree(tree: Tree) -> str:
    if tree is Tree.TODAY:
        return _("Counted by today's tree: each unit where it stands today.")
    return _("Counted by the tree as it was: each unit where it stood on the day.")
