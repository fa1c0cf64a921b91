"""Who filled a survey in: asked of the customer, and said to the reader."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.rooms.voice import terms
from servewell.rooms.voice.services import FilledIn
from servewell.web.kit.components import Chip
from servewell.web.kit.questions import Option


@dataclass(frozen=True)
class WhoFillsIn:
    """``is_said`` where it is not simply the customer: then the question stands open."""

    hands: tuple[Option, ...]
    helpers: tuple[Option, ...]
    is_said: bool


def asked(said: FilledIn | None) -> WhoFillsIn:
    hand = said.hand if said else terms.Hand.OWN
    helper = said.helper.value if said and said.helper else ""
    hands = {
        terms.Hand.OWN: _("I am the customer and fill it in myself"),
        terms.Hand.HELPED: _("I am the customer, and somebody helps me"),
        terms.Hand.BEHALF: _("I fill it in for a customer who cannot"),
    }
    return WhoFillsIn(
        hands=tuple(Option(each.value, label, is_chosen=each is hand) for each, label in hands.items()),
        helpers=(
            Option("", _("Please choose"), is_chosen=not helper),
            *(Option(each.value, _helper(each), is_chosen=each.value == helper) for each in terms.Helper),
        ),
        is_said=hand is not terms.Hand.OWN,
    )


def _helper(helper: terms.Helper) -> str:
    return {
        terms.Helper.RELATIVE: pgettext("who helps a customer", "A relative or friend"),
        terms.Helper.AIDE: pgettext("who helps a customer", "A carer, aide or interpreter"),
        terms.Helper.STAFF: pgettext("who helps a customer", "Somebody who works here"),
        terms.Helper.OTHER: pgettext("who helps a customer", "Somebody else"),
    }[helper]


def chip_for(hand: terms.Hand | None) -> Chip | None:
    """Only where it was not the customer alone."""
    return (
        {
            terms.Hand.HELPED: Chip(_("With somebody's help"), "needs"),
            terms.Hand.BEHALF: Chip(_("On the customer's behalf"), "needs"),
        }.get(hand)
        if hand
        else None
    )


def words_for(hand: terms.Hand) -> str:
    return {
        terms.Hand.OWN: _("By the customer alone"),
        terms.Hand.HELPED: _("With somebody's help"),
        terms.Hand.BEHALF: _("On the customer's behalf"),
    }[hand]


def said(hand: terms.Hand | None, helper: terms.Helper | None, *, gathered_by: str = "") -> str:
    """One sentence for the reader; empty where nobody was asked."""
    if gathered_by:
        return _("%(person)s filled it in in the field.") % {"person": gathered_by}
    if hand is None:
        return ""
    if hand is terms.Hand.OWN:
        return _("The customer filled it in themself.")
    if hand is terms.Hand.HELPED:
        return {
            terms.Helper.RELATIVE: _("A relative or friend helped the customer to fill it in."),
            terms.Helper.AIDE: _("A carer, aide or interpreter helped the customer to fill it in."),
            terms.Helper.STAFF: _("Somebody who works here helped the customer to fill it in."),
        }.get(helper or terms.Helper.OTHER, _("Somebody helped the customer to fill it in."))
    return {
        terms.Helper.RELATIVE: _("A relative or friend filled it in on the customer's behalf."),
        terms.Helper.AIDE: _("A carer, aide or interpreter filled it in on the customer's behalf."),
        terms.Helper.STAFF: _("Somebody who works here filled it in on the customer's behalf."),
    }.get(helper or terms.Helper.OTHER, _("Somebody filled it in on the customer's behalf."))
