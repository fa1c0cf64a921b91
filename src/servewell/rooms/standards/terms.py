"""The words of this room."""

from enum import StrEnum

# the codes that are addresses of their own, so that nothing is called by them
RESERVED_CODES = frozenset({"new", "mine"})
LONGEST_CODE = 60


class Stage(StrEnum):
    """Where in the company a process stands. What is made for customers comes first: service is built in there."""

    PRODUCT = "product"
    SERVING = "serving"
    ANSWERING = "answering"
    PEOPLE = "people"
    SUPPORT = "support"


class Kind(StrEnum):
    """What a draft will be once it is published."""

    PROMISE = "promise"
    ASPECT = "aspect"
    STANDARD = "standard"


class Gap(StrEnum):
    """What is missing from a process."""

    NO_OWNER = "no-owner"
    OWNER_LEFT = "owner-left"
    NO_STANDARDS = "no-standards"
