"""What is said of units that are held against each other."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.insight.selectors import Answering, By, Compared, NotCompared, Pair, Side, Span, begin
from servewell.rooms.insight.terms import LEAST_CELL, Kind, Verdict
from servewell.web.insight.shown import periods
from servewell.web.kit.figures import MEAN_DECIMALS, number


def finding(found: Compared) -> str:
    """The page's title."""
    unit = {"unit": str(found.unit.name)}
    if not found.units:
        return _("%(unit)s has no units below") % unit
    if not found.told:
        return _("%(unit)s: no answers to compare yet") % unit
    below, above = found.judged(Verdict.BELOW), found.judged(Verdict.ABOVE)
    if not found.comparisons:
        return _("%(unit)s: there is nothing to compare yet") % unit
    if len(below) + len(above) == 1:
        said = {"unit": str((*below, *above)[0].name)}
        return (
            _("%(unit)s lies below the other units") % said
            if below
            else _("%(unit)s lies above the other units") % said
        )
    if below and above and found.comparisons == len(below) + len(above) == 2:
        return _("%(below)s lies below %(above)s") % {"below": str(below[0].name), "above": str(above[0].name)}
    return _counted(found.comparisons, len(below), len(above))


def _counted(count: int, below: int, above: int) -> str:
    said = {"count": number(count), "below": number(below), "above": number(above)}
    if not below and not above:
        sentence = _("None of %(count)s units stands apart from the others")
    elif not above:
        sentence = _("%(below)s of %(count)s units lie below the others")
    elif not below:
        sentence = _("%(above)s of %(count)s units lie above the others")
    else:
        sentence = ngettext(
            "Of %(count)s units, %(below)s lies below the others, %(above)s above them",
            "Of %(count)s units, %(below)s lie below the others, %(above)s above them",
            below,
        )
    return sentence % said


def subtitle(found: Compared) -> Sequence[str]:
    same, silent = len(found.judged(Verdict.SAME)), _how_many(found, Answering.SILENT)
    hidden = _how_many(found, Answering.HIDDEN)
    return [
        str(found.unit.name),
        *periods.chosen(found),
        period(found.span, found.look.by),
        *([_cannot_be_told_apart(same)] if same else []),
        *([_silent(silent)] if silent else []),
        *([_hidden(hidden)] if hidden else []),
    ]


def _how_many(found: Compared, answering: Answering) -> int:
    return sum(each.answering is answering for each in found.units)


def _cannot_be_told_apart(count: int) -> str:
    sentence = ngettext("%(count)s cannot be told apart", "%(count)s cannot be told apart", count)
    return sentence % {"count": number(count)}


def _silent(count: int) -> str:
    return ngettext("%(count)s without answers", "%(count)s without answers", count) % {"count": number(count)}


def _hidden(count: int) -> str:
    return ngettext("%(count)s is hidden", "%(count)s are hidden", count) % {"count": number(count)}


def period(span: Span, by: By) -> str:
    first, last = periods.name(span.from_on, by), periods.name(begin(day=span.last_on, by=by), by)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def notes(found: Compared) -> Sequence[str]:
    """Under the table: how units were compared, in what order they stand, and what the expectation means."""
    said = [
        _(
            "Each of %(count)s units was held against all the others taken together. Of the units named as above or "
            "below, at most one in twenty is expected to be named by mistake."
        )
        % {"count": number(found.comparisons)}
    ]
    said.append(
        _(
            "First stand those that can be told apart, then the others, in the order of their names. There is no rank: "
            "between units that cannot be told apart it would only show chance."
        )
    )
    if any(each.expected for each in found.units):
        said.append(
            _(
                "What we would expect of a unit are its own answers, drawn towards those of all units: the more, the "
                "fewer answers it has. That is the better guess of how it will do."
            )
        )
    else:
        said.append(_("Under four units nobody can say how much units differ, so no expectation is shown."))
    hidden = _("Hidden are units of fewer than %(least)s such answers, and units from which those could be worked out.")
    return [
        *(said if found.comparisons else []),
        *([hidden % {"least": number(LEAST_CELL)}] if _how_many(found, Answering.HIDDEN) else []),
    ]


def kind_of_funnel(found: Compared) -> str:
    if found.funnel is None or found.funnel.spread is None:
        return _("Funnel plot · limits of 95 and 99.8 %%") % {}
    return _("Funnel plot · limits of 95 and 99.8 %%, widened by how much units differ") % {}


def summary(found: Compared) -> str:
    assert found.funnel is not None
    outside = sum(
        each.limits is not None and each.share.value is not None and each.limits.far_outside(each.share.value)
        for each in found.units
    )
    said = [_outside(outside)]
    if found.funnel.spread is not None:
        said.append(
            _("Beyond chance, units differ by %(spread)s points, as a rule: the limits are wider by it.")
            % {"spread": points(found.funnel.spread, found.meaning.kind)}
        )
    if found.judged(Verdict.BELOW) or found.judged(Verdict.ABOVE):
        said.append(_("Filled dots can be told apart from the others."))
    return " ".join(said)


def _outside(count: int) -> str:
    if not count:
        return _("No unit lies outside the outer limits.")
    return ngettext(
        "%(count)s unit lies outside the outer limits, where chance alone puts 2 of 1,000.",
        "%(count)s units lie outside the outer limits, where chance alone puts 2 of 1,000.",
        count,
    ) % {"count": number(count)}


def points(difference: float, kind: Kind) -> str:
    """Of a share in hundredths, of a mean on its scale."""
    return number(difference, decimals=MEAN_DECIMALS) if kind is Kind.MEAN else number(difference * 100, decimals=1)


def pair(found: Pair, kind: Kind, by: By) -> str:
    first, second = _side(found.first, found, by), _side(found.second, found, by)
    if found.difference is None:
        return _not_compared(found.why_not) % {"first": first, "second": second}
    value, low, high = found.difference.value, found.difference.low, found.difference.high
    if value < 0:
        first, second, value, low, high = second, first, -value, -high, -low
    said = {
        "first": first, "second": second, "value": points(value, kind), "low": points(low, kind),
        "high": points(high, kind),
    }  # fmt: skip
    if found.verdict is Verdict.SAME:
        return (
            _(
                "%(first)s and %(second)s cannot be told apart: the one lies between %(low)s and %(high)s points above "
                "the other."
            )
            % said
        )
    return (
        _(
            "%(first)s lies %(value)s points above %(second)s, by between %(low)s and %(high)s: this is more than "
            "chance explains."
        )
        % said
    )


def _side(side: Side, found: Pair, by: By) -> str:
    if found.first.span == found.second.span:
        return str(side.name)
    return _("%(unit)s (%(period)s)") % {"unit": str(side.name), "period": period(side.span, by)}


def _not_compared(why: NotCompared | None) -> str:
    return {
        NotCompared.SAME: _("You chose the same figure twice. Choose another unit, or another time."),
        NotCompared.OVERLAPPING: _(
            "The two times overlap, so the same answers would be on both sides. Choose an earlier one."
        ),
        NotCompared.SILENT: _("%(first)s and %(second)s cannot be compared: one of them has no answers."),
        NotCompared.HIDDEN: _(
            "%(first)s and %(second)s are not compared: one of them is hidden, because so few answered."
        ),
        NotCompared.TOO_FEW: _("%(first)s and %(second)s cannot be compared yet: one of them has too few answers."),
    }.get(why or NotCompared.SCALE, _("%(first)s and %(second)s are not compared: the scale of a question changed."))
