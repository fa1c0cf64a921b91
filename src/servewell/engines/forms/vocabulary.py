"""The closed list: which properties may stand where in an instrument's document, and what each holds."""

from collections.abc import Mapping
from typing import Final

from servewell.engines.forms.document import Kind

DOCUMENT: Final[Mapping[str, str]] = {
    "title": "words, required; its languages are the instrument's languages",
    "description": "words",
    "pages": "list of pages, at least one",
}
PAGE: Final[Mapping[str, str]] = {
    "name": "identifier",
    "title": "words",
    "description": "words",
    "elements": "list of items, at least one",
}
EVERY_ITEM: Final[Mapping[str, str]] = {
    "type": "one of the item types, required",
    "name": "identifier, required, once in the document",
    "title": "words, required",
    "description": "words",
    "isRequired": "true or false",
    "visibleIf": "expression over items that stand earlier",
    "servewell:aspect": "code of the aspect that the item is about",
}
_SCORED: Final[Mapping[str, str]] = {
    "servewell:weight": "number from 0; left out: 1 for a rating or a critical item, otherwise 0",
    "servewell:critical": "true or false: at its worst it makes the whole score 0",
    "servewell:not-applicable": "true or false: also offers “does not apply”, posted as `na`",
}
OF_KIND: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.RATING: {
        "rateMin": "whole number, left out: 1",
        "rateMax": "whole number above rateMin, left out: 5",
        "minRateDescription": "words",
        "maxRateDescription": "words",
        **_SCORED,
        "servewell:best": "`highest` (left out) or `lowest`: the end of the scale that is best",
        "servewell:overall": "true or false, on one item at most: the answer that stands for the whole",
    },
    Kind.BOOLEAN: {
        **_SCORED,
        "servewell:best": "`yes` (left out) or `no`: the answer that is best",
        "servewell:asks-for-answer": "true or false, on one item at most: yes means “please answer me”",
    },
    Kind.RADIOGROUP: {"choices": "list of choices, required", **_SCORED},
    Kind.CHECKBOX: {"choices": "list of choices, required"},
    Kind.TEXT: {
        "inputType": "`text` (left out), `email`, `number` or `date`",
        "maxLength": "whole number of characters, left out: 255",
        "servewell:contact": "true or false, on one item of inputType email at most: where the answer goes",
    },
    Kind.COMMENT: {"maxLength": "whole number of characters, left out: 5000"},
}
CHOICE: Final[Mapping[str, str]] = {"value": "text, required, once in the item; never `na`", "text": "words, required"}
CHOICE_WITH_POINTS: Final[Mapping[str, str]] = {
    **CHOICE,
    "servewell:points": "number; on all choices of the item or on none",
}
LONGEST_LINE: Final = 255
LONGEST_COMMENT: Final = 5000
LONGEST_OF_ALL: Final = 100_000
WIDEST_SCALE: Final = 101
