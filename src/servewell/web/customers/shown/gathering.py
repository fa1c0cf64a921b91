"""A customer and all around them, as the one who asks may see it; what they may not see is not there."""

from typing import TYPE_CHECKING

from django.http import Http404

from servewell.base.permissions import NotAllowed
from servewell.rooms.cases import selectors as cases
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice import selectors as voices
from servewell.web.customers.shown import exporting, said, whole
from servewell.web.customers.shown import left as left_shown
from servewell.web.kit.access import SignedInRequest

if TYPE_CHECKING:
    from servewell.base.permissions import Power
    from servewell.rooms.customers.models import Customer, Merge


def gathered(request: SignedInRequest, number: int) -> whole.Known:
    viewer = request.person
    try:
        found = customers.whole(viewer=viewer, number=number)
    except customers.NoSuchCustomer as none:
        raise Http404 from none
    heard = voices.heard_from(viewer=viewer, customers=found.entries)
    numbers = cases.case_numbers_of(viewer=viewer, voices=[each.number for each in heard]) if heard else {}
    asked = voices.askings_of(viewer=viewer, customers=found.entries)
    return whole.Known(whole=found, heard=heard, cases=numbers, asked=asked)


def left(request: SignedInRequest, number: int) -> customers.Left:
    try:
        return customers.left_for(viewer=request.person, number=number)
    except customers.NoSuchCustomer as none:
        raise Http404 from none


def merge(request: SignedInRequest, number: str) -> "Merge | None":
    """What was decided a moment ago, by the number in the address; anything else there is as good as nothing."""
    try:
        return customers.merge_for(viewer=request.person, number=int(number[:18]))
    except (ValueError, customers.NoSuchMerge):
        return None


def came_by(request: SignedInRequest, found: customers.Left) -> left_shown.LeftPage:
    """Only what the viewer may read, and the campaigns of their units that asked at this contact."""
    heard = voices.heard_from(viewer=request.person, customers=[found.customer])
    numbers = cases.case_numbers_of(viewer=request.person, voices=[each.number for each in heard]) if heard else {}
    asked = (
        voices.askings_of(viewer=request.person, customers=[found.stands_for], address=found.contact)
        if found.contact
        else []
    )
    return left_shown.left(found, said=said.said(heard, numbers), campaigns=said.campaigns(asked))


def seen(request: SignedInRequest, number: int, power: "Power") -> "Customer":
    try:
        return customers.customer_for(viewer=request.person, number=number, power=power)
    except customers.NoSuchCustomer as none:
        raise Http404 from none


def everything(request: SignedInRequest, found: "Customer") -> exporting.Everything:
    """Who may not hand out all of it reads that it is not there."""
    try:
        return exporting.everything(viewer=request.person, customer=found.pk)
    except NotAllowed as none:
        raise Http404 from none
