"""Nobody fills strangers' mailboxes through an open link: whoever leaves addresses in numbers is asked to wait."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache.backends.locmem import LocMemCache

from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Voice

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Channel

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# written out, because every post that leaves an address waits for it
LATELY = "SELECT id FROM voice_voice WHERE customer_id = %s AND received_at > %s LIMIT %s"

# in the memory of each process: in the database it would cost a post as much as the case it opens
counted = LocMemCache("voice.floods", {"max_entries": 20_000})


class TooManyFromOnePlace(Exception):
    """From this place more addresses were left at this link within the hour than a busy desk leaves."""


class TooManyForOneAddress(Exception):
    """This address was left more often within a day, at whatever link, than anybody has reason to."""


class TooManySentIn(Exception):
    """This token has sent as many voices within the minute as one may."""


class TooManyFilesFromOnePlace(Exception):
    """From this place more files came within the hour than anybody has reason to send."""


def refuse_many_files(*, number: int, sender: str, at: datetime) -> None:
    """Raises TooManyFilesFromOnePlace."""
    if not number:
        return
    place = f"voice:files:{at:%Y%m%d%H}:{sender}"
    before = counted.get(place, 0)
    if before + number > terms.MOST_FILES_FROM_ONE_PLACE_AN_HOUR:
        raise TooManyFilesFromOnePlace(f"{before} files came from one place within the hour, and {number} more")
    counted.set(place, before + number, timeout=HOUR.total_seconds())


def refuse_many_sent(*, token: str, at: datetime) -> None:
    """``token`` is its actor's key. Raises TooManySentIn."""
    sent = f"voice:sent:{at:%Y%m%d%H%M}:{token}"
    before = counted.get(sent, 0)
    if before >= terms.MOST_SENT_A_MINUTE:
        raise TooManySentIn(f"{token} sent {before} voices within the minute")
    counted.set(sent, before + 1, timeout=HOUR.total_seconds())


def refuse_a_flood(*, channel: "Channel", voice: Voice, sender: str, at: datetime) -> None:
    """Called in the transaction that stores the voice, which is undone where this refuses it.

    Raises TooManyFromOnePlace, TooManyForOneAddress.
    """
    if channel.kind != terms.OPEN_LINK or voice.customer_id is None:
        return
    lately = Voice.objects.raw(LATELY, [voice.customer_id, at - DAY, terms.MOST_FOR_ONE_ADDRESS_A_DAY + 1])
    if len(list(lately)) > terms.MOST_FOR_ONE_ADDRESS_A_DAY:
        raise TooManyForOneAddress(f"customer {voice.customer_id} was heard {terms.MOST_FOR_ONE_ADDRESS_A_DAY} times")

    place = f"voice:{channel.pk}:{at:%Y%m%d%H}:{sender}"
    before = counted.get(place, 0)
    if before >= terms.MOST_FROM_ONE_PLACE_AN_HOUR:
        raise TooManyFromOnePlace(f"{before} addresses were left at {channel.slug} from one place within the hour")
    counted.set(place, before + 1, timeout=HOUR.total_seconds())
