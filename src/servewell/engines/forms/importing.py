"""A SurveyJS document taken in as one of ours. What cannot be taken is told, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from servewell.engines.forms import importing_questions, importing_words
from servewell.engines.forms.document import SECOND_EDITION, Form
from servewell.engines.forms.faults import DocumentHasFaults, Fault
from servewell.engines.forms.importing_names import Names
from servewell.engines.forms.left_out import LeftOut, chain, steps, titled
from servewell.engines.forms.reading import read

# without these an item is none: where one of them is at fault, the whole goes
_NEEDED: Final = {"type", "name", "title", "choices", "columns", "rows", "value", "text", "elements"}
_MOST_ROUNDS: Final = 50
_SAME_FOR_US: Final = {"clearInvisibleValues": {"onHidden", "onHiddenContainer"}}


class NothingCanBeTaken(Exception):
    """Not one question of the document is of a kind that we have; `left_out` says why of each."""

    def __init__(self, left_out: tuple[LeftOut, ...]) -> None:
        self.left_out = left_out
        super().__init__("no question could be taken from the document")


@dataclass(frozen=True, slots=True)
class Imported:
    """`document` can be read. `left_out` is all that did not come along as it was, in the order of the document."""

    document: Mapping[str, object]
    form: Form
    left_out: tuple[LeftOut, ...]


def import_surveyjs(surveyjs: Mapping[str, object]) -> Imported:
    """Raises NothingCanBeTaken, with the reasons."""
    left_out: list[LeftOut] = []
    try:
        document = _translated(surveyjs, left_out)
        completed: list[LeftOut] = []
        importing_words.complete(document, completed)
        left_out = [*titled({"pages": _pages(surveyjs)}, left_out), *titled(document, completed)]
    except RecursionError as too_deep:
        raise NothingCanBeTaken((LeftOut("", "", "Its parts stand in one another too deep to read."),)) from too_deep
    for _ in range(_MOST_ROUNDS):
        try:
            return Imported(document, read(document), tuple(left_out))
        except DocumentHasFaults as refused:
            if not _take_out(document, refused.faults, left_out):
                break
    raise NothingCanBeTaken(tuple(left_out))


def _translated(surveyjs: Mapping[str, object], left_out: list[LeftOut]) -> dict[str, Any]:
    given: dict[str, Any] = dict(surveyjs)
    pages = _pages(given)
    names = Names.of(pages, left_out)
    document: dict[str, Any] = {"title": given.get("title") or "", "servewell:edition": SECOND_EDITION}
    if given.get("description"):
        document["description"] = given["description"]
    for key, value in given.items():
        is_same = value in _SAME_FOR_US.get(key, ()) if isinstance(value, str) else False
        if key not in {"title", "description", "pages", "elements", "questions", "servewell:edition"} and not is_same:
            left_out.append(LeftOut(key, f"{key}: {value!r}"[:200], "An instrument has no such property."))
    document["pages"] = [
        page
        for number, each in enumerate(pages)
        if (page := importing_questions.page(each, f"pages[{number}]", names, left_out)) is not None
    ]
    importing_words.pipe(document, names, left_out)
    return document


def _pages(given: Mapping[str, Any]) -> list[Any]:
    """A short form has its questions without a page around them."""
    pages = given.get("pages")
    return pages if isinstance(pages, list) else [{"elements": given.get("elements") or given.get("questions") or []}]


def _take_out(document: dict[str, Any], faults: tuple[Fault, ...], left_out: list[LeftOut]) -> bool:
    """The smallest parts at fault that can be done without; false where nothing could be, or nothing is left."""
    taken: list[LeftOut] = []
    gone: set[tuple[int, int]] = set()
    # from the end: what is taken out of a list moves only what was looked at already
    for fault in sorted(faults, key=lambda each: _order(steps(each.path)), reverse=True):
        along = chain(document, fault.path)
        if any((id(holder), step) in gone for holder, step in along):
            continue
        for holder, step in reversed(along):
            if isinstance(step, int) or (step not in _NEEDED and step != "pages"):
                if isinstance(step, int):
                    gone.add((id(holder), step))
                taken += titled(document, [LeftOut(fault.path, _short(holder[step]), fault.what)])
                del holder[step]
                break
    left_out += taken[::-1] or [LeftOut(fault.path, "", fault.what) for fault in faults]
    _drop_what_is_empty(document)
    return bool(document["pages"]) and bool(taken)


def _order(along: list[str | int]) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in along]


def _short(value: object) -> str:
    named = value.get("name") or value.get("value") if isinstance(value, dict) else None
    return (str(named) if named else repr(value))[:200]


def _drop_what_is_empty(document: dict[str, Any]) -> None:
    for page in document["pages"]:
        page["elements"] = [each for each in page["elements"] if each.get("elements", True)]
    document["pages"] = [page for page in document["pages"] if page["elements"]]
