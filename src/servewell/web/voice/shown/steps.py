"""How a form is asked: all at once where it is short and does not branch, else page by page.

A step ends where the next question depends on one of its answers, so that the server can decide what to ask next
without a script in the browser.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from servewell.engines import forms

Step: TypeAlias = Sequence[forms.Item]
# so many questions are asked at once; a table counts as one
MOST_AT_ONCE = 10


def is_plain(form: forms.Form) -> bool:
    """Whether all of it is asked on one page: up to ten questions, none of which depends on another's answer."""
    return _count(form.items) <= MOST_AT_ONCE and not any(_depends(form, item) for item in form.items)


def steps(form: forms.Form) -> Sequence[Step]:
    return (form.items,) if is_plain(form) else tuple(_steps(form))


def shown(step: Step, values: Mapping[str, forms.AnswerValue]) -> Step:
    """The items of a step that show, given the answers before it; where to send an answer stands beside the wish."""
    return tuple(item for item in step if item.is_contact or forms.is_visible(item, values))


def _steps(form: forms.Form) -> Iterator[Step]:
    step: list[forms.Item] = []
    for item in form.items:
        begins_table = item.matrix is None or not step or step[-1].matrix != item.matrix
        is_full = begins_table and _count((*step, item)) > MOST_AT_ONCE
        if step and (item.page != step[-1].page or is_full or _hangs_on(form, item, step)):
            yield tuple(step)
            step = []
        step.append(item)
    if step:
        yield tuple(step)


def _count(items: Step) -> int:
    return len(dict.fromkeys(item.matrix.name if item.matrix else item.name for item in items))


def _depends(form: forms.Form, item: forms.Item) -> bool:
    if item.is_contact:
        return False
    return item.visible_if is not None or bool(item.within) or _is_piped(form, item)


def _hangs_on(form: forms.Form, item: forms.Item, step: Step) -> bool:
    if item.is_contact:
        return False
    names = {each.name for each in step}
    conditions = (*item.within, *((item.visible_if,) if item.visible_if else ()))
    return _is_piped(form, item) or any(condition.names & names for condition in conditions)


def _is_piped(form: forms.Form, item: forms.Item) -> bool:
    return any(forms.looks_back(form, words) for words in (item.title, item.description))
