"""The right to reply: whom a voice is about has their own words beside it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import NotAllowed
from servewell.rooms.voice import selectors, terms
from servewell.rooms.voice.models import OwnReply

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class ReplyHasNoWords(Exception):
    """A reply is at least one word, and no longer than anybody would read."""


@transaction.atomic
def reply_beside(*, voice: int, text: str, by: "Person", at: datetime) -> OwnReply:
    """The person whom the voice is about says their own words to it; who sees the voice sees them.

    Raises ReplyHasNoWords; NotAllowed for a voice about others or none.
    """
    if not selectors.is_about(voice=voice, person=by):
        raise NotAllowed(f"{by.actor_key} is not whom voice {voice} is about")
    words = text.strip()
    if not words or len(words) > terms.LONGEST_OWN_REPLY:
        raise ReplyHasNoWords

    reply = OwnReply.objects.create(voice_id=voice, person=by, text=words, language=by.language, said_at=at)
    record.write(deed="voice.reply_beside", thing=reply, by=by, at=at, detail={"voice": voice})
    return reply
