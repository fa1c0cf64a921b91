"""The ledger in words: what has happened to a case, what is happening, and what is still owed."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.web.cases.shown import owing
from servewell.web.kit import moments
from servewell.web.kit.components import LedgerEntry

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case, Delivery, LedgerLine


TRIES = (terms.NOT_REACHED, terms.PUT_OFF)


def ledger(
    *, case: "Case", lines: "Sequence[LedgerLine]", delivery: "Delivery | None", can_be_reached: bool
) -> Sequence[LedgerEntry]:
    done = [_done(list(run)) for __, run in groupby(lines, key=_run_of)]
    return (*done, *_ahead(case, delivery, can_be_reached=can_be_reached))


def _run_of(line: "LedgerLine") -> str | int:
    """Only tries stand together: two deeds of one kind are two."""
    return f"{line.stage} {_detail(line, 'carries')}" if line.stage in TRIES else line.pk


def _done(run: "list[LedgerLine]") -> LedgerEntry:
    """Tries that fail alike stand in one line; the first says since when, its detail what the last one met."""
    first, last = run[0], run[-1]
    says, detail = (_of_receipts if _detail(first, "carries") else _words)[first.stage](last)
    if len(run) > 1:
        tried = ngettext("%(number)d try", "%(number)d tries", len(run)) % {"number": len(run)}
        detail = _("%(tries)s. %(detail)s") % {"tries": tried, "detail": detail} if detail else tried
    return LedgerEntry(says=says, stage="done", at=first.at, detail=detail)


def _ahead(case: "Case", delivery: "Delivery | None", *, can_be_reached: bool) -> list[LedgerEntry]:
    if case.state != terms.OPEN:
        return []
    if delivery is None:
        return _unanswered(case, can_be_reached=can_be_reached)
    handed_over = LedgerEntry(_("Handed over to the mail server"), "todo")
    if delivery.state == terms.IN_DOUBT:
        return [LedgerEntry(_("A person has to find out whether it arrived"), "now"), handed_over]
    if delivery.state == terms.REFUSED:
        return [LedgerEntry(_("To be sent again, or answered anew"), "now"), handed_over]
    return [_on_its_way(delivery, zone=cases.zone_of(case=case)), handed_over]


def _unanswered(case: "Case", *, can_be_reached: bool) -> list[LedgerEntry]:
    if not can_be_reached:
        return [
            LedgerEntry(_("Being looked into"), "now", detail=_("This customer left no e-mail address.")),
            LedgerEntry(_("Closed, with what was done about it"), "todo"),
        ]
    now = _("Being answered by %(name)s") % {"name": case.owner.name} if case.owner else _("Waiting for a writer")
    return [
        LedgerEntry(now, "now"),
        LedgerEntry(_("Answer written"), "todo"),
        LedgerEntry(_("Handed over to the mail server"), "todo"),
    ]


def _on_its_way(delivery: "Delivery", *, zone: str) -> LedgerEntry:
    if delivery.state == terms.HANDING_OVER:
        return LedgerEntry(_("Being handed over to the mail server"), "now", at=delivery.state_since)
    if not settings.MAIL["host"]:
        why = _("No mail server is set up. Ask whoever runs Servewell; the answer then leaves by itself.")
    elif delivery.next_try_at is not None:
        why = _("The next try is at %(moment)s.") % {"moment": moments.moment(delivery.next_try_at, zone)}
    else:
        why = ""
    return LedgerEntry(_("Waiting to be handed over to the mail server"), "now", detail=why)


Said = tuple[str, str]


def _detail(line: "LedgerLine", name: str) -> str:
    return str(line.detail.get(name) or "")


def _by(line: "LedgerLine") -> dict[str, str]:
    return {"name": _detail(line, "name")}


def _with(line: "LedgerLine") -> dict[str, str]:
    return {"name": _detail(line, "name"), "number": _detail(line, "case_number")}


def _tied(line: "LedgerLine") -> Said:
    """Without a number where its reader does not see the other case."""
    if not _detail(line, "case_number"):
        return _("Linked with another case by %(name)s") % _by(line), ""
    return _("Linked with case %(number)s by %(name)s") % _with(line), ""


def _untied(line: "LedgerLine") -> Said:
    if not _detail(line, "case_number"):
        return _("Link with another case ended by %(name)s") % _by(line), ""
    return _("Link with case %(number)s ended by %(name)s") % _with(line), ""


def _point(line: "LedgerLine") -> dict[str, str]:
    return {name: _detail(line, name) for name in ("name", "desk", "point", "points", "to")}


def _left_behind(line: "LedgerLine") -> Said:
    if _detail(line, "desk"):
        return _("Point %(point)s is open again: nobody at %(desk)s answers customers any more") % _point(line), ""
    return _("Point %(point)s is open again: %(name)s no longer answers here") % _point(line), ""


def _brought_back(line: "LedgerLine") -> Said:
    from_whom = _detail(line, "name") or _detail(line, "desk")
    says = _("Point %(point)s came back from %(from_whom)s: few may read this letter now")
    return says % {**_point(line), "from_whom": from_whom}, ""


def _inquiry(line: "LedgerLine") -> dict[str, str]:
    number = str(line.inquiry.number) if line.inquiry else ""
    return {"inquiry": number, "name": _detail(line, "name"), "to": _detail(line, "to")}


def _late(line: "LedgerLine") -> str:
    if not _detail(line, "to"):
        return _("Question %(inquiry)s is late") % _inquiry(line)
    return _("Question %(inquiry)s is late: %(to)s reads it as well") % _inquiry(line)


def _opened(line: "LedgerLine") -> Said:
    asked = _detail(line, "reason") == terms.ASKS_FOR_ANSWER
    return _("Case opened"), _("The customer asked for an answer.") if asked else _(
        "The score was at or below the bar."
    )


def _handed_over(line: "LedgerLine") -> Said:
    number = _detail(line, "queue_id")
    taken = (
        _("%(server)s took it as %(number)s. Whether it was read, no mail server says.")
        if number
        else _("%(server)s took it. Whether it was read, no mail server says.")
    )
    return _("Handed over to the mail server"), taken % {"server": _detail(line, "server"), "number": number}


def _merged_away(line: "LedgerLine") -> str:
    """Here and below, without a number where its reader does not see the other case."""
    if not _detail(line, "case_number"):
        return _("Merged into another case by %(name)s") % _by(line)
    return _("Merged into case %(number)s by %(name)s") % _with(line)


def _merged_here(line: "LedgerLine") -> str:
    if not _detail(line, "case_number"):
        return _("Another case merged into this one by %(name)s") % _by(line)
    return _("Case %(number)s merged into this one by %(name)s") % _with(line)


def _answered_with(line: "LedgerLine") -> str:
    if not _detail(line, "case_number"):
        return _("Answered by the letter in another case")
    return _("Answered by the letter in case %(number)s") % _with(line)


def _came_out(line: "LedgerLine") -> str:
    """What the house takes out has no name."""
    if not _detail(line, "case_number"):
        return _("Came out of another case, and is owed an answer by itself")
    if not _detail(line, "name"):
        return _("Came out of case %(number)s, and is owed an answer by itself") % _with(line)
    return _("Taken out of case %(number)s by %(name)s") % _with(line)


def _let_go(line: "LedgerLine") -> str:
    if not _detail(line, "case_number"):
        return _("Another case came out of this one")
    if not _detail(line, "name"):
        return _("Case %(number)s came out of this one") % _with(line)
    return _("Case %(number)s taken out of this one by %(name)s") % _with(line)


def _in_doubt(line: "LedgerLine") -> Said:
    return _("In doubt: it may have left or not"), _detail(line, "why")


def _withheld(line: "LedgerLine") -> str:
    return {
        terms.Withheld.MACHINE: _("The address is that of a machine."),
        terms.Withheld.TOO_MANY: _("This address got several today: a machine may be answering."),
        terms.Withheld.IN_A_FILE: _("The letter came in a file. A person may send one."),
    }[terms.Withheld(line.detail["because"])]


_words: "dict[str, Callable[[LedgerLine], Said]]" = {
    terms.RECEIVED: lambda line: (_("Received"), ""),
    terms.OPENED: _opened,
    terms.ASSIGNED: lambda line: (_("Given to %(name)s") % _by(line), _detail(line, "reason")),
    terms.TIED: _tied,
    terms.UNTIED: _untied,
    terms.MERGED_AWAY: lambda line: (_merged_away(line), _detail(line, "reason")),
    terms.MERGED_HERE: lambda line: (_merged_here(line), _detail(line, "reason")),
    terms.CAME_OUT: lambda line: (_came_out(line), ""),
    terms.LET_GO: lambda line: (_let_go(line), ""),
    terms.ANSWERED_WITH: lambda line: (
        _answered_with(line),
        _detail(line, "reason") or _detail(line, "server"),
    ),
    terms.POINT_MARKED: lambda line: (_("Point %(point)s marked by %(name)s") % _point(line), ""),
    terms.POINT_UNMARKED: lambda line: (_("%(name)s says that point %(point)s was none") % _point(line), ""),
    terms.POINT_DECLINED: lambda line: (
        _("Point %(point)s declined by %(name)s") % _point(line),
        _detail(line, "reason"),
    ),
    terms.POINT_HANDED_OVER: lambda line: (
        _("Point %(point)s handed to %(to)s by %(name)s") % _point(line),
        _detail(line, "reason"),
    ),
    terms.POINT_DONE: lambda line: (_("Point %(point)s done by %(name)s") % _point(line), _detail(line, "reason")),
    terms.POINT_OPEN_AGAIN: lambda line: (
        _("Point %(point)s opened again by %(name)s") % _point(line),
        _detail(line, "reason"),
    ),
    terms.POINT_LEFT_BEHIND: _left_behind,
    terms.POINT_BROUGHT_BACK: _brought_back,
    terms.POINTS_ANSWERED: lambda line: (_("Points answered by the letter: %(points)s") % _point(line), ""),
    terms.POINTS_LEFT: lambda line: (
        _("Points left open by %(name)s: %(points)s") % _point(line),
        _detail(line, "reason"),
    ),
    terms.KIND_SET: lambda line: (_("%(name)s said what kind of letter it is") % _by(line), _detail(line, "kind")),
    terms.RECEIPT_WRITTEN: lambda line: (
        _("Receipt sent by %(name)s") % _by(line) if _detail(line, "name") else _("Receipt sent by itself"),
        "",
    ),
    terms.RECEIPT_WITHHELD: lambda line: (_("No receipt left by itself"), _withheld(line)),
    terms.DECIDED: lambda line: (
        _("%(verdict)s, says %(name)s")
        % {**_by(line), "verdict": owing.verdict(terms.Verdict(line.detail["verdict"]))},
        _detail(line, "reason"),
    ),
    terms.DECISION_LEFT: lambda line: (_("Decision left open by %(name)s") % _by(line), _detail(line, "reason")),
    terms.INQUIRY_MADE: lambda line: (_("Question %(inquiry)s put to %(to)s by %(name)s") % _inquiry(line), ""),
    terms.INQUIRY_HANDED_ON: lambda line: (
        _("Question %(inquiry)s handed on to %(to)s by %(name)s") % _inquiry(line),
        _detail(line, "reason"),
    ),
    terms.INQUIRY_PASSED: lambda line: (
        _("%(name)s lets %(to)s answer question %(inquiry)s as well") % _inquiry(line),
        "",
    ),
    terms.INQUIRY_ASKED_BACK: lambda line: (
        _("%(name)s asks back about question %(inquiry)s") % _inquiry(line),
        _detail(line, "reason"),
    ),
    terms.INQUIRY_REPLIED: lambda line: (
        _("%(name)s replied about question %(inquiry)s") % _inquiry(line),
        _detail(line, "reason"),
    ),
    terms.INQUIRY_EXTENDED: lambda line: (
        _("More time for question %(inquiry)s from %(name)s") % _inquiry(line),
        _detail(line, "reason"),
    ),
    terms.INQUIRY_LATE: lambda line: (_late(line), ""),
    terms.INQUIRY_ANSWERED: lambda line: (_("Question %(inquiry)s answered by %(name)s") % _inquiry(line), ""),
    terms.INQUIRY_WITHDRAWN: lambda line: (
        _("Question %(inquiry)s withdrawn") % _inquiry(line),
        _detail(line, "reason"),
    ),
    terms.LEFT_BEHIND: lambda line: (_("%(name)s no longer answers here") % _by(line), ""),
    terms.ANSWER_WRITTEN: lambda line: (_("Answer written by %(name)s") % _by(line), ""),
    terms.HANDED_OVER: _handed_over,
    terms.NOT_REACHED: lambda line: (_("Mail server not reached, nothing was sent"), _detail(line, "why")),
    terms.PUT_OFF: lambda line: (_("The mail server asked to try later"), _detail(line, "reply")),
    terms.REFUSED: lambda line: (_("Refused by the mail server"), _detail(line, "reply")),
    terms.IN_DOUBT: _in_doubt,
    terms.VOUCHED_FOR: lambda line: (_("%(name)s knows that it arrived") % _by(line), _detail(line, "reason")),
    terms.SENT_AGAIN: lambda line: (_("%(name)s had it sent again") % _by(line), _detail(line, "reason")),
    terms.CASE_CLOSED: lambda line: (_("Closed by %(name)s") % _by(line), _detail(line, "reason")),
    terms.FILE_WITHDRAWN: lambda line: (_("Closed: the file that brought it was withdrawn"), ""),
    terms.CUSTOMER_ERASED: lambda line: (_("The customer was erased: what was written went with them"), ""),
}

_of_receipts: "dict[str, Callable[[LedgerLine], Said]]" = {
    **_words,
    terms.HANDED_OVER: lambda line: (_("Receipt handed over to the mail server"), _handed_over(line)[1]),
    terms.REFUSED: lambda line: (_("Receipt refused by the mail server"), _detail(line, "reply")),
    terms.IN_DOUBT: lambda line: (_("Receipt in doubt: it may have left or not"), _detail(line, "why")),
}
