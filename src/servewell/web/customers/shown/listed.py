"""The list of customers, and who may be one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.paging import Page as Keyset
from servewell.rooms.customers import selectors as customers
from servewell.web.customers.forms import SeekForm
from servewell.web.customers.shown import words
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Crumb, Empty, Link, Pager
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Customer, Merge, Proposal


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
    left: Sequence[Link]
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
    merged: Link | None
    pairs: Sequence[Pair]
    pager: Pager
    empty: Empty | None


def listed(
    *, found: "Keyset[Customer]", left: Sequence[customers.Left], form: SeekForm, sought: str, may_merge: bool
) -> CustomersPage:
    """``left``: contacts that were only left at units of the reader's, found by the whole contact."""
    url = links.CUSTOMERS.path()
    return CustomersPage(
        title=_title_of_found(found, left, sought) if sought else _title(found),
        form=form,
        action=url,
        rows=[_row(each) for each in found.items],
        left=[_left(each) for each in left],
        pager=pager_of(found, url=url, q=sought),
        empty=None if found.items or left else _empty(sought),
        alike=Link(_("Who may be one person"), links.CUSTOMERS_ALIKE.path()) if may_merge else None,
    )


def _title(found: "Keyset[Customer]") -> str:
    """Lists are walked, never counted: how many there are is only known where they fit on a page."""
    here = len(found.items)
    if found.older or found.newer:
        return _("More than %(number)s customers are known to your units") % {"number": number(here)}
    if not here:
        return _("No customer is known to your units yet")
    says = ngettext("%(number)s customer is known to your units", "%(number)s customers are known to your units", here)
    return says % {"number": number(here)}


def _title_of_found(found: "Keyset[Customer]", left: Sequence[customers.Left], sought: str) -> str:
    here = len(found.items) + len(left)
    said = {"number": number(here), "sought": sought}
    if found.older or found.newer:
        return _("More than %(number)s are found by “%(sought)s”") % said
    if not here:
        return _("Nobody is found by “%(sought)s”") % said
    return ngettext("%(number)s is found by “%(sought)s”", "%(number)s are found by “%(sought)s”", here) % said


def _left(found: customers.Left) -> Link:
    says = _("%(contact)s, left at %(unit)s") % {"contact": found.contact, "unit": found.unit}
    return Link(says, links.CUSTOMER_LEFT.path(number=found.number))


def _row(customer: "Customer") -> Row:
    return Row(
        name=words.name_of(customer),
        url=links.CUSTOMER.path(number=customer.pk),
        number=customer.pk,
        contacts=[each.value for each in customer.contacts.all() if each.value],
    )


def _empty(sought: str) -> Empty:
    if not sought:
        return Empty(
            _("Nobody has been met yet"),
            _("Whoever stays, flies, visits or has a job done will stand here, and whoever answers a letter of ours."),
        )
    return Empty(
        _("Nobody is found by this"),
        _("Write a part of their name, or their whole e-mail address or telephone number with its country code."),
        Link(_("See everybody"), links.CUSTOMERS.path()),
    )


def alike(*, found: "Keyset[Proposal]", merged: "Merge | None" = None) -> AlikePage:
    """``merged``: what was decided a moment ago."""
    return AlikePage(
        title=_alike_title(found),
        crumbs=(Crumb(_("Customers"), links.CUSTOMERS.path()), Crumb(_("Who may be one person"))),
        merged=_merged(merged) if merged and merged.undone_at is None else None,
        pairs=[_pair(each) for each in found.items],
        pager=pager_of(found, url=links.CUSTOMERS_ALIKE.path()),
        empty=None
        if found.items
        else Empty(_("Everything is decided"), _("Two customers who may be one person will stand here.")),
    )


def _alike_title(found: "Keyset[Proposal]") -> str:
    here = len(found.items)
    if found.older or found.newer:
        return _("More than %(number)s pairs may be one person each") % {"number": number(here)}
    if not here:
        return _("No two customers wait for your decision")
    return ngettext(
        "%(number)s pair may be one person", "%(number)s pairs may be one person each", here
    ) % {"number": number(here)}  # fmt: skip


def _merged(merge: "Merge") -> Link:
    says = _("See %(name)s, who is one person with %(other)s now")
    names = {"name": words.beside(merge.into, merge.gone), "other": words.beside(merge.gone, merge.into)}
    return Link(says % names, links.CUSTOMER.path(number=merge.into.living))


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
