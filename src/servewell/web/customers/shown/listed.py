"""The list of customers, and who may be one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.base.paging import Page as Keyset
from servewell.rooms.customers import selectors as customers
from servewell.web.customers.forms import SeekForm
from servewell.web.customers.shown import words
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Crumb, Empty, Link, Pager

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Customer, Proposal


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    number: int
    contacts: Sequence[str]


@dataclass(frozen=True)
class CustomersPage:
    title: str
    form: SeekForm
    action: str
    rows: Sequence[Row]
    pager: Pager
    empty: Empty | None
    alike: Link | None


@dataclass(frozen=True)
class Pair:
    number: int
    one: Row
    other: Row
    reasons: Sequence[str]
    accept_url: str
    reject_url: str


@dataclass(frozen=True)
class AlikePage:
    title: str
    crumbs: Sequence[Crumb]
    pairs: Sequence[Pair]
    pager: Pager
    empty: Empty | None


def listed(*, found: "Keyset[Customer]", form: SeekForm, sought: str, may_merge: bool) -> CustomersPage:
    url = links.CUSTOMERS.path()
    return CustomersPage(
        title=_("Customers with “%(sought)s”") % {"sought": sought} if sought else _("Customers we met"),
        form=form,
        action=url,
        rows=[_row(each) for each in found.items],
        pager=pager_of(found, url=url, q=sought),
        empty=None if found.items else _empty(sought),
        alike=Link(_("Who may be one person"), links.CUSTOMERS_ALIKE.path()) if may_merge else None,
    )


def _row(customer: "Customer") -> Row:
    return Row(
        name=words.name_of(customer),
        url=links.CUSTOMER.path(number=customer.pk),
        number=customer.pk,
        contacts=[each.value for each in customer.contacts.all() if each.value],
    )


def _empty(sought: str) -> Empty:
    if not sought:
        return Empty(_("No customer is known here yet"), _("Whoever writes to us or stays with us will stand here."))
    return Empty(
        _("Nobody is found by this"),
        _("Write a part of their name, or their whole e-mail address or telephone number with its country code."),
        Link(_("See everybody"), links.CUSTOMERS.path()),
    )


def alike(*, found: "Keyset[Proposal]") -> AlikePage:
    return AlikePage(
        title=_("Who may be one person"),
        crumbs=(Crumb(_("Customers"), links.CUSTOMERS.path()),),
        pairs=[_pair(each) for each in found.items],
        pager=pager_of(found, url=links.CUSTOMERS_ALIKE.path()),
        empty=None
        if found.items
        else Empty(_("Nobody waits for a decision"), _("Two customers who may be one person will stand here.")),
    )


def _pair(proposal: "Proposal") -> Pair:
    url = f"{links.CUSTOMERS_ALIKE.path()}/{proposal.pk}"
    return Pair(
        number=proposal.pk,
        one=_row(proposal.one),
        other=_row(proposal.other),
        reasons=[customers.why_alike(reason=reason) for reason in proposal.reasons],
        accept_url=f"{url}/one",
        reject_url=f"{url}/two",
    )
