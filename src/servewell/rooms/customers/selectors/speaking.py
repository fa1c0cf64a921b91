"""Who may speak for whom, about what, and on which day."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from servewell.rooms.customers import terms
from servewell.rooms.customers.models import Customer, Spokesperson
from servewell.rooms.customers.selectors.seeing import entries_of, same_as


def speakers(*, entries: Sequence[int]) -> list[Spokesperson]:
    """Who speaks or spoke for a person, and for whom they do, by all of their entries; whoever asks may see them."""
    part = Q(customer__in=list(entries)) | Q(speaker__in=list(entries))
    return list(Spokesperson.objects.filter(part).select_related("speaker", "customer").order_by("pk"))


def speaking_for(*, customer: int, on: date) -> list[Spokesperson]:
    """Who may speak for a person on a day; whoever asks may see the person, or their case."""
    standing = Spokesperson.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on),
        customer__in=Customer.objects.filter(same_as(customer=customer)).values("pk"),
        from_on__lte=on,
        speaker__erased_at__isnull=True,
    )
    return list(standing.select_related("speaker").order_by("pk"))


def may_speak(*, speaker: int, customer: int, scope: str, on: date) -> bool:
    """Whether one person may speak for another about this on a day. Everybody speaks for themselves."""
    mine = entries_of(customer=speaker)
    if customer in mine:
        return True
    about = (terms.EVERYTHING, scope)
    return any(each.speaker_id in mine and each.scope in about for each in speaking_for(customer=customer, on=on))


def grounds(*, spokesperson: Spokesperson) -> str:
    """On what grounds somebody speaks, for people."""
    said = _("%(relation)s, %(scope)s, seen: %(evidence)s")
    return said % {
        "relation": relation(code=spokesperson.relation),
        "scope": scope(code=spokesperson.scope),
        "evidence": evidence(code=spokesperson.evidence),
    }


def relation(*, code: str) -> str:
    return {
        terms.RELATIVE: _("relative"),
        terms.GUARDIAN: _("guardian"),
        terms.ASSISTANT: _("assistant"),
        terms.COMPANY: _("for their company"),
    }[code]


def scope(*, code: str) -> str:
    return {
        terms.EVERYTHING: _("about everything"),
        terms.COMPLAINTS: _("about complaints"),
        terms.BOOKINGS: _("about bookings"),
    }[code]


def evidence(*, code: str) -> str:
    return {
        terms.TOLD: _("the customer said so"),
        terms.WRITTEN: _("a letter of the customer's"),
        terms.OFFICIAL: _("an official document"),
    }[code]
