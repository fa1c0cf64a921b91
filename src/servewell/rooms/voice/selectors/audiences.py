"""Customers and employees speak on different channels, and are counted apart."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Channel
from servewell.rooms.voice.selectors.standing import counted


@dataclass(frozen=True)
class HowMany:
    """Voices of one unit on one kind of channel, counted under a unit above it (or itself); units by key."""

    above: int
    unit: int
    audience: terms.Audience
    count: int


def internal_channels() -> tuple[str, ...]:
    """The slugs of the channels on which employees speak."""
    return tuple(
        Channel.objects.filter(audience=terms.Audience.INTERNAL.value).order_by("slug").values_list("slug", flat=True)
    )


def channels_with(*, evidence: terms.Evidence) -> tuple[str, ...]:
    """The slugs of the channels that bring this kind of evidence, also of those that were withdrawn."""
    return tuple(Channel.objects.filter(evidence=evidence.value).order_by("slug").values_list("slug", flat=True))


def evidence_of() -> dict[str, terms.Evidence]:
    """The kind of evidence that each channel brings, by its slug, also of those that were withdrawn."""
    rows = Channel.objects.order_by("slug").values_list("slug", "evidence")
    return {slug: terms.Evidence(kind) for slug, kind in rows}


def evidence_heard(*, audience: terms.Audience) -> tuple[terms.Evidence, ...]:
    """The kinds of evidence that channels of this audience bring, in the order of the list of kinds."""
    kinds = set(
        Channel.objects.filter(audience=audience.value).order_by().values_list("evidence", flat=True).distinct()
    )
    return tuple(kind for kind in terms.Evidence if kind.value in kinds)


def how_many(*, viewer: Actor, above: list[int], from_on: date, until_on: date) -> list[HowMany]:
    """How many voices came in below each of these units, by the tree of the day. One query; for the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house counts what everybody said")
    voices = counted().filter(
        on__gte=from_on,
        on__lt=until_on,
        unit__lineages__ancestor__in=above,
        unit__lineages__from_on__lte=F("on"),
        unit__lineages__until_on__gt=F("on"),
    )
    rows = voices.values_list("unit__lineages__ancestor", "unit", "channel__audience").annotate(count=Count("pk"))
    return [
        HowMany(above=ancestor, unit=unit, audience=terms.Audience(audience), count=count)
        for ancestor, unit, audience, count in rows.order_by()
    ]


def channel_slugs() -> frozenset[str]:
    """Of every channel there ever was, for whoever names some in a definition."""
    return frozenset(Channel.objects.values_list("slug", flat=True))
