"""Questionnaires on paper: which are out, and which came back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from servewell.base.permissions import Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import PaperCopy

if TYPE_CHECKING:
    from datetime import datetime

    from servewell.rooms.voice.models import Channel


class NoSuchCopy(Exception):
    """No copy has that number, or it belongs to a unit for which the viewer keys nothing in."""


@dataclass(frozen=True)
class Papers:
    """Of one channel: copies that were printed, and those of them that were keyed in."""

    printed: int
    keyed_in: int


def papers_of(*, channel: "Channel") -> Papers:
    """For whoever may see the channel."""
    counts = PaperCopy.objects.filter(channel=channel).aggregate(
        printed=Count("pk"), keyed_in=Count("pk", filter=Q(voice__isnull=False))
    )
    return Papers(**counts)


def papers_awaited(*, viewer: Actor) -> Papers:
    """Of all channels at which the viewer keys in what comes back."""
    units = people.units_with(viewer=viewer, power=rules.KEY_IN).values("unit")
    counts = PaperCopy.objects.filter(channel__unit__in=units).aggregate(
        printed=Count("pk"), keyed_in=Count("pk", filter=Q(voice__isnull=False))
    )
    return Papers(**counts)


def copies_printed_at(*, channel: "Channel", at: "datetime") -> list[PaperCopy]:
    """What was printed in one go, in the order of the numbers; none where nothing was. For whoever sees the channel."""
    return list(PaperCopy.objects.filter(channel=channel, printed_at=at).order_by("pk"))


def copy_for(*, viewer: Actor, number: str) -> PaperCopy:
    """The copy of that number, however it was typed, with its channel, unit and voice. Raises NoSuchCopy."""
    typed = "".join(sign for sign in number.lower() if sign.isalnum())
    units = people.units_with(viewer=viewer, power=rules.KEY_IN).values("unit")
    found = PaperCopy.objects.filter(number=typed, channel__unit__in=units)
    copy = found.select_related("channel__unit", "channel__instrument", "voice").first()
    if copy is None:
        raise NoSuchCopy(number)
    return copy
