"""Periods in words, and which of them and of the answers a page shows."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base.words import LANGUAGES
from servewell.rooms.insight.selectors import OF_KIND, By
from servewell.rooms.voice.terms import Evidence
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Look, Offered, Satisfaction


class Looked(Protocol):
    """Figures of a look, that know the words of what it chose."""

    @property
    def look(self) -> "Look": ...
    @property
    def offered(self) -> "Offered": ...


def name(first: date, by: By) -> str:
    """A period by itself: November 2026, week of 23 November 2026."""
    if by is By.YEAR:
        return str(first.year)
    if by is By.QUARTER:
        return _quarter(first)
    if by is By.MONTH:
        return formats.date_format(first, pgettext("month and year, as Django's date filter reads it", "F Y"))
    day = formats.date_format(first, pgettext("day, as Django's date filter reads it", "j F Y"))
    return _("the week of %(day)s") % {"day": day} if by is By.WEEK else day


def short(first: date, by: By) -> str:
    """As the label of an axis: each of a chart's periods has another."""
    if by in (By.YEAR, By.QUARTER):
        return name(first, by)
    if by is By.MONTH:
        return formats.date_format(first, pgettext("short month and year, as Django's date filter reads it", "M Y"))
    return formats.date_format(first, pgettext("day and month, as Django's date filter reads it", "j M"))


def _quarter(first: date) -> str:
    said = {"number": (first.month + 2) // 3, "year": first.year}
    return pgettext("a quarter of a year", "Q%(number)s %(year)s") % said


def so_far(first: date, by: By) -> str:
    """A period that has not ended."""
    return _("%(period)s so far") % {"period": name(first, by)}


def choices() -> Sequence[tuple[By, str]]:
    return (
        (By.DAY, _("By day")),
        (By.WEEK, _("By week")),
        (By.MONTH, _("By month")),
        (By.QUARTER, _("By quarter")),
        (By.YEAR, _("By year")),
    )


def count_of(many: int, by: By) -> str:
    """So many days, weeks, months."""
    said = {
        By.DAY: ngettext("%(count)s day", "%(count)s days", many),
        By.WEEK: ngettext("%(count)s week", "%(count)s weeks", many),
        By.MONTH: ngettext("%(count)s month", "%(count)s months", many),
        By.QUARTER: ngettext("%(count)s quarter", "%(count)s quarters", many),
        By.YEAR: ngettext("%(count)s year", "%(count)s years", many),
    }[by]
    return said % {"count": number(many)}


def shown(found: "Satisfaction") -> str:
    """Which periods the chart shows."""
    said = {
        "periods": count_of(len(found.periods), found.look.by),
        "last": name(found.periods[-1].first, found.look.by),
    }
    return (_("%(periods)s up to %(last)s") if found.is_past else _("the last %(periods)s")) % said


def nobody_answered(found: "Satisfaction") -> str:
    periods = count_of(len(found.periods), found.look.by)
    return _("Nobody has answered in these %(periods)s.") % {"periods": periods}


def looked_at(found: "Looked") -> Sequence[str]:
    """What is chosen, and that all channels count where none is."""
    return [*chosen(found), *([] if found.look.channel else [_("all channels")])]


def chosen(found: "Looked") -> Sequence[str]:
    """The aspect or question in the place of the whole, and which customers are looked at."""
    look, said = found.look, []
    if look.aspect:
        said.append(next((str(words) for code, words in found.offered.aspects if code == look.aspect), look.aspect))
    if look.item:
        said.append(question(found, look.item))
    if look.channel:
        said.append(way(look.channel))
    if look.language:
        said.append(_("answers in %(language)s") % {"language": language(look.language)})
    return said


def question(found: "Looked", key: str) -> str:
    words = next((str(each.question) for each in found.offered.questions if each.key == key), key)
    return _("“%(question)s”") % {"question": words}


def way(channel: str) -> str:
    """By which way answers came: a kind of evidence, or one channel by its name."""
    return next((said for value, said in ways() if value == channel), channel)


def ways() -> Sequence[tuple[str, str]]:
    said = {
        Evidence.SURVEY: _("surveys"),
        Evidence.SHOP: _("mystery shops"),
        Evidence.CALL: _("scored calls"),
        Evidence.LETTER: _("letters"),
    }
    return [(f"{OF_KIND}{kind.value}", words) for kind, words in said.items()]


def language(code: str) -> str:
    """A language by its own name."""
    return next((each.name for each in LANGUAGES if each.code == code), code)
