from servewell.rooms.standards.models.chain import Place, Service
from servewell.rooms.standards.models.handbook import Chapter, Edition
from servewell.rooms.standards.models.processes import Process, Served
from servewell.rooms.standards.models.promising import (
    Aspect,
    AspectWording,
    Draft,
    Message,
    MessageAsked,
    Promise,
    Standard,
)

__all__ = [
    "Aspect",
    "AspectWording",
    "Chapter",
    "Draft",
    "Edition",
    "Message",
    "MessageAsked",
    "Place",
    "Process",
    "Promise",
    "Served",
    "Service",
    "Standard",
]
