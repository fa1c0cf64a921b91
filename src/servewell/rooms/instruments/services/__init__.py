"""The deeds of this room: publish an instrument, take up another's, take and score responses."""

from servewell.rooms.instruments.services.publishing import AspectsAreUnknown, CodeIsTakenUpFromFiles, publish
from servewell.rooms.instruments.services.responding import (
    FileResponses,
    Given,
    NewResponse,
    respond,
    respond_in_bulk,
    respond_many,
)
from servewell.rooms.instruments.services.taking_up import CodeIsOurOwnSurveys, take_up

__all__ = [
    "AspectsAreUnknown",
    "CodeIsOurOwnSurveys",
    "CodeIsTakenUpFromFiles",
    "FileResponses",
    "Given",
    "NewResponse",
    "publish",
    "respond",
    "respond_in_bulk",
    "respond_many",
    "take_up",
]
