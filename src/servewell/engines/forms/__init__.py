"""Instruments as frozen documents: read, delivered, validated and scored. Plain Python, no database, no web."""

from servewell.engines.forms.answers import Checked, FaultKind, is_required, is_visible, validate
from servewell.engines.forms.bulk_scoring import Scorer, score_many
from servewell.engines.forms.changing import moved, same_scale
from servewell.engines.forms.choosing import condition, fulfils
from servewell.engines.forms.delivery import LanguageNotInForm, delivered
from servewell.engines.forms.derivations import DerivationIsBroken, derivation_kept, derivation_without, recompute
from servewell.engines.forms.description import describe
from servewell.engines.forms.document import (
    NOT_APPLICABLE,
    Anchor,
    AnswerValue,
    Attached,
    Check,
    Choice,
    Form,
    InputType,
    Item,
    Kind,
    Matrix,
    NotApplicable,
    Page,
    Section,
    Validator,
    Words,
)
from servewell.engines.forms.exporting import Exported, export
from servewell.engines.forms.faults import DocumentHasFaults, Fault
from servewell.engines.forms.importing import Imported, NothingCanBeTaken, import_surveyjs
from servewell.engines.forms.keeping import is_written, keep, kept, points_kept, without_words
from servewell.engines.forms.left_out import LeftOut
from servewell.engines.forms.metrics import METRICS, DefinitionIsUnknown, Metric, MetricFigure, figure, metric
from servewell.engines.forms.piping import looks_back, piped, said
from servewell.engines.forms.reading import read
from servewell.engines.forms.scale_reading import NONE_OF_THESE
from servewell.engines.forms.scoring import Line, Scored, SectionScore, Standing, score, total

__all__ = [
    "METRICS",
    "NONE_OF_THESE",
    "NOT_APPLICABLE",
    "Anchor",
    "AnswerValue",
    "Attached",
    "Check",
    "Checked",
    "Choice",
    "DefinitionIsUnknown",
    "DerivationIsBroken",
    "DocumentHasFaults",
    "Exported",
    "Fault",
    "FaultKind",
    "Form",
    "Imported",
    "InputType",
    "Item",
    "Kind",
    "LanguageNotInForm",
    "LeftOut",
    "Line",
    "Matrix",
    "Metric",
    "MetricFigure",
    "NotApplicable",
    "NothingCanBeTaken",
    "Page",
    "Scored",
    "Scorer",
    "Section",
    "SectionScore",
    "Standing",
    "Validator",
    "Words",
    "condition",
    "delivered",
    "derivation_kept",
    "derivation_without",
    "describe",
    "export",
    "figure",
    "fulfils",
    "import_surveyjs",
    "is_required",
    "is_visible",
    "is_written",
    "keep",
    "kept",
    "looks_back",
    "metric",
    "moved",
    "piped",
    "points_kept",
    "read",
    "recompute",
    "said",
    "same_scale",
    "score",
    "score_many",
    "total",
    "validate",
    "without_words",
]
