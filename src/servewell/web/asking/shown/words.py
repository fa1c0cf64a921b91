"""States and reasons in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from servewell.rooms.customers.terms import WhyNot
from servewell.rooms.voice import terms
from servewell.rooms.voice.terms import AskedState, CampaignState, LetterState, LineFault

CAMPAIGNS = {
    CampaignState.DRAFT: _("Draft"),
    CampaignState.ASKING: _("Asking"),
    CampaignState.PAUSED: _("Paused"),
    CampaignState.STOPPED: _("Stopped"),
}
ASKED = {
    AskedState.WAITING: _("Waiting for their letter"),
    AskedState.ASKED: _("Missing: asked, not answered"),
    AskedState.IN_DOUBT: _("In doubt"),
    AskedState.ANSWERED: _("Answered"),
    AskedState.BOUNCED: _("Not reached"),
    AskedState.OPTED_OUT: _("Opted out"),
    AskedState.COMPLAINED: _("Complained"),
    AskedState.SKIPPED: _("Left in peace"),
    AskedState.STOPPED: _("Ended"),
}
REASONS: "Mapping[str, object]" = {
    WhyNot.UNKNOWN: _("nobody is known under this number any more"),
    WhyNot.ERASED: _("what we knew about this customer was erased"),
    WhyNot.WITHDRAWN: _("they do not want to be asked"),
    WhyNot.NO_CONSENT: _("they have not agreed to be asked"),
    WhyNot.NO_CONTACT: _("they left no e-mail address"),
    WhyNot.OPTED_OUT: _("they do not want to be asked at this address"),
    WhyNot.COMPLAINED: _("they reported our mail as unwanted"),
    WhyNot.BOUNCED: _("mail to this address came back"),
    terms.TOO_OFTEN: _("they were asked as often as a rule allows"),
}
LETTERS = {
    terms.INVITATION: _("Invitation"),
    terms.REMINDER: _("Reminder"),
    terms.THANKS: _("Thanks"),
}
LETTER_STATES = {
    LetterState.WAITING: _("waiting"),
    LetterState.HANDING_OVER: _("being handed over"),
    LetterState.HANDED_OVER: _("sent"),
    LetterState.REFUSED: _("refused"),
    LetterState.IN_DOUBT: _("in doubt"),
    LetterState.SET_ASIDE: _("not sent"),
}
FAULTS = {
    LineFault.EMPTY: _("The line is empty."),
    LineFault.NO_ADDRESS: _("The line holds no address."),
    LineFault.NOT_AN_ADDRESS: _("This is no e-mail address: write it like name@example.com."),
    LineFault.TWICE: _("The address stands in the list before; it is asked once."),
    LineFault.UNKNOWN_LANGUAGE: _("We do not speak this language: use en, zh-Hans, zh-Hant or es."),
    LineFault.TOO_LONG: _("The line is longer than an address, a name and a language can be."),
    LineFault.ERASED: _("What stood here was erased with the customer."),
}


def reason(code: str) -> str:
    return str(REASONS.get(code, code))
