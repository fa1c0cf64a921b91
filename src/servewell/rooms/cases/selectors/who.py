"""Who is behind a case, as far as its reader may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.rooms.cases import rules
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import terms as contact_kinds

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case
    from servewell.rooms.customers.models import Spokesperson


@dataclass(frozen=True)
class Who:
    """``address`` is empty where the reader may not know it; ``is_reached`` says whether there is one.

    ``person`` is the key of the entry that stands for them; None where the reader may not know who it is.
    ``speakers`` are those who may speak for the customer today.
    """

    name: str = ""
    address: str = ""
    is_reached: bool = False
    is_erased: bool = False
    person: int | None = None
    speakers: "Sequence[Spokesperson]" = ()


def behind(*, viewer: Actor, case: "Case") -> Who:
    """By a contact that was only left at the unit the reader sees nobody: anybody may have typed it."""
    key = case.voice.customer_id
    if key is None:
        return Who()
    if case.voice.customer and case.voice.customer.erased_at:
        return Who(is_erased=True)
    address = address_of(case=case)
    if not customers.are_seen(viewer=viewer, customers=[key], power=rules.SEE):
        left = customers.left_at(viewer=viewer, customer=key, kind=contact_kinds.EMAIL, power=rules.SEE)
        return Who(address=left.contact if left else "", is_reached=address is not None)
    return Who(
        name=case.voice.customer.name if case.voice.customer else "",
        person=case.voice.customer.living if case.voice.customer else None,
        address=address or "",
        is_reached=address is not None,
        speakers=customers.speaking_for(customer=key, on=today.now().date()),
    )


def person_behind(*, viewer: Actor, case: "Case") -> int | None:
    """The key of the entry that stands for the customer; None where the reader may not know who it is, or nobody may
    any more. One query.
    """
    customer = case.voice.customer
    if customer is None or customer.erased_at:
        return None
    return customer.living if customers.are_seen(viewer=viewer, customers=[customer.pk], power=rules.SEE) else None


def address_of(*, case: "Case") -> str | None:
    """The e-mail address that the customer left with this voice or an earlier one. For this room, to write to."""
    if case.voice.customer_id is None:
        return None
    asked: str | None = vars(case).get("own_address")
    if asked:
        return asked
    return customers.contact_of(customer=case.voice.customer_id, kind=contact_kinds.EMAIL)
