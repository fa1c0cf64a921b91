"""The words of this room."""

import re
from enum import StrEnum

from servewell.base import keys

EMAIL = "email"
PHONE = "phone"
CONTACT_KINDS = [(EMAIL, EMAIL), (PHONE, PHONE)]

STAY = "stay"
JOB = "job"
FLIGHT = "flight"
VISIT = "visit"
ENCOUNTER_KINDS = [(STAY, STAY), (JOB, JOB), (FLIGHT, FLIGHT), (VISIT, VISIT)]
# in SQL: an encounter counts that came by itself, or in a file that is shown and was not withdrawn
COUNTED = "(encounter.batch_id IS NULL OR (batch.shown_at IS NOT NULL AND batch.withdrawn_at IS NULL))"
LONGEST_REFERENCE = 80
LONGEST_REASON = 500

# how a unit came to know a customer: by an encounter; by their answer to a link that we had sent to their own address;
# or because somebody wrote a contact down there, which proves nothing about who wrote it
MET = "met"
ANSWERED = "answered"
LEFT = "left"
KNOWN = [(MET, MET), (ANSWERED, ANSWERED), (LEFT, LEFT)]
VERIFIED = (MET, ANSWERED)

# what a customer may agree to, or object to
SURVEY = "survey"
PUBLISH = "publish"
RECORD = "record"
PANEL = "panel"
NEWS = "news"
PURPOSES = [(SURVEY, SURVEY), (PUBLISH, PUBLISH), (RECORD, RECORD), (PANEL, PANEL), (NEWS, NEWS)]
# where the company has set no rule: who was served may be asked how it was; all else needs their yes first
WITHOUT_CONSENT = frozenset({SURVEY})
# how consent, or its end, reached us
IN_SURVEY = "survey"
BY_LINK = "link"
BY_MAIL = "mail"
BY_PHONE = "phone"
AT_DESK = "desk"
BY_LETTER = "letter"
IN_FILE = "file"
WAYS = [(way, way) for way in (IN_SURVEY, BY_LINK, BY_MAIL, BY_PHONE, AT_DESK, BY_LETTER, IN_FILE)]

# why two customers may be one person
SAME_PHONE = "same-phone"
SAME_CONTACT = "same-contact"
SAME_BOOKING = "same-booking"
SAME_NAME_AND_DAY = "same-name-and-day"
SAID_SO = "said-so"
OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"
PROPOSALS = [(state, state) for state in (OPEN, ACCEPTED, REJECTED)]
# a booking number or a name that more customers share on a day is a group's, and says nothing
MOST_ALIKE = 3

RELATIVE, GUARDIAN, ASSISTANT, COMPANY = "relative", "guardian", "assistant", "company"
RELATIONS = [(each, each) for each in (RELATIVE, GUARDIAN, ASSISTANT, COMPANY)]
EVERYTHING, COMPLAINTS, BOOKINGS = "everything", "complaints", "bookings"
SCOPES = [(each, each) for each in (EVERYTHING, COMPLAINTS, BOOKINGS)]
TOLD, WRITTEN, OFFICIAL = "told", "written", "official"
EVIDENCE = [(each, each) for each in (TOLD, WRITTEN, OFFICIAL)]

ASKED_FOR = "asked-for"
KEPT_LONG = "kept-long"
BY_LAW = "by-law"
ERASURES = [(ASKED_FOR, ASKED_FOR), (KEPT_LONG, KEPT_LONG), (BY_LAW, BY_LAW)]
NAME = "name"
LANGUAGE = "language"
CORRECTED = [(NAME, NAME), (LANGUAGE, LANGUAGE), *CONTACT_KINDS]

OPT_OUT = "opt-out"
BOUNCE = "bounce"
COMPLAINT = "complaint"
SUPPRESSIONS = [(OPT_OUT, OPT_OUT), (BOUNCE, BOUNCE), (COMPLAINT, COMPLAINT)]


class WhyNot(StrEnum):
    """Why a customer may not be asked. Of several, the first that holds says it best."""

    UNKNOWN = "unknown"
    ERASED = "erased"
    WITHDRAWN = "consent-withdrawn"
    NO_CONSENT = "no-consent"
    NO_CONTACT = "no-contact"
    OPTED_OUT = "opted-out"
    COMPLAINED = "complained"
    BOUNCED = "bounced"


_address = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_number = re.compile(r"\+[1-9][0-9]{7,14}")  # E.164


class NotAContact(Exception):
    """What was left is no e-mail address, and no telephone number with its country code."""


def folded(kind: str, value: str) -> str:
    """What recognises a contact, however it is written. Raises NotAContact."""
    if kind == EMAIL and _address.fullmatch(value.strip()):
        return value.strip().casefold()
    number = re.sub(r"[\s().\-/]", "", value)
    number = f"+{number[2:]}" if number.startswith("00") else number
    if kind == PHONE and _number.fullmatch(number):
        return number
    if kind == PHONE:
        raise NotAContact("this is no telephone number with its country code: write it like +86 21 5555 0100")
    raise NotAContact(f"this is no {kind}: write it like name@example.com")


def contact_digest(kind: str, folded: str) -> str:
    """What is kept of a contact where the contact itself must not be.

    Without a secret, on purpose: a secret that is lost or changed would silently forget who wants to be left in peace.
    """
    return keys.digest(f"{kind}:{folded}")


def kept_reference(reference: str) -> str:
    """As it is stored and compared: two that are too long to be kept whole stay two."""
    if len(reference) <= LONGEST_REFERENCE:
        return reference
    digest = keys.digest(reference)[:16]
    return f"{reference[: LONGEST_REFERENCE - 17]}…{digest}"


def erased_reference(reference: str) -> str:
    """What stays of it once its customer is erased: the same encounter brought once more is still known."""
    return f"erased:{keys.digest(reference)}" if reference else ""
