"""One survey link, and all the ways in which customers come to it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import selectors as voices
from servewell.web.kit.components import Crumb
from servewell.web.voice.forms.ways import CopiesForm, SitesForm
from servewell.web.voice.shown.stands import EMBED, KIOSK

if TYPE_CHECKING:
    from servewell.base.words import Said
    from servewell.rooms.people.models import Person
    from servewell.rooms.voice.models import Channel


@dataclass(frozen=True)
class WaysPage:
    title: str
    survey: str
    crumbs: tuple[Crumb, ...]
    address: str
    path: str
    sheet_path: str
    kiosk_path: str
    kiosk_address: str
    snippet: str
    sites: SitesForm
    sites_path: str
    copies: CopiesForm
    copies_path: str
    papers_say: str
    keys_in_path: str
    languages: tuple[str, ...]


def ways_page(
    channel: "Channel", person: "Person", *, sites: SitesForm | None = None, copies: CopiesForm | None = None
) -> WaysPage:
    """With empty forms, or with one that was filled in and is to be looked at again."""
    version = instruments.current(instrument=channel.instrument_id)
    here = links.SURVEY.address(slug=channel.slug)
    return WaysPage(
        title=_("How customers of %(unit)s can answer") % {"unit": channel.unit.name},
        survey=str(channel.instrument.title),
        crumbs=(Crumb(_("Where customers answer"), links.CHANNELS.path()),),
        address=here.split("://", 1)[-1],
        path=links.SURVEY.path(slug=channel.slug),
        sheet_path=links.SURVEY_SHEET.path(number=channel.pk),
        kiosk_path=f"{links.SURVEY.path(slug=channel.slug)}/{KIOSK.code}",
        kiosk_address=f"{here}/{KIOSK.code}".split("://", 1)[-1],
        snippet=_snippet(f"{here}/{EMBED.code}", version.title.said(channel.language)),
        sites=sites or SitesForm(initial={"sites": "\n".join(channel.embedded_on)}),
        sites_path=reverse("voice:allow_embedding", kwargs={"number": channel.pk}),
        copies=copies or CopiesForm(spoken=version.form.languages, language=channel.language),
        copies_path=reverse("voice:print_copies", kwargs={"number": channel.pk}),
        papers_say=_papers_say(channel),
        keys_in_path=links.PAPER.path(),
        languages=tuple(version.form.languages),
    )


def _snippet(address: str, title: "Said") -> str:
    """Shown as text, to be copied: escaped once for the page it is pasted into, and by the template for ours."""
    named = f'title="{escape(title.text)}" lang="{title.language}"'
    return f'<iframe src="{escape(address)}" {named} width="100%" height="720" loading="lazy"></iframe>'


def _papers_say(channel: "Channel") -> str:
    papers = voices.papers_of(channel=channel)
    if not papers.printed:
        return _("No copy has been printed yet.")
    return _("%(printed)d printed, %(keyed)d of them came back and were keyed in.") % {
        "printed": papers.printed,
        "keyed": papers.keyed_in,
    }
