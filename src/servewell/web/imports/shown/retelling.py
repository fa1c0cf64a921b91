"""What the engine says in English about a file or a draft, told again in the reader's language.

A draft keeps its doubts as text in the recipe, where people may write their own; so sentences are recognised by
their words. One that is not known here stays as it stands.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from django.utils.translation import gettext

from servewell.engines.tables import FileRefused, RecipeHasFaults
from servewell.web.imports.shown.sentences_of_drafts import OF_DRAFTS
from servewell.web.imports.shown.sentences_of_files import IN_SENTENCES, OF_FILES, PIECES
from servewell.web.imports.shown.sentences_of_recipes import OF_RECIPES
from servewell.web.kit.figures import number
from servewell.web.kit.said import one_after_the_other

LONGEST: Final = 4_000
_place: Final = re.compile(r"(.?)%\((\w+)\)s")
_grouped: Final = re.compile(r"\d{1,3}(,\d{3})+")
_in_quotes: Final = re.compile("“([^”]+)”|`([^`]+)`")


def retold(*texts: str) -> str:
    """Sentence by sentence; in each text, what follows a sentence that is not known stays as it stands, too."""
    return one_after_the_other(said for text in texts for said in _sentences(text))


def _sentences(text: str) -> Iterator[str]:
    rest = text.strip()
    while rest and len(text) <= LONGEST and (found := _first_sentence(rest)):
        sentence, end = found
        yield sentence
        rest = rest[end:].lstrip()
    if rest:
        yield rest


def why_refused(refusal: Exception) -> str:
    """Without the path of the file, which people know by another name."""
    if isinstance(refusal, FileRefused):
        return retold(refusal.what, refusal.mend)
    if not isinstance(refusal, RecipeHasFaults):
        return retold(str(refusal))
    return " ".join(about(each.where, each.what, each.mend) for each in refusal.faults)


def about(where: str, *texts: str) -> str:
    """``where`` is a place in the recipe, or none."""
    return gettext("%(where)s: %(why)s") % {"where": where, "why": retold(*texts)} if where else retold(*texts)


def _first_sentence(text: str) -> tuple[str, int] | None:
    """Of all that fit the shortest: values may hold sentences themselves."""
    fitting = [(match.end(), template, match) for template, form in _forms().items() if (match := form.match(text))]
    if not fitting:
        return None
    end, template, match = min(fitting, key=lambda each: (each[0], -len(each[1])))
    values = {name: _value(name, value) for name, value in match.groupdict().items()}
    return gettext(template) % values, end


def _value(name: str, value: str) -> str:
    if name in IN_SENTENCES:
        return gettext(", ").join(gettext(piece) if piece in PIECES else _quoted(piece) for piece in value.split(", "))
    if _grouped.fullmatch(value):
        return number(int(value.replace(",", "")))
    return _quoted(value)


def _quoted(text: str) -> str:
    return _in_quotes.sub(lambda name: gettext("“%(words)s”") % {"words": name[1] or name[2]}, text)


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    return {template: re.compile(_form(template)) for template in (*OF_FILES, *OF_DRAFTS, *OF_RECIPES)}


def _form(template: str) -> str:
    """Quoted values end at their closing sign, a sentence with its text or before a blank; a list ends the text."""
    parts, at, known = [], 0, set[str]()
    for place in _place.finditer(template):
        before, name = place.groups()
        parts.append(re.escape(template[at : place.start()].replace("%%", "%") + before))
        value = {"`": "[^`]+?", "“": "[^”]+?"}.get(before, ".+?")
        parts.append(f"(?P={name})" if name in known else f"(?P<{name}>{value})")
        known.add(name)
        at = place.end()
    if at == len(template):
        return "".join(parts) + "$"
    parts.append(re.escape(template[at:].replace("%%", "%")))
    return "".join(parts) + r"(?=\s|$)"
