"""What an author may add: the kinds of questions, and questions that are made by a definition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from servewell.engines import forms
from servewell.engines.forms import vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Offer:
    """``content`` is what the new item has besides its words; ``stem`` begins its name."""

    code: str
    label: "StrOrPromise"
    stem: str
    content: Mapping[str, object] = field(default_factory=dict)


def _scale(highest: int) -> Mapping[str, object]:
    return {"type": "rating", "rateMin": 1, "rateMax": highest}


_TWO_CHOICES: Final = [{"value": "a", "text": "A"}, {"value": "b", "text": "B"}]

OFFERS: "Final[tuple[Offer, ...]]" = (
    Offer("five", _("Scale of 5 steps"), "scale", _scale(5)),
    Offer("seven", _("Scale of 7 steps"), "scale", _scale(7)),
    Offer("ten", _("Scale from 0 to 10"), "scale", {"type": "rating", "rateMin": 0, "rateMax": 10}),
    Offer("nps", _("Would you recommend us? (NPS)"), "recommend",
          {"type": "rating", "rateMin": 0, "rateMax": 10, "servewell:metric": "nps-1"}),
    Offer("csat", _("How satisfied are you? (CSAT)"), "satisfied",
          {"type": "rating", "rateMin": 1, "rateMax": 5, "servewell:metric": "csat-1"}),
    Offer("ces", _("Did we make it easy? (CES)"), "easy",
          {"type": "rating", "rateMin": 1, "rateMax": 7, "servewell:metric": "ces-1"}),
    Offer("yes-no", _("Yes or no"), "yes_no", {"type": "boolean"}),
    Offer("one", _("One of several choices"), "choice", {"type": "radiogroup", "choices": _TWO_CHOICES}),
    Offer("list", _("One of a long list"), "list", {"type": "dropdown", "choices": _TWO_CHOICES}),
    Offer("several", _("Several choices"), "choices", {"type": "checkbox", "choices": _TWO_CHOICES}),
    Offer("table", _("A table of rows on one scale"), "table", {
        "type": "matrix",
        "rows": [{"value": "first", "text": "1"}],
        "columns": [{"value": step, "text": str(step)} for step in range(1, 6)],
    }),
    Offer("order", _("Put in order"), "order", {"type": "ranking", "choices": _TWO_CHOICES}),
    Offer("line", _("A line of text"), "text", {"type": "text"}),
    Offer("number", _("A number"), "number", {"type": "text", "inputType": "number"}),
    Offer("day", _("A day"), "day", {"type": "text", "inputType": "date"}),
    Offer("address", _("An e-mail address"), "address", {"type": "text", "inputType": "email"}),
    Offer("words", _("In one's own words"), "words", {"type": "comment"}),
    Offer("file", _("A file"), "file", {"type": "file"}),
    Offer("photo", _("A photo"), "photo", {"type": "file", "sourceType": "file-camera"}),
    Offer("signature", _("A signature"), "signature", {"type": "signaturepad"}),
    Offer("consent", _("Consent to something"), "consent", {"type": "boolean", "servewell:consent": "contact"}),
    Offer("group", _("A group of questions under a heading"), "group", {"type": "panel", "elements": []}),
)  # fmt: skip

KIND_NAMES: "Final[Mapping[str, StrOrPromise]]" = {
    "rating": _("Scale"),
    "boolean": _("Yes or no"),
    "radiogroup": _("One of several choices"),
    "dropdown": _("One of a long list"),
    "checkbox": _("Several choices"),
    "matrix": _("A table of rows on one scale"),
    "ranking": _("Put in order"),
    "text": _("A line of text"),
    "comment": _("In one's own words"),
    "file": _("A file"),
    "signaturepad": _("A signature"),
    "panel": _("A group of questions under a heading"),
}


# what makes more of an item than its type says
_TELLING: Final = ("servewell:metric", "inputType", "sourceType", "servewell:consent")


def kind_says(kind: str, content: Mapping[str, object]) -> str:
    """The kind of an item in the words under which it is added."""
    for name in (each for each in _TELLING if each in content):
        for offer in OFFERS:
            asks_alike = offer.content.get(name) == content[name] or name == "servewell:consent"
            if offer.content["type"] == kind and name in offer.content and asks_alike:
                return str(offer.label)
    return str(KIND_NAMES.get(kind, kind))


def offers() -> tuple[Offer, ...]:
    """Of what the engine knows; the group stands last."""
    known = {kind.value for kind in forms.Kind}
    return tuple(offer for offer in OFFERS if offer.content["type"] in known or _is_group(offer))


def _is_group(offer: Offer) -> bool:
    return offer.content["type"] == "panel" and hasattr(vocabulary, "PANEL")
