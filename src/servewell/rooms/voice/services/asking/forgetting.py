"""Who was erased leaves the campaigns: that somebody was asked stays, and who it was does not."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.customers.terms import WhyNot
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import Asked, AskingLetter, ListedAddress
from servewell.rooms.voice.services.asking import handing_over
from servewell.rooms.voice.terms import AskedState, LineFault


@transaction.atomic
def forget_asked(*, customers: Iterable[int], by: Actor, at: datetime) -> int:
    """Their addresses go, out of lists and servers' replies too; nobody writes to them. Returns how many there were.

    Raises NotAllowed.
    """
    people.require_over_all(actor=by, power=rules.ASK)
    theirs = list(Asked.objects.filter(customer__in=list(customers)).exclude(address=""))
    handing_over.end(asked=[each.pk for each in theirs], state=AskedState.STOPPED, reason=str(WhyNot.ERASED), at=at)
    for each in theirs:
        listed = ListedAddress.objects.filter(campaign=each.campaign_id, address__iexact=each.address)
        listed.update(cells="", address="", name="", language="", fault=LineFault.ERASED)
    AskingLetter.objects.filter(asked__in=theirs).update(evidence="")
    Asked.objects.filter(pk__in=[each.pk for each in theirs]).update(address="")
    record.write_many(deed="voice.forget_asked", things=theirs, by=by, at=at)
    return len(theirs)
