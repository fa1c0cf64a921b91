"""After the invitation: reminders to those missing, thanks to those who answered, and peace for who wants it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record, turns
from servewell.base.permissions import CUSTOMER, HOUSE, Actor
from servewell.rooms.customers import services as keeping
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, selectors, terms
from servewell.rooms.voice.models import Asked, AskingLetter, Invitation
from servewell.rooms.voice.services.asking import handing_over
from servewell.rooms.voice.services.asking.drawing_up import locked
from servewell.rooms.voice.terms import AskedState, CampaignState, LetterState

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Campaign

AT_ONCE = 250


class NothingInDoubt(Exception):
    """Nothing about this letter is in doubt any more."""


def remind_some(*, campaign: int, at: datetime) -> bool:
    """Write reminders to those whose turn has come and who are missing. Returns whether there may be more."""
    with turns.one_at_a_time():
        return _remind(campaign, at)


@transaction.atomic
def _remind(key: int, at: datetime) -> bool:
    campaign = locked(key)
    if campaign is None or campaign.state != CampaignState.ASKING:
        return False
    due = Asked.objects.filter(campaign=key, state=AskedState.ASKED, remind_at__lte=at).select_related("invitation")
    found = list(due.order_by("remind_at", "pk")[:AT_ONCE])
    if not found:
        return False

    often = selectors.too_often(
        campaign=campaign, customers=[each.customer_id for each in found], at=at, is_reminder=True
    )
    letters = [_reminder(campaign, each, often.get(each.customer_id), at) for each in found]
    AskingLetter.objects.bulk_create(letters)
    Asked.objects.bulk_update(found, ["reminded", "remind_at"])
    record.write_many(deed="voice.remind", things=letters, by=HOUSE, at=at)
    return len(found) == AT_ONCE


def _reminder(campaign: "Campaign", asked: Asked, rule: int | None, at: datetime) -> AskingLetter:
    """One that a rule forbids, or whose link has run out, is set aside and says so; then there are no more."""
    asked.reminded += 1
    asked.remind_at = None
    over = asked.invitation is None or asked.invitation.valid_until <= at
    evidence = "expired" if over else f"{terms.TOO_OFTEN}:{rule}" if rule is not None else ""
    return AskingLetter(
        asked=asked,
        campaign=campaign,
        kind=terms.REMINDER,
        number=asked.reminded,
        state=(LetterState.SET_ASIDE if evidence else LetterState.WAITING).value,
        state_since=at,
        due_at=at,
        evidence=evidence,
    )


def has_answered(*, invitation: Invitation, at: datetime) -> None:
    """Called in the transaction that stores the answer: reminders stop, and thanks are due where a campaign thanks."""
    asked = Asked.objects.select_related("campaign").filter(invitation=invitation.pk).first()
    if asked is None or asked.state == AskedState.ANSWERED:
        return
    Asked.objects.filter(pk=asked.pk).update(state=AskedState.ANSWERED, answered_at=at, remind_at=None)
    if asked.address:
        keeping.know_who_answered(kind=customer_terms.EMAIL, value=asked.address, unit=asked.unit_id)
    handing_over.set_aside_letters(asked=[asked.pk], evidence=AskedState.ANSWERED, at=at)
    if asked.campaign.thanks:
        AskingLetter.objects.create(
            asked=asked, campaign=asked.campaign, kind=terms.THANKS, number=0, state_since=at, due_at=at
        )


@transaction.atomic
def opt_out(*, asked: Asked, at: datetime) -> None:
    """Whoever holds this link does not want to be asked any more, by any campaign. A second time changes nothing.

    Nobody signs in for it: the link itself proves that it came in a letter of ours. Whoever was erased since is asked
    by nobody, and their address is not known any more.
    """
    if not asked.address:
        return

    keeping.opt_out(
        kind=customer_terms.EMAIL, value=asked.address, purpose=customer_terms.SURVEY, how=customer_terms.BY_LINK,
        by=CUSTOMER, at=at,
    )  # fmt: skip
    elsewhere = Asked.objects.filter(customer=asked.customer_id, state__in=terms.STILL_ASKED)
    ended = handing_over.end(
        asked=list(elsewhere.values_list("pk", flat=True)), state=AskedState.OPTED_OUT,
        reason=str(customer_terms.WhyNot.OPTED_OUT), at=at,
    )  # fmt: skip
    if ended:
        record.write(deed="voice.opt_out", thing=asked, by=CUSTOMER, at=at)


@transaction.atomic
def take_as_sent(*, letter: AskingLetter, by: Actor, at: datetime) -> None:
    """A person says that a letter in doubt has left. Raises NotAllowed, NothingInDoubt."""
    held = _in_doubt(letter, by)
    AskingLetter.objects.filter(pk=held.pk).update(state=LetterState.HANDED_OVER, state_since=at)
    Asked.objects.filter(pk=held.asked_id, state=AskedState.IN_DOUBT).update(state=AskedState.ASKED, asked_at=at)
    record.write(deed="voice.take_as_sent", thing=held, by=by, at=at)


@transaction.atomic
def send_letter_again(*, letter: AskingLetter, by: Actor, at: datetime) -> None:
    """A person orders that a letter in doubt leaves once more; the customer may get it twice.

    Raises NotAllowed, NothingInDoubt.
    """
    held = _in_doubt(letter, by)
    AskingLetter.objects.filter(pk=held.pk).update(state=LetterState.WAITING, state_since=at, due_at=at)
    Asked.objects.filter(pk=held.asked_id, state=AskedState.IN_DOUBT).update(state=AskedState.WAITING)
    record.write(deed="voice.send_letter_again", thing=held, by=by, at=at)


def _in_doubt(letter: AskingLetter, by: Actor) -> AskingLetter:
    held = AskingLetter.objects.select_for_update(of=("self",)).select_related("campaign__channel").get(pk=letter.pk)
    people.require(actor=by, power=rules.ASK, unit=held.campaign.channel.unit_id)
    if held.state != LetterState.IN_DOUBT:
        raise NothingInDoubt(f"letter {held.pk} is {held.state}")
    return held
