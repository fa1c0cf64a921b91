"""What an engine says in English, told again in the reader's language: sentences are recognised by their words.

Engines know no language and their sentences are kept as text, in a draft or a log; one that is not known here stays as
it stands, which is better than none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.utils.translation import gettext

from servewell.engines.tables import FileRefused
from servewell.web.kit.figures import number
from servewell.web.kit.said import one_after_the_other
from servewell.web.kit.sentences_of_files import IN_SENTENCES, OF_FILES, PIECES

LONGEST: Final = 4_000
_place: Final = re.compile(r"(.?)%\((\w+)\)s")
_grouped: Final = re.compile(r"\d{1,3}(,\d{3})+")
_in_quotes: Final = re.compile("“([^”]+)”|`([^`]+)`")


@dataclass(frozen=True)
class Retelling:
    """``templates`` are the sentences with named places, ``value`` says what stands in a place.

    ``is_one_sentence``: a text is one sentence as a whole, whatever its values hold; otherwise it may be several, and
    what follows a sentence that is not known stays as it stands, too.
    """

    templates: Sequence[str]
    value: Callable[[str, str], str]
    is_one_sentence: bool = False

    def retold(self, *texts: str) -> str:
        return one_after_the_other(said for text in texts for said in self._sentences(text))

    def whole(self, text: str) -> str | None:
        """A text that is one known sentence, told; None where it is none."""
        for template, form in self._forms.items():
            if found := form.fullmatch(text):
                return self._told(template, found)
        return None

    def _sentences(self, text: str) -> Iterator[str]:
        if self.is_one_sentence:
            yield self.whole(text) or text
            return
        rest = text.strip()
        while rest and len(text) <= LONGEST and (found := self._first_sentence(rest)):
            sentence, end = found
            yield sentence
            rest = rest[end:].lstrip()
        if rest:
            yield rest

    def _first_sentence(self, text: str) -> tuple[str, int] | None:
        """Of all that fit the shortest: values may hold sentences themselves."""
        fitting = [(match.end(), each, match) for each, form in self._forms.items() if (match := form.match(text))]
        if not fitting:
            return None
        end, template, match = min(fitting, key=lambda each: (each[0], -len(each[1])))
        return self._told(template, match), end

    def _told(self, template: str, found: "re.Match[str]") -> str:
        return gettext(template) % {name: self.value(name, value) for name, value in found.groupdict().items()}

    @cached_property
    def _forms(self) -> dict[str, "re.Pattern[str]"]:
        flags = re.DOTALL if self.is_one_sentence else re.NOFLAG
        return {template: re.compile(_form(template), flags) for template in self.templates}


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


def value_of_files(name: str, value: str) -> str:
    """Words that stand inside of sentences about files, numbers and names, as the reader's language writes them."""
    if name in IN_SENTENCES:
        return gettext(", ").join(gettext(piece) if piece in PIECES else _quoted(piece) for piece in value.split(", "))
    if _grouped.fullmatch(value):
        return number(int(value.replace(",", "")))
    return _quoted(value)


def _quoted(text: str) -> str:
    return _in_quotes.sub(lambda name: gettext("“%(words)s”") % {"words": name[1] or name[2]}, text)


_of_files: Final = Retelling(OF_FILES, value_of_files)


def why_refused(refusal: FileRefused) -> str:
    """Without the path of the file, which people know by another name."""
    return _of_files.retold(refusal.what, refusal.mend)
