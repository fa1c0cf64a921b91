"""The handbook: its chapters moved and retired, and what holds published as an edition."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record, today, versions
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules, selectors
from servewell.rooms.standards.events import HandbookPublished
from servewell.rooms.standards.models import Chapter, Edition
from servewell.rooms.standards.services.withdrawing import NothingToWithdraw
from servewell.rooms.standards.terms import Kind

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class NothingToPublish(Exception):
    """No promise holds in the unit, so its handbook would begin with nothing."""


class EditionSaysTheSame(Exception):
    """Every word stands in the newest edition already: it is in ``number``."""

    def __init__(self, number: int) -> None:
        super().__init__(f"edition {number} says every word of it already")
        self.number = number


class HandbookMoved(Exception):
    """Something was published since the handbook was read: whoever publishes it is to read it again."""


@transaction.atomic
def publish_edition(*, unit: "Unit", seen: str, by: Actor, at: datetime) -> Edition:
    """Publish what holds in the unit as the next edition of its handbook, which everybody at and below it reads.

    ``seen`` is the digest of what was read before. Raises NothingToPublish, EditionSaysTheSame, HandbookMoved,
    PublishedMeanwhile, NotAllowed.
    """
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    passages = selectors.handbook_now(unit=unit.pk, on=today.day_in(unit.zone, at=at))
    if not any(each.kind is Kind.PROMISE for each in passages):
        raise NothingToPublish(f"no promise holds in {unit.code}: publish one, then its handbook")
    digest = selectors.digest_of(passages=passages)
    last = Edition.objects.filter(unit=unit).order_by("-number").first()
    if last is not None and last.digest == digest:
        raise EditionSaysTheSame(last.number)
    if digest != seen:
        raise HandbookMoved(f"what holds in {unit.code} was changed meanwhile: read the handbook again")

    number = last.number + 1 if last else 1
    kept = [each.to_json() for each in passages]
    with versions.written_once(Edition.objects.filter(unit=unit, number=number)):
        edition = Edition.objects.create(unit=unit, number=number, passages=kept, digest=digest, published_at=at)
    record.write(deed="standards.publish_edition", thing=edition, by=by, at=at, detail={"digest": digest})

    bus.announce(HandbookPublished(at=at, editions=(edition.pk,)))
    return edition


def next_chapter(*, unit: "Unit", code: str, title: Words, text: Words, at: datetime) -> Chapter | None:
    """The next version, in the place of the last; None when what holds says the same already."""
    last = Chapter.objects.filter(unit=unit, code=code).order_by("-version").first()
    if last is not None and last.retired_at is None:
        if (last.title, last.text) == (title, text):
            return None
        Chapter.objects.filter(pk=last.pk).update(retired_at=at)
    number = last.version + 1 if last else 1
    position = last.position if last else selectors.last_position(unit=unit) + 1
    with versions.written_once(Chapter.objects.filter(unit=unit, code=code, version=number)):
        return Chapter.objects.create(
            unit=unit, code=code, version=number, position=position, title=title, text=text, published_at=at
        )


@transaction.atomic
def write_chapter(*, unit: "Unit", code: str, title: Words, text: Words, by: Actor, at: datetime) -> None:
    """Make a chapter say this from the next edition on. Raises PublishedMeanwhile, NotAllowed."""
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)

    chapter = next_chapter(unit=unit, code=code, title=title, text=text, at=at)
    if chapter is not None:
        record.write(deed="standards.write_chapter", thing=chapter, by=by, at=at)


@transaction.atomic
def retire_chapter(*, unit: "Unit", code: str, by: Actor, at: datetime) -> Chapter:
    """The next edition leaves it out; those that are published stay. Raises NothingToWithdraw, NotAllowed."""
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    chapter = Chapter.objects.select_for_update().filter(unit=unit, code=code, retired_at__isnull=True).first()
    if chapter is None:
        raise NothingToWithdraw(f"{unit.code} has no chapter {code!r}")

    chapter.retired_at = at
    chapter.save(update_fields=["retired_at"])
    record.write(deed="standards.retire_chapter", thing=chapter, by=by, at=at)
    return chapter


@transaction.atomic
def raise_chapter(*, unit: "Unit", code: str, by: Actor, at: datetime) -> None:
    """Let a chapter change places with the one before it; the first stays. Raises NothingToWithdraw, NotAllowed."""
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    holding = Chapter.objects.select_for_update().filter(unit=unit, retired_at__isnull=True).order_by("pk")
    order = sorted(holding, key=lambda each: (each.position, each.code))
    place = next((number for number, each in enumerate(order) if each.code == code), None)
    if place is None:
        raise NothingToWithdraw(f"{unit.code} has no chapter {code!r}")
    if place == 0:
        return

    order[place - 1], order[place] = order[place], order[place - 1]
    for position, each in enumerate(order, start=1):
        each.position = position
    Chapter.objects.bulk_update(order, ["position"])
    record.write(deed="standards.raise_chapter", thing=order[place - 1], by=by, at=at)
