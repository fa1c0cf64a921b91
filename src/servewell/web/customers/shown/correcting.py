"""What is known about a customer, to be put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.web.customers.forms import ContactForm, CorrectForm
from servewell.web.customers.shown import words
from servewell.web.kit.components import Crumb

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Contact, Customer


@dataclass(frozen=True)
class OneContact:
    value: str
    url: str
    form: ContactForm


@dataclass(frozen=True)
class CorrectPage:
    title: str
    crumbs: Sequence[Crumb]
    url: str
    form: CorrectForm
    contacts: Sequence[OneContact]


def correcting(
    *,
    customer: "Customer",
    contacts: "Sequence[Contact]",
    form: CorrectForm | None = None,
    posted: tuple[int, ContactForm] | None = None,
) -> CorrectPage:
    url = f"{links.CUSTOMER.path(number=customer.pk)}/correct"
    return CorrectPage(
        title=_("Correct what we know about %(name)s") % {"name": words.name_of(customer)},
        crumbs=(
            Crumb(_("Customers"), links.CUSTOMERS.path()),
            Crumb(words.name_of(customer), links.CUSTOMER.path(number=customer.pk)),
        ),
        url=url,
        form=form or CorrectForm(initial={"name": customer.name, "language": customer.language}),
        contacts=[
            OneContact(
                value=each.value,
                url=f"{url}/{each.pk}",
                form=posted[1]
                if posted and posted[0] == each.pk
                else ContactForm(initial={"value": each.value}, auto_id=f"contact-{each.pk}-%s"),
            )
            for each in contacts
        ],
    )
