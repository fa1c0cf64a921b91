"""What we say of answers, in the words in which SurveyJS says it: `oracle/judged.mjs` prints the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from servewell.engines import forms

Judged = dict[str, object]


def judged(form: forms.Form, given: Mapping[str, object]) -> Judged:
    """Which questions are shown, must be answered and are faulty, which answers are kept, and what titles say."""
    files = {item.name for item in form.items if item.kind is forms.Kind.FILE}
    posted = {name: [_file(each) for each in value] if name in files else value for name, value in given.items()}
    checked = forms.validate(form, posted)
    shown = [item for item in form.items if forms.is_visible(item, checked.values)]
    names = {item.name for item in shown}
    return {
        "shown": _questions(names, form),
        "required": _questions(_required(form, shown, checked), form),
        "faulty": sorted(_questions(set(_where_shown(form, checked)), form)),
        "kept": nested({name: value for name, value in flat(given).items() if name in names}),
        "said": _said(form, shown, checked.values),
    }


def comparable(one: Judged) -> Judged:
    """What is wrong stays in the browser until it is mended, and is said in titles until then."""
    return one if not one["faulty"] else one | {"kept": None, "said": None}


def nested(given: Mapping[str, object]) -> dict[str, object]:
    """As SurveyJS keeps answers: the rows of a matrix together."""
    together: dict[str, object] = {}
    for name, value in given.items():
        matrix, _, row = name.partition(".")
        if row:
            together.setdefault(matrix, {})[row] = value
        else:
            together[name] = value
    return together


def flat(given: Mapping[str, object]) -> dict[str, object]:
    rows = {f"{name}.{row}": one for name, each in given.items() if isinstance(each, dict) for row, one in each.items()}
    return {name: value for name, value in given.items() if not isinstance(value, dict)} | rows


def _file(file: Mapping[str, object]) -> dict[str, object]:
    return {"name": file["name"], "type": file["type"], "size": 1000, "digest": file["content"]}


def _questions(names: Iterable[str], form: forms.Form) -> list[str]:
    """In the order of the form, a matrix once."""
    chosen = set(names)
    return list(dict.fromkeys(item.name.partition(".")[0] for item in form.items if item.name in chosen))


def _required(form: forms.Form, shown: Sequence[forms.Item], checked: forms.Checked) -> Iterator[str]:
    for item in shown:
        if forms.is_required(item, checked.values):
            yield item.name
    for name, fault in checked.faults.items():
        if fault is forms.FaultKind.NO_EVIDENCE:
            yield from form.item(name).evidence
    # once a piece was given, SurveyJS goes on asking for it, and for no other
    for item in shown:
        pieces = [name for name in item.evidence if name in checked.values]
        without = {name: value for name, value in checked.values.items() if name not in item.evidence}
        again = forms.validate(form, without).faults.get(item.name)
        if len(pieces) == 1 and again is forms.FaultKind.NO_EVIDENCE:
            yield from pieces


def _where_shown(form: forms.Form, checked: forms.Checked) -> Iterator[str]:
    """SurveyJS asks for each piece of evidence, we say it once beside what needs it."""
    for name, fault in checked.faults.items():
        yield from form.item(name).evidence if fault is forms.FaultKind.NO_EVIDENCE else (name,)


def _said(form: forms.Form, shown: Sequence[forms.Item], values: Mapping[str, forms.AnswerValue]) -> dict[str, str]:
    titles = {f"page{number + 1}": page.title for number, page in enumerate(form.pages) if page.title}
    titles |= {section.name: section.title for section in form.sections if section.title}
    seen = {f"page{item.page + 1}" for item in shown} | {item.section for item in shown}
    titles = {name: title for name, title in titles.items() if name in seen}
    titles |= {item.matrix.name if item.matrix else item.name: (item.matrix or item).title for item in shown}
    return {name: forms.piped(form, title["en"], values, "en") for name, title in titles.items()}
