"""Channels: survey links, personal links, files."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from servewell.base import keys
from servewell.base.paging import Page, newest_first
from servewell.base.permissions import Actor, Power
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Channel, Invitation

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

# written out because every post waits for it: the ORM takes five times as long to build it anew
OPEN_LINK = "SELECT * FROM voice_channel WHERE slug = %s AND kind = %s"


class NoSuchChannel(Exception):
    """No link has that address, or the viewer may not know it."""


class NoSuchInvitation(Exception):
    """No personal link has that token."""


def channel_by_slug(*, slug: str) -> Channel:
    """An open link with its unit, for whoever has the address. Raises NoSuchChannel."""
    for channel in Channel.objects.raw(OPEN_LINK, [slug, terms.OPEN_LINK]):
        channel.unit = people.unit_by_key(key=channel.unit_id)
        return channel
    raise NoSuchChannel(slug)


def channel_to_send_to(*, viewer: Actor, slug: str) -> Channel | None:
    """An open link that still stands, with its unit, of those where the viewer may send voices in."""
    units = people.units_with(viewer=viewer, power=rules.SEND).values("unit")
    open_links = Channel.objects.filter(kind=terms.OPEN_LINK, withdrawn_at__isnull=True, unit__in=units)
    return open_links.select_related("unit").filter(slug=slug).first()


def invitation_by_token(*, token: str) -> Invitation:
    """A personal link with its channel, that one's unit, and its own. Raises NoSuchInvitation."""
    found = (
        Invitation.objects.select_related("channel__unit", "unit").filter(token_digest=digest_of(token=token)).first()
    )
    if found is None:
        raise NoSuchInvitation
    return found


def grouped(*, token: str) -> str:
    """As it stands in letters and is read aloud: in groups of four."""
    bare = _bare(token)
    return "-".join(bare[start : start + terms.TOKEN_GROUP] for start in range(0, len(bare), terms.TOKEN_GROUP))


def digest_of(*, token: str) -> str:
    """What is kept of a token. Whoever types it may leave out the hyphens, or write capitals."""
    return keys.digest(_bare(token))


def _bare(token: str) -> str:
    return token.replace("-", "").lower()


def field_channels(*, viewer: Actor) -> list[Channel]:
    """The forms that the viewer may fill in in the field, by unit."""
    units = people.units_with(viewer=viewer, power=rules.GATHER).values("unit")
    found = Channel.objects.filter(kind=terms.FIELD, unit__in=units, withdrawn_at__isnull=True)
    return list(found.select_related("unit", "instrument").order_by("unit", "pk"))


def field_channel(*, viewer: Actor, slug: str) -> Channel:
    """Raises NoSuchChannel alike for a form that is not there, is asked no more, or is not the viewer's to fill in."""
    found = next((channel for channel in field_channels(viewer=viewer) if channel.slug == slug), None)
    if found is None:
        raise NoSuchChannel(slug)
    return found


def field_channel_by_slug(*, slug: str) -> Channel:
    """For whoever holds a pass of ours, also after it was withdrawn. Raises NoSuchChannel."""
    found = Channel.objects.select_related("unit").filter(slug=slug, kind=terms.FIELD).first()
    if found is None:
        raise NoSuchChannel(slug)
    return found


def channels(*, viewer: Actor, before: int | None = None, after: int | None = None) -> Page[Channel]:
    """One page of the links of the units whose channels the viewer manages, the newest first."""
    return newest_first(_links_managed(viewer), before=before, after=after)


def where_asked(*, viewer: Actor, power: Power) -> "dict[int, list[Unit]]":
    """By the key of the instrument: the units whose links and field forms ask it today, under this power."""
    units = people.units_with(viewer=viewer, power=power).values("unit")
    links = Channel.objects.filter(
        kind__in=(terms.OPEN_LINK, terms.PERSONAL_LINK, terms.FIELD), withdrawn_at__isnull=True, unit__in=units
    )
    asked: dict[int, list[Unit]] = {}
    for link in links.select_related("unit").order_by("unit__code", "pk"):
        asking = asked.setdefault(link.instrument_id, [])
        if link.unit not in asking:
            asking.append(link.unit)
    return asked


def channel_for(*, viewer: Actor, number: int) -> Channel:
    """Raises NoSuchChannel alike for a link that is not there and one the viewer does not manage."""
    found = _links_managed(viewer).filter(pk=number).first()
    if found is None:
        raise NoSuchChannel(number)
    return found


def open_link_for(*, viewer: Actor, number: int) -> Channel:
    """As ``channel_for``, but only a link that is open to everyone: of others nobody has the address on a sheet."""
    found = channel_for(viewer=viewer, number=number)
    if found.kind != terms.OPEN_LINK:
        raise NoSuchChannel(number)
    return found


def _links_managed(viewer: Actor) -> QuerySet[Channel]:
    """Where files come in is no link: nobody begins there, and it ends with its recipe's files."""
    units = people.units_with(viewer=viewer, power=rules.MANAGE_CHANNELS).values("unit")
    found = Channel.objects.filter(kind__in=(terms.OPEN_LINK, terms.PERSONAL_LINK, terms.FIELD), unit__in=units)
    return found.select_related("unit", "instrument")
