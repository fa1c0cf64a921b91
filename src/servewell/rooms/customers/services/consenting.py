"""What customers agree to, object to, and how they may be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import CUSTOMER, Actor
from servewell.rooms.customers import rules, selectors, terms
from servewell.rooms.customers.models import Consent, Contact, ContactRule, Customer, Suppression
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class PurposeIsUnknown(Exception):
    """Nobody may be asked to agree to what has no name here."""


class WayIsUnknown(Exception):
    """Consent reached us in a way that has no name here."""


class WordingIsMissing(Exception):
    """Who agrees has read something: its words, their language and their version."""


class CustomerIsErased(Exception):
    """What was known about this customer was erased, so nothing new is written down about them."""


class ReasonIsMissing(Exception):
    """Whoever lets a contact be used again says why, in at most 500 characters."""


class LiftedAlready(Exception):
    """The contact may be used again already."""


class RuleHasNoWay(Exception):
    """A contact rule names at least one way to reach a customer, each one once, and none that is unknown here."""


@dataclass(frozen=True)
class Wording:
    """What a customer read before they agreed."""

    text: str
    language: str
    version: str


@transaction.atomic
def give_consent(*, customer: Customer, purpose: str, wording: Wording, how: str, by: Actor, at: datetime) -> Consent:
    """The customer agrees. Agreeing again to the same words changes nothing.

    Raises NotAllowed, PurposeIsUnknown, WayIsUnknown, WordingIsMissing, CustomerIsErased.
    """
    _demand_what_makes_sense(customer, purpose, how, by)
    if not (wording.text.strip() and wording.language and wording.version):
        raise WordingIsMissing("say what the customer read, in which language, and in which version")
    last = _last(customer, purpose)
    if last and last.is_given and (last.wording, last.language, last.version) == (
        wording.text, wording.language, wording.version,
    ):  # fmt: skip
        return last

    given = Consent.objects.create(
        customer=customer, purpose=purpose, is_given=True, wording=wording.text, language=wording.language,
        version=wording.version, how=how, by=by.actor_key, at=at,
    )  # fmt: skip
    record.write(deed="customers.give_consent", thing=given, by=by, at=at, detail={"purpose": purpose, "how": how})
    return given


@transaction.atomic
def withdraw_consent(*, customer: Customer, purpose: str, how: str, by: Actor, at: datetime) -> Consent:
    """The customer agrees no longer, or objects to what needs no consent. Twice is once.

    Raises NotAllowed, PurposeIsUnknown, WayIsUnknown, CustomerIsErased.
    """
    _demand_what_makes_sense(customer, purpose, how, by)
    last = _last(customer, purpose)
    if last and not last.is_given:
        return last

    withdrawn = Consent.objects.create(
        customer=customer, purpose=purpose, is_given=False, how=how, by=by.actor_key, at=at
    )
    record.write(deed="customers.withdraw_consent", thing=withdrawn, by=by, at=at, detail={"purpose": purpose})
    return withdrawn


def _demand_what_makes_sense(customer: Customer, purpose: str, how: str, by: Actor) -> None:
    selectors.demand(actor=by, power=rules.KEEP, customer=customer.pk)
    _demand_purpose(purpose)
    if how not in dict(terms.WAYS):
        raise WayIsUnknown(f"{how!r}: use {', '.join(way for way, _ in terms.WAYS)}")
    demand_not_erased(customer)


def demand_not_erased(customer: Customer) -> None:
    """As it stands now: it may have happened since the customer was read. For this room. Raises CustomerIsErased."""
    if Customer.objects.filter(pk=customer.pk, erased_at__isnull=False).exists():
        raise CustomerIsErased(f"customer {customer.pk} was erased")


def _demand_purpose(purpose: str) -> None:
    if purpose not in dict(terms.PURPOSES):
        raise PurposeIsUnknown(f"{purpose!r}: use {', '.join(each for each, _ in terms.PURPOSES)}")


def _last(customer: Customer, purpose: str) -> Consent | None:
    """Of all entries of the person, for what they said holds for the person."""
    entries = selectors.entries_of(customer=customer.pk)
    return Consent.objects.filter(customer__in=entries, purpose=purpose).order_by("-pk").first()


@transaction.atomic
def opt_out(*, kind: str, value: str, purpose: str, how: str, by: Actor, at: datetime) -> Suppression:
    """Whoever reads this contact does not want to be asked for this purpose. It need belong to nobody known.

    A customer who is known by it agrees no longer, by none of their contacts. Raises NotAContact, NotAllowed,
    PurposeIsUnknown, WayIsUnknown.
    """
    _demand_purpose(purpose)
    owner = _owner(kind, value)
    _demand_over_contact(owner, by)
    if owner is not None and owner.erased_at is None:
        withdraw_consent(customer=owner, purpose=purpose, how=how, by=by, at=at)
    return _suppress(kind, value, terms.OPT_OUT, purpose, by=by, at=at)


@transaction.atomic
def suppress(*, kind: str, value: str, reason: str, by: Actor, at: datetime, purpose: str = "") -> Suppression:
    """This contact is not to be used: for one purpose, or for none at all. A second time changes nothing.

    Raises NotAContact, NotAllowed, PurposeIsUnknown, ValueError for a reason that is none.
    """
    if reason not in dict(terms.SUPPRESSIONS):
        raise ValueError(f"{reason!r}: use {', '.join(each for each, _ in terms.SUPPRESSIONS)}")
    if purpose:
        _demand_purpose(purpose)
    _demand_over_contact(_owner(kind, value), by)
    return _suppress(kind, value, reason, purpose, by=by, at=at)


def _owner(kind: str, value: str) -> Customer | None:
    recognising = Contact.objects.filter(kind=kind, folded=terms.folded(kind, value), recognises=True)
    contact = recognising.select_related("customer").first()
    return contact.customer if contact else None


def _demand_over_contact(owner: Customer | None, by: Actor) -> None:
    if owner is not None:
        selectors.demand(actor=by, power=rules.KEEP, customer=owner.pk)
    elif by is not CUSTOMER:
        people.require_anywhere(actor=by, power=rules.KEEP)


def _suppress(kind: str, value: str, reason: str, purpose: str, *, by: Actor, at: datetime) -> Suppression:
    digest = terms.contact_digest(kind, terms.folded(kind, value))
    suppression, is_new = Suppression.objects.get_or_create(
        kind=kind, digest=digest, purpose=purpose, reason=reason, lifted_at=None,
        defaults={"since": at, "by": by.actor_key},
    )  # fmt: skip
    if is_new:
        detail = {"reason": reason, "purpose": purpose}
        record.write(deed="customers.suppress", thing=suppression, by=by, at=at, detail=detail)
    return suppression


@transaction.atomic
def lift(*, suppression: Suppression, customer: Customer, why: str, by: "Person", at: datetime) -> None:
    """A person lets a contact of this customer's be used again, and says why; the suppression stays in the history.

    Raises NotAllowed, ReasonIsMissing, LiftedAlready.
    """
    selectors.demand(actor=by, power=rules.KEEP, customer=customer.pk)
    if suppression.pk not in {row.pk for _, row in selectors.suppressions_of(customer=customer.pk)}:
        raise LiftedAlready(f"suppression {suppression.pk} is on no contact of customer {customer.pk}")
    if not why.strip() or len(why.strip()) > terms.LONGEST_REASON:
        raise ReasonIsMissing
    standing = Suppression.objects.filter(pk=suppression.pk, lifted_at__isnull=True)

    if not standing.update(lifted_at=at, lifted_by=by.actor_key, why_lifted=why.strip()):
        raise LiftedAlready(f"suppression {suppression.pk} was lifted before")
    record.write(deed="customers.lift", thing=suppression, by=by, at=at)


@transaction.atomic
def set_contact_rule(
    *, purpose: str, asks_consent_first: bool, kinds: Sequence[str], by: Actor, at: datetime
) -> ContactRule:
    """Say how customers may be asked for a purpose from now on, in the whole company.

    Raises NotAllowed, PurposeIsUnknown, RuleHasNoWay.
    """
    people.require_over_all(actor=by, power=rules.KEEP)
    _demand_purpose(purpose)
    if not kinds or len(set(kinds)) < len(kinds) or not set(kinds) <= dict(terms.CONTACT_KINDS).keys():
        raise RuleHasNoWay(f"{list(kinds)}: use {', '.join(kind for kind, _ in terms.CONTACT_KINDS)}, each one once")

    rule = ContactRule.objects.create(
        purpose=purpose, asks_consent_first=asks_consent_first, kinds=list(kinds), set_by=by.actor_key, set_at=at
    )
    record.write(deed="customers.set_contact_rule", thing=rule, by=by, at=at, detail={"purpose": purpose})
    return rule
