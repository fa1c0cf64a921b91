"""What the company owes to each kind of letters, in a playbook: ``letter-kinds:``."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop

from servewell.base.permissions import Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state
from servewell.rooms.cases import selectors, services, terms
from servewell.rooms.cases.models import LetterKind
from servewell.rooms.cases.services import WantedKind
from servewell.rooms.cases.terms import Ends


def _read(part: Part, names: Names) -> WantedKind | None:
    known = ("answer-minutes", "decision-days", "receipt-minutes", "receipt-by-itself", "channels")
    entries = part.all_of(("code", "name", "owes"), known=known)
    if entries is None:
        return None
    code, name = entries["code"].code(), entries["name"].words()
    owes = entries["owes"].one_of([each.value for each in Ends], thing="thing that is owed")
    by_itself = entries["receipt-by-itself"].truth() if "receipt-by-itself" in entries else False
    if not code or name is None or not owes or by_itself is None:
        return None
    return WantedKind(
        code=code,
        name=name,
        owes=Ends(owes),
        answer_minutes=_number(entries, "answer-minutes", most=terms.LONGEST_ANSWER_MINUTES),
        decision_days=_number(entries, "decision-days", most=terms.LONGEST_OBLIGATION_DAYS),
        receipt_minutes=_number(entries, "receipt-minutes", most=terms.LONGEST_ANSWER_MINUTES),
        receipt_by_itself=by_itself,
        channels=tuple(each.text() for each in entries["channels"].items()) if "channels" in entries else (),
    )


def _number(entries: Mapping[str, Part], name: str, *, most: int) -> int | None:
    return entries[name].whole(least=1, most=most) if name in entries else None


def _standing() -> list[WantedKind]:
    return [
        WantedKind(
            code=each.code,
            name=each.name,
            owes=Ends(each.owes),
            answer_minutes=each.answer_minutes,
            decision_days=each.decision_days,
            receipt_minutes=each.receipt_minutes,
            receipt_by_itself=each.receipt_by_itself,
            channels=tuple(each.channels),
        )
        for each in sorted(selectors.letter_kinds(), key=lambda each: each.code)
    ]


def _said(wanted: WantedKind) -> Said:
    times = {
        "answer-minutes": wanted.answer_minutes,
        "decision-days": wanted.decision_days,
        "receipt-minutes": wanted.receipt_minutes,
    }
    return {
        "code": wanted.code,
        "name": said_words(wanted.name),
        "owes": wanted.owes.value,
        **{name: value for name, value in times.items() if value is not None},
        **({"receipt-by-itself": True} if wanted.receipt_by_itself else {}),
        **({"channels": list(wanted.channels)} if wanted.channels else {}),
    }


def _install(*, wanted: Sequence[WantedKind], by: Actor, at: datetime) -> None:
    for each in wanted:
        services.set_letter_kind(wanted=each, by=by, at=at)


LETTER_KINDS = state(
    Vocabulary(
        name="letter-kinds",
        title=gettext_noop("Kinds of letters"),
        kept_in=(LetterKind,),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        refusals=(services.KindOwesNothingSensible, services.TooManyKinds),
    )
)
