"""What is said of the drivers of satisfaction."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.insight.selectors import Driving, LeftAside, Refused
from servewell.rooms.insight.terms import LEAST_CELL
from servewell.web.insight.shown import periods
from servewell.web.insight.shown.compared.unit_sentences import period
from servewell.web.kit.figures import number, percent

NAMED = 2


def finding(found: Driving) -> str:
    """The page's title."""
    weights, unit = found.weights, {"unit": str(found.unit.name)}
    if weights.refused is Refused.SILENT:
        return _("%(unit)s: no answers yet") % unit
    if weights.refused is not None:
        return _("%(unit)s: what matters most cannot be said yet") % unit
    most = [each for each in weights.drivers if each.matters_most]
    if not most:
        return _none_matters_more(found)
    names = [name_of(found, each.code) for each in most]
    if len(most) == 1 and most[0].is_weakest:
        return _("“%(driver)s” matters most, and is the weakest") % {"driver": names[0]}
    if len(most) == 1:
        return _("“%(driver)s” matters most") % {"driver": names[0]}
    if len(most) == NAMED:
        said = {"first": names[0], "second": names[1]}
        return _("“%(first)s” and “%(second)s” matter most, and cannot be told apart") % said
    return ngettext(
        "%(count)s of %(all)s matters most",
        "%(count)s of %(all)s matter most, and cannot be told apart",
        len(most),
    ) % {"count": number(len(most)), "all": number(len(weights.drivers))}


def _none_matters_more(found: Driving) -> str:
    worst = next((each for each in found.weights.drivers if each.is_weakest), None)
    if worst is None:
        return _("%(unit)s: nothing matters more than the rest, as far as can be told") % {"unit": str(found.unit.name)}
    said = {"driver": name_of(found, worst.code)}
    return _("“%(driver)s” is done worst, and nothing matters more than the rest") % said


def name_of(found: Driving, code: str) -> str:
    return str(found.names[code]) if code in found.names else code


def subtitle(found: Driving) -> Sequence[str]:
    weights = found.weights
    used = ngettext("%(count)s response used", "%(count)s responses used", weights.n) % {"count": number(weights.n)}
    return [
        str(found.unit.name),
        *periods.chosen(found),
        period(found.span, found.look.by),
        *([] if weights.refused else [used]),
    ]


def refused(found: Driving) -> tuple[str, str]:
    """What is the case, and what to do."""
    weights = found.weights
    said = {"n": number(weights.n), "needed": number(weights.needed), "least": number(LEAST_CELL)}
    return {
        Refused.SILENT: (
            _("Nobody has said in these twelve months how satisfied they are as a whole."),
            _("As soon as somebody does, this page works out what goes with their answer."),
        ),
        Refused.PRIVATE: (
            _("This choice would single out fewer than %(least)s people.") % said,
            _("So that nobody is recognised, nothing is told of so few. Choose more of the answers, or a wider unit."),
        ),
        Refused.TOO_FEW_ROWS: (
            _("%(n)s responses answer everything that is asked for; it takes %(needed)s, ten for each driver.") % said,
            _("With fewer, chance decides which of them seems to matter. Choose a wider unit, or wait."),
        ),
        Refused.TOO_FEW_DRIVERS: (
            _("There are not two drivers that most are asked about, so nothing can be weighed."),
            _("Ask everybody about the same aspects, or choose the questions of one form."),
        ),
        Refused.ALL_THE_SAME: (
            _("Everybody gave the same answer as a whole, so there is no difference to explain."),
            _("That is a finding in itself. Look again when more have answered."),
        ),
        Refused.NOT_TOLD_APART: (
            _("The drivers move so much together that nobody can say which of them matters."),
            _("More responses may tell them apart."),
        ),
    }[weights.refused or Refused.SILENT]


def summary(found: Driving) -> str:
    """Under the chart: what goes with satisfaction, and where importance and weakness meet."""
    weights = found.weights
    said = [
        _("%(share)s of the differences between overall answers go with these drivers.")
        % {"share": percent(weights.explained, decimals=0)}
    ]
    most = [each for each in weights.drivers if each.matters_most]
    weakest = next((each for each in weights.drivers if each.is_weakest), None)
    if weakest is None:
        said.append(_("Which of them is done worst cannot be told."))
    elif not most:
        name = {"driver": name_of(found, weakest.code)}
        said.append(_("None matters more than the others, and “%(driver)s” is done worst: begin there.") % name)
    elif weakest in most:
        name = {"driver": name_of(found, weakest.code)}
        said.append(_("“%(driver)s” is among what matters most and is done worst: begin there.") % name)
    else:
        name = {"driver": name_of(found, weakest.code)}
        said.append(_("“%(driver)s” is done worst, but other drivers matter more.") % name)
    return " ".join(said)


def left_out(found: Driving) -> Sequence[str]:
    """Which responses and drivers were not used, and why."""
    weights = found.weights
    said = []
    if weights.drawn < weights.there_were:
        sentence = _("%(drawn)s of %(all)s responses were drawn at random, always the same ones.")
        said.append(sentence % {"drawn": number(weights.drawn), "all": number(weights.there_were)})
    if weights.gaps:
        sentence = ngettext(
            "%(count)s response is left out because not everything was answered.",
            "%(count)s responses are left out because not everything was answered.",
            weights.gaps,
        )
        said.append(sentence % {"count": number(weights.gaps)})
    if weights.others:
        sentence = ngettext(
            "%(count)s response is left out because it was given on another scale.",
            "%(count)s responses are left out because they were given on another scale.",
            weights.others,
        )
        said.append(sentence % {"count": number(weights.others)})
    return [*said, *(_aside(name_of(found, code), why) for code, why in weights.aside)]


def _aside(name: str, why: LeftAside) -> str:
    return {
        LeftAside.RARELY_ASKED: _("“%(driver)s” is left aside: fewer than half of these responses answer it."),
        LeftAside.ALL_THE_SAME: _("“%(driver)s” is left aside: everybody answered the same."),
        LeftAside.FOLLOWS: _("“%(driver)s” is left aside: it follows from the drivers before it."),
    }[why] % {"driver": name}


def method(found: Driving) -> str:
    weights = found.weights
    said = {"draws": number(weights.draws)}
    if weights.method == "shapley":
        return (
            _(
                "Each driver's part of R² of a linear regression of the overall answer, averaged over all orders in "
                "which drivers can enter (LMG, also known as Shapley values). 95 %% intervals from %(draws)s draws of "
                "the responses; the same answers always give the same numbers."
            )
            % said
        )
    return (
        _(
            "Each driver's part of R² of a linear regression of the overall answer, by relative weights. 95 %% "
            "intervals from %(draws)s draws of the responses; the same answers always give the same numbers."
        )
        % said
    )


def caution() -> str:
    return _(
        "What goes with satisfaction need not be its cause. Drivers whose intervals overlap cannot be told apart; "
        "their order is then chance."
    )
