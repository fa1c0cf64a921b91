"""From the items of a form to the questions of a page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines import forms
from servewell.web.kit.questions.faults import fault_says
from servewell.web.kit.questions.posted import typed_field
from servewell.web.kit.questions.shape import Fields, KeptFile, Option, Question, Row
from servewell.web.kit.questions.size import size_says

KINDS = {
    forms.Kind.RATING: "scale",
    forms.Kind.RADIOGROUP: "choices",
    forms.Kind.DROPDOWN: "dropdown",
    forms.Kind.CHECKBOX: "several",
    forms.Kind.MATRIX: "choices",
    forms.Kind.RANKING: "ranking",
    forms.Kind.TEXT: "line",
    forms.Kind.COMMENT: "words",
    forms.Kind.FILE: "file",
    forms.Kind.SIGNATURE: "signature",
}
WRITTEN = {forms.Kind.TEXT, forms.Kind.COMMENT, forms.Kind.SIGNATURE}
NO_FIELDS: Fields = {}
NO_FAULTS: Mapping[str, forms.FaultKind] = {}
NO_MESSAGES: Mapping[str, forms.Words] = {}


def _no_file(token: str) -> KeptFile | None:
    return None


@dataclass(frozen=True)
class _Said:
    """What came back, and what must be known to draw it."""

    language: str
    fields: Fields
    faults: Mapping[str, forms.FaultKind]
    messages: Mapping[str, forms.Words]
    kept: Callable[[str], KeptFile | None]
    words: Callable[[forms.Words], str]
    required: frozenset[str]

    def maybe(self, words: forms.Words | None) -> str:
        return self.words(words) if words else ""

    def fault(self, item: forms.Item) -> str:
        demanded = self.messages.get(item.name)
        return fault_says(
            item,
            self.faults.get(item.name),
            self.fields.get(item.name, ()),
            demanded=self.words(demanded) if demanded else "",
        )


def questions(
    form: forms.Form,
    items: Sequence[forms.Item],
    *,
    language: str,
    fields: Fields = NO_FIELDS,
    faults: Mapping[str, forms.FaultKind] = NO_FAULTS,
    messages: Mapping[str, forms.Words] = NO_MESSAGES,
    kept: Callable[[str], KeptFile | None] = _no_file,
    words: Callable[[forms.Words], str] | None = None,
    required: frozenset[str] = frozenset(),
) -> tuple[Question, ...]:
    """``items`` of the form, in its order: the rows of a matrix as one table, each section under its heading.

    ``kept`` reads the token of a file, ``words`` pipes answers into words, and ``required`` are the names of items
    that must be answered because of other answers.
    """
    said = _Said(language, fields, faults, messages, kept, words or (lambda text: text[language]), required)
    drawn: list[Question] = []
    section: str | None = None
    for matrix, together in groupby(items, key=lambda item: item.matrix.name if item.matrix else item.name):
        rows = list(together)
        one = _table(matrix, rows, said) if rows[0].matrix else _question(rows[0], said)
        if rows[0].section != section:
            section = rows[0].section
            one = _under_its_heading(one, form, section, said)
        drawn.append(one)
    return tuple(drawn)


def question(
    item: forms.Item, *, language: str, given: Sequence[str] = (), fault: forms.FaultKind | None = None
) -> Question:
    """One item alone. ``given`` are the texts that came back for it, so that nothing has to be answered twice."""
    faults = {item.name: fault} if fault else NO_FAULTS
    said = _Said(language, {item.name: given}, faults, NO_MESSAGES, _no_file, lambda text: text[language], frozenset())
    return _question(item, said)


def _under_its_heading(one: Question, form: forms.Form, section: str | None, said: _Said) -> Question:
    found = next((each for each in form.sections if each.name == section), None)
    if found is None:
        return one
    return replace(one, heading=said.maybe(found.title), heading_says=said.maybe(found.description))


def _question(item: forms.Item, said: _Said) -> Question:
    given = said.fields.get(item.name, ())
    text = given[0] if given and item.kind in WRITTEN else ""
    return Question(
        name=item.name,
        kind=_kind(item),
        title=said.words(item.title),
        description=said.maybe(item.description),
        is_required=item.is_required or item.name in said.required,
        options=_options(item, said, given),
        rows=_places(item, said) if item.kind is forms.Kind.RANKING else (),
        not_applicable=_not_applicable(item, given),
        low_label=said.maybe(item.low_label),
        high_label=said.maybe(item.high_label),
        text=text,
        typed=_typed(item, said, text),
        input_type=item.input_type.value if item.input_type else "text",
        max_length=item.max_length,
        least="" if item.minimum is None else str(item.minimum),
        most="" if item.maximum is None else str(item.maximum),
        accepts=",".join(item.media_types),
        limits=_limits(item),
        largest=item.largest,
        kept=tuple(file for token in given if (file := said.kept(token))) if item.kind is forms.Kind.FILE else (),
        takes_several=item.kind is forms.Kind.FILE and item.most != 1,
        is_photo=item.is_photo,
        asks_for_answer=item.asks_for_answer,
        is_contact=item.is_contact,
        fault=said.fault(item),
    )


def _typed(item: forms.Item, said: _Said, text: str) -> str:
    """A name in place of a picture, as it is kept or as it came."""
    if item.kind is not forms.Kind.SIGNATURE:
        return ""
    return (
        text if text and not text.startswith("data:") else next(iter(said.fields.get(typed_field(item.name), ())), "")
    )


def _kind(item: forms.Item) -> str:
    """A wish or a consent is ticked or left alone; any other yes or no is answered, or it would never be a no."""
    if item.kind is forms.Kind.BOOLEAN:
        if item.consent:
            return "consent"
        return "tick" if item.asks_for_answer else "choices"
    return KINDS[item.kind]


def _table(name: str, items: Sequence[forms.Item], said: _Said) -> Question:
    first, matrix = items[0], items[0].matrix
    if matrix is None:
        raise ValueError(f"{name} is no row of a table")
    columns = [said.words(words) for words in matrix.columns.values()]
    return Question(
        name=name,
        kind="table",
        title=said.words(matrix.title),
        description=said.maybe(matrix.description),
        options=tuple(Option("", label) for label in columns),
        rows=tuple(_row(item, matrix, said) for item in items),
        not_applicable=_not_applicable(first, ()),
    )


def _row(item: forms.Item, matrix: forms.Matrix, said: _Said) -> Row:
    given = list(said.fields.get(item.name, ()))
    return Row(
        name=item.name,
        title=said.words(item.title),
        options=tuple(
            Option(value, said.words(words), is_chosen=given == [value]) for value, words in matrix.columns.items()
        ),
        not_applicable=_not_applicable(item, given),
        is_required=item.is_required or item.name in said.required,
        fault=said.fault(item),
    )


def _places(item: forms.Item, said: _Said) -> tuple[Row, ...]:
    """One row for each thing that is put in order; an order that came as a list is a place for each."""
    whole = list(said.fields.get(item.name, ()))
    ranks = [str(place) for place in range(1, len(item.choices) + 1)]
    rows = []
    for choice in item.choices:
        name = f"{item.name}.{choice.value}"
        given = [str(whole.index(choice.value) + 1)] if choice.value in whole else list(said.fields.get(name, ()))
        options = tuple(Option(rank, rank, is_chosen=given == [rank]) for rank in ranks)
        rows.append(Row(name=name, title=said.words(choice.text), options=options))
    return tuple(rows)


def _options(item: forms.Item, said: _Said, given: Sequence[str]) -> tuple[Option, ...]:
    if item.matrix:
        return _row(item, item.matrix, said).options
    if item.lowest is not None and item.highest is not None:
        ends = {item.lowest: item.low_label, item.highest: item.high_label}
        return tuple(
            Option(str(step), str(step), aside=said.maybe(ends.get(step)), is_chosen=list(given) == [str(step)])
            for step in range(item.lowest, item.highest + 1)
        )
    if item.kind is forms.Kind.BOOLEAN:
        is_ticked = item.asks_for_answer or item.consent
        labels = {"true": said.words(item.title)} if is_ticked else {"true": _("Yes"), "false": _("No")}
        return tuple(Option(value, label, is_chosen=value in given) for value, label in labels.items())
    offered = [(choice.value, choice.text) for choice in item.choices]
    if item.none_label:
        offered.append((forms.NONE_OF_THESE, item.none_label))
    return tuple(Option(value, said.words(text), is_chosen=value in given) for value, text in offered)


def _not_applicable(item: forms.Item, given: Sequence[str]) -> Option | None:
    if not item.may_not_apply:
        return None
    return Option(
        value=forms.NOT_APPLICABLE.value, label=_("Does not apply"), is_chosen=list(given) == [forms.NOT_APPLICABLE]
    )


def _limits(item: forms.Item) -> str:
    """What may be sent, said before anybody chooses a file."""
    if item.kind is not forms.Kind.FILE or not item.largest:
        return ""
    kinds = ", ".join(dict.fromkeys(each.partition("/")[2].upper() for each in item.media_types))
    number = item.most or 1
    return ngettext(
        "One file: %(kinds)s. At most %(size)s.",
        "Up to %(number)d files: %(kinds)s. At most %(size)s each.",
        number,
    ) % {"number": number, "kinds": kinds, "size": size_says(item.largest)}
