"""Reads one question of a document: an item, or of a matrix an item for each row."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from servewell.engines.forms import answer_reading, matrix_reading, scale_reading, vocabulary
from servewell.engines.forms.conditions import Reader
from servewell.engines.forms.document import FIRST_EDITION, Item, Kind
from servewell.engines.forms.evidence import read_evidence
from servewell.engines.forms.expressions import Expression
from servewell.engines.forms.faults import Place
from servewell.engines.forms.scale_reading import Scale
from servewell.engines.forms.scope import IDENTIFIER, Scope

_OF_SECOND_EDITION = ("servewell:bonus", "servewell:critical-below", "servewell:critical-caps")


@dataclass(frozen=True, slots=True)
class Around:
    """Where a question stands. ``names`` are those given so far, of items, rows and sections."""

    scope: Scope
    page: int
    section: str | None
    within: tuple[Expression, ...]
    names: set[str]


def read_items(place: Place, around: Around) -> tuple[Item, ...]:
    kind = _kind(place)
    if kind is None:
        return ()
    place.refuse_unknown({**vocabulary.EVERY_ITEM, **vocabulary.OF_KIND[kind]})
    refuse_of_second_edition(place, around.scope, _OF_SECOND_EDITION)
    scale = scale_reading.read_scale(place, kind, around.scope.languages)
    name = read_name(place, around.names)
    reader = Reader.of_item(around.scope, name if kind is not Kind.MATRIX else _first_row(around.scope, name))
    item = _measured(place, _item(place, kind, name, reader, scale, around), scale, around.scope)
    _check_plain_words(place, reader, item)
    _check_critical(place, item)
    return matrix_reading.rows_of(place, item, around.scope, around.names) if kind is Kind.MATRIX else (item,)


def _item(place: Place, kind: Kind, name: str, reader: Reader, scale: Scale, around: Around) -> Item:
    languages = around.scope.languages
    visible_if = reader.condition(place, "visibleIf")
    answer = answer_reading.read_answer(place, kind, reader, scale)
    title = place.words("title", languages=languages, is_required=True)
    description = place.words_if_any("description", languages=languages)
    reader.piped(place, "title", title)
    reader.piped(place, "description", description)
    evidence_if, evidence = read_evidence(place, reader, section=around.section, page=around.page)
    return Item(
        name=name,
        kind=kind,
        title=title,
        page=around.page,
        description=description,
        is_required=place.flag("isRequired") or place.flag("eachRowRequired"),
        visible_if=visible_if,
        low_label=place.words_if_any("minRateDescription", languages=languages),
        high_label=place.words_if_any("maxRateDescription", languages=languages),
        input_type=answer.input_type,
        max_length=answer.max_length,
        asks_for_answer=place.flag("servewell:asks-for-answer"),
        is_contact=answer.is_contact,
        section=around.section,
        within=around.within,
        required_if=reader.condition(place, "requiredIf"),
        validators=answer.validators,
        consent=answer.consent,
        minimum=answer.minimum,
        maximum=answer.maximum,
        fewest=answer.fewest,
        most=answer.most,
        none_label=answer.none_label,
        media_types=answer.media_types,
        largest=answer.largest,
        is_photo=answer.is_photo,
        evidence_if=evidence_if,
        evidence=evidence,
        path=place.path,
    )


def _measured(place: Place, item: Item, scale: Scale, scope: Scope) -> Item:
    """The item with what it is about and how it counts."""
    return replace(
        item,
        aspect=place.text("servewell:aspect"),
        standards=place.texts("servewell:standards"),
        choices=scale.choices,
        lowest=scale.lowest,
        highest=scale.highest,
        worst=scale.worst,
        best=scale.best,
        metric=scale.metric,
        weight=scale_reading.read_weight(place, item.kind, scale),
        is_overall=place.flag("servewell:overall"),
        is_critical=place.flag("servewell:critical"),
        may_not_apply=place.flag("servewell:not-applicable"),
        anchors=scale_reading.read_anchors(place, item.kind, scale, scope.languages),
        is_bonus=place.flag("servewell:bonus"),
        critical_below=place.number("servewell:critical-below", otherwise=None, lowest=0.000001, highest=1),
        caps_at=place.number("servewell:critical-caps", otherwise=0.0, lowest=0, highest=1) or 0.0,
    )


def _kind(place: Place) -> Kind | None:
    known = [kind.value for kind in Kind]
    value = place.content.get("type")
    if isinstance(value, str) and value in known:
        return Kind(value)
    place.fault("type", f"The item type {value!r} is not in the closed list.", f"Use one of: {', '.join(known)}.")
    return None


def read_name(place: Place, names: set[str]) -> str:
    name = place.text("name") or ""
    if not IDENTIFIER.fullmatch(name) or "equals" in name:
        mend = "Use up to 40 small letters, digits and _, a letter first, without the word 'equals'."
        place.fault("name", f"'{name}' is not an identifier.", mend)
    elif name in names:
        place.fault("name", f"'{name}' is the name of an earlier item.", "Give each item a name of its own.")
    names.add(name)
    return name


def _first_row(scope: Scope, name: str) -> str:
    return next((each for each in scope.items if each.startswith(f"{name}.")), name)


def refuse_of_second_edition(place: Place, scope: Scope, keys: Iterable[str]) -> None:
    """The first edition knows another score, and every document that says no edition is of the first."""
    for key in keys:
        if key in place.content and scope.edition == FIRST_EDITION:
            place.fault(key, f"'{key}' is of the second edition.", "Write 'servewell:edition': 2 in the document.")


def _check_plain_words(place: Place, reader: Reader, item: Item) -> None:
    for key, words in (
        ("minRateDescription", item.low_label),
        ("maxRateDescription", item.high_label),
        ("noneText", item.none_label),
        *(("choices", choice.text) for choice in item.choices),
        *(("servewell:anchors", anchor.text) for anchor in item.anchors),
        *(("validators", validator.text) for validator in item.validators),
    ):
        reader.plain(place, key, words)


def _check_critical(place: Place, item: Item) -> None:
    for key in ("servewell:critical-below", "servewell:critical-caps"):
        if key in place.content and not item.is_critical and item.kind is not Kind.MATRIX:
            place.fault(key, "The item is not critical.", "Write 'servewell:critical': true, or leave it out.")
    if item.is_bonus and item.is_critical:
        place.fault("servewell:bonus", "A bonus cannot be critical.", "Leave one of the two out.")
    if item.consent and (item.weight or item.is_critical or item.asks_for_answer or item.may_not_apply):
        mend = "Leave out what scores it and what asks for an answer."
        place.fault("servewell:consent", "A consent is given or not, and never scored.", mend)
