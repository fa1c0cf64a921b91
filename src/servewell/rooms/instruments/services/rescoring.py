"""Compute the scores of a version again, batch by batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from servewell.base import bulk, bus, record
from servewell.base.permissions import Actor
from servewell.base.words import ReadableJSON
from servewell.engines import forms
from servewell.rooms.instruments import rules, selectors
from servewell.rooms.instruments.events import ResponsesRescored
from servewell.rooms.instruments.models import Response, Score, Version
from servewell.rooms.people import selectors as people

# so that one batch holds up other writers by a small part of their patience: responses of any version that are looked
# at, and scores that are put right, each of which takes as long as many that are only looked at
TOGETHER = 500
PUT_RIGHT_TOGETHER = 100
_FIRST: Final = ("value", "rule", "derivation")
_FINAL: Final = ("final", "final_derivation")
_written = ReadableJSON().encode


@dataclass(frozen=True)
class Rescored:
    """One score that came out otherwise. ``is_final``: the one that counts after a dispute."""

    response: int
    before: float | None
    after: float | None
    is_final: bool


@dataclass(frozen=True)
class Batch:
    """``next_after`` goes on behind this batch; none: every response was looked at."""

    looked_at: int
    changed: tuple[Rescored, ...]
    next_after: int | None


@transaction.atomic
def rescore(*, version: int, after: int = 0, by: Actor, at: datetime) -> Batch:
    """Compute the scores of the next responses behind ``after`` from their answers, and put right what differs.

    Begun again anywhere it gives the same. What was never scored stays so: it is scored when it is read.
    Needs the power over the company. Raises NotAllowed, NoSuchInstrument.
    """
    people.require_over_all(actor=by, power=rules.PUBLISH)
    asked = selectors.version(key=version)
    last = _last_of_batch(after)
    if last is None:
        return Batch(0, (), None)

    rows = _scored(version, after, last)
    firsts = forms.score_many(asked.form, (row.response.answers for row in rows))
    looked_at, changed, wrong = 0, list[Rescored](), list[Score]()
    for row, value in zip(rows, firsts, strict=True):
        looked_at += 1
        if found := _put_right(asked, row, value):
            changed += found
            wrong.append(row)
        if len(changed) >= PUT_RIGHT_TOGETHER:
            last = row.response_id
            break
    if changed:
        _keep(wrong)
        _record(version, changed, by=by, at=at)
    return Batch(looked_at, tuple(changed), last if Response.objects.filter(pk__gt=last).exists() else None)


def _last_of_batch(after: int) -> int | None:
    keys = Response.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    whole = keys[TOGETHER - 1 : TOGETHER].first()
    return keys.last() if whole is None else whole


def _scored(version: int, after: int, last: int) -> list[Score]:
    those: QuerySet[Score] = Score.objects.filter(
        response__version=version, response__pk__gt=after, response__pk__lte=last
    )
    # a derivation is long, and looked at only where the score differs
    return list(those.select_related("response").defer("derivation", "final_derivation").order_by("response"))


def _put_right(asked: selectors.Published, row: Score, value: float | None) -> list[Rescored]:
    changed: list[Rescored] = []
    if value != row.value or row.rule != asked.form.rule:
        changed.append(Rescored(row.response_id, row.value, value, is_final=False))
        first = forms.score(asked.form, forms.kept(row.response.answers))
        row.value, row.rule, row.derivation = first.value, first.rule, forms.derivation_kept(first)
    if row.response.corrected is not None:
        final = forms.score(asked.form, forms.kept(row.response.corrected))
        if final.value != row.final:
            changed.append(Rescored(row.response_id, row.final, final.value, is_final=True))
            row.final, row.final_derivation = final.value, forms.derivation_kept(final)
    return changed


def _keep(rows: Sequence[Score]) -> None:
    """Only what was set is written: to read a derivation that stands would be a question for each row."""
    for columns in (_FIRST, _FINAL):
        held = [row for row in rows if columns[-1] not in row.get_deferred_fields()]
        bulk.change(Score, columns, [(*_values(row, columns), row.pk) for row in held])


def _values(row: Score, columns: Sequence[str]) -> Iterator[bulk.Value]:
    for column in columns:
        value = getattr(row, column)
        yield _written(value) if column.endswith("derivation") else value


def _record(version: int, changed: list[Rescored], *, by: Actor, at: datetime) -> None:
    said = "; ".join(f"{each.response}{'*' * each.is_final}: {each.before} -> {each.after}" for each in changed)
    thing = Version.objects.get(pk=version)
    record.write(deed="instruments.rescore", thing=thing, by=by, at=at, detail={"scores": len(changed), "said": said})
    bus.announce(ResponsesRescored(at=at, responses=tuple(dict.fromkeys(each.response for each in changed))))
