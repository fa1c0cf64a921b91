"""What everyone signs, in a playbook: ``pledges:``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from servewell.base.permissions import Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state
from servewell.base.words import Words
from servewell.rooms.commitments import selectors, services
from servewell.rooms.commitments.models import Pledge, PledgeVersion
from servewell.rooms.people.playbook import said_unit, unit_in, unit_named, units_said

NEEDED = ("code", "title", "text", "question")
LONGEST_CODE = 60


@dataclass(frozen=True)
class Wanted:
    """``unit`` is a code, empty for the whole company; ``question`` asks for words of one's own."""

    code: str
    unit: str
    title: Words
    text: Words
    question: Words


def _read(part: Part, names: Names) -> Wanted | None:
    entries = part.all_of(NEEDED, known=("unit",))
    if entries is None:
        return None
    code, unit = entries["code"].code(longest=LONGEST_CODE), unit_in(entries, names, whole=part)
    title, text, question = (entries[name].words() for name in ("title", "text", "question"))
    if not code or unit is None or title is None or text is None or question is None:
        return None
    return Wanted(code, unit, title, text, question)


def _standing() -> list[Wanted]:
    """Of units that stand today."""
    units = units_said()
    return [
        Wanted(
            each.pledge.code, units[each.pledge.unit_id],
            each.title, each.text, each.question,
        )
        for each in selectors.pledges_in_force()
        if each.pledge.unit_id in units
    ]  # fmt: skip


def _said(wanted: Wanted) -> Said:
    return {
        "code": wanted.code,
        **said_unit(wanted.unit),
        "title": said_words(wanted.title),
        "text": said_words(wanted.text),
        "question": said_words(wanted.question),
    }


def _install(*, wanted: Sequence[Wanted], by: Actor, at: datetime) -> None:
    for each in wanted:
        unit = unit_named(code=each.unit)
        services.publish(
            code=each.code, unit=unit, title=each.title, text=each.text, question=each.question, by=by, at=at
        )


PLEDGES = state(
    Vocabulary(
        name="pledges",
        title=gettext_noop("Pledges"),
        after=("units",),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        kept_in=(Pledge, PledgeVersion),
        refusals=(services.PledgeBelongsElsewhere,),
    )
)
