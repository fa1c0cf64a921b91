"""What installing a playbook would do: by what it wants, what stands, and what it last wrote here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Count

from servewell.base.permissions import Actor
from servewell.base.playbook import Step, Vocabulary, step, vocabularies
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.playbooks import rules
from servewell.rooms.playbooks.models import Installed, Playbook
from servewell.rooms.playbooks.selectors.reading import Book, Entry, as_text


@dataclass(frozen=True)
class Difference:
    """A field in which they are not all the same, each as plain data; None where it is not there."""

    field: str
    installed: object
    standing: object
    wanted: object


@dataclass(frozen=True)
class Planned:
    """What would become of one entry. ``entry`` is None for what the playbook installed once and no longer has."""

    vocabulary: str
    key: str
    step: Step
    differences: tuple[Difference, ...]
    entry: Entry | None = None

    @property
    def name(self) -> str:
        """How it is named to take it from the playbook though it was changed here."""
        return f"{self.vocabulary}/{self.key}"


@dataclass(frozen=True)
class Plan:
    """``installed`` is the version that was installed last; None for never."""

    book: Book
    installed: int | None
    planned: tuple[Planned, ...]

    @property
    def digest(self) -> str:
        """Two plans have the same if every entry wants the same, finds the same, and was written as the same."""
        seen = [
            [each.name, each.step, each.entry.said if each.entry else None, [astuple(one) for one in each.differences]]
            for each in self.planned
        ]
        manifest = self.book.manifest
        whole = json.dumps([manifest.code, manifest.version, self.installed, seen])
        return sha256(whole.encode()).hexdigest()


def may_install(*, viewer: Actor) -> bool:
    """A playbook is the whole company's: the power over a part of it is not enough."""
    top = people.top_unit()
    return top is not None and people.may(actor=viewer, power=rules.INSTALL, unit=top.pk)


def plan(*, book: Book, viewer: Actor) -> Plan:
    """What ``install`` would do, entry by entry. Asks each room once for what stands. Raises NotAllowed."""
    people.require_over_all(actor=viewer, power=rules.INSTALL)
    row = Playbook.objects.filter(code=book.manifest.code).first()
    before = {(each.vocabulary, each.key): each.said for each in Installed.objects.filter(playbook=row)}
    known = {each.name: each for each in vocabularies()}
    names = dict.fromkeys([entry.vocabulary for entry in book.entries] + [name for name, _key in before])
    standing = {name: standing_of(known[name]) for name in names if name in known}
    planned = [_planned(entry, standing[entry.vocabulary], before) for entry in book.entries]
    wanted = {(entry.vocabulary, entry.key) for entry in book.entries}
    left = [_left(*each, standing.get(each[0], {}), before) for each in sorted(set(before) - wanted)]
    return Plan(book, row.version if row else None, (*planned, *(each for each in left if each is not None)))


def standing_of(vocabulary: Vocabulary[Any]) -> dict[str, str]:
    """Everything there is of a vocabulary, each by its key as ``Entry.said`` has it."""
    return {key: as_text(vocabulary.said(thing)) for key, thing in vocabulary.by_key().items()}


def _planned(entry: Entry, standing: Mapping[str, str], before: Mapping[tuple[str, str], str]) -> Planned:
    here, installed = standing.get(entry.key), before.get((entry.vocabulary, entry.key))
    done = step(wanted=entry.said, standing=here, installed=installed)
    differences = () if done in (Step.ADD, Step.SAME) else _differences(installed, here, entry.said)
    return Planned(entry.vocabulary, entry.key, done, differences, entry)


def _left(
    vocabulary: str, key: str, standing: Mapping[str, str], before: Mapping[tuple[str, str], str]
) -> Planned | None:  # fmt: skip
    """None where it no longer stands here either."""
    if key not in standing:
        return None
    return Planned(vocabulary, key, Step.LEFT, _differences(before[vocabulary, key], standing[key], None))


def _differences(installed: str | None, standing: str | None, wanted: str | None) -> tuple[Difference, ...]:
    said: Sequence[Mapping[str, object]] = [json.loads(each) if each else {} for each in (installed, standing, wanted)]
    fields = dict.fromkeys(field for each in said for field in each)
    found = [Difference(field, *(each.get(field) for each in said)) for field in fields]
    return tuple(each for each in found if not each.installed == each.standing == each.wanted)


@dataclass(frozen=True)
class Shelved:
    """A playbook that was installed here."""

    code: str
    version: int
    title: Words
    entries: int


def installed(*, viewer: Actor) -> list[Shelved]:
    """By code. Raises NotAllowed."""
    people.require_over_all(actor=viewer, power=rules.INSTALL)
    rows = Playbook.objects.order_by("code").annotate(entries=Count("installed"))
    return [Shelved(row.code, row.version, row.title, row.entries) for row in rows]
