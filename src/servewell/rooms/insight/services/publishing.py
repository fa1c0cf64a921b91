"""Figures are published with a number, all that is needed to make them again, and a file that stays as it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from servewell.base import bus, files, record
from servewell.base.permissions import HOUSE
from servewell.rooms.customers import selectors as customers_selectors
from servewell.rooms.insight import rules, selectors
from servewell.rooms.insight.events import FindingPublished, PublishingAsked
from servewell.rooms.insight.models import Published
from servewell.rooms.insight.terms import Form, Trouble
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Look, Statement
    from servewell.rooms.people.models import Person, Unit

LONGEST_TITLE = 300


class WordsAreErased(Exception):
    """Words were erased or withdrawn after they were read for the file; the next try reads them no more."""


@transaction.atomic
def ask_to_publish(*, unit: "Unit", look: "Look", form: Form, language: str, by: "Person", at: datetime) -> Published:
    """Give the figures of a look at a unit a number, and have them made into a file. Raises NotAllowed."""
    people.require(actor=by, power=rules.SEE, unit=unit.pk)

    asked = Published.objects.create(
        unit=unit,
        look=selectors.kept(look=look),
        form=form.value,
        language=language,
        asked_by=by,
        asked_at=at,
    )
    record.write(deed="insight.ask_to_publish", thing=asked, by=by, at=at, detail={"form": form.value})

    bus.announce(PublishingAsked(at=at, published=(asked.pk,)))
    return asked


def publish(
    *,
    published: Published,
    statement: "Statement",
    title: str,
    content: bytes,
    with_software: dict[str, str],
    has_words: bool = False,
    quoted: Sequence[int] = (),
    voices: Sequence[int] = (),
    at: datetime,
) -> None:
    """The file is made: from now on neither it nor what it states changes. What is published already stays as it is.

    ``with_software`` made the file, beside what made the figures. ``has_words`` of customers,
    ``quoted`` those of them who are known, in these ``voices``. Raises WordsAreErased.
    """
    basis, key = statement.basis, _kept(content)
    states = {
        "as_of": basis.as_of,
        "title": title[:LONGEST_TITLE],
        "version": basis.version,
        "definition": basis.definition,
        "digest": basis.digest,
        "chart": basis.chart,
        "rules": basis.rules,
        "software": {**basis.software, **with_software},
        "figures": selectors.as_json(stated=statement.figures),
        "file": key,
        "has_words": has_words,
        "quoted": sorted(set(quoted)),
        "quoted_voices": sorted(set(voices)),
    }
    try:
        _made(published, states, at=at)
    finally:
        if not Published.objects.filter(file=key).exists():
            files.forget(key)


@transaction.atomic
def _made(published: Published, states: Mapping[str, Any], *, at: datetime) -> None:
    if gone := customers_selectors.erased_among(customers=states["quoted"]):
        raise WordsAreErased(f"{len(gone)} of those whose words the file holds")
    if withdrawn := voice.withdrawn_behind(voices=states["quoted_voices"]):
        raise WordsAreErased(f"words of {len(withdrawn)} files that were withdrawn")
    waiting = Published.objects.filter(pk=published.pk, made_at__isnull=True)
    if waiting.update(made_at=at, trouble="", **states):
        detail = {"digest": str(states["digest"])}
        record.write(deed="insight.publish", thing=published, by=published.asked_by, at=at, detail=detail)
        bus.announce(FindingPublished(at=at, published=(published.pk,)))


def could_not_publish(*, published: Published, why: Trouble) -> None:
    """What hinders it, for whoever waits; the next try may succeed."""
    Published.objects.filter(pk=published.pk, made_at__isnull=True).update(trouble=why.value)


@transaction.atomic
def erase_quotes(*, customers: Sequence[int], at: datetime) -> None:
    """Files with words of erased customers go; what they stated in figures stays."""
    for row in selectors.quoting(customers=customers):
        _drop(row, is_withdrawn=False, at=at)


@transaction.atomic
def withdraw_quotes(*, imports: Sequence[int], at: datetime) -> None:
    """Files with words that came by withdrawn files go as well; what they stated in figures stays."""
    for row in selectors.quoting_from(imports=imports):
        _drop(row, is_withdrawn=True, at=at)


def _drop(row: Published, *, is_withdrawn: bool, at: datetime) -> None:
    gone = row.file
    states = {"file": "", "quoted": [], "quoted_voices": [], "is_withdrawn": is_withdrawn, "erased_at": at}
    Published.objects.filter(pk=row.pk).update(**states)
    deed = "insight.withdraw_quotes" if is_withdrawn else "insight.erase_quotes"
    record.write(deed=deed, thing=row, by=HOUSE, at=at)
    if gone and not Published.objects.filter(file=gone).exists():
        transaction.on_commit(lambda: files.forget(gone))


def _kept(content: bytes) -> str:
    key = files.begin()
    try:
        files.append(key, 0, content)
        return files.finish(key).key
    finally:
        files.forget(key)
