"""What everyone owes, in a playbook: ``obligations:``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_noop

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state
from servewell.base.words import Words
from servewell.rooms.obligations import selectors, services, terms
from servewell.rooms.obligations.models import Obligation
from servewell.rooms.people.playbook import said_unit, unit_in, unit_named, units_said

NEEDED = ("code", "kind", "subject", "title", "detail")
LONGEST_CODE = 60
LONGEST_SUBJECT = 80
MOST_DAYS = 3650


@dataclass(frozen=True)
class Wanted:
    """``unit`` is a code, empty for the whole company; ``due_days`` count from the first day of work."""

    code: str
    kind: str
    subject: str
    title: Words
    detail: Words
    unit: str
    due_days: int
    from_on: date


def _read(part: Part, names: Names) -> Wanted | None:
    """Without ``from`` everyone owes it from the day of the installation; without ``due-days`` before the first day."""
    entries = part.all_of(NEEDED, known=("unit", "due-days", "from"))
    if entries is None:
        return None
    code, kind = entries["code"].code(longest=LONGEST_CODE), entries["kind"].one_of(list(terms.OPENINGS), thing="kind")
    subject, title, detail = (
        entries["subject"].code(longest=LONGEST_SUBJECT),
        entries["title"].words(),
        entries["detail"].words(),
    )
    unit = unit_in(entries, names, whole=part)
    days = terms.BEFORE_THE_FIRST_DAY
    due_days = entries["due-days"].whole(least=-MOST_DAYS, most=MOST_DAYS) if "due-days" in entries else days
    standing: Wanted | None = names.standing("obligations").get(code)
    from_on = entries["from"].day() if "from" in entries else None
    if not (code and kind and subject and title and detail) or unit is None or due_days is None:
        return None
    first = from_on or (standing.from_on if standing else today.day_in("UTC", at=names.at))
    return Wanted(code, kind, subject, title, detail, unit, due_days, first)


def _standing() -> list[Wanted]:
    """Of units that stand today."""
    units = units_said()
    return [
        Wanted(
            each.code, each.kind, each.subject, each.title, each.detail,
            units[each.unit_id], each.due_days, each.from_on,
        )
        for each in selectors.obligations()
        if each.unit_id in units
    ]  # fmt: skip


def _said(wanted: Wanted) -> Said:
    return {
        "code": wanted.code,
        "kind": wanted.kind,
        "subject": wanted.subject,
        "title": said_words(wanted.title),
        "detail": said_words(wanted.detail),
        **said_unit(wanted.unit),
        "due-days": wanted.due_days,
        "from": wanted.from_on,
    }


def _install(*, wanted: Sequence[Wanted], by: Actor, at: datetime) -> None:
    for each in wanted:
        services.require(
            code=each.code, kind=each.kind, subject=each.subject, title=each.title, detail=each.detail,
            unit=unit_named(code=each.unit), due_days=each.due_days, from_on=each.from_on, by=by, at=at,
        )  # fmt: skip


OBLIGATIONS = state(
    Vocabulary(
        name="obligations",
        title=gettext_noop("Obligations"),
        after=("units",),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        kept_in=(Obligation,),
        refusals=(services.ObligationIsStated,),
    )
)
