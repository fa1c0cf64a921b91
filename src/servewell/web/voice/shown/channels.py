"""Survey links: which there are, a form for a new one, and the sheet that is printed and laid out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import segno
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.base.words import LANGUAGES, django_name
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice import selectors as voices
from servewell.web.kit import looks
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Empty, Look, Pager
from servewell.web.voice.forms.links import ChannelForm

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person
    from servewell.rooms.voice.models import Channel


@dataclass(frozen=True)
class LinkRow:
    unit: str
    survey: str
    is_open_link: bool
    is_field: bool
    is_internal: bool
    path: str
    address: str
    opened_on: date
    withdrawn_on: date | None
    ways_path: str
    withdraw_path: str


@dataclass(frozen=True)
class ChannelsPage:
    title: str
    rows: tuple[LinkRow, ...]
    pager: Pager
    form: ChannelForm
    open_path: str
    quotas_path: str
    empty: Empty | None


def channels_page(
    person: "Person",
    *,
    before: int | None = None,
    after: int | None = None,
    filled: Mapping[str, object] | None = None,
) -> ChannelsPage:
    """The page with an empty form, or with one that was filled in and is to be checked."""
    found = voices.channels(viewer=person, before=before, after=after)
    rows = tuple(_row(channel) for channel in found.items)
    return ChannelsPage(
        title=_known(rows, is_whole=not (found.older or found.newer)),
        rows=rows,
        pager=pager_of(found),
        form=channel_form(person, filled),
        open_path=reverse("voice:open_channel"),
        quotas_path=links.QUOTAS.path(),
        empty=None
        if rows or before or after
        else Empty(
            says=_("There is no survey link yet"),
            detail=_("Open one below, print its sheet, and lay it where customers are."),
        ),
    )


def _known(rows: Sequence[LinkRow], *, is_whole: bool) -> str:
    """Only where the whole list is in sight can something be said about all of it."""
    still_open = sum(row.withdrawn_on is None for row in rows)
    if not is_whole:
        return _("Where customers answer")
    if not still_open:
        return _("No survey link is open")
    said = ngettext("%(number)s survey link is open", "%(number)s survey links are open", still_open)
    return said % {"number": still_open}


def channel_form(person: "Person", filled: Mapping[str, object] | None) -> ChannelForm:
    units = people.units_seen(viewer=person, power=rules.MANAGE_CHANNELS)
    return ChannelForm(
        filled,
        units=[(unit.code, str(unit.name)) for unit in units],
        instruments=[(each.code, str(each.title)) for each in instruments.instruments()],
        languages=[(language.code, language.name) for language in LANGUAGES],
    )


def _row(channel: "Channel") -> LinkRow:
    is_open_link, zone = channel.kind == terms.OPEN_LINK, channel.unit.zone
    path = links.SURVEY.path(slug=channel.slug)
    return LinkRow(
        unit=str(channel.unit.name),
        survey=str(channel.instrument.title),
        is_open_link=is_open_link,
        is_field=channel.kind == terms.FIELD,
        is_internal=channel.audience == terms.Audience.INTERNAL,
        path=path if is_open_link and not channel.withdrawn_at else "",
        address=_short(links.SURVEY.address(slug=channel.slug)) if is_open_link else channel.slug,
        opened_on=today.day_in(zone, at=channel.opened_at),
        withdrawn_on=today.day_in(zone, at=channel.withdrawn_at) if channel.withdrawn_at else None,
        ways_path=links.CHANNEL.path(number=channel.pk),
        withdraw_path=reverse("voice:withdraw_channel", kwargs={"number": channel.pk}),
    )


def _short(address: str) -> str:
    return address.split("://", 1)[-1]


@dataclass(frozen=True)
class Invitation:
    """What stands on the sheet in one language."""

    language: str
    unit: str
    asks: str
    says: str
    or_type: str


@dataclass(frozen=True)
class SheetPage:
    title: str
    code: SafeString
    address: str
    invitations: Sequence[Invitation]
    channels_path: str
    look: Look | None


def sheet_page(channel: "Channel") -> SheetPage:
    """In the channel's language, and in English for who does not read that."""
    version = instruments.latest(instrument=channel.instrument_id)
    address = links.SURVEY.address(slug=channel.slug)
    code = segno.make(address, error="m", micro=False)
    return SheetPage(
        title=_("Sheet for %(unit)s") % {"unit": channel.unit.name},
        # the code is drawn from our own address; nothing typed by anybody goes into it unescaped
        code=mark_safe(code.svg_inline(scale=8, border=2, dark="#1f2b2a", svgclass="voice-code", omitsize=True)),  # noqa: S308
        address=_short(address),
        invitations=[_invitation(channel, version, code) for code in dict.fromkeys((channel.language, "en"))],
        channels_path=links.CHANNELS.path(),
        look=looks.of(unit=channel.unit_id, on=today.now().date()),
    )


def _invitation(channel: "Channel", version: instruments.Published, language: str) -> Invitation:
    with translation.override(django_name(language)):
        return Invitation(
            language=language,
            unit=channel.unit.name.said(language).text,
            asks=version.title.said(language).text,
            says=_("Point your phone's camera here. It takes one minute, and a person reads every word."),
            or_type=_("Or type this address:"),
        )
