"""Voices that are owed an answer become cases."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record
from servewell.base.permissions import CUSTOMER, HOUSE, Actor
from servewell.engines import clocks
from servewell.rooms.cases import terms
from servewell.rooms.cases.events import CasesOpened
from servewell.rooms.cases.models import Case, LedgerLine, LetterKind, Policy
from servewell.rooms.cases.services import kinds, policies, receipts
from servewell.rooms.cases.services.desks import Desks
from servewell.rooms.cases.services.reckoning import reckoned
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

BATCH = 500


@transaction.atomic
def open_for(*, voices: Sequence[int], by: Actor, at: datetime) -> list[Case]:
    """Open a case for each voice that asks for an answer or stands at or below the bar; once for each voice.

    Called in the transaction that stores the voices: what it raises, such as clocks.CalendarNeverOpens, keeps them
    from being stored. The number of queries does not grow with the voices, only with their units.
    """
    asked = voice.asking(voices=tuple(voices), viewer=HOUSE)
    held = {unit: policies.policy_for(unit=unit, at=at) for unit in sorted({each.unit for each in asked})}
    owed = [(each, reason) for each in asked if (reason := _reason(each, held[each.unit]))]
    if not owed:
        return []
    standing = _with_a_case([each.key for each, _ in owed])
    owed = [(each, reason) for each, reason in owed if each.key not in standing]
    of_kind = kinds.kinds_of(asked=[each for each, _ in owed])
    desks = Desks()
    calendars = {unit: _calendar(json.dumps(policy.calendar, sort_keys=True)) for unit, policy in held.items()}
    opened = [
        _case(
            each, reason, held[each.unit], calendars[each.unit],
            desks.owner_for(unit=each.unit, language=each.language), of_kind.get(each.key), at,
        )
        for each, reason in owed
    ]  # fmt: skip

    cases = Case.objects.bulk_create(opened, batch_size=BATCH)
    LedgerLine.objects.bulk_create(
        (line for case, (each, _) in zip(cases, owed, strict=True) for line in _first_lines(case, each, by, at)),
        batch_size=BATCH,
    )
    record.write_many(deed="cases.open_for", things=cases, by=by, at=at)

    if cases:
        bus.announce(CasesOpened(at=at, cases=tuple(case.pk for case in cases)))
        receipts.send_by_themselves(cases=cases, ways={each.key: each.way for each, _ in owed}, at=at)
    return cases


def _with_a_case(voices: Sequence[int]) -> set[int]:
    # written out, because every post that opens a case waits for it
    found = f"SELECT id, voice_id FROM cases_case WHERE voice_id IN ({', '.join(['%s'] * len(voices))})"  # noqa: S608
    return {case.voice_id for case in Case.objects.raw(found, list(voices))}


@lru_cache(maxsize=64)
def _calendar(written: str) -> clocks.Calendar:
    """Policies are few and frozen; reading one's opening hours takes longer than reckoning with them."""
    return clocks.Calendar.from_json(json.loads(written))


def _reason(asked: voice.Asking, policy: Policy) -> str | None:
    if asked.asks_for_answer:
        return terms.ASKS_FOR_ANSWER
    if asked.overall is not None and asked.overall <= policy.bar:
        return terms.BELOW_BAR
    return None


def _case(
    asked: voice.Asking, reason: str, policy: Policy, calendar: clocks.Calendar, owner: "Person | None",
    kind: LetterKind | None, at: datetime,
) -> Case:  # fmt: skip
    found = reckoned(policy=policy, calendar=calendar, kind=kind, started_at=asked.received_at)
    return Case(
        voice_id=asked.key,
        unit_id=asked.unit,
        owner=owner,
        policy=policy,
        kind=kind,
        language=asked.language,
        reason=reason,
        opened_at=at,
        due_at=found.due_at,
        receipt_due_at=found.receipt_due_at,
        obligation_due_at=found.obligation_due_at,
        clock=found.clock,
    )


def _first_lines(case: Case, asked: voice.Asking, by: Actor, at: datetime) -> list[LedgerLine]:
    lines = [
        LedgerLine(case=case, stage=terms.RECEIVED, at=asked.received_at, actor=CUSTOMER.actor_key),
        LedgerLine(case=case, stage=terms.OPENED, at=at, actor=by.actor_key, detail={"reason": case.reason}),
    ]
    if case.owner is not None:
        lines.append(_assigned(case, case.owner, by, at))
    return lines


def _assigned(case: Case, owner: "Person", by: Actor, at: datetime) -> LedgerLine:
    return LedgerLine(
        case=case, stage=terms.ASSIGNED, at=at, actor=by.actor_key, detail={"owner": owner.pk, "name": owner.name}
    )
