"""Instruments as frozen documents: read, delivered, validated and scored. Plain Python, no database, no web."""

from servewell.engines.forms.answers import Checked, FaultKind, is_visible, validate
from servewell.engines.forms.choosing import condition, fulfils
from servewell.engines.forms.delivery import LanguageNotInForm, delivered
from servewell.engines.forms.description import describe
from servewell.engines.forms.document import (
    NOT_APPLICABLE,
    AnswerValue,
    Choice,
    Form,
    InputType,
    Item,
    Kind,
    NotApplicable,
    Page,
    Words,
)
from servewell.engines.forms.faults import DocumentHasFaults, Fault
from servewell.engines.forms.keeping import keep, kept, points_kept
from servewell.engines.forms.reading import read
from servewell.engines.forms.scoring import Line, Scored, Standing, score, total

__all__ = [
    "NOT_APPLICABLE",
    "AnswerValue",
    "Checked",
    "Choice",
    "DocumentHasFaults",
    "Fault",
    "FaultKind",
    "Form",
    "InputType",
    "Item",
    "Kind",
    "LanguageNotInForm",
    "Line",
    "NotApplicable",
    "Page",
    "Scored",
    "Standing",
    "Words",
    "condition",
    "delivered",
    "describe",
    "fulfils",
    "is_visible",
    "keep",
    "kept",
    "points_kept",
    "read",
    "score",
    "total",
    "validate",
]
