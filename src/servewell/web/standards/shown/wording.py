"""The page on which a text is written: what holds and why, the draft, and what held before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.base import links, today
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.terms import Kind
from servewell.web.kit.components import Crumb, LedgerEntry, Link
from servewell.web.kit.templatetags.kit import day
from servewell.web.standards.forms import AspectForm, ChapterForm, MessageForm, PromiseForm, StandardForm, TextForm
from servewell.web.standards.shown import messages

if TYPE_CHECKING:
    from servewell.base.words import Words
    from servewell.rooms.people.models import Person, Unit
    from servewell.rooms.standards.models import Draft
    from servewell.rooms.standards.selectors import Spoken


@dataclass(frozen=True)
class Text:
    """What is written: which text, of which unit. ``aspect`` is where a new standard is to stand."""

    unit: "Unit"
    kind: Kind
    code: str = ""
    aspect: str = ""

    @property
    def is_new(self) -> bool:
        return self.kind is not Kind.PROMISE and not self.code


@dataclass(frozen=True)
class WritePage:
    """``draft_of`` says who wrote the draft when; ``withdraw`` is the address that ends what holds.

    ``before`` are last year's words, to be read beside the new ones; ``rule`` says what may be changed later.
    """

    title: str
    crumbs: Sequence[Crumb]
    why: str
    form: TextForm
    draft_of: str
    history: Sequence[LedgerEntry]
    earlier: Sequence["EarlierText"]
    before: messages.Before | None
    rule: str
    messages: Sequence[Link]
    also: Sequence[Link]
    handbook: Link | None
    withdraw: Link | None
    discard: str
    kind: str
    code: str


@dataclass(frozen=True)
class EarlierText:
    """A version that held once, to be opened and read in every language."""

    label: str
    texts: Sequence[tuple[str, str]]


def write_page(text: Text, *, reader: "Person", form: TextForm | None = None) -> WritePage:
    """Raises standards' NoSuchText."""
    history = standards.history(unit=text.unit.pk, kind=text.kind, code=text.code) if not text.is_new else []
    draft = standards.draft_of(unit=text.unit.pk, kind=text.kind, code=text.code) if not text.is_new else None
    if text.code and not history and draft is None:
        standards.spoken(unit=text.unit.pk, kind=text.kind, code=text.code, on=_today(text.unit))
    return WritePage(
        title=_title(text, history),
        crumbs=_crumbs(text),
        why=_why(text, history),
        form=form or _begun(text, history, draft),
        draft_of=_who_wrote(draft, text.unit) if draft else "",
        history=[_entry(one, text) for one in history],
        earlier=[_earlier(one, text.unit) for one in history],
        before=messages.before(text.unit, int(text.code)) if text.kind is Kind.MESSAGE else None,
        rule=messages.rule() if text.kind is Kind.MESSAGE else _rule(),
        messages=messages.links_of(text.unit) if text.kind in (Kind.PROMISE, Kind.MESSAGE) else (),
        also=_also(text),
        handbook=Link(_("The handbook"), desk_url(text.unit)) if text.kind is Kind.PROMISE else None,
        withdraw=_withdraw(text, history, reader),
        discard=reverse("standards:discard", kwargs={"unit": text.unit.code}) if draft else "",
        kind=text.kind.value,
        code=text.code,
    )


def demand_known(text: Text) -> None:
    """Raises standards' NoSuchText where an address names a text that was neither published nor begun."""
    if text.code and standards.draft_of(unit=text.unit.pk, kind=text.kind, code=text.code) is None:
        standards.spoken(unit=text.unit.pk, kind=text.kind, code=text.code, on=_today(text.unit))


def form_for(text: Text, data: "object | None" = None) -> TextForm:
    """The form as it was posted."""
    if text.kind is Kind.STANDARD:
        return StandardForm(data, aspects=aspect_choices())  # type: ignore[arg-type]  # a QueryDict is a mapping
    return _forms[text.kind](data)  # type: ignore[arg-type]


_forms: dict[Kind, type[TextForm]] = {
    Kind.PROMISE: PromiseForm, Kind.ASPECT: AspectForm, Kind.MESSAGE: MessageForm, Kind.CHAPTER: ChapterForm,
}  # fmt: skip


def _rule() -> str:
    return _("What is published is never changed again: the next change is the next version.")


def aspect_choices() -> list[tuple[str, str]]:
    return [(each.code, str(each.name)) for each in standards.aspects()]


def _begun(text: Text, history: "Sequence[Spoken]", draft: "Draft | None") -> TextForm:
    """From the draft, else from the unit's own words, else from those that hold there: they are what is changed."""
    base = draft.base if draft else max((one.number for one in history), default=0)
    words: dict[str, Words | None] = {}
    aspect = draft.aspect if draft else text.aspect
    if draft is not None:
        words = {"name": draft.name, "text": draft.text, **draft.examples.parts}
    elif history:
        words = {"name": history[0].name, "text": history[0].text, **history[0].examples.parts}
        aspect = history[0].aspect
    else:
        words = _inherited(text)
    if text.kind is Kind.STANDARD:
        return StandardForm(words=words, base=base, aspect=aspect, aspects=aspect_choices())
    return _forms[text.kind](words=words, base=base)


def _inherited(text: Text) -> "dict[str, Words | None]":
    on = _today(text.unit)
    if text.kind is Kind.PROMISE:
        holding = standards.promise_for(unit=text.unit.pk, on=on)
        return {"name": holding.title, "text": holding.text} if holding else {}
    if text.kind is Kind.ASPECT and text.code:
        said = next(one for one in standards.aspects_said(unit=text.unit.pk, on=on) if one.code == text.code)
        return {"name": said.name, "text": said.description}
    return {}


def is_ahead(text: Text) -> bool:
    """Whether the message is of a year that has not begun where the unit is."""
    return int(text.code) > _today(text.unit).year


def _today(unit: "Unit") -> date:
    return today.day_in(unit.zone, at=today.now())


def _title(text: Text, history: "Sequence[Spoken]") -> str:
    if text.kind is Kind.PROMISE:
        return _("What %(unit)s promises") % {"unit": text.unit.name}
    if text.kind is Kind.MESSAGE:
        return messages.title(text.unit, int(text.code))
    if text.kind is Kind.CHAPTER:
        return _chapter_title(text, history)
    if text.kind is Kind.ASPECT:
        if text.is_new:
            return _("A new aspect")
        return _("What %(unit)s calls “%(aspect)s”") % {"unit": text.unit.name, "aspect": _aspect_name(text.code)}
    return _("A standard under “%(aspect)s”") % {"aspect": _aspect_name(history[0].aspect if history else text.aspect)}


def _chapter_title(text: Text, history: "Sequence[Spoken]") -> str:
    if not history:
        return _("A new chapter for the handbook of %(unit)s") % {"unit": text.unit.name}
    return _("The chapter “%(title)s” of %(unit)s") % {"title": history[0].name, "unit": text.unit.name}


def _aspect_name(code: str) -> str:
    return next((str(each.name) for each in standards.aspects() if each.code == code), code)


def _crumbs(text: Text) -> Sequence[Crumb]:
    if text.kind is Kind.PROMISE:
        return (Crumb(_("Promises"), reverse("standards:promises")),)
    if text.kind is Kind.CHAPTER:
        return (Crumb(_("Handbook of %(unit)s") % {"unit": text.unit.name}, desk_url(text.unit)),)
    if text.kind in (Kind.ASPECT, Kind.MESSAGE):
        url = reverse("standards:write_promise", kwargs={"unit": text.unit.code})
        return (Crumb(_("Promises"), reverse("standards:promises")), Crumb(str(text.unit.name), url))
    return (Crumb(_("Standards"), reverse("standards:standards")),)


def _why(text: Text, history: "Sequence[Spoken]") -> str:
    own = history[0] if history and history[0].ended_at is None else None
    if text.kind is Kind.STANDARD:
        return _("It holds for the whole company.")
    if text.kind is Kind.MESSAGE:
        return messages.why(text.unit, int(text.code), own)
    if text.kind is Kind.CHAPTER:
        return _("It is read from the next edition of the handbook on, in %(unit)s and everything below.") % {
            "unit": text.unit.name,
        }  # fmt: skip
    if own:
        said = {"number": own.number, "unit": text.unit.name, "day": day(_day_of(own.published_at, text.unit))}
        return _("These are the own words of %(unit)s: version %(number)s, since %(day)s.") % said
    if text.is_new:
        return _("It will hold for the whole company.")
    whose = _whose(text)
    if whose is None:
        return _("Nothing has been published here yet.")
    return _("%(unit)s has no words of its own: those of %(whose)s hold here, the nearest above.") % {
        "unit": text.unit.name, "whose": whose,
    }  # fmt: skip


def _whose(text: Text) -> str | None:
    on = _today(text.unit)
    if text.kind is Kind.PROMISE:
        holding = standards.promise_for(unit=text.unit.pk, on=on)
        return str(people.unit_by_key(key=holding.unit_id).name) if holding else None
    said = next(one for one in standards.aspects_said(unit=text.unit.pk, on=on) if one.code == text.code)
    top = people.top_unit()
    key = said.said_by or (top.pk if top else text.unit.pk)
    return str(people.unit_by_key(key=key).name)


def _who_wrote(draft: "Draft", unit: "Unit") -> str:
    name = people.names_of(actors=[draft.saved_by]).get(draft.saved_by, "")
    said = {"name": name, "day": day(_day_of(draft.saved_at, unit))}
    if not name:
        return _("A draft of %(day)s. It holds nowhere until it is published.") % said
    return _("A draft of %(name)s, %(day)s. It holds nowhere until it is published.") % said


def _day_of(at: datetime, unit: "Unit") -> date:
    return today.day_in(unit.zone, at=at)


def _entry(one: "Spoken", text: Text) -> LedgerEntry:
    unit = text.unit
    if text.kind is Kind.MESSAGE and one.ended_at is None:
        return messages.holding(one, unit, int(text.code))
    begun = day(_day_of(one.published_at, unit))
    if one.ended_at is None:
        return LedgerEntry(
            says=_("Version %(number)s holds") % {"number": one.number}, stage="now",
            aside=_("since %(day)s") % {"day": begun},
        )  # fmt: skip
    return LedgerEntry(
        says=_("Version %(number)s") % {"number": one.number},
        aside=_("%(day)s to %(last)s") % {"day": begun, "last": day(_day_of(one.ended_at, unit))},
    )


def _earlier(one: "Spoken", unit: "Unit") -> EarlierText:
    parts = [words for words in (one.name, one.text, *one.examples.parts.values()) if words is not None]
    texts = [(code, "\n\n".join(part.texts[code] for part in parts if part.texts.get(code))) for code in one.text.texts]
    return EarlierText(label=_("Read version %(number)s") % {"number": one.number}, texts=texts)


def desk_url(unit: "Unit") -> str:
    """Where the next edition of a unit's handbook is made."""
    return links.HANDBOOK_DESK.path(unit=unit.code)


def chapter_url(unit: "Unit", code: str) -> str:
    return links.CHAPTER.path(unit=unit.code, code=code)


def _also(text: Text) -> Sequence[Link]:
    """From the promise to the wording of each aspect in this unit."""
    if text.kind is not Kind.PROMISE:
        return ()
    return tuple(
        Link(
            label=str(each.name),
            url=reverse("standards:write_aspect", kwargs={"unit": text.unit.code, "code": each.code}),
        )
        for each in standards.aspects_said(unit=text.unit.pk, on=_today(text.unit))
    )


def _withdraw(text: Text, history: "Sequence[Spoken]", reader: "Person") -> Link | None:
    if not history or history[0].ended_at is not None:
        return None
    top = people.top_unit()
    if text.kind is Kind.STANDARD and top and people.may(actor=reader, power=rules.PUBLISH, unit=top.pk):
        return Link(_("Retire this standard"), reverse("standards:retire_standard"))
    if text.kind is Kind.CHAPTER:
        return Link(_("Leave it out of the next edition"), f"{chapter_url(text.unit, text.code)}/retire")
    if text.kind is Kind.PROMISE and top and top.pk != text.unit.pk:
        return Link(
            _("Withdraw: the promise above holds here again"),
            reverse("standards:withdraw_promise", kwargs={"unit": text.unit.code}),
        )
    return None
