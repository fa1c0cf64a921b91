from servewell.rooms.cases.models.cases import (
    Answer,
    Case,
    Delivery,
    Draft,
    LedgerLine,
    LetterKind,
    Note,
    Policy,
    SavedView,
    Tie,
)
from servewell.rooms.cases.models.causes import Cause, CauseRule, CauseStandard, FoundCause
from servewell.rooms.cases.models.harms import HarmLine, HarmMark, HarmNamed, HarmPlan, HarmTold
from servewell.rooms.cases.models.inquiries import Inquiry, InquiryReader
from servewell.rooms.cases.models.merges import Merge
from servewell.rooms.cases.models.points import Point
from servewell.rooms.cases.models.words import HarmWords

__all__ = [
    "Answer",
    "Case",
    "Cause",
    "CauseRule",
    "CauseStandard",
    "Delivery",
    "Draft",
    "FoundCause",
    "HarmLine",
    "HarmMark",
    "HarmNamed",
    "HarmPlan",
    "HarmTold",
    "HarmWords",
    "Inquiry",
    "InquiryReader",
    "LedgerLine",
    "LetterKind",
    "Merge",
    "Note",
    "Point",
    "Policy",
    "SavedView",
    "Tie",
]
