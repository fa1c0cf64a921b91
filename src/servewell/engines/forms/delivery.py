"""What a browser gets: the form in one language, without anything that tells how it is scored."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from servewell.engines.forms import languages
from servewell.engines.forms.document import (
    NOT_APPLICABLE,
    Check,
    Form,
    InputType,
    Item,
    Kind,
    Matrix,
    Section,
    Validator,
    Words,
)
from servewell.engines.forms.expressions import Expression
from servewell.engines.forms.json_values import Json


class LanguageNotInForm(ValueError):
    """The form has no text in this language; choose one of its `languages`."""


def delivered(form: Form, language: str) -> dict[str, Json]:
    """The SurveyJS document for one language, built anew from what may be shown, so nothing secret can slip through."""
    if language not in form.languages:
        raise LanguageNotInForm(f"The form is not written in {language}; it is in {', '.join(form.languages)}.")
    hides_parts = any(item.within for item in form.items)
    pages: list[Json] = []
    for number, page in enumerate(form.pages):
        texts = _texts({"title": page.title, "description": page.description}, language)
        elements = list(_elements(form, number, language))
        pages.append({"name": f"page{number + 1}", **texts, **_if("visibleIf", page.visible_if), "elements": elements})
    return {
        **_texts({"title": form.title, "description": form.description}, language),
        "locale": "" if language == "en" else languages.SURVEYJS_NAMES[language],
        "clearInvisibleValues": "onHiddenContainer" if hides_parts else "onHidden",
        "pages": pages,
    }


def _elements(form: Form, page: int, language: str) -> Iterator[Json]:
    needed = _evidence_needed(form)
    sections = {section.name: section for section in form.sections}
    on_page = (item for item in form.items if item.page == page)
    for name, items in groupby(on_page, key=lambda item: item.section):
        questions = list(_questions(items, needed, language))
        if name is None:
            yield from questions
        else:
            yield _section(sections[name], questions, language)


def _section(section: Section, questions: list[Json], language: str) -> Json:
    texts = _texts({"title": section.title, "description": section.description}, language)
    condition = _if("visibleIf", section.visible_if)
    return {"type": "panel", "name": section.name, **texts, **condition, "elements": questions}


def _questions(items: Iterator[Item], needed: Mapping[str, str], language: str) -> Iterator[Json]:
    for matrix, rows in groupby(items, key=lambda item: item.matrix):
        if matrix is None:
            yield from (_element(item, needed.get(item.name), language) for item in rows)
        else:
            yield _matrix(matrix, list(rows), language)


def _evidence_needed(form: Form) -> Mapping[str, str]:
    """Of each piece of evidence the condition under which it must be given: unless another piece was."""
    needed: dict[str, list[str]] = {}
    for item in form.items:
        if item.evidence_if is None:
            continue
        for name in item.evidence:
            others = "".join(f" and {{{other}}} empty" for other in item.evidence if other != name)
            needed.setdefault(name, []).append(f"({{{item.name}}} notempty and ({item.evidence_if.text}){others})")
    return {name: " or ".join(conditions) for name, conditions in needed.items()}


def _texts(texts: Mapping[str, Words | None], language: str) -> dict[str, Json]:
    return {key: words[language] for key, words in texts.items() if words}


def _if(key: str, condition: Expression | None) -> dict[str, Json]:
    return {} if condition is None else {key: condition.text}


def _element(item: Item, needed: str | None, language: str) -> dict[str, Json]:
    texts = _texts(
        {
            "title": item.title,
            "description": item.description,
            "minRateDescription": item.low_label,
            "maxRateDescription": item.high_label,
        },
        language,
    )
    required: dict[str, Json] = {"isRequired": True} if item.is_required else {}
    conditions = [text for text in (item.required_if.text if item.required_if else None, needed) if text]
    if conditions:
        joined = conditions[0] if len(conditions) == 1 else " or ".join(f"({each})" for each in conditions)
        required["requiredIf"] = joined
    validators: dict[str, Json] = {}
    if item.validators:
        validators["validators"] = [_validator(each, language) for each in item.validators]
    return {
        "type": item.kind.value,
        "name": item.name,
        **texts,
        **required,
        **_if("visibleIf", item.visible_if),
        **_answering(item, language),
        **validators,
    }


def _matrix(matrix: Matrix, rows: Sequence[Item], language: str) -> dict[str, Json]:
    first = rows[0]
    columns: list[Json] = [
        {"value": int(value) if first.has_steps else value, "text": words[language]}
        for value, words in matrix.columns.items()
    ]
    required: dict[str, Json] = {"eachRowRequired": True} if first.is_required else {}
    return {
        "type": Kind.MATRIX.value,
        "name": matrix.name,
        **_texts({"title": matrix.title, "description": matrix.description}, language),
        **required,
        **_if("visibleIf", first.visible_if),
        "columns": columns + _does_not_apply(first, language),
        "rows": [{"value": row.row, "text": row.title[language]} for row in rows],
    }


def _answering(item: Item, language: str) -> dict[str, Json]:
    does_not_apply = _does_not_apply(item, language)
    if item.kind is Kind.RATING:
        return _scale(item, does_not_apply, language)
    if item.kind is Kind.BOOLEAN and does_not_apply:
        yes, no = languages.YES[language], languages.NO[language]
        return {
            "type": "radiogroup",
            "choices": [{"value": True, "text": yes}, {"value": False, "text": no}, *does_not_apply],
        }
    if item.choices:
        choices: list[Json] = [{"value": choice.value, "text": choice.text[language]} for choice in item.choices]
        return {"choices": choices + does_not_apply, **_how_many(item, language)}
    if item.kind is Kind.FILE:
        return _files(item)
    length = (
        {}
        if item.max_length is None or item.input_type in {InputType.NUMBER, InputType.DATE}
        else {"maxLength": item.max_length}
    )
    ends: dict[str, Json] = {"min": item.minimum, "max": item.maximum}
    return {
        **length,
        **({} if item.input_type is None else {"inputType": item.input_type.value}),
        **{key: end for key, end in ends.items() if end is not None},
    }


def _does_not_apply(item: Item, language: str) -> list[Json]:
    return [{"value": NOT_APPLICABLE.value, "text": languages.DOES_NOT_APPLY[language]}] if item.may_not_apply else []


def _how_many(item: Item, language: str) -> dict[str, Json]:
    limits: dict[str, Json] = {"minSelectedChoices": item.fewest, "maxSelectedChoices": item.most}
    none: dict[str, Json] = (
        {} if item.none_label is None else {"showNoneItem": True, "noneText": item.none_label[language]}
    )
    return {key: limit for key, limit in limits.items() if limit is not None} | none


def _files(item: Item) -> dict[str, Json]:
    many: dict[str, Json] = {"allowMultiple": True, "maxFiles": item.most} if (item.most or 1) > 1 else {}
    photo: dict[str, Json] = {"sourceType": "file-camera"} if item.is_photo else {}
    return {"acceptedTypes": ",".join(item.media_types), "maxSize": item.largest, **many, **photo}


def _scale(item: Item, does_not_apply: list[Json], language: str) -> dict[str, Json]:
    scale: dict[str, Json] = {"rateMin": item.lowest, "rateMax": item.highest}
    if item.lowest is None or item.highest is None or not (does_not_apply or item.anchors):
        return scale
    said = {anchor.value: anchor.text[language] for anchor in item.anchors}
    steps: list[Json] = [
        {"value": step, "text": said[str(step)]} if str(step) in said else step
        for step in range(item.lowest, item.highest + 1)
    ]
    return scale | {"rateValues": steps + does_not_apply}


def _validator(validator: Validator, language: str) -> Json:
    limits = {Check.NUMERIC: ("minValue", "maxValue"), Check.TEXT: ("minLength", "maxLength")}
    ends = zip(limits.get(validator.check, ()), (validator.lowest, validator.highest), strict=False)
    said: dict[str, Json] = {key: end for key, end in ends if end is not None}
    if validator.pattern is not None:
        said |= {"regex": validator.pattern} | ({"caseInsensitive": True} if validator.ignores_case else {})
    return {
        "type": validator.check.value,
        "text": validator.text[language],
        **said,
        **_if("expression", validator.expression),
    }
