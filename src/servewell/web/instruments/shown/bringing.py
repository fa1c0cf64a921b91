"""A form that SurveyJS or somebody by hand wrote: what of it can be taken and what cannot, before anything is done."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from servewell.engines import forms
from servewell.engines.forms import written
from servewell.web.instruments.shown.retelling import retold

ROUNDS: Final = 8
MOST_TOLD: Final = 100
_not_known: Final = re.compile(r"is not in the closed list( here)?\.$")


class NotAForm(Exception):
    """What was brought is no form; the words are for whoever brought it."""


@dataclass(frozen=True)
class Taken:
    """``left_out`` are place and reason of what cannot be taken; ``faults`` are what is mended in the editor."""

    document: Mapping[str, object]
    left_out: Sequence[tuple[str, str]]
    faults: Sequence[forms.Fault]


def read_json(text: str) -> Mapping[str, object]:
    if not text.strip():
        raise NotAForm(_("Paste the form or choose its file; a file may have up to 2 MB."))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as fault:
        where = f"{fault.lineno}" if isinstance(fault, json.JSONDecodeError) else "1"
        raise NotAForm(_("This is no JSON: look at line %(line)s.") % {"line": where}) from fault
    if not isinstance(document, dict):
        raise NotAForm(_("This is JSON, but no form: a form is an object with “pages” or “elements”."))
    if not isinstance(document.get("pages"), list) and not isinstance(document.get("elements"), list):
        raise NotAForm(_("This is JSON, but no form: a form is an object with “pages” or “elements”."))
    return document


def take(document: Mapping[str, object]) -> Taken:
    """Whatever the closed list does not know is left out and told; the rest stays as it was written."""
    whole = dict(document)
    if "pages" not in whole:  # SurveyJS lets a form of one page do without pages
        whole["pages"] = [{"elements": whole.pop("elements")}]
    whole.setdefault("title", {"default": _("Without a title")})
    left_out: list[tuple[str, str]] = []
    faults: Sequence[forms.Fault] = ()
    for _round in range(ROUNDS):
        faults = _faults(whole)
        unknown = [fault for fault in faults if _not_known.search(fault.what)]
        if not unknown:
            break
        for fault in reversed(unknown):  # from the end, so that the places of what stands before it stay
            left_out.append((fault.path, fault.what))
            _take_away(whole, fault.path)
    return Taken(document=whole, left_out=left_out, faults=faults)


def _faults(document: Mapping[str, object]) -> Sequence[forms.Fault]:
    try:
        forms.read(document)
    except forms.DocumentHasFaults as refused:
        return refused.faults
    return ()


def _take_away(document: dict[str, object], path: str) -> None:
    """The property at the path; of a type that is not known, the whole item."""
    if path.endswith(".type"):
        path = path.removesuffix(".type")
    *steps, last = re.findall(r"[^.\[\]]+", path)
    here: object = document
    for step in steps:
        here = _inside(here, step)
    if isinstance(here, dict):
        here.pop(last, None)
    elif isinstance(here, list) and last.isdigit() and int(last) < len(here):
        del here[int(last)]


def _inside(here: object, step: str) -> object:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and step.isdigit() and int(step) < len(here):
        return here[int(step)]
    return None


def left_out_says(taken: Taken) -> tuple[str, ...]:
    """What cannot be taken, and what must be mended before it can be published."""
    said = [_("%(place)s: %(why)s") % {"place": place, "why": retold(why)} for place, why in taken.left_out]
    said += [
        _("%(place)s: %(why)s") % {"place": fault.path, "why": retold(fault.what, fault.mend)} for fault in taken.faults
    ]
    return tuple(said[:MOST_TOLD])


def questions_in(taken: Taken, language: str) -> tuple[str, ...]:
    return tuple(
        item.title.get(language) or next(iter(item.title.values()), item.name)
        for item in written.items_written(taken.document)
    )
