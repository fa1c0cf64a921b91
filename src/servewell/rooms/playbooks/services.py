"""Installing a playbook: all of it or nothing, once or as often as one likes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from servewell.base import record, turns
from servewell.base.permissions import Actor
from servewell.base.playbook import Step, Vocabulary, vocabularies
from servewell.base.versions import PublishedMeanwhile
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services as people_told
from servewell.rooms.playbooks import rules, selectors
from servewell.rooms.playbooks.models import Installed, Playbook

WRITES = (Step.ADD, Step.CHANGE)


class OlderThanInstalled(Exception):
    """A later version of the playbook has been installed here."""


class NothingOfThatName(Exception):
    """What was to be overwritten is no entry of the playbook."""


class PlanChangedMeanwhile(Exception):
    """Since the plan was looked at somebody changed what stands here, or the playbook says something else."""


class RoomRefuses(Exception):
    """A room does not take an entry; the message says which and why. Nothing of the playbook was installed."""


def install(
    *, book: selectors.Book, by: Actor, at: datetime, overwrite: Collection[str] = (), looked_at: str = ""
) -> selectors.Plan:  # fmt: skip
    """Add and change what the plan says; what was changed here stays, but for what ``overwrite`` names.

    A name is a vocabulary and a key, such as ``roles/leader``. What a new version no longer has stays. Once more, it
    changes nothing. ``looked_at`` is the digest of the plan that a person agreed to. Returns the plan that was
    followed; until the end nobody else writes what it speaks of. Not within another transaction that writes.
    Raises NotAllowed, PlaybookIsFaulty, PlanChangedMeanwhile, OlderThanInstalled, NothingOfThatName, RoomRefuses.
    """
    with turns.one_at_a_time(), transaction.atomic():
        people.require_over_all(actor=by, power=rules.INSTALL)
        known = vocabularies()
        _hold(known, book)
        # what it was read against may have changed since
        followed = selectors.plan(book=selectors.read(files=book.files, at=at), viewer=by)
        _refuse_what_makes_no_sense(followed, overwrite, looked_at)

        written = [each for each in followed.planned if each.step in WRITES or each.name in overwrite]
        for vocabulary in known:
            wanted = [each.entry.wanted for each in written if each.entry and each.vocabulary == vocabulary.name]
            if wanted:
                _install(vocabulary, wanted, by, at)
        _remember(followed, {each.name for each in written}, by, at)
        return followed


def _hold(known: Sequence[Vocabulary[Any]], book: selectors.Book) -> None:
    spoken = {entry.vocabulary for entry in book.entries}
    tables = [model for vocabulary in known if vocabulary.name in spoken for model in vocabulary.kept_in]
    turns.hold_tables(models=(Playbook, Installed, *tables), first=people_told.hold_managers)


def _install(vocabulary: Vocabulary[Any], wanted: Sequence[object], by: Actor, at: datetime) -> None:
    refusals: tuple[type[Exception], ...] = (*vocabulary.refusals, PublishedMeanwhile)
    try:
        vocabulary.install(wanted=wanted, by=by, at=at)
    except refusals as fault:
        raise RoomRefuses(f"{vocabulary.name}: {fault}") from fault


def _refuse_what_makes_no_sense(followed: selectors.Plan, overwrite: Collection[str], looked_at: str) -> None:
    manifest = followed.book.manifest
    if followed.installed is not None and followed.installed > manifest.version:
        raise OlderThanInstalled(
            f"{manifest.code} is installed in version {followed.installed}; this is version {manifest.version}"
        )
    if looked_at and looked_at != followed.digest:
        raise PlanChangedMeanwhile(f"{manifest.code} would not do any more what was looked at")
    unknown = sorted(set(overwrite) - {each.name for each in followed.planned if each.entry})
    if unknown:
        raise NothingOfThatName(f"the playbook has no {', '.join(unknown)}")


def _remember(followed: selectors.Plan, written: Collection[str], by: Actor, at: datetime) -> None:
    """What was kept as it was changed here stays remembered as the playbook last wrote it."""
    manifest = followed.book.manifest
    said = {
        "version": manifest.version, "title": manifest.title, "licence": manifest.licence,
        "installed_at": at, "installed_by": by.actor_key,
    }  # fmt: skip
    row, is_new = Playbook.objects.get_or_create(code=manifest.code, defaults=said)
    kept = {(each.vocabulary, each.key): each for each in Installed.objects.filter(playbook=row)}
    fresh = [
        Installed(
            pk=kept[each.vocabulary, each.key].pk if (each.vocabulary, each.key) in kept else None,
            playbook=row, vocabulary=each.vocabulary, key=each.key, said=each.entry.said,
        )
        for each in followed.planned
        if each.entry and (each.step is Step.SAME or each.name in written) and _is_news(each, kept)
    ]  # fmt: skip
    is_same = not is_new and (row.version, row.title, row.licence) == (
        manifest.version, manifest.title, manifest.licence,
    )  # fmt: skip
    if is_same and not fresh and not written:
        return
    Playbook.objects.filter(pk=row.pk).update(**said)
    Installed.objects.bulk_create([each for each in fresh if each.pk is None])
    Installed.objects.bulk_update([each for each in fresh if each.pk is not None], ["said"])
    detail = {"version": manifest.version, "written": len(written)}
    record.write(deed="playbooks.install", thing=row, by=by, at=at, detail=detail)


def _is_news(each: selectors.Planned, kept: "dict[tuple[str, str], Installed]") -> bool:
    before = kept.get((each.vocabulary, each.key))
    return each.entry is not None and (before is None or before.said != each.entry.said)
