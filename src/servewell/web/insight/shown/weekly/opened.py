"""A page that was made, opened for its reader."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.base.words import django_name
from servewell.rooms.insight import selectors as insight
from servewell.rooms.voice import selectors as voice
from servewell.web.insight.shown.of_a_unit import satisfaction
from servewell.web.insight.shown.weekly import sentences
from servewell.web.insight.shown.weekly.page import MondayPage, none_yet, page_of
from servewell.web.kit import moments
from servewell.web.kit.components import Empty, Link, Quote

if TYPE_CHECKING:
    from datetime import datetime

    from servewell.rooms.insight.models import Monday
    from servewell.rooms.insight.selectors import MondayFound
    from servewell.rooms.people.models import Person


def page_for(reader: "Person", *, week: date | None, at: "datetime") -> MondayPage:
    """The reader's page of that week, or their latest, as far as they may see its units today.

    Raises NoSuchMonday where they have none of that week.
    """
    try:
        kept = insight.monday_of(person=reader, week=week)
    except insight.NoSuchMonday:
        if week is not None:
            raise
        return none_yet(_when_it_comes(reader, at))
    found = insight.monday_as_seen(kept=kept)
    praise = _praise(reader, found)
    return page_of(found, zone=kept.zone, praise=praise, kept=kept, others=insight.mondays_of(person=reader))


def page_in_its_language(kept: "Monday") -> MondayPage:
    """For the mail and what goes with it, whole: who lost sight of a unit is sent none. Call it where the language of
    the page is active.
    """
    found = insight.from_plain(kept=kept.document)
    return page_of(found, zone=kept.zone, praise=_praise(kept.person, found))


def in_language_of(kept: "Monday") -> "translation.override":
    return translation.override(django_name(kept.language))


def _praise(reader: "Person", found: "MondayFound") -> Quote | None:
    if found.praise is None:
        return None
    try:
        heard = voice.heard_one(viewer=reader, number=found.praise).heard
    except voice.NoSuchVoice:
        return None
    return satisfaction.quote_of(heard) if heard.words else None


def _when_it_comes(reader: "Person", at: "datetime") -> Empty:
    subscription = insight.subscription_of(person=reader)
    to_form = Link(_("Subscribe"), links.MONDAY_SUBSCRIPTION.path())
    if subscription is None:
        return Empty(
            _("One page each Monday: what went well, what to ask, what waits."),
            _("About the units whose figures you see, by mail and here. You are not subscribed."),
            to_form,
        )
    moment, zone = insight.next_moment(subscription=subscription, at=at)
    if moment <= at + timedelta(minutes=1):
        return Empty(
            _("Your page is being made."),
            _("Look again in a minute."),
            Link(_("Look again"), links.MONDAY.path()),
        )
    said = {"moment": f"{sentences.weekday(subscription.weekday)}, {moments.moment(moment, zone)}"}
    return Empty(
        _("It comes on %(moment)s.") % said,
        _("By mail and here, or only here, as you wished."),
        Link(_("Change"), links.MONDAY_SUBSCRIPTION.path()),
    )
