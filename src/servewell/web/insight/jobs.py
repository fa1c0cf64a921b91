"""Background work of this web room: pages are rendered here, so Monday's mail is written here, by deeds of the room."""

import logging
import time
from datetime import datetime
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import services
from servewell.web.insight.shown.weekly.mailing import mailed
from servewell.web.kit import prints

if TYPE_CHECKING:
    from servewell.engines.prints import Press

log = logging.getLogger(__name__)

# the queue ends a job after two minutes, and the next one comes within one
DRAWS_SECONDS, SENDS_SECONDS = 50, 40


def send_mondays_now() -> None:
    """The scheduled job: make the pages whose hour has come, and hand over the mails that wait."""
    at = today.now()
    services.doubt_stale_mondays(at=at)
    services.set_aside_old_mondays(at=at)
    draw_up_due(at=at)
    send_due(at=at)


def draw_up_due(*, at: datetime) -> int:
    """One reader after the other; one whose page fails keeps nobody else waiting. Returns how many were made."""
    ends, made = time.monotonic() + DRAWS_SECONDS, 0
    for due in insight.subscriptions_due(at=at):
        if time.monotonic() > ends:
            break
        try:
            made += services.draw_up_monday(due=due, at=at) is not None
        except Exception:
            log.exception("the page of %s for %s could not be made", due.subscription, due.week)
    return made


def send_due(*, at: datetime) -> int:
    """The longest due first. Returns how many were tried."""
    due = insight.mails_due(at=at)
    if not due:
        return 0
    ends, tried = time.monotonic() + SENDS_SECONDS, 0
    with prints.press() as press:
        for key in due:
            if time.monotonic() > ends:
                break
            _send(key, press, at)
            tried += 1
    return tried


def _send(key: int, press: "Press", at: datetime) -> None:
    """A mail that cannot be written or handed over waits and is tried again, and keeps nobody else waiting.

    One that may have reached the mail server is not put off: its mark stays.
    """
    try:
        written = mailed(insight.monday_by_key(key=key), press=press)
        said = services.Said(written.sender, written.subject, written.text, written.html, written.files)
        services.hand_over_monday(monday=key, said=said, at=at)
    except Exception as fault:
        log.exception("the mail of Monday %s could not be written or handed over", key)
        services.put_off_monday(monday=key, why=repr(fault), at=at)
