"""Where voices come in: open links, and personal ones."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from servewell.base import keys, record
from servewell.base.permissions import Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, selectors, terms
from servewell.rooms.voice.models import Channel, Invitation

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Customer, Encounter
    from servewell.rooms.instruments.models import Instrument
    from servewell.rooms.people.models import Unit

_site = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[0-9]{1,5})?")
_slug = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


class SlugIsTaken(Exception):
    """Another link has this short address; addresses are never given twice, because they are printed."""


class SlugIsUnfit(Exception):
    """A short address is 1 to 40 small letters, digits and hyphens."""


class SiteIsUnfit(Exception):
    """A site is https://, a host, and perhaps a port; a page within it cannot be told from its neighbours."""


class NotForPersonalLinks(Exception):
    """The channel is an open link; open a channel for personal links first."""


class EndsBeforeItBegins(Exception):
    """A personal link must be valid for some time."""


class HasNoUses(Exception):
    """A personal link is for at least one answer."""


@transaction.atomic
def open_channel(
    *,
    unit: "Unit",
    instrument: "Instrument",
    kind: str,
    slug: str,
    language: str,
    evidence: terms.Evidence = terms.Evidence.SURVEY,
    audience: terms.Audience = terms.Audience.EXTERNAL,
    by: Actor,
    at: datetime,
) -> Channel:
    """Open a survey link at a unit; an empty slug makes a short one. Raises SlugIsUnfit, SlugIsTaken, NotAllowed."""
    people.require(actor=by, power=rules.MANAGE_CHANNELS, unit=unit.pk)
    slug = slug or keys.token(length=6)
    if not _slug.fullmatch(slug):
        raise SlugIsUnfit(f"{slug!r} cannot be a short address: use 1 to 40 small letters, digits and hyphens")
    channel = _kept(
        Channel(
            kind=kind, unit=unit, instrument=instrument, slug=slug, language=language, audience=audience.value,
            evidence=evidence.value,
            opened_at=at,
        )
    )  # fmt: skip
    detail = {"kind": kind, "audience": audience.value}
    record.write(deed="voice.open_channel", thing=channel, by=by, at=at, detail=detail)
    return channel


def _kept(channel: Channel) -> Channel:
    try:
        with transaction.atomic():
            channel.save(force_insert=True)
    except IntegrityError as fault:
        if not Channel.objects.filter(slug=channel.slug).exists():
            raise
        raise SlugIsTaken(f"{channel.slug!r} leads to another survey link already: choose another one") from fault
    return channel


@transaction.atomic
def withdraw_channel(*, channel: Channel, by: Actor, at: datetime) -> Channel:
    """Nobody begins there any more; who has begun may finish. A second call changes nothing. Raises NotAllowed."""
    people.require(actor=by, power=rules.MANAGE_CHANNELS, unit=channel.unit_id)
    if not Channel.objects.filter(pk=channel.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
        channel.refresh_from_db(fields=["withdrawn_at"])
        return channel

    channel.withdrawn_at = at
    record.write(deed="voice.withdraw_channel", thing=channel, by=by, at=at)
    return channel


@transaction.atomic
def allow_embedding(*, channel: Channel, sites: Sequence[str], by: Actor, at: datetime) -> Channel:
    """From now on just these web sites may show the survey within their pages. Raises SiteIsUnfit, NotAllowed."""
    people.require(actor=by, power=rules.MANAGE_CHANNELS, unit=channel.unit_id)
    meant = sorted({_origin(site) for site in sites})
    if meant == channel.embedded_on:
        return channel

    channel.embedded_on = meant
    channel.save(update_fields=["embedded_on"])
    record.write(deed="voice.allow_embedding", thing=channel, by=by, at=at, detail={"sites": " ".join(meant)})
    return channel


def _origin(site: str) -> str:
    """What a browser calls the site. Without encryption only this machine's own, for whoever builds the page."""
    found = _site.fullmatch(site.strip().lower().rstrip("/"))
    if found is None or (found["scheme"] == "http" and found["host"] not in ("localhost", "127.0.0.1")):
        raise SiteIsUnfit(f"{site!r} is no web site: write it like https://www.example.com, without a path")
    return found[0]


@transaction.atomic
def invite(
    *,
    channel: Channel,
    customer: "Customer | None" = None,
    encounter: "Encounter | None" = None,
    valid_from: datetime | None = None,
    valid_until: datetime,
    uses: int = 1,
    by: Actor,
    at: datetime,
) -> str:
    """The token of a personal link, for one answer unless more ``uses`` are given; only its digest is kept.

    Raises NotForPersonalLinks, EndsBeforeItBegins, HasNoUses, NotAllowed.
    """
    people.require(actor=by, power=rules.MANAGE_CHANNELS, unit=channel.unit_id)
    if channel.kind != terms.PERSONAL_LINK:
        raise NotForPersonalLinks(f"{channel.slug} is an open link: open a channel for personal links")
    begins = max(at, valid_from or at)
    if valid_until <= begins:
        raise EndsBeforeItBegins(f"valid until {valid_until:%Y-%m-%d %H:%M} is not after {begins:%Y-%m-%d %H:%M}")
    if uses not in terms.USES:
        raise HasNoUses(f"a personal link for {uses} answers: it is for {terms.USES[0]} to {terms.USES[-1]}")

    token = selectors.grouped(token=keys.token(length=terms.TOKEN_LENGTH))
    invitation = Invitation.objects.create(
        channel=channel,
        token_digest=selectors.digest_of(token=token),
        customer=customer,
        encounter=encounter,
        made_at=at,
        valid_from=valid_from,
        valid_until=valid_until,
        uses_left=uses,
    )
    record.write(deed="voice.invite", thing=invitation, by=by, at=at)
    return token
