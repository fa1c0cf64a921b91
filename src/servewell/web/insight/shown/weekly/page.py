"""Monday's page as finished values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.insight.selectors import Alarm, Look, MondayFound, UnitRow, Waiting
from servewell.rooms.insight.terms import Kind, Waits
from servewell.web.insight.shown import figures
from servewell.web.insight.shown.figures import NO_VALUE
from servewell.web.insight.shown.looking import page_url
from servewell.web.insight.shown.of_a_unit.rows import Line
from servewell.web.insight.shown.sentences import as_of
from servewell.web.insight.shown.weekly import sentences, text_sparks
from servewell.web.kit import kinds, verdicts
from servewell.web.kit.components import Chip, Definition, Empty, Link, Quote
from servewell.web.kit.figures import answers, number
from servewell.web.kit.sparks import spark

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Monday

# the accent of tokens.css on a light page
INK = "#0b6e63"
# the page asks on the satisfaction page, where the chart stands
ASKS_AT = "#what-happened"


@dataclass(frozen=True)
class AlarmShown:
    says: str
    chip: Chip | None
    url: str


@dataclass(frozen=True)
class RowShown(Line):
    """``drawn`` is for a page, ``printed`` for paper, ``written`` the same in letters for a mail."""

    chip: Chip | None
    drawn: SafeString
    printed: SafeString
    written: str


@dataclass(frozen=True)
class WaitingShown:
    says: str
    link: Link


@dataclass(frozen=True)
class MondayPage:
    """``empty`` stands in place of all else while there is no page yet.

    ``asks_nothing`` and ``waits_nothing`` stand where there are no ``alarms`` and nothing is ``waiting``; ``left_out``
    says that of some units nothing is shown any more, and why.
    """

    title: str
    week: str = ""
    left_out: Sequence[str] = ()
    asks_nothing: str = ""
    waits_nothing: str = ""
    praise: Quote | None = None
    good: Sequence[AlarmShown] = ()
    alarms: Sequence[AlarmShown] = ()
    more_alarms: str = ""
    rows: Sequence[RowShown] = ()
    more_rows: str = ""
    column: str = ""
    compared: str = ""
    waiting: Sequence[WaitingShown] = ()
    notes: Sequence[str] = ()
    definition: Definition | None = None
    mail_says: str = ""
    others: Sequence[tuple[Link, bool]] = ()
    empty: Empty | None = None


def page_of(
    found: MondayFound,
    *,
    zone: str,
    praise: Quote | None,
    kept: "Monday | None" = None,
    others: Sequence["Monday"] = (),
) -> MondayPage:
    """``praise`` is looked up anew each time: words that were erased since are gone here as well."""
    return MondayPage(
        title=sentences.headline(found),
        week=sentences.week(found),
        left_out=sentences.left_out(found.left_out),
        asks_nothing=sentences.asks_nothing(found),
        waits_nothing=sentences.waits_nothing(found),
        praise=praise,
        good=[_alarm(each) for each in found.good],
        alarms=[_alarm(each) for each in found.alarms],
        more_alarms=sentences.more_alarms(found.more_alarms),
        rows=[_row(each, found.kind) for each in found.rows],
        more_rows=sentences.more_rows(found.more_rows),
        column=figures.column(found.kind),
        compared=sentences.compared(found),
        waiting=[_waiting(each) for each in found.waiting],
        notes=_notes(found, zone),
        definition=Definition(str(found.title), str(found.definition), str(found.version)),
        mail_says=sentences.mail(kept) if kept else "",
        others=[(_other(each), each.week == found.week) for each in others],
    )


def none_yet(empty: Empty) -> MondayPage:
    return MondayPage(title=_("Your first Monday's page has not come yet"), empty=empty)


def week_url(week: date) -> str:
    return f"{links.MONDAY.path()}?week={week.isoformat()}"


def _other(kept: "Monday") -> Link:
    return Link(sentences.day(kept.week), week_url(kept.week))


def _alarm(found: Alarm) -> AlarmShown:
    chip = Chip(_("new"), "plain" if found.is_good else "needs") if found.is_new else None
    return AlarmShown(sentences.alarm(found), chip, page_url(Look(unit=found.code, aspect=found.aspect)) + ASKS_AT)


def _row(row: UnitRow, kind: Kind) -> RowShown:
    value = NO_VALUE if row.value is None else kinds.said(row.value, kind)
    says = _("%(unit)s by month, the latest %(value)s") % {"unit": row.name, "value": _latest(row, kind)}
    return RowShown(
        name=str(row.name),
        url=page_url(Look(unit=row.code)),
        value=value,
        between=_between(row, kind),
        answers=number(row.n),
        count=answers(row.n),
        chip=verdicts.against_before(row.verdict),
        drawn=spark(row.points, says=says, cuts=row.cuts) if row.n else SafeString(""),
        printed=spark(row.points, says=says, cuts=row.cuts, ink=INK) if row.n else SafeString(""),
        written=text_sparks.written(row.points),
    )


def _latest(row: UnitRow, kind: Kind) -> str:
    known = [each for each in row.points if each is not None]
    return kinds.said(known[-1], kind) if known else NO_VALUE


def _between(row: UnitRow, kind: Kind) -> str:
    if row.low is None or row.high is None:
        return NO_VALUE
    return figures.between(row.low, row.high, kind)


def _waiting(waiting: Waiting) -> WaitingShown:
    link = {
        Waits.CASES_OVERDUE: Link(_("See the cases"), links.CASES.path()),
        Waits.PEOPLE_LATE: Link(_("See the team"), links.TEAM.path()),
        Waits.OWN_OVERDUE: Link(_("See my day"), links.HOME.path()),
        Waits.DISPUTES: Link(_("Decide"), links.DISPUTES.path()),
        Waits.CONTRACTS: Link(_("See the team"), links.TEAM.path()),
    }[waiting.what]
    return WaitingShown(sentences.waits(waiting), link)


def _notes(found: MondayFound, zone: str) -> Sequence[str]:
    said = [sentences.chance(found), sentences.unfinished(found), *as_of(found.fresh_at, found.waiting_since, zone)]
    return [each for each in said if each]
