"""Who may speak for a customer: a relative, a guardian, an assistant, a colleague of theirs."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import DateField, Q, Value
from django.db.models.functions import Greatest

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.customers import rules, selectors, terms
from servewell.rooms.customers.models import Customer, Spokesperson
from servewell.rooms.customers.services.consenting import demand_not_erased


class SpeaksForThemselves(Exception):
    """Both are one person: everybody speaks for themselves anyway."""


class GroundsAreUnknown(Exception):
    """The relation, what it is about, or what was seen as evidence has no name here."""


class EndsBeforeItBegins(Exception):
    """The last day lies before the first."""


@transaction.atomic
def let_speak(
    *,
    speaker: Customer,
    customer: Customer,
    relation: str,
    scope: str,
    evidence: str,
    from_on: date,
    until_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Spokesperson:
    """From a day on ``speaker`` may speak for ``customer``. The same once more, from the same day, changes nothing.

    Raises NotAllowed, CustomerIsErased, SpeaksForThemselves, GroundsAreUnknown, EndsBeforeItBegins.
    """
    for each in (speaker, customer):
        selectors.demand(actor=by, power=rules.KEEP, customer=each.pk)
        demand_not_erased(each)
    stands = selectors.living(keys=[speaker.pk, customer.pk])
    if stands[speaker.pk] == stands[customer.pk]:
        raise SpeaksForThemselves
    known = (dict(terms.RELATIONS), dict(terms.SCOPES), dict(terms.EVIDENCE))
    if any(code not in codes for code, codes in zip((relation, scope, evidence), known, strict=True)):
        raise GroundsAreUnknown(f"{relation!r}, {scope!r}, {evidence!r}")
    if until_on is not None and until_on < from_on:
        raise EndsBeforeItBegins(f"{until_on} is before {from_on}")

    made, is_new = Spokesperson.objects.get_or_create(
        speaker=speaker, customer=customer, scope=scope, from_on=from_on,
        defaults={
            "relation": relation, "evidence": evidence, "until_on": until_on, "by": by.actor_key, "at": at,
        },
    )  # fmt: skip
    if is_new:
        record.write(deed="customers.let_speak", thing=made, by=by, at=at, detail={"scope": scope})
    return made


@transaction.atomic
def stop_speaking(*, spokesperson: Spokesperson, on: date, by: Actor, at: datetime) -> None:
    """From this day on they speak no longer; who has ended already stays as they are. Raises NotAllowed."""
    selectors.demand(actor=by, power=rules.KEEP, customer=spokesperson.customer_id)
    last = max(on, spokesperson.from_on)
    standing = Spokesperson.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=last), pk=spokesperson.pk)

    if standing.update(until_on=last):
        record.write(deed="customers.stop_speaking", thing=spokesperson, by=by, at=at)


def end_speaking(*, entries: Sequence[int], on: date) -> None:
    """Who was erased speaks for nobody, and nobody for them. The caller holds the transaction. For this room."""
    part = Q(customer__in=list(entries)) | Q(speaker__in=list(entries))
    standing = Spokesperson.objects.filter(part, Q(until_on__isnull=True) | Q(until_on__gt=on))
    standing.update(until_on=Greatest("from_on", Value(on, DateField())))
