"""Words are written as a draft, which holds nowhere, and published as the next version."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules, selectors
from servewell.rooms.standards.models import Aspect, Chapter, Draft, Message, Promise, Standard
from servewell.rooms.standards.services import handbook, messages, publishing
from servewell.rooms.standards.services.naming import code_for
from servewell.rooms.standards.terms import LONGEST_CODE, NO_EXAMPLES, Examples, Kind

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class NewerVersion(Exception):
    """Since the draft was begun somebody else published a version: it is in ``number``."""

    def __init__(self, number: int) -> None:
        super().__init__(f"version {number} was published since the draft was begun: read it, then publish yours")
        self.number = number


class NoDraft(Exception):
    """There is nothing to publish."""


@dataclass(frozen=True)
class Writing:
    """What a draft says. ``code`` names the aspect, the standard or a message's year; a promise and what is new: none.

    ``aspect`` is the code of the aspect under which a standard stands; only a standard has no ``name``.
    """

    kind: Kind
    text: Words
    name: Words | None = None
    code: str = ""
    aspect: str = ""
    examples: Examples = NO_EXAMPLES


@transaction.atomic
def save_draft(*, unit: "Unit", writing: Writing, base: int, by: Actor, at: datetime) -> Draft:
    """Keep what has been written so far; ``base`` is the version that it began from, 0 for none.

    Standards, and new aspects, hold for the whole company. Raises NotAllowed.
    """
    _require(unit, writing.kind, is_new=not writing.code, by=by)

    code = writing.code or _new_code(unit, writing)
    said = {
        "base": base, "name": writing.name, "text": writing.text, "aspect": writing.aspect,
        "saved_by": by.actor_key, "saved_at": at, **writing.examples.parts,
    }  # fmt: skip
    draft, _ = Draft.objects.update_or_create(unit=unit, kind=writing.kind.value, code=code, defaults=said)
    record.write(deed="standards.save_draft", thing=draft, by=by, at=at, detail={"kind": draft.kind})
    return draft


def _require(unit: "Unit", kind: Kind, *, is_new: bool, by: Actor) -> None:
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    if kind is Kind.STANDARD or (kind is Kind.ASPECT and is_new):
        people.require_over_all(actor=by, power=rules.PUBLISH)


def _new_code(unit: "Unit", writing: Writing) -> str:
    if writing.kind is Kind.PROMISE:
        return ""
    if writing.kind is Kind.CHAPTER and writing.name is not None:
        written = {*Chapter.objects.filter(unit=unit).values_list("code", flat=True), *_codes_of_drafts(Kind.CHAPTER)}
        return code_for(writing.name, taken=written, otherwise="chapter", longest=LONGEST_CODE)
    if writing.kind is Kind.ASPECT and writing.name is not None:
        taken = {*Aspect.objects.values_list("code", flat=True), *_codes_of_drafts(Kind.ASPECT)}
        return code_for(writing.name, taken=taken, otherwise="aspect", longest=40)
    taken = {*Standard.objects.values_list("code", flat=True), *_codes_of_drafts(Kind.STANDARD)}
    return next(code for number in range(1, len(taken) + 2) if (code := f"{writing.aspect}-{number}") not in taken)


def _codes_of_drafts(kind: Kind) -> list[str]:
    return list(Draft.objects.filter(kind=kind.value).values_list("code", flat=True))


@transaction.atomic
def discard_draft(*, draft: Draft, by: Actor, at: datetime) -> None:
    """What holds goes on as it is. Raises NotAllowed."""
    people.require(actor=by, power=rules.PUBLISH, unit=draft.unit_id)

    record.write(deed="standards.discard_draft", thing=draft, by=by, at=at, detail={"kind": draft.kind})
    draft.delete()


@transaction.atomic
def publish_draft(*, draft: Draft, by: Actor, at: datetime) -> Model:
    """Make the draft the next version; from now on it holds. The same words as before change nothing.

    Raises NewerVersion, NoDraft, PublishedMeanwhile, NotAllowed, and for a message as ``publish_message``.
    """
    kind = Kind(draft.kind)
    newest = selectors.newest_version(unit=draft.unit_id, kind=kind, code=draft.code)
    _require(draft.unit, kind, is_new=kind is Kind.ASPECT and not newest, by=by)
    if not Draft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise NoDraft("the draft was published or discarded meanwhile")
    if newest != draft.base:
        raise NewerVersion(newest)

    published = _publish[kind](draft, by, at)
    record.write(deed="standards.publish_draft", thing=published, by=by, at=at, detail={"kind": draft.kind})
    draft.delete()
    return published


def _promise(draft: Draft, by: Actor, at: datetime) -> Promise:
    return publishing.publish(unit=draft.unit, title=draft.name, text=draft.text, aspects=(), by=by, at=at)


def _aspect(draft: Draft, by: Actor, at: datetime) -> Model:
    top = people.top_unit()
    aspect = Aspect.objects.filter(code=draft.code).first()
    if top is not None and top.pk == draft.unit_id:
        position = aspect.position if aspect else Aspect.objects.count() + 1
        aspect = aspect or Aspect(code=draft.code)
        return publishing.say_aspect(aspect, position, draft.unit, draft.name, draft.text, at)
    if aspect is None:
        raise NoDraft(f"{draft.code}: there is no such aspect")
    return publishing.next_wording(aspect, draft.unit, draft.name, draft.text, at)


def _standard(draft: Draft, by: Actor, at: datetime) -> Model:
    aspect = Aspect.objects.filter(code=draft.aspect).first()
    if aspect is None:
        raise NoDraft(f"{draft.aspect}: there is no such aspect")
    sentence = publishing.StandardDraft(code=draft.code, text=draft.text, examples=draft.examples)
    return publishing.next_standard(aspect, sentence, at) or Standard.objects.get(code=draft.code, retired_at=None)


def _message(draft: Draft, by: Actor, at: datetime) -> Message:
    return messages.publish_message(
        unit=draft.unit, year=int(draft.code), line=draft.name, text=draft.text, by=by, at=at
    )


def _chapter(draft: Draft, by: Actor, at: datetime) -> Model:
    said = handbook.next_chapter(unit=draft.unit, code=draft.code, title=draft.name, text=draft.text, at=at)
    return said or Chapter.objects.get(unit=draft.unit, code=draft.code, retired_at=None)


_publish: dict[Kind, Callable[[Draft, Actor, datetime], Model]] = {
    Kind.PROMISE: _promise, Kind.ASPECT: _aspect, Kind.STANDARD: _standard, Kind.MESSAGE: _message,
    Kind.CHAPTER: _chapter,
}  # fmt: skip
