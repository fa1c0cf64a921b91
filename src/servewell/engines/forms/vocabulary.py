"""The closed list: which properties may stand where in an instrument's document, and what each holds."""

from collections.abc import Mapping
from typing import Final

from servewell.engines.forms.document import Check, Kind
from servewell.engines.forms.metrics import METRICS

LONGEST_LINE: Final = 255
LONGEST_COMMENT: Final = 5000
LONGEST_OF_ALL: Final = 100_000
LONGEST_NAME: Final = 60
WIDEST_SCALE: Final = 101
MOST_FILES: Final = 20
USUAL_FILE: Final = 10_000_000
LARGEST_FILE: Final = 50_000_000
LONGEST_SIGNATURE: Final = 300_000
MEDIA_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "application/pdf": (".pdf",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "video/mp4": (".mp4",),
}
PHOTOS: Final = tuple(each for each in MEDIA_TYPES if each.startswith("image/"))

DOCUMENT: Final[Mapping[str, str]] = {
    "title": "words, required; its languages are the instrument's languages",
    "description": "words",
    "pages": "list of pages, at least one",
    "servewell:edition": "`1` (left out) or `2`: in the second, `{name}` in words is piping and the rule of the score"
    " is `weighted-2`",
}
_SECTION: Final[Mapping[str, str]] = {
    "title": "words",
    "description": "words",
    "visibleIf": "expression over items that stand before it",
    "servewell:weight": "number from 0: its part of the score; where one has it, the others count 1; edition 2",
}
PAGE: Final[Mapping[str, str]] = {
    "name": "identifier",
    **_SECTION,
    "elements": "list of items and sections, at least one",
}
PANEL: Final[Mapping[str, str]] = {
    "type": "`panel`",
    "name": "identifier, required, once in the document",
    **_SECTION,
    "elements": "list of items, at least one",
}
EVERY_ITEM: Final[Mapping[str, str]] = {
    "type": "one of the item types, required",
    "name": "identifier, required, once in the document",
    "title": "words, required",
    "description": "words",
    "visibleIf": "expression over items that stand earlier",
    "servewell:aspect": "code of the aspect that the item is about",
    "servewell:standards": "list of codes of the standards that the item is about",
    "servewell:evidence-if": "expression over the item and those before it: where it holds, evidence must be given",
    "servewell:evidence": "list of names of items of type file, signaturepad or comment in the same section: the"
    " evidence, one of which is enough",
}
_REQUIRED: Final[Mapping[str, str]] = {
    "isRequired": "true or false",
    "requiredIf": "expression over items that stand earlier",
}
_VALIDATED: Final[Mapping[str, str]] = {"validators": "list of validators"}
_SCORED: Final[Mapping[str, str]] = {
    "servewell:weight": "number from 0; left out: 1 for a rating, a matrix on whole numbers or a critical item,"
    " otherwise 0",
    "servewell:critical": "true or false: at its worst it makes the whole score 0",
    "servewell:critical-below": "number above 0, at most 1: it fails below this part of its scale, not just at its"
    " worst; edition 2",
    "servewell:critical-caps": "number from 0 to 1: the most that the score can be where it fails, left out: 0;"
    " edition 2",
    "servewell:bonus": "true or false: adds to what was reached, not to what could be reached; edition 2",
    "servewell:not-applicable": "true or false: also offers “does not apply”, posted as `na`",
    "servewell:anchors": "list of anchors: what an answer means",
}
_OVERALL: Final = "true or false, on one item at most: the answer that stands for the whole"
_ENDS: Final = "`highest` (left out) or `lowest`: the end of the scale that is best"
OF_KIND: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.RATING: {
        **_REQUIRED,
        "rateMin": "whole number, left out: 1",
        "rateMax": "whole number above rateMin, left out: 5",
        "minRateDescription": "words",
        "maxRateDescription": "words",
        **_SCORED,
        "servewell:best": _ENDS,
        "servewell:overall": _OVERALL,
        "servewell:metric": f"one of {', '.join(f'`{code}`' for code in METRICS)}: the definition that the question"
        " and its scale follow",
        **_VALIDATED,
    },
    Kind.BOOLEAN: {
        **_REQUIRED,
        **_SCORED,
        "servewell:best": "`yes` (left out) or `no`: the answer that is best",
        "servewell:asks-for-answer": "true or false, on one item at most: yes means “please answer me”",
        "servewell:consent": "identifier of the purpose that is agreed to; never ticked beforehand, never scored",
        **_VALIDATED,
    },
    Kind.RADIOGROUP: {**_REQUIRED, "choices": "list of choices, required", **_SCORED, **_VALIDATED},
    Kind.DROPDOWN: {**_REQUIRED, "choices": "list of choices, required", **_SCORED, **_VALIDATED},
    Kind.CHECKBOX: {
        **_REQUIRED,
        "choices": "list of choices, required",
        "minSelectedChoices": "whole number: so many at least, so the item must be answered; “none of these” is enough",
        "maxSelectedChoices": "whole number: so many at most",
        "showNoneItem": "true or false: also offers “none of these”, posted as `none`, which excludes every other",
        "noneText": "words, left out: “None of these”",
        **_VALIDATED,
    },
    Kind.MATRIX: {
        "eachRowRequired": "true or false",
        "rows": "list of rows, required; each is an item named `matrix.row`",
        "columns": "list of columns, required: choices, or steps whose values are whole numbers, each one more than"
        " the one before",
        **_SCORED,
        "servewell:best": _ENDS,
    },
    Kind.RANKING: {**_REQUIRED, "choices": "list of choices, required: all are put in order", **_VALIDATED},
    Kind.TEXT: {
        **_REQUIRED,
        "inputType": "`text` (left out), `email`, `number` or `date`",
        "maxLength": f"whole number of characters, left out: {LONGEST_LINE}",
        "min": "number or day (year-month-day), for inputType number or date: not below",
        "max": "number or day (year-month-day), for inputType number or date: not above",
        "servewell:contact": "true or false, on one item of inputType email at most: where the answer goes",
        **_VALIDATED,
    },
    Kind.COMMENT: {
        **_REQUIRED,
        "maxLength": f"whole number of characters, left out: {LONGEST_COMMENT}",
        **_VALIDATED,
    },
    Kind.FILE: {
        **_REQUIRED,
        "acceptedTypes": f"media types with commas between, left out: all of {', '.join(MEDIA_TYPES)}",
        "maxSize": f"whole number of bytes, left out: {USUAL_FILE}, at most {LARGEST_FILE}",
        "allowMultiple": "true or false",
        "maxFiles": f"whole number, with allowMultiple: so many at most, left out: {MOST_FILES}",
        "sourceType": "`file` (left out) or `file-camera`: a photo, taken or chosen, of the accepted types of images",
    },
    Kind.SIGNATURE: {**_REQUIRED},
}
ROW: Final[Mapping[str, str]] = {
    "value": "identifier, required, once in the matrix",
    "text": "words, required",
    "servewell:aspect": "code of the aspect that the row is about, left out: the matrix's",
    "servewell:standards": "list of codes of the standards that the row is about, left out: the matrix's",
    "servewell:weight": "number from 0, left out: the matrix's",
    "servewell:critical": "true or false, left out: the matrix's",
    "servewell:bonus": "true or false, left out: the matrix's; edition 2",
    "servewell:best": "`highest` or `lowest`, left out: the matrix's",
    "servewell:overall": _OVERALL,
}
CHOICE: Final[Mapping[str, str]] = {
    "value": "text, required, once in the item; never `na`, beside “none of these” never `none`",
    "text": "words, required",
}
CHOICE_WITH_POINTS: Final[Mapping[str, str]] = {
    **CHOICE,
    "servewell:points": "number; on all choices of the item or on none",
}
STEP: Final[Mapping[str, str]] = {"value": "whole number, one more than the one before", "text": "words, required"}
ANCHOR: Final[Mapping[str, str]] = {
    "value": "a step of the item's scale, or the value of one of its choices; true or false for a boolean",
    "text": "words, required",
}
_MESSAGE: Final[Mapping[str, str]] = {
    "type": f"one of {', '.join(f'`{check.value}`' for check in Check)}",
    "text": "words, required: what is said where it is not fulfilled",
}
OF_CHECK: Final[Mapping[Check, Mapping[str, str]]] = {
    Check.NUMERIC: {**_MESSAGE, "minValue": "number", "maxValue": "number"},
    Check.TEXT: {**_MESSAGE, "minLength": "whole number", "maxLength": "whole number"},
    Check.REGEX: {**_MESSAGE, "regex": "pattern, required", "caseInsensitive": "true or false"},
    Check.EMAIL: _MESSAGE,
    Check.EXPRESSION: {**_MESSAGE, "expression": "expression over the item and those before it, required"},
}
