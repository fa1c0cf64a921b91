"""The deeds of this room: publish an instrument, take and score a response."""

from servewell.rooms.instruments.services.publishing import AspectsAreUnknown, publish
from servewell.rooms.instruments.services.responding import Given, NewResponse, respond, respond_many

__all__ = ["AspectsAreUnknown", "Given", "NewResponse", "publish", "respond", "respond_many"]
