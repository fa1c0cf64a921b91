"""What cannot be taken of a voice that another system sends, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from servewell.base.words import active_language
from servewell.rooms.voice import services, terms
from servewell.web.kit.questions import fault_says

Unfit = services.Unfit
MOST_NAMED = 40


def fault_told(fault: services.SentFault) -> Mapping[str, str]:
    """Where it is, what is wrong, and how to mend it."""
    if fault.what is Unfit.ANSWER and fault.item is not None:
        demanded = (fault.demanded or {}).get(active_language(), next(iter((fault.demanded or {}).values()), ""))
        mend = fault_says(fault.item, fault.kind, (), demanded=demanded)
        return {"where": fault.where, "what": _("This answer does not fit its question."), "mend": mend}
    what, mend = _said(fault)
    return {"where": fault.where, "what": what, "mend": mend}


def _said(fault: services.SentFault) -> tuple[str, str]:
    names = ", ".join(fault.known[:MOST_NAMED]) or "–"
    return {**_about_codes(names), **_about_answers(names)}[fault.what]


def _about_codes(names: str) -> Mapping[services.Unfit, tuple[str, str]]:
    return {
        Unfit.NO_SUCH_CHANNEL: (
            _("No survey link that stands has this address, or not for this token."),
            _("Give the short address of an open link at the token's unit or below, or open one."),
        ),
        Unfit.NO_SUCH_UNIT: (
            _("No unit below the channel's has this code, or not for this token."),
            _("Leave it out, or give the code of a unit below."),
        ),
        Unfit.NO_SUCH_ENCOUNTER: (
            _("No such encounter is recorded at this unit."),
            _("Leave it out, or record the encounter first."),
        ),
        Unfit.NOT_ASKED_IN_IT: (
            _("The survey is not asked in this language."),
            _("Give one of: %(names)s.") % {"names": names},
        ),
        Unfit.DAY_CANNOT_BE: (
            _("This day lies in the future, or too long ago."),
            _("Give a day of the last %(days)d days; what is older comes in by a file.")
            % {"days": terms.SENT_DAYS_AFTER},
        ),
    }


def _about_answers(names: str) -> Mapping[services.Unfit, tuple[str, str]]:
    return {
        Unfit.NO_SUCH_ITEM: (
            _("The survey asks no such question."),
            _("Give one of: %(names)s.") % {"names": names},
        ),
        Unfit.DOES_NOT_SHOW: (
            _("The survey would not ask this after the other answers."),
            _("Leave it out, or look at what it follows from."),
        ),
        Unfit.FILES_DO_NOT_COME: (
            _("Files cannot be sent in here."),
            _("Leave it out; customers send files in the form itself."),
        ),
        Unfit.NO_WORDS_ASKED: (
            _("The survey asks for no words."),
            _("Leave it out, or give the survey a question for words."),
        ),
        Unfit.NO_CONTACT_ASKED: (
            _("The survey asks for no address."),
            _("Leave it out, or give the survey a question for the address."),
        ),
        Unfit.SAID_TWICE: (_("This is said among the answers as well."), _("Say it once.")),
        Unfit.NOTHING_SAID: (_("Nothing was said."), _("Give answers, words, or both.")),
    }
