"""A letter on its way: waiting, handing over, and what came of it.

As with answers: the mark ``handing-over`` is committed before the mail server hears a word. A worker that dies after it
leaves the mark, nobody sends that letter again, and a person is asked instead.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from servewell.base import record
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import services as keeping
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.customers.terms import WhyNot
from servewell.rooms.voice import selectors, terms
from servewell.rooms.voice.models import Asked, AskingLetter, Invitation
from servewell.rooms.voice.services.asking import letter as letters
from servewell.rooms.voice.terms import AskedState, CampaignState, LetterState

AT_ONCE = 500
_ENDS = {
    WhyNot.OPTED_OUT: AskedState.OPTED_OUT,
    WhyNot.WITHDRAWN: AskedState.OPTED_OUT,
    WhyNot.COMPLAINED: AskedState.COMPLAINED,
    WhyNot.BOUNCED: AskedState.BOUNCED,
}


def hand_over_letter(*, letter: int, at: datetime) -> None:
    """Try once to hand a waiting letter to the mail server; whatever is not due, or not waiting, stays as it is.

    Must not run inside a transaction: the mark would not be there when the worker dies. Raises RuntimeError if it does.
    """
    if not letters.box().is_set_up:
        return
    marked = _mark(letter, at)
    if marked is not None:
        _write_down(letter, letters.box().attempt(marked), at)


@transaction.atomic(durable=True)
def _mark(key: int, at: datetime) -> mail.Letter | None:
    """Whoever answered, opted out or bounced since the letter was written gets none."""
    held = _locked(key)
    if held is None or held.state != LetterState.WAITING or held.due_at > at:
        return None
    if held.campaign.state != CampaignState.ASKING or held.campaign.channel.withdrawn_at is not None:
        return None
    asked, asks = held.asked, held.kind != terms.THANKS
    if asks and asked.state not in terms.STILL_ASKED:
        _move(held, LetterState.SET_ASIDE, asked.state, at)
        return None
    if why_not := _why_not(asked):
        _move(held, LetterState.SET_ASIDE, why_not, at)
        if asks:
            end(asked=[asked.pk], state=_ENDS.get(WhyNot(why_not), AskedState.STOPPED), reason=why_not, at=at)
        return None

    if held.kind == terms.INVITATION and asked.invitation is not None:
        asked.invitation.valid_until = at + timedelta(days=held.campaign.valid_days)
        Invitation.objects.filter(pk=asked.invitation.pk).update(valid_until=asked.invitation.valid_until)
    held.tries += 1
    held.tried_at = at
    _move(held, LetterState.HANDING_OVER, "", at)
    return letters.written(letter=held)


def _locked(key: int) -> AskingLetter | None:
    related = AskingLetter.objects.select_related("asked__invitation", "asked__unit", "campaign__channel__unit")
    return related.select_for_update(of=("self", "asked")).filter(pk=key).first()


def _why_not(asked: Asked) -> str:
    may = customers.may_ask(viewer=HOUSE, customers=[asked.customer_id], purpose=customer_terms.SURVEY)
    return selectors.address_for(may=may[asked.customer_id], wanted=asked.address)[1]


def _move(held: AskingLetter, state: LetterState, evidence: str, at: datetime) -> None:
    held.state, held.state_since, held.evidence = state.value, at, evidence[:2000]
    held.save(update_fields=["state", "state_since", "evidence", "tries", "tried_at", "due_at", "came_back"])


@transaction.atomic(durable=True)
def _write_down(key: int, outcome: mail.Outcome, at: datetime) -> None:
    """What the server said outweighs a doubt that a sweeper noted meanwhile, but not what a person has settled."""
    held = _locked(key)
    if held is None or held.state not in (LetterState.HANDING_OVER, LetterState.IN_DOUBT):
        return
    match outcome:
        case mail.HandedOver(reply=reply):
            _move(held, LetterState.HANDED_OVER, reply, at)
            _has_been_asked(held, at)
        case mail.Refused(says=said, is_permanent=is_permanent):
            if is_permanent or held.tries >= terms.PUT_OFF_AT_MOST:
                _refused(held, said, at)
            else:
                _put_off(held, said, at)
        case mail.NotReached(why=why):
            _put_off(held, why, at)
        case mail.InDoubt(why=why):
            put_in_doubt(held, why, at)
    record.write(deed="voice.hand_over_letter", thing=held, by=HOUSE, at=at, detail={"outcome": held.state})


def _has_been_asked(held: AskingLetter, at: datetime) -> None:
    if held.kind == terms.THANKS:
        return
    asked, campaign = held.asked, held.campaign
    still = Asked.objects.filter(pk=asked.pk, state__in=terms.STILL_ASKED)
    next_one = at + timedelta(days=campaign.gap_days) if asked.reminded < campaign.reminders else None
    still.update(state=AskedState.ASKED, asked_at=asked.asked_at or at, remind_at=next_one)


def _refused(held: AskingLetter, said: str, at: datetime) -> None:
    """Nobody writes again to an address that does not exist; what else a server refuses may be our fault."""
    _move(held, LetterState.REFUSED, said, at)
    if held.kind != terms.THANKS:
        end(asked=[held.asked_id], state=AskedState.BOUNCED, reason=str(WhyNot.BOUNCED), at=at)
    if mail.is_about_the_address(said):
        suppress_address(held.asked, reason=customer_terms.BOUNCE, at=at)


def suppress_address(asked: Asked, *, reason: str, at: datetime) -> None:
    keeping.suppress(kind=customer_terms.EMAIL, value=asked.address, reason=reason, by=HOUSE, at=at)


def _put_off(held: AskingLetter, said: str, at: datetime) -> None:
    """Five minutes, ten, twenty ... up to six hours."""
    held.due_at = at + mail.wait_after(held.tries, first=terms.FIRST_WAIT, longest=terms.LONGEST_WAIT)
    _move(held, LetterState.WAITING, said, at)


def put_in_doubt(held: AskingLetter, why: str, at: datetime) -> None:
    _move(held, LetterState.IN_DOUBT, why, at)
    if held.kind == terms.INVITATION:
        Asked.objects.filter(pk=held.asked_id, state=AskedState.WAITING).update(state=AskedState.IN_DOUBT)


def end(*, asked: list[int], state: AskedState, reason: str, at: datetime) -> list[int]:
    """These are asked no more: their letters that wait are set aside. Returns whom it ended for."""
    still = list(
        Asked.objects.filter(pk__in=asked, state__in=terms.STILL_ASKED).order_by("pk").values_list("pk", flat=True)
    )
    Asked.objects.filter(pk__in=still).update(state=state, reason=reason, remind_at=None)
    set_aside_letters(asked=still, evidence=reason, at=at)
    return still


def set_aside_letters(*, asked: list[int], evidence: str, at: datetime) -> None:
    waiting = AskingLetter.objects.filter(asked__in=asked, state=LetterState.WAITING).exclude(kind=terms.THANKS)
    waiting.update(state=LetterState.SET_ASIDE, state_since=at, evidence=evidence)


@transaction.atomic
def doubt_stale_letters(*, at: datetime) -> int:
    """Whatever has been handing over for too long is in doubt: its worker died, and nobody knows how far it came."""
    is_stale = Q(state_since__lte=at - terms.STALE_AFTER) | Q(state_since__gte=at + terms.STALE_AFTER)
    stale = AskingLetter.objects.filter(is_stale, state=LetterState.HANDING_OVER).select_related("asked")
    found = list(stale.select_for_update(of=("self",))[:AT_ONCE])
    for held in found:
        put_in_doubt(held, "the worker stopped while it was handing the letter over", at)
    record.write_many(deed="voice.doubt_letter", things=found, by=HOUSE, at=at)
    return len(found)
