"""Whoever is told of harm hears it by mail at once; who stands in hears it where nobody has looked in half the time."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.encoding import force_bytes

from servewell.base import links, today, words
from servewell.engines import mail
from servewell.rooms.cases import selectors, terms
from servewell.rooms.cases.models import HarmMark, HarmTold
from servewell.rooms.cases.services import outbox
from servewell.rooms.cases.services.harming import tell
from servewell.rooms.cases.terms import Harm, HarmStage, HarmState, ToldAs
from servewell.rooms.people import selectors as people

FOLDER: Final = Path(__file__).resolve().parent.parent / "letters"


class HarmMailNotReached(Exception):
    """The mail server could not be reached: the mail is tried again later."""


def mail_those_told(*, told: Sequence[int], at: datetime) -> None:
    """Each once; nothing where no mail server is set up, or the person has no address. Raises HarmMailNotReached."""
    if not outbox.box().is_set_up:
        return
    found = HarmTold.objects.filter(pk__in=told, mailed=False, mark__state=HarmState.MARKED, until_at__isnull=True)
    for each in found.select_related("person", "mark__unit").exclude(person__email="").order_by("pk"):
        if not _is_to_hear(each, at):
            continue
        # claimed first: two workers may be here at once, and a mail in doubt is not repeated
        if HarmTold.objects.filter(pk=each.pk, mailed=False).update(mailed=True):
            _send(each, at=at)


def _is_to_hear(told: HarmTold, at: datetime) -> bool:
    """Still: between the mark and a mail that is tried again, people leave and others are named."""
    who = _who_is_told(told.mark, at)
    return told.person_id in {person.pk for person, _why in who.now} | {person.pk for person in who.later}


def _who_is_told(mark: HarmMark, at: datetime) -> selectors.Telling:
    on = today.day_in(mark.unit.zone, at=at)
    return selectors.who_is_told(unit=mark.unit_id, kind=Harm(mark.kind), on=on)


def _send(told: HarmTold, *, at: datetime) -> None:
    outcome = outbox.box().attempt(_letter(told, at=at))
    is_later = isinstance(outcome, mail.Refused) and not outcome.is_permanent
    if is_later or isinstance(outcome, mail.NotReached):
        HarmTold.objects.filter(pk=told.pk).update(mailed=False)
        raise HarmMailNotReached(str(outcome))


def _letter(told: HarmTold, *, at: datetime) -> mail.Letter:
    """Where and by when, and not a word of the customer's: a mail is read on many screens."""
    box, language, mark = outbox.box(), told.person.language, told.mark
    subject, body = mail.frame(FOLDER / f"harm.{language}")
    unit = mark.unit.name.said(language).text
    key = f"harm-{told.pk}-{told.told_at.timestamp():.0f}"
    said = {
        "name": told.person.name,
        "unit": unit,
        "due": _due(mark, language),
        "page": links.HARM.address(number=mark.pk),
    }
    return mail.Letter(
        sender=box.sender_named(unit), recipient=told.person.email,
        subject=subject.substitute(said), text=body.substitute(said), language=language,
        message_id=box.message_id(key=key, secret=force_bytes(settings.SECRET_KEY)),
        reply_to=box.reply_to, written_at=at, auto_submitted="auto-generated",
    )  # fmt: skip


def _due(mark: HarmMark, language: str) -> str:
    if mark.due_at is None:
        raise AssertionError("the database lets nothing be marked that is not due")
    zone = mark.unit.zone
    with translation.override(words.django_name(language)):
        day = words.day(today.day_in(zone, at=mark.due_at))
    return f"{day}, {mark.due_at.astimezone(ZoneInfo(zone)):%H:%M}"


@transaction.atomic
def tell_those_who_stand_in(*, at: datetime) -> int:
    """By the clock: where nobody who was told has looked and half the time is over or others are named by now, or
    where all who were told have left.

    Returns of how many marks somebody else was told.
    """
    waiting = HarmMark.objects.select_for_update(of=("self",)).filter(state=HarmState.MARKED)
    return sum(_passed_on(mark, at) for mark in waiting.select_related("unit").order_by("pk"))


def _passed_on(mark: HarmMark, at: datetime) -> bool:
    told = {each.person_id for each in HarmTold.objects.filter(mark=mark, until_at__isnull=True)}
    gone = people.gone(persons=told)
    HarmTold.objects.filter(mark=mark, person__in=gone).update(until_at=at)
    who, here = _who_is_told(mark, at), told - gone
    late = [(each, ToldAs.STANDS_IN) for each in who.later] if _is_half_over(mark, at) else []
    now = who.now if _lacks_somebody(mark, here, who) else ()
    new = [(each, why) for each, why in [*now, *late] if each.pk not in here]
    tell(mark, new, at=at)
    return bool(new)


@transaction.atomic
def tell_no_more_from_above(*, units: Sequence[int], at: datetime) -> None:
    """Of what these units have, which are kept apart by now, only those know who are told there."""
    standing = HarmMark.objects.select_for_update(of=("self",)).filter(state__in=terms.SEALING, unit__in=units)
    for mark in standing.select_related("unit").order_by("pk"):
        who = _who_is_told(mark, at)
        here = [*(person.pk for person, _why in who.now), *(person.pk for person in who.later)]
        HarmTold.objects.filter(mark=mark, until_at__isnull=True).exclude(person__in=here).update(until_at=at)
        if mark.state == HarmState.MARKED:
            told = set(HarmTold.objects.filter(mark=mark, until_at__isnull=True).values_list("person", flat=True))
            tell(mark, [each for each in who.now if each[0].pk not in told], at=at)


def _lacks_somebody(mark: HarmMark, here: "set[int]", who: selectors.Telling) -> bool:
    """All who were told have left; or others are named since, and nobody has looked."""
    if not here:
        return True
    return here.isdisjoint(person.pk for person, _why in who.now) and not selectors.has_been_looked_at(mark=mark)


def _is_half_over(mark: HarmMark, at: datetime) -> bool:
    """Of the time between the mark and its end by the wall clock, with nobody who was told having looked.

    The writer of the case reads it as well, for the customer's answer, and that helps nobody who is harmed.
    """
    marked = mark.lines.filter(stage=HarmStage.MARKED).order_by("-pk").first()
    if marked is None or mark.due_at is None or selectors.has_been_looked_at(mark=mark):
        return False
    return at >= marked.at + (mark.due_at - marked.at) / 2
