"""Conditions from outside of a document over the answers to it, such as: which of them a quota counts."""

from collections.abc import Mapping
from typing import cast

from servewell.engines.forms import conditions, expression_parser, expressions
from servewell.engines.forms.document import AnswerValue, Form
from servewell.engines.forms.expressions import Expression
from servewell.engines.forms.faults import DocumentHasFaults, Fault
from servewell.engines.forms.javascript import Value


def condition(form: Form, text: str) -> Expression:
    """The condition, read in the language of `visibleIf`; it may look at every item of the form.

    Raises `DocumentHasFaults`, with the path `condition`.
    """
    try:
        expression = expression_parser.parse(text)
    except expression_parser.NotInTheLanguage as fault:
        raise _fault(f"{fault}.", "Write it with what the printed list of the language offers.") from fault
    unknown = sorted(name for name in expression.names if form.item(name) is None)
    if unknown:
        asked = ", ".join(item.name for item in form.items)
        raise _fault(f"No item is named {', '.join(unknown)}.", f"Refer to items of the form: {asked}.")
    kinds = {item.name: item.kind.value for item in form.items}
    for what, mend in conditions.misused(expression, kinds):
        raise _fault(what, mend)
    return expression


def fulfils(form: Form, text: str, values: Mapping[str, AnswerValue]) -> bool:
    """Whether checked answers fulfil the condition; what was not answered is empty. Raises `DocumentHasFaults`."""
    return expressions.holds(condition(form, text), cast("Mapping[str, Value]", values))


def _fault(what: str, mend: str) -> DocumentHasFaults:
    return DocumentHasFaults((Fault(path="condition", what=what, mend=mend),))
