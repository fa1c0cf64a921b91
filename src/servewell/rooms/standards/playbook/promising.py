"""What is promised, in a playbook: ``promises:`` and ``messages:`` of units, ``aspects:`` and ``standards:`` of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state
from servewell.base.words import Words
from servewell.rooms.people.playbook import said_unit, unit_in, unit_named, units_said
from servewell.rooms.standards import selectors, services
from servewell.rooms.standards.models import Aspect, AspectWording, Message, Promise, Standard
from servewell.rooms.standards.services import AspectDraft, Examples, StandardDraft
from servewell.rooms.standards.terms import LONGEST_CODE, RESERVED_CODES

EXAMPLES = ("do", "avoid", "way")


@dataclass(frozen=True)
class PromiseWanted:
    """``unit`` is a code, empty for the whole company."""

    unit: str
    title: Words
    text: Words


@dataclass(frozen=True)
class StandardWanted:
    aspect: str
    draft: StandardDraft


@dataclass(frozen=True)
class MessageWanted:
    """``unit`` is a code, empty for the whole company."""

    year: int
    unit: str
    line: Words
    text: Words


def _read_promise(part: Part, names: Names) -> PromiseWanted | None:
    entries = part.all_of(("title", "text"), known=("unit",))
    if entries is None:
        return None
    unit, title, text = unit_in(entries, names, whole=part), entries["title"].words(), entries["text"].words()
    return PromiseWanted(unit, title, text) if unit is not None and title and text else None


def _promises() -> list[PromiseWanted]:
    """The company's own first, then by code."""
    on, units = today.latest_day(at=today.now()), units_said()
    found = [
        PromiseWanted(units[each.unit.pk], each.promise.title, each.promise.text)
        for each in selectors.promises_held(viewer=HOUSE, on=on)
        if each.promise and each.promise.unit_id == each.unit.pk
    ]
    return sorted(found, key=lambda each: each.unit)


def _say_promise(wanted: PromiseWanted) -> Said:
    return {**said_unit(wanted.unit), "title": said_words(wanted.title), "text": said_words(wanted.text)}


def _install_promises(*, wanted: Sequence[PromiseWanted], by: Actor, at: datetime) -> None:
    for each in wanted:
        services.publish(
            unit=unit_named(code=each.unit), title=each.title, text=each.text, aspects=(), by=by, at=at
        )  # fmt: skip


def _read_aspect(part: Part, names: Names) -> AspectDraft | None:
    entries = part.all_of(("code", "name", "description"))
    if entries is None:
        return None
    code = entries["code"].code(reserved=RESERVED_CODES)
    name, description = entries["name"].words(), entries["description"].words()
    return AspectDraft(code, name, description, ()) if code and name and description else None


def _aspects() -> list[AspectDraft]:
    return [AspectDraft(each.code, each.name, each.description, ()) for each in selectors.aspects()]


def _say_aspect(draft: AspectDraft) -> Said:
    return {"code": draft.code, "name": said_words(draft.name), "description": said_words(draft.description)}


def _install_aspects(*, wanted: Sequence[AspectDraft], by: Actor, at: datetime) -> None:
    services.revise(aspects=wanted, by=by, at=at)


def _read_standard(part: Part, names: Names) -> StandardWanted | None:
    entries = part.all_of(("code", "aspect", "text"), known=EXAMPLES)
    if entries is None:
        return None
    code = entries["code"].code(longest=LONGEST_CODE, reserved=RESERVED_CODES)
    aspect, text = names.one_of("aspects", entries["aspect"], thing="aspect"), entries["text"].words()
    examples = Examples(**{name: entries[name].words() for name in EXAMPLES if name in entries})
    return StandardWanted(aspect, StandardDraft(code, text, examples)) if code and aspect and text else None


def _standards() -> list[StandardWanted]:
    return [
        StandardWanted(each.aspect.code, StandardDraft(each.code, each.text, each.examples))
        for each in selectors.standards_in_force()
    ]


def _say_standard(wanted: StandardWanted) -> Said:
    examples = {name: said_words(text) for name, text in wanted.draft.examples.parts.items() if text}
    return {"code": wanted.draft.code, "aspect": wanted.aspect, "text": said_words(wanted.draft.text), **examples}


def _install_standards(*, wanted: Sequence[StandardWanted], by: Actor, at: datetime) -> None:
    under: dict[str, list[StandardDraft]] = {}
    for each in wanted:
        under.setdefault(each.aspect, []).append(each.draft)
    services.revise(standards=under, by=by, at=at)


def _read_message(part: Part, names: Names) -> MessageWanted | None:
    """Without a year it is the one of the year in which it is installed."""
    entries = part.all_of(("line", "text"), known=("unit", "year"))
    if entries is None:
        return None
    unit, line, text = unit_in(entries, names, whole=part), entries["line"].words(), entries["text"].words()
    this_year = today.day_in("UTC", at=names.at).year
    year = entries["year"].whole(least=this_year, most=this_year + 1) if "year" in entries else this_year
    return MessageWanted(year, unit, line, text) if year and unit is not None and line and text else None


def _messages() -> list[MessageWanted]:
    """Of this year and the next: those of years that are over are nobody's to publish any more."""
    units = units_said()
    found = [
        MessageWanted(each.year, units[each.unit_id], each.line, each.text)
        for each in selectors.messages_since(year=today.day_in("UTC", at=today.now()).year)
        if each.unit_id in units
    ]
    return sorted(found, key=lambda each: (each.year, each.unit))


def _say_message(wanted: MessageWanted) -> Said:
    words = {"line": said_words(wanted.line), "text": said_words(wanted.text)}
    return {"year": wanted.year, **said_unit(wanted.unit), **words}


def _install_messages(*, wanted: Sequence[MessageWanted], by: Actor, at: datetime) -> None:
    for each in wanted:
        unit = unit_named(code=each.unit)
        services.publish_message(unit=unit, year=each.year, line=each.line, text=each.text, by=by, at=at)


PROMISES = state(
    Vocabulary(
        name="promises",
        title=gettext_noop("Promises"),
        keys=("unit",),
        after=("units",),
        read=_read_promise,
        standing=_promises,
        said=_say_promise,
        install=_install_promises,
        kept_in=(Promise,),
    )
)
ASPECTS = state(
    Vocabulary(
        name="aspects",
        title=gettext_noop("Aspects"),
        after=("units",),
        read=_read_aspect,
        standing=_aspects,
        said=_say_aspect,
        install=_install_aspects,
        kept_in=(Aspect, AspectWording),
    )
)
STANDARDS = state(
    Vocabulary(
        name="standards",
        title=gettext_noop("Standards"),
        after=("aspects",),
        read=_read_standard,
        standing=_standards,
        said=_say_standard,
        install=_install_standards,
        kept_in=(Standard,),
    )
)
MESSAGES = state(
    Vocabulary(
        name="messages",
        title=gettext_noop("Messages of the year"),
        keys=("year", "unit"),
        after=("units",),
        read=_read_message,
        standing=_messages,
        said=_say_message,
        install=_install_messages,
        kept_in=(Message,),
        refusals=(services.YearIsNotNow, services.YearHasItsMessage),
    )
)
