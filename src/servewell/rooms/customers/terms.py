"""The words of this room."""

from servewell.base import keys

EMAIL = "email"
PHONE = "phone"
CONTACT_KINDS = [(EMAIL, EMAIL), (PHONE, PHONE)]

STAY = "stay"
JOB = "job"
FLIGHT = "flight"
VISIT = "visit"
ENCOUNTER_KINDS = [(STAY, STAY), (JOB, JOB), (FLIGHT, FLIGHT), (VISIT, VISIT)]
LONGEST_REFERENCE = 80


def kept_reference(reference: str) -> str:
    """As it is stored and compared: two that are too long to be kept whole stay two."""
    if len(reference) <= LONGEST_REFERENCE:
        return reference
    digest = keys.digest(reference)[:16]
    return f"{reference[: LONGEST_REFERENCE - 17]}…{digest}"
