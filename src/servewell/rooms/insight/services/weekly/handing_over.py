"""Monday's mail on its way: waiting, handing over, and what came of it.

As with answers: the mark ``handing-over`` is committed before the mail server hears a word. A worker that dies after it
leaves the mark, nobody sends that mail again, and the page says that nobody knows whether it came.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.encoding import force_bytes

from servewell.base import links, record
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.rooms.insight import rules, selectors, terms
from servewell.rooms.insight.models import Monday
from servewell.rooms.insight.terms import MailState
from servewell.rooms.people import selectors as people

KEY = "monday-"
AT_ONCE = 500
ENDED, NO_POWER, NO_ADDRESS, TOO_LATE = "ended", "no-power", "no-address", "too-late"
STOPPED = "the worker stopped while it was handing the mail over"


@dataclass(frozen=True)
class Said:
    """A mail as its reader sees it. ``sender`` is the name that it comes under."""

    sender: str
    subject: str
    text: str
    html: str
    files: tuple[mail.Attachment, ...] = ()


def hand_over_monday(*, monday: int, said: Said, at: datetime) -> None:
    """Try once to hand a waiting mail to the mail server; whatever is not due, or not waiting, stays as it is.

    Must not run inside a transaction: the mark would not be there when the worker dies. Raises RuntimeError if it does.
    """
    outbox = mail.Outbox(settings.MAIL)
    if not outbox.is_set_up:
        return
    letter = _mark(monday, said, outbox, at)
    if letter is not None:
        _write_down(monday, outbox.attempt(letter), at)


@transaction.atomic(durable=True)
def _mark(key: int, said: Said, outbox: mail.Outbox, at: datetime) -> mail.Letter | None:
    """Whoever left, lost sight of any unit in the page or wants no mail since the page was made gets none."""
    held = _locked(key)
    if held is None or held.state != MailState.WAITING or held.due_at > at:
        return None
    if why_not := _why_not(held):
        _move(held, MailState.SET_ASIDE, why_not, at)
        return None

    held.tries += 1
    held.tried_at = at
    held.address = held.person.email
    held.has_pdf = bool(said.files)
    _move(held, MailState.HANDING_OVER, "", at)
    return _letter(held, said, outbox)


def _why_not(held: Monday) -> str:
    if held.subscription.ended_at is not None or not held.subscription.by_mail:
        return ENDED
    if not _told_of(held) <= {unit.code for unit in people.units_seen(viewer=held.person, power=rules.SEE)}:
        return NO_POWER
    return "" if held.person.email else NO_ADDRESS


def _told_of(held: Monday) -> set[str]:
    """The units whose figures stand in the page."""
    found = selectors.from_plain(kept=held.document)
    alarms = {each.code for each in (*found.alarms, *found.good)}
    return {found.widest} | {each.code for each in found.rows} | alarms


def _letter(held: Monday, said: Said, outbox: mail.Outbox) -> mail.Letter:
    signed = outbox.message_id(key=f"{KEY}{held.pk}", secret=force_bytes(settings.SECRET_KEY))
    return mail.Letter(
        sender=outbox.sender_named(said.sender),
        recipient=held.address,
        subject=said.subject,
        text=said.text,
        html=said.html,
        attachments=said.files,
        language=held.language,
        message_id=signed,
        reply_to=outbox.reply_to,
        return_path=outbox.return_path(signed.strip("<>").partition("@")[0]),
        written_at=held.state_since,
        auto_submitted="auto-generated",
        unsubscribe=links.MONDAY_MAIL_ENDS.address(token=selectors.token_of(subscription=held.subscription)),
    )


def _locked(key: int) -> Monday | None:
    related = Monday.objects.select_related("person", "subscription")
    return related.select_for_update(of=("self",)).filter(pk=key).first()


def _move(held: Monday, state: MailState, evidence: str, at: datetime) -> None:
    held.state, held.state_since, held.evidence = state.value, at, evidence[:2000]
    held.save(update_fields=["state", "state_since", "evidence", "tries", "tried_at", "due_at", "address", "has_pdf"])


@transaction.atomic(durable=True)
def _write_down(key: int, outcome: mail.Outcome, at: datetime) -> None:
    """What the server said outweighs a doubt that a sweeper noted meanwhile."""
    held = _locked(key)
    if held is None or held.state not in (MailState.HANDING_OVER, MailState.IN_DOUBT):
        return
    match outcome:
        case mail.HandedOver(reply=reply):
            _move(held, MailState.HANDED_OVER, reply, at)
        case mail.Refused(says=said, is_permanent=is_permanent):
            if is_permanent or held.tries >= terms.PUT_OFF_AT_MOST:
                _move(held, MailState.REFUSED, said, at)
            else:
                _put_off(held, said, at)
        case mail.NotReached(why=why):
            _put_off(held, why, at)
        case mail.InDoubt(why=why):
            _move(held, MailState.IN_DOUBT, why, at)
    record.write(deed="insight.hand_over_monday", thing=held, by=HOUSE, at=at, detail={"outcome": held.state})


def _put_off(held: Monday, said: str, at: datetime) -> None:
    """Five minutes, ten, twenty ... up to six hours."""
    held.due_at = at + mail.wait_after(held.tries, first=terms.FIRST_WAIT, longest=terms.LONGEST_WAIT)
    _move(held, MailState.WAITING, said, at)


@transaction.atomic
def put_off_monday(*, monday: int, why: str, at: datetime) -> None:
    """Its mail could not be written: others have their turn, and it is tried again later."""
    held = _locked(monday)
    if held is not None and held.state == MailState.WAITING:
        held.tries += 1
        _put_off(held, why, at)


@transaction.atomic
def doubt_stale_mondays(*, at: datetime) -> int:
    """Whatever has been handing over for too long is in doubt: its worker died, and nobody knows how far it came."""
    is_stale = Q(state_since__lte=at - terms.STALE_AFTER) | Q(state_since__gte=at + terms.STALE_AFTER)
    stale = Monday.objects.filter(is_stale, state=MailState.HANDING_OVER).order_by("pk")
    found = list(stale.select_for_update()[:AT_ONCE])
    for held in found:
        _move(held, MailState.IN_DOUBT, STOPPED, at)
    record.write_many(deed="insight.doubt_monday", things=found, by=HOUSE, at=at)
    return len(found)


@transaction.atomic
def set_aside_old_mondays(*, at: datetime) -> int:
    """News of last week is no news: such a mail is not sent any more, and its page stays."""
    old = Monday.objects.filter(state=MailState.WAITING, made_at__lte=at - terms.NEWS_LASTS).order_by("pk")
    found = list(old.select_for_update()[:AT_ONCE])
    for held in found:
        _move(held, MailState.SET_ASIDE, TOO_LATE, at)
    record.write_many(deed="insight.set_aside_monday", things=found, by=HOUSE, at=at)
    return len(found)
