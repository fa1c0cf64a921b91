"""Where a customer stands: before an open link or a personal one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import translation

from servewell.base import links
from servewell.base.words import LANGUAGES
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import selectors as voices

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.voice.models import Channel, Invitation


@dataclass(frozen=True)
class Door:
    """``path`` is the address of the survey; its other addresses begin with it.

    ``written_in`` is the language of the letter that brought somebody here, empty where none did.
    """

    channel: "Channel"
    invitation: "Invitation | None"
    path: str
    written_in: str = ""

    @property
    def link(self) -> str:
        return f"invitation:{self.invitation.pk}" if self.invitation else f"channel:{self.channel.pk}"

    @property
    def unit(self) -> "Unit":
        """What an answer is about."""
        return self.invitation.unit if self.invitation and self.invitation.unit else self.channel.unit

    @property
    def language_path(self) -> str:
        return f"{self.path}/language"

    @property
    def file_path(self) -> str:
        """Where a script sends files ahead; the same for all ways in which a link is shown."""
        path = self.path if self.invitation else links.SURVEY.path(slug=self.channel.slug)
        return f"{path}/file"

    def thanks_path(self, language: str, *, quota: int | None = None) -> str:
        """``quota`` is the one that was full, which has words of its own."""
        return f"{self.path}/thanks?language={language}" + (f"&quota={quota}" if quota else "")


def door_at(*, slug: str = "", token: str = "", stand: str = "") -> Door:
    """``stand`` is the last part of the address, see stands. Raises NoSuchChannel, NoSuchInvitation."""
    if token:
        invitation = voices.invitation_by_token(token=token)
        return Door(
            channel=invitation.channel,
            invitation=invitation,
            path=links.INVITATION.path(token=token),
            written_in=voices.language_of_letter(invitation=invitation.pk),
        )
    path = links.SURVEY.path(slug=slug) + (f"/{stand}" if stand else "")
    return Door(channel=voices.channel_by_slug(slug=slug), invitation=None, path=path)


def language_for(request: HttpRequest, door: Door, version: instruments.Published, *, wanted: str = "") -> str:
    """The language asked for, else the letter's, else the browser's, else the channel's, else the survey's own."""
    spoken = version.form.languages
    guesses = (wanted, door.written_in, _of_browser(request), door.channel.language)
    return next((code for code in guesses if code in spoken), spoken[0])


def _of_browser(request: HttpRequest) -> str:
    found = translation.get_language_from_request(request)
    asked = request.headers.get("Accept-Language", "").lower()
    # Django falls back to English in silence; here the channel's language is the better guess
    if found == "en" and "en" not in asked:
        return ""
    return next((language.code for language in LANGUAGES if language.django == found), "")
