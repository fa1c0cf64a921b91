"""A form that SurveyJS or somebody by hand wrote: what of it can be taken and what cannot, before anything is done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from servewell.engines import forms
from servewell.engines.forms import written
from servewell.web.instruments.shown.retelling import retold

MOST_TOLD: Final = 100


class NotAForm(Exception):
    """What was brought is no form; the words are for whoever brought it."""


@dataclass(frozen=True)
class Taken:
    document: Mapping[str, object]
    left_out: Sequence[forms.LeftOut]


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
    """One of ours comes as it is; of any other, what we know of. Raises NotAForm where nothing of it can be taken."""
    try:
        forms.read(document)
    except forms.DocumentHasFaults:
        try:
            taken = forms.import_surveyjs(document)
        except forms.NothingCanBeTaken as nothing:
            raise NotAForm(_("Not one question of it is of a kind that we know.")) from nothing
        return Taken(document=taken.document, left_out=taken.left_out)
    return Taken(document=document, left_out=())


def left_out_says(left_out: Sequence[forms.LeftOut]) -> tuple[str, ...]:
    """Each thing that does not come along as it was: where it stood, what it was, and why."""
    said = []
    for each in left_out[:MOST_TOLD]:
        place = f"{each.path} ({each.what})" if each.what else each.path
        said.append(_("%(place)s: %(why)s") % {"place": place, "why": retold(each.why)})
    return tuple(said)


def questions_in(taken: Taken, language: str) -> tuple[str, ...]:
    return tuple(
        item.title.get(language) or next(iter(item.title.values()), item.name)
        for item in written.items_written(taken.document)
    )
