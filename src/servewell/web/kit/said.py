"""Words of the company's as a page shows them: in the reader's language, or marked where it is another one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from servewell.base.words import LANGUAGES, Words, active_language
from servewell.web.kit.components import Chip

_names = {language.code: language.name for language in LANGUAGES}


@dataclass(frozen=True)
class Piece:
    """``mark`` is there only when the text is not in the reader's language, and names the language it is in."""

    text: str
    language: str
    mark: Chip | None = None

    def __str__(self) -> str:
        return self.text


def piece(words: Words, *, language: str = "") -> Piece:
    found = words.said(language or active_language())
    mark = Chip(_("in %(language)s") % {"language": language_name(found.language)}) if found.is_fallback else None
    return Piece(text=found.text, language=found.language, mark=mark)


def language_name(code: str) -> str:
    """A language's name as those who speak it write it. Raises KeyError for one that the house does not speak."""
    return _names[code]


def one_after_the_other(sentences: Iterable[str]) -> str:
    """Chinese leaves no blank between two of them."""
    is_chinese = (get_language() or "").startswith("zh")
    return ("" if is_chinese else " ").join(sentences)
