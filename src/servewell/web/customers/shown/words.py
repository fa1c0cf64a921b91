"""The words of customers' pages for what the room calls by codes."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.rooms.customers import terms

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Customer


# what a colleague wrote down word for word has no published version
READ_OUT = "read-out"


def name_of(customer: "Customer") -> str:
    if customer.erased_at is not None:
        return _("Erased customer %(number)s") % {"number": customer.pk}
    return customer.name or _("Customer %(number)s, who left no name") % {"number": customer.pk}


def beside(customer: "Customer", other: "Customer") -> str:
    """The name, where another stands beside it: two of one name are told apart by their numbers."""
    name = name_of(customer)
    if name != name_of(other):
        return name
    return _("%(name)s (number %(number)s)") % {"name": name, "number": customer.pk}


def purpose(code: str) -> str:
    return {
        terms.SURVEY: _("Asking how it was"),
        terms.PUBLISH: _("Publishing their words"),
        terms.RECORD: _("Recording a conversation"),
        terms.PANEL: _("Inviting them to a council"),
        terms.NEWS: _("Sending them news"),
    }[code]


def way(code: str) -> str:
    return {
        terms.IN_SURVEY: _("in a survey"),
        terms.BY_LINK: _("by a link in our message"),
        terms.BY_MAIL: _("by e-mail"),
        terms.BY_PHONE: _("by telephone"),
        terms.AT_DESK: _("at the desk"),
        terms.BY_LETTER: _("by letter"),
        terms.IN_FILE: _("in a file that was taken in"),
    }[code]


def suppression(code: str) -> str:
    return {
        terms.OPT_OUT: _("Opted out"),
        terms.BOUNCE: _("Messages came back"),
        terms.COMPLAINT: _("Reported as unwanted"),
    }[code]


def encounter(code: str) -> str:
    return {
        terms.STAY: _("Stay"),
        terms.JOB: _("Job"),
        terms.FLIGHT: _("Flight"),
        terms.VISIT: _("Visit"),
    }[code]


def erasure(code: str) -> str:
    return {
        terms.ASKED_FOR: _("The customer asked for it"),
        terms.KEPT_LONG: _("It has been kept for as long as we need it"),
        terms.BY_LAW: _("The law or an authority demands it"),
    }[code]
