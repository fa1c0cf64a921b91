"""What Monday's page says, in whole sentences."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import dates, formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import words
from servewell.engines.stats import Signal
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors import Alarm, By, MondayFound, Waiting
from servewell.rooms.insight.terms import MailState, Verdict, Waits
from servewell.web.insight.shown import periods, sentences
from servewell.web.insight.shown.of_a_unit import signals
from servewell.web.kit import moments
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Monday

FEW_A_MONTH = 0.95


def headline(found: MondayFound) -> str:
    """What is most urgent; and where nothing is, that it is a quiet week."""
    if found.alarms:
        return _moved(found.alarms[0])
    widest = next((row for row in found.rows if row.code == found.widest), None)
    if widest is not None and widest.verdict is Verdict.BELOW:
        return _("%(unit)s does worse than the year before") % {"unit": widest.name}
    if found.waiting:
        return waits(found.waiting[0])
    if found.good:
        return _moved(found.good[0])
    if found.left_out:
        return _("What you may still see of this week")
    if not found.charts:
        return _("No customer of your units has answered yet")
    return _("A quiet week: nothing at your units is more than chance")


def left_out(count: int) -> Sequence[str]:
    """That units are left out of a page that was sent with them, and why."""
    if not count:
        return ()
    lost = ngettext(
        "%(count)s unit is left out: today you may not see its figures.",
        "%(count)s units are left out: today you may not see their figures.",
        count,
    ) % {"count": number(count)}
    return (lost, _("What was counted over all units of this page is left out with them."))


def asks_nothing(found: MondayFound) -> str:
    if found.left_out:
        return _("Nothing that was asked here is about a unit that you may see today.")
    return _("No figure of these months is worse than chance explains, or its cause has been said.")


def waits_nothing(found: MondayFound) -> str:
    if found.left_out:
        return _("What waited is left out with those units. My day tells what waits now.")
    return _("Nothing waits for you this week.")


def _moved(alarm: Alarm) -> str:
    said = {"unit": str(alarm.name), "aspect": sentences.in_a_sentence(str(alarm.aspect_name or ""))}
    if alarm.side == "both":
        said_of = (
            _("%(unit)s: %(aspect)s moves as chance does not")
            if alarm.aspect
            else _("%(unit)s moves as chance does not")
        )
    elif alarm.is_good:
        said_of = (
            _("%(unit)s: %(aspect)s is better than chance explains")
            if alarm.aspect
            else _("%(unit)s does better than chance explains")
        )
    else:
        said_of = (
            _("%(unit)s: %(aspect)s is worse than chance explains")
            if alarm.aspect
            else _("%(unit)s does worse than chance explains")
        )
    return said_of % said


def alarm(found: Alarm) -> str:
    """One signal, with the unit and the aspect that it is about."""
    told = Signal(found.rule, found.side, tuple(range(len(found.months))))  # type: ignore[arg-type]  # sides of signals
    said = {
        "unit": str(found.name),
        "aspect": sentences.in_a_sentence(str(found.aspect_name or "")),
        "signal": signals.signal(told, [month(each) for each in found.months], By.MONTH),
    }
    if found.aspect:
        return _("%(unit)s, %(aspect)s: %(signal)s") % said
    return _("%(unit)s: %(signal)s") % said


def more_alarms(count: int) -> str:
    return (
        ngettext("and %(count)s more on your units' pages", "and %(count)s more on your units' pages", count)
        % {"count": number(count)}
        if count
        else ""
    )


def more_rows(count: int) -> str:
    return (
        ngettext(
            "and %(count)s more unit, of which there is nothing to say",
            "and %(count)s more units, of which there is nothing to say",
            count,
        )
        % {"count": number(count)}
        if count
        else ""
    )


def chance(found: MondayFound) -> str:
    """How many signals come where nothing happens, so that nobody is made to explain chance."""
    if not found.charts:
        return ""
    units = ngettext("%(count)s unit", "%(count)s units", found.units) % {"count": number(found.units)}
    figures = ngettext("%(count)s figure", "%(count)s figures", found.figures) % {"count": number(found.figures)}
    if found.chance >= FEW_A_MONTH:
        count = round(found.chance)
        return ngettext(
            "With %(units)s and %(figures)s each, about %(count)s such signal a month comes by chance.",
            "With %(units)s and %(figures)s each, about %(count)s such signals a month come by chance.",
            count,
        ) % {"units": units, "figures": figures, "count": number(count)}
    months = max(round(1 / max(found.chance, 0.001)), 2)
    return _("With %(units)s and %(figures)s each, about one such signal in %(months)s months comes by chance.") % {
        "units": units,
        "figures": figures,
        "months": number(months),
    }


def waits(waiting: Waiting) -> str:
    return _waits(waiting) % {"number": number(waiting.count)}


def _waits(waiting: Waiting) -> str:
    count = waiting.count
    if waiting.what is Waits.CASES_OVERDUE:
        return ngettext(
            "%(number)s case should be answered by now", "%(number)s cases should be answered by now", count
        )
    if waiting.what is Waits.PEOPLE_LATE:
        return ngettext(
            "%(number)s of your people owes something that should be done",
            "%(number)s of your people owe something that should be done",
            count,
        )
    if waiting.what is Waits.OWN_OVERDUE:
        return ngettext(
            "You owe %(number)s thing that should be done", "You owe %(number)s things that should be done", count
        )
    if waiting.what is Waits.DISPUTES:
        return ngettext(
            "%(number)s disputed answer waits for your decision",
            "%(number)s disputed answers wait for your decision",
            count,
        )
    return ngettext(
        "%(number)s contract of your people ends within a week",
        "%(number)s contracts of your people end within a week",
        count,
    )


def mail(kept: "Monday") -> str:
    """What became of the mail."""
    at = moments.moment(kept.state_since, kept.zone)
    if kept.state == MailState.PAGE:
        return _without_mail(kept.evidence)
    said = {"address": kept.address, "moment": at}
    if kept.state == MailState.HANDED_OVER:
        sent = (
            _("Sent to %(address)s on %(moment)s, with a PDF.")
            if kept.has_pdf
            else _("Sent to %(address)s on %(moment)s.")
        )
        return sent % said
    if kept.state == MailState.REFUSED:
        return _("The mail to %(address)s came back. Have the address put right; until then the page is here.") % said
    if kept.state == MailState.IN_DOUBT:
        return _("Nobody knows whether the mail to %(address)s arrived. It is not sent twice.") % said
    if kept.state == MailState.SET_ASIDE:
        return _("No mail was sent for this week.")
    return _("The mail to %(address)s is on its way.") % said


def _without_mail(why: str) -> str:
    if why == "no-address":
        return _("You have no e-mail address with us, so there was no mail.")
    if why == "bounced":
        return _("Your last mail came back, so there was none. Have your e-mail address put right.")
    if why == "no-server":
        return _("This host has no mail server set up, so there was no mail.")
    return _("Without a mail, as you wished.")


def week(found: MondayFound) -> str:
    last = found.week + timedelta(days=6)
    return _("Week of %(first)s to %(last)s") % {
        "first": _day_and_month(found.week),
        "last": day(last),
    }


def month(on: date) -> str:
    return periods.name(on, By.MONTH)


def day(on: date) -> str:
    return words.day(on)


def _day_and_month(on: date) -> str:
    return formats.date_format(on, pgettext("day without the year, as Django's date filter reads it", "j F"))


def weekday(number_of_day: int) -> str:
    """1 is Monday."""
    return str(dates.WEEKDAYS[number_of_day - 1])


def unfinished(found: MondayFound) -> str:
    return _("%(month)s has not ended: its figure counts what has come so far.") % {"month": month(found.unfinished)}


def compared(found: MondayFound) -> str:
    before = month(found.now_from)
    return _("Since %(month)s, against the %(months)s months before.") % {
        "month": before,
        "months": number(terms.WINDOWS[By.MONTH].before),
    }
