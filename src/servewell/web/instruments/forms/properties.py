"""The closed list in the author's words: of each property what it is called, what it does and how it is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Way(Enum):
    """How a property is filled in."""

    WORDS = auto()
    FLAG = auto()
    WHOLE = auto()
    NUMBER = auto()
    TEXT = auto()
    CHOICE = auto()
    CONDITION = auto()
    NAMES = auto()
    ROWS = auto()


class Group(Enum):
    """Under which heading a property stands."""

    ASKED = auto()
    ANSWERED = auto()
    SHOWN = auto()
    SCORED = auto()
    ABOUT = auto()


GROUPS: "Final[Mapping[Group, StrOrPromise]]" = {
    Group.ASKED: _("What is asked"),
    Group.ANSWERED: _("How it is answered"),
    Group.SHOWN: _("When it shows and when it must be answered"),
    Group.SCORED: _("How it counts"),
    Group.ABOUT: _("What it is about"),
}


@dataclass(frozen=True)
class Property:
    """``options`` are value and label; ``columns`` are the properties of each entry of a list.

    ``listed_in`` names what is offered: the aspects, the standards, or the items before it that may be evidence.
    ``is_aside``: in an entry of a list it is folded away until something stands there.
    """

    label: "StrOrPromise"
    way: Way
    group: Group = Group.ANSWERED
    help: "StrOrPromise" = ""
    options: "tuple[tuple[str, StrOrPromise], ...]" = ()
    columns: "Mapping[str, Property]" = field(default_factory=dict)
    listed_in: str = ""
    entry: "StrOrPromise" = ""
    is_aside: bool = False


_HIGHEST_OR_LOWEST: "Final[tuple[tuple[str, StrOrPromise], ...]]" = (
    ("", _("The highest")),
    ("lowest", _("The lowest")),
)
_VALUE: Final = Property(
    _("Stored as"), Way.TEXT, help=_("Stands in files and conditions; customers never see it. Left empty, we make one.")
)
_TEXT: Final = Property(_("Words"), Way.WORDS)
_POINTS: Final = Property(_("Points"), Way.NUMBER)
_ASPECT: Final = Property(_("Aspect"), Way.CHOICE, Group.ABOUT, listed_in="aspects")
_STANDARDS: Final = Property(
    _("Standards"),
    Way.NAMES,
    Group.ABOUT,
    _("Of which standards it tells whether they are kept."),
    listed_in="standards",
)
_WEIGHT: Final = Property(
    _("Weight"),
    Way.NUMBER,
    Group.SCORED,
    _("How much it counts in the score. Left empty: 1 for scales, otherwise 0. With 0 it does not count."),
)
_CRITICAL: Final = Property(
    _("Critical"), Way.FLAG, Group.SCORED, _("With its worst answer the whole score is 0, or what is said below.")
)
_BONUS: Final = Property(
    _("Bonus"), Way.FLAG, Group.SCORED, _("Adds to what was reached, and takes nothing away where it is missing.")
)
_BEST: Final = Property(_("Which end is best"), Way.CHOICE, Group.SCORED, options=_HIGHEST_OR_LOWEST)
_OVERALL: Final = Property(
    _("Stands for the whole"),
    Way.FLAG,
    Group.ABOUT,
    _("The one question whose answer is the satisfaction of this form."),
)
_ANCHOR: Final = Property(_("For the answer"), Way.TEXT)

# the properties that an item may have, in the order in which they are filled in
ITEM: Final[Mapping[str, Property]] = {
    "title": Property(_("Question"), Way.WORDS, Group.ASKED),
    "description": Property(_("Explanation under it"), Way.WORDS, Group.ASKED),
    "name": Property(
        _("Name"),
        Way.TEXT,
        Group.ASKED,
        _("By its name it stays the same question over versions, files and figures. Small letters, digits and _."),
    ),
    "inputType": Property(
        _("What is written"),
        Way.CHOICE,
        options=(
            ("", _("A line of text")),
            ("email", _("An e-mail address")),
            ("number", _("A number")),
            ("date", _("A day")),
        ),
    ),
    "min": Property(_("Not below"), Way.TEXT, help=_("A number, or a day as year-month-day.")),
    "max": Property(_("Not above"), Way.TEXT, help=_("A number, or a day as year-month-day.")),
    "maxLength": Property(_("At most so many characters"), Way.WHOLE),
    "rateMin": Property(_("Lowest step"), Way.WHOLE, help=_("Left empty: 1.")),
    "rateMax": Property(_("Highest step"), Way.WHOLE, help=_("Left empty: 5.")),
    "minRateDescription": Property(_("Words at the lowest step"), Way.WORDS),
    "maxRateDescription": Property(_("Words at the highest step"), Way.WORDS),
    "choices": Property(
        _("Choices"), Way.ROWS, columns={"value": _VALUE, "text": _TEXT, "servewell:points": _POINTS}, entry=_("Choice")
    ),
    "rows": Property(
        _("Rows"),
        Way.ROWS,
        entry=_("Row"),
        columns={
            "value": _VALUE,
            "text": _TEXT,
            "servewell:aspect": replace(_ASPECT, is_aside=True),
            "servewell:standards": replace(_STANDARDS, is_aside=True),
            "servewell:weight": Property(
                _("Weight"), Way.NUMBER, help=_("Left empty: that of the table."), is_aside=True
            ),
            "servewell:best": Property(
                _("Which end is best"),
                Way.CHOICE,
                options=(("", _("As in the table")), ("highest", _("The highest")), ("lowest", _("The lowest"))),
                is_aside=True,
            ),
            "servewell:critical": Property(_("Critical"), Way.FLAG, is_aside=True),
            "servewell:bonus": Property(_("Bonus"), Way.FLAG, is_aside=True),
            "servewell:overall": Property(_("Stands for the whole"), Way.FLAG, is_aside=True),
        },
    ),
    "columns": Property(
        _("Columns"),
        Way.ROWS,
        columns={"value": _VALUE, "text": _TEXT, "servewell:points": _POINTS},
        entry=_("Column"),
        help=_("Whole numbers one after the other make a scale; other values are choices."),
    ),
    "showNoneItem": Property(_("Also offers “none of these”"), Way.FLAG),
    "noneText": Property(_("Words for “none of these”"), Way.WORDS),
    "minSelectedChoices": Property(_("At least so many choices"), Way.WHOLE),
    "maxSelectedChoices": Property(_("At most so many choices"), Way.WHOLE),
    "acceptedTypes": Property(
        _("Kinds of files"),
        Way.TEXT,
        help=_("Media types with commas between, such as image/jpeg. Left empty: all that we take."),
    ),
    "maxSize": Property(_("Largest file in bytes"), Way.WHOLE),
    "allowMultiple": Property(_("Several files"), Way.FLAG),
    "maxFiles": Property(_("At most so many files"), Way.WHOLE),
    "sourceType": Property(
        _("Where files come from"),
        Way.CHOICE,
        options=(("", _("Any file of the device")), ("file-camera", _("The camera, or a photo that is there"))),
    ),
    "servewell:not-applicable": Property(_("Also offers “does not apply”"), Way.FLAG),
    "validators": Property(
        _("Checks of the answer"),
        Way.ROWS,
        entry=_("Check"),
        columns={
            "type": Property(
                _("What is checked"),
                Way.CHOICE,
                options=(
                    ("", _("Nothing")),
                    ("numeric", _("A number within bounds")),
                    ("text", _("The length of a text")),
                    ("regex", _("A pattern")),
                    ("email", _("An e-mail address")),
                    ("expression", _("A condition")),
                ),
            ),
            "text": Property(_("What is said where it does not hold"), Way.WORDS),
            "minValue": Property(_("Lowest number"), Way.NUMBER),
            "maxValue": Property(_("Highest number"), Way.NUMBER),
            "minLength": Property(_("Fewest characters"), Way.WHOLE),
            "maxLength": Property(_("Most characters"), Way.WHOLE),
            "regex": Property(_("Pattern"), Way.TEXT),
            "caseInsensitive": Property(_("Capital letters count as small ones"), Way.FLAG),
            "expression": Property(_("Condition"), Way.TEXT),
        },
    ),
    "visibleIf": Property(_("Shows only if"), Way.CONDITION, Group.SHOWN),
    "isRequired": Property(_("Must be answered"), Way.FLAG, Group.SHOWN),
    "eachRowRequired": Property(_("Each row must be answered"), Way.FLAG, Group.SHOWN),
    "requiredIf": Property(_("Must be answered if"), Way.CONDITION, Group.SHOWN),
    "servewell:evidence-if": Property(_("Needs evidence if"), Way.CONDITION, Group.SHOWN),
    "servewell:evidence": Property(
        _("The evidence"), Way.NAMES, Group.SHOWN, _("One of these must be answered then."), listed_in="evidence"
    ),
    "servewell:weight": _WEIGHT,
    "servewell:best": _BEST,
    "servewell:bonus": _BONUS,
    "servewell:critical": _CRITICAL,
    "servewell:critical-below": Property(
        _("Fails below this part of its scale"),
        Way.NUMBER,
        Group.SCORED,
        _("From 0 to 1. Left empty: only at its worst."),
    ),
    "servewell:critical-caps": Property(
        _("The most that the score can be then"), Way.NUMBER, Group.SCORED, _("From 0 to 1. Left empty: 0.")
    ),
    "servewell:anchors": Property(
        _("What an answer means"),
        Way.ROWS,
        Group.SCORED,
        columns={"value": _ANCHOR, "text": _TEXT},
        entry=_("Answer"),
        help=_("A sentence for a step or a choice, so that everybody judges alike."),
    ),
    "servewell:aspect": _ASPECT,
    "servewell:standards": _STANDARDS,
    "servewell:overall": _OVERALL,
    "servewell:metric": Property(
        _("Measures by definition"),
        Way.CHOICE,
        Group.ABOUT,
        options=(
            ("", _("None")),
            ("nps-1", _("NPS: would recommend, 0 to 10")),
            ("csat-1", _("CSAT: satisfied, 1 to 5")),
            ("ces-1", _("CES: made it easy, 1 to 7")),
        ),
    ),
    "servewell:consent": Property(
        _("Asks for consent to"),
        Way.TEXT,
        Group.ABOUT,
        _("A name for the purpose, in small letters. Never ticked beforehand."),
    ),
    "servewell:asks-for-answer": Property(
        _("Yes means “please answer me”"), Way.FLAG, Group.ABOUT, _("Whoever says so gets a case with an owner.")
    ),
    "servewell:contact": Property(
        _("Here goes the answer"), Way.FLAG, Group.ABOUT, _("Only where an e-mail address is written.")
    ),
}

# what stands otherwise in an item of this type
OTHERWISE: Final[Mapping[tuple[str, str], Property]] = {
    ("boolean", "servewell:best"): Property(
        _("Which answer is best"), Way.CHOICE, Group.SCORED, options=(("", _("Yes")), ("no", _("No")))
    ),
}

SECTION: Final[Mapping[str, Property]] = {
    "title": Property(_("Heading"), Way.WORDS, Group.ASKED),
    "description": Property(_("Explanation under it"), Way.WORDS, Group.ASKED),
    "visibleIf": Property(_("Shows only if"), Way.CONDITION, Group.SHOWN),
    "servewell:weight": Property(
        _("Weight"),
        Way.NUMBER,
        Group.SCORED,
        _("Its part of the score. Left empty: its questions count by themselves."),
    ),
}


HEAD: Final[Mapping[str, Property]] = {
    "title": Property(
        _("Title"), Way.WORDS, Group.ASKED, _("The form is asked in the languages in which it has a title.")
    ),
    "description": Property(_("What whoever answers reads first"), Way.WORDS, Group.ASKED),
    "thanks": Property(_("Thanks at the end"), Way.WORDS, Group.ASKED),
    "servewell:edition": Property(
        _("What braces and scores mean"),
        Way.CHOICE,
        Group.SCORED,
        options=(
            ("", _("First edition: braces are just braces; no bonus, no weights of sections")),
            ("2", _("Second edition: {name} says an answer; bonus, caps and weights of sections")),
        ),
    ),
}


def property_of(kind: str, name: str) -> Property | None:
    return OTHERWISE.get((kind, name)) or ITEM.get(name)
