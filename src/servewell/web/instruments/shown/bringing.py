"""A form that SurveyJS or somebody by hand wrote: what of it can be taken and what cannot, before anything is done."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from servewell.engines import forms
from servewell.engines.forms import written
from servewell.web.instruments.forms.properties import HEAD, ITEM, SECTION
from servewell.web.instruments.shown.retelling import retold

MOST_TOLD: Final = 100
_OF_ENTRIES: Final = {name: part for known in ITEM.values() for name, part in known.columns.items()}
_page: Final = re.compile(r"pages\[(\d+)\]")


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


def left_out_says(left_out: Sequence[forms.LeftOut], language: str) -> tuple[str, ...]:
    """Each thing that does not come along as it was: in which question it stood, what it was, and why."""
    return tuple(
        _("%(place)s: %(why)s") % {"place": _place_says(each, language), "why": retold(each.why)}
        for each in left_out[:MOST_TOLD]
    )


def _place_says(each: forms.LeftOut, language: str) -> str:
    titles = written.texts_of(each.of)
    title = titles.get(language) or next(iter(titles.values()), "")
    page = _page.match(each.path)
    if title:
        place = _("“%(question)s”") % {"question": title}
    elif page:
        place = _("Section %(number)d") % {"number": int(page[1]) + 1}
    else:
        place = _("The whole form")
    what = _what_says(each)
    return _("%(place)s (%(what)s)") % {"place": place, "what": what} if what else place


def _what_says(each: forms.LeftOut) -> str:
    """A property under the name that it has in the editor; what is true is named alone."""
    key, _colon, value = each.what.partition(": ")
    known = ITEM.get(key) or SECTION.get(key) or HEAD.get(key) or _OF_ENTRIES.get(key)
    if known is None:
        return each.what
    label = str(known.label)
    return label if value in {"True", ""} else _("%(property)s: %(value)s") % {"property": label, "value": value}


def questions_in(taken: Taken, language: str) -> tuple[str, ...]:
    return tuple(
        item.title.get(language) or next(iter(item.title.values()), item.name)
        for item in written.items_written(taken.document)
    )
