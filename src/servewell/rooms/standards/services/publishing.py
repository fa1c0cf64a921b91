"""What is promised, published as a whole: promise, aspects and standards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model

from servewell.base import bus, record, versions
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards.events import PromisePublished
from servewell.rooms.standards.models import Aspect, AspectWording, Promise, Standard
from servewell.rooms.standards.terms import NO_EXAMPLES, Examples

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class StandardIsListedTwice(Exception):
    """A publication names the same aspect or standard twice; the message says which."""


@dataclass(frozen=True)
class StandardDraft:
    code: str
    text: Words
    examples: Examples = NO_EXAMPLES


@dataclass(frozen=True)
class AspectDraft:
    code: str
    name: Words
    description: Words
    standards: tuple[StandardDraft, ...]


@transaction.atomic
def publish(
    *, unit: "Unit", title: Words, text: Words, aspects: Sequence[AspectDraft], by: Actor, at: datetime
) -> Promise:
    """Publish what a unit and everything below it promises, with the aspects and standards it is felt by.

    What has not changed keeps its version. A standard that its aspect no longer lists is retired.
    Aspects hold for the whole company, so whoever states them needs the power over the company.
    Raises StandardIsListedTwice, PublishedMeanwhile, NotAllowed.
    """
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    if aspects:
        people.require_over_all(actor=by, power=rules.PUBLISH)
    _refuse_doubles(aspects)

    promise, is_new = _next_version(unit, title, text, at)
    changed = _revise(aspects, people.top_unit() or unit, at)
    if not is_new and not changed:
        return promise
    record.write(deed="standards.publish", thing=promise, by=by, at=at)
    record.write_many(deed="standards.revise", things=changed, by=by, at=at)

    bus.announce(PromisePublished(at=at, promises=(promise.pk,)))
    return promise


@transaction.atomic
def revise(
    *, aspects: Sequence[AspectDraft] = (), standards: Mapping[str, Sequence[StandardDraft]] | None = None,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Make these aspects and, by the code of their aspect, these standards say what the drafts say; all others stay.

    A new aspect stands after those there are; the standards within ``aspects`` count for nothing. What says the same
    keeps its version. Raises NotAllowed, PublishedMeanwhile.
    """
    people.require_over_all(actor=by, power=rules.PUBLISH)
    company = people.top_unit()
    assert company is not None  # somebody holds a power over it

    changed: list[Model] = []
    places = dict(Aspect.objects.values_list("code", "position"))
    for draft in aspects:
        places.setdefault(draft.code, max(places.values(), default=0) + 1)
        _aspect(draft, places[draft.code], company, at, changed)
    known = {aspect.code: aspect for aspect in Aspect.objects.all()}
    for code, drafts in (standards or {}).items():
        changed += [new for one in drafts if (new := next_standard(known[code], one, at)) is not None]
    record.write_many(deed="standards.revise", things=changed, by=by, at=at)


def _refuse_doubles(aspects: Sequence[AspectDraft]) -> None:
    for codes in ([each.code for each in aspects], [one.code for each in aspects for one in each.standards]):
        doubles = sorted({code for code in codes if codes.count(code) > 1})
        if doubles:
            raise StandardIsListedTwice(f"{', '.join(doubles)}: listed twice; give each its own code")


def _next_version(unit: "Unit", title: Words, text: Words, at: datetime) -> tuple[Promise, bool]:
    last = Promise.objects.filter(unit=unit).order_by("-version").first()
    if last is not None and last.withdrawn_at is None and (last.title, last.text) == (title, text):
        return last, False
    number = last.version + 1 if last else 1
    with versions.written_once(Promise.objects.filter(unit=unit, version=number)):
        return Promise.objects.create(unit=unit, version=number, title=title, text=text, published_at=at), True


def _revise(drafts: Sequence[AspectDraft], company: "Unit", at: datetime) -> list[Model]:
    """Make the aspects and standards say what the drafts say. Returns what was changed, added or retired."""
    changed: list[Model] = []
    for position, draft in enumerate(drafts, start=1):
        aspect = _aspect(draft, position, company, at, changed)
        listed = [one.code for one in draft.standards]
        unlisted = list(aspect.standards.filter(retired_at__isnull=True).exclude(code__in=listed))
        Standard.objects.filter(pk__in=[one.pk for one in unlisted]).update(retired_at=at)
        changed += unlisted
        changed += [new for one in draft.standards if (new := next_standard(aspect, one, at)) is not None]
    return changed


def _aspect(draft: AspectDraft, position: int, company: "Unit", at: datetime, changed: list[Model]) -> Aspect:
    aspect = Aspect.objects.filter(code=draft.code).first() or Aspect(code=draft.code)
    if aspect.pk is None or (aspect.name, aspect.description) != (draft.name, draft.description):
        say_aspect(aspect, position, company, draft.name, draft.description, at)
        changed.append(aspect)
    elif aspect.position != position:
        aspect.position = position
        aspect.save()
        changed.append(aspect)
    return aspect


def say_aspect(
    aspect: Aspect, position: int, company: "Unit", name: Words, description: Words, at: datetime
) -> AspectWording:
    """The whole company's words: they stand on the aspect itself, and each version stays to be read."""
    aspect.name, aspect.description, aspect.position = name, description, position
    aspect.save()
    return next_wording(aspect, company, name, description, at)


def next_wording(aspect: Aspect, unit: "Unit", name: Words, description: Words, at: datetime) -> AspectWording:
    wordings = AspectWording.objects.filter(aspect=aspect, unit=unit)
    number = versions.next_number(wordings)
    with versions.written_once(wordings.filter(version=number)):
        return AspectWording.objects.create(
            aspect=aspect, unit=unit, version=number, name=name, description=description, published_at=at
        )


def next_standard(aspect: Aspect, draft: StandardDraft, at: datetime) -> Standard | None:
    """The standard's next version; None when what holds says the same already."""
    last = Standard.objects.filter(code=draft.code).order_by("-version").first()
    if last is not None and last.retired_at is None:
        if (last.aspect_id, last.text, last.examples) == (aspect.pk, draft.text, draft.examples):
            return None
        Standard.objects.filter(pk=last.pk).update(retired_at=at)
    number = last.version + 1 if last else 1
    with versions.written_once(Standard.objects.filter(code=draft.code, version=number)):
        return Standard.objects.create(
            aspect=aspect, code=draft.code, version=number, text=draft.text, published_at=at, **draft.examples.parts
        )
