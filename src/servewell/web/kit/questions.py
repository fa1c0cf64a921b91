"""The one place that draws a question of an instrument: for customers, for people on the floor, and as a preview.

Everything is said in the language of the form: whoever draws a page has switched to it already.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.engines import forms


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    aside: str = ""  # said to those who hear the page: what the end of the scale means
    is_chosen: bool = False


@dataclass(frozen=True)
class Question:
    """``kind`` is how it is drawn: scale, choices, several, tick, line or words."""

    name: str
    kind: str
    title: str
    description: str = ""
    is_required: bool = False
    options: tuple[Option, ...] = ()
    not_applicable: Option | None = None
    low_label: str = ""
    high_label: str = ""
    text: str = ""
    input_type: str = "text"
    max_length: int | None = None
    asks_for_answer: bool = False
    is_contact: bool = False
    fault: str = ""


KINDS = {
    forms.Kind.RATING: "scale",
    forms.Kind.RADIOGROUP: "choices",
    forms.Kind.CHECKBOX: "several",
    forms.Kind.TEXT: "line",
    forms.Kind.COMMENT: "words",
}


def question(
    item: forms.Item, *, language: str, given: Sequence[str] = (), fault: forms.FaultKind | None = None
) -> Question:
    """``given`` are the texts that came back for it, so that nothing has to be answered twice."""
    kind = _kind(item)
    return Question(
        name=item.name,
        kind=kind,
        title=item.title[language],
        description=item.description[language] if item.description else "",
        is_required=item.is_required,
        options=_options(item, language, given),
        not_applicable=_not_applicable(item, given),
        low_label=item.low_label[language] if item.low_label else "",
        high_label=item.high_label[language] if item.high_label else "",
        text=given[0] if given and kind in {"line", "words"} else "",
        input_type=item.input_type.value if item.input_type else "text",
        max_length=item.max_length,
        asks_for_answer=item.asks_for_answer,
        is_contact=item.is_contact,
        fault=fault_says(item, fault, given),
    )


def _kind(item: forms.Item) -> str:
    """A wish is ticked or left alone; any other yes or no is answered, or it would never be a no."""
    if item.kind is forms.Kind.BOOLEAN:
        return "tick" if item.asks_for_answer else "choices"
    return KINDS[item.kind]


def _options(item: forms.Item, language: str, given: Sequence[str]) -> tuple[Option, ...]:
    if item.lowest is not None and item.highest is not None:
        ends = {item.lowest: item.low_label, item.highest: item.high_label}
        return tuple(
            Option(
                value=str(step),
                label=str(step),
                aside=words[language] if (words := ends.get(step)) else "",
                is_chosen=list(given) == [str(step)],
            )
            for step in range(item.lowest, item.highest + 1)
        )
    if item.kind is forms.Kind.BOOLEAN:
        said = {"true": item.title[language]} if item.asks_for_answer else {"true": _("Yes"), "false": _("No")}
        return tuple(Option(value=value, label=label, is_chosen=value in given) for value, label in said.items())
    return tuple(
        Option(value=choice.value, label=choice.text[language], is_chosen=choice.value in given)
        for choice in item.choices
    )


def _not_applicable(item: forms.Item, given: Sequence[str]) -> Option | None:
    if not item.may_not_apply:
        return None
    return Option(
        value=forms.NOT_APPLICABLE.value, label=_("Does not apply"), is_chosen=list(given) == [forms.NOT_APPLICABLE]
    )


def fault_says(item: forms.Item, kind: forms.FaultKind | None, given: Sequence[str]) -> str:
    """What is wrong with the answer and how to mend it, in the words of whoever answers."""
    if kind is None:
        return ""
    if kind is forms.FaultKind.TOO_LONG and item.max_length and given:
        return _("There is room for %(limit)d characters; this is %(length)d. Please shorten it.") % {
            "limit": item.max_length,
            "length": len(given[0].replace("\r\n", "\n").strip()),
        }
    if kind is forms.FaultKind.MISSING and item.is_contact:
        return _("Please tell us where to send the answer, or take away the tick above.")
    return {
        forms.FaultKind.MISSING: _("Please answer this question."),
        forms.FaultKind.NOT_A_NUMBER: _("Please write a number, such as 3 or 2.5."),
        forms.FaultKind.NOT_A_DATE: _("Please write a day as year-month-day, such as 2026-11-16."),
        forms.FaultKind.NOT_AN_ADDRESS: _("We cannot write to this address. It should look like name@example.com."),
        forms.FaultKind.NOT_PLAIN_TEXT: _("This holds characters that cannot be read. Please take them out."),
        forms.FaultKind.GIVEN_MORE_THAN_ONCE: _("This came with more than one answer. Please choose one."),
    }.get(kind, _("Please choose one of the answers shown."))
