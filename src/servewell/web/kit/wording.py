"""Texts of the company's, written in every language beside each other; what is missing is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base.words import CODES, LANGUAGES, Words, active_language
from servewell.web.kit.said import language_name

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SOURCE = "source"
LONGEST = 20_000


@dataclass(frozen=True)
class Part:
    """One text of a form: a line, or a page. A part that is not required may stay empty in every language."""

    name: str
    label: "StrOrPromise"
    is_long: bool = False
    is_required: bool = True


@dataclass(frozen=True)
class Column:
    """One language of the form, with its fields; ``is_missing``: some part that has words has none in it."""

    code: str
    name: str
    fields: Sequence[BoundField]
    is_missing: bool


class WordsForm(forms.Form):
    """Each part in each language, as ``text-zh-Hans``. ``source`` is the language that the others fall back to."""

    source = forms.ChoiceField(
        label=gettext_lazy("Written first in"),
        help_text=gettext_lazy("Whoever reads another language gets this text where theirs is missing."),
        choices=[(each.code, each.name) for each in LANGUAGES],
    )
    parts: ClassVar[Sequence[Part]] = ()

    def __init__(
        self, data: Mapping[str, object] | None = None, *, words: Mapping[str, Words | None] | None = None
    ) -> None:
        super().__init__(data, initial=_initial(words or {}))
        for part in self.parts:
            for code in CODES:
                self.fields[field_name(part.name, code)] = _field(part, code)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        source = str(given.get(SOURCE, ""))
        for part in self.parts:
            texts = self._texts(part, given)
            if source and not texts.get(source) and (texts or part.is_required):
                self.add_error(
                    field_name(part.name, source),
                    _("Nothing stands here in %(language)s, the language that the others fall back to.")
                    % {"language": language_name(source)},
                )
        return given

    def words(self, name: str) -> Words | None:
        """What was written; None for a part that stayed empty. Only of a valid form."""
        part = next(each for each in self.parts if each.name == name)
        texts = self._texts(part, self.cleaned_data)
        return Words(texts=texts, source=self.cleaned_data[SOURCE]) if texts else None

    def written(self, name: str) -> Words:
        """What was written to a part that is required."""
        words = self.words(name)
        if words is None:
            raise ValueError(f"the part {name} is not required: ask for words()")
        return words

    @staticmethod
    def _texts(part: Part, given: Mapping[str, object]) -> dict[str, str]:
        texts = {code: str(given.get(field_name(part.name, code)) or "").strip() for code in CODES}
        return {code: text.replace("\r\n", "\n") for code, text in texts.items() if text}

    @property
    def columns(self) -> Sequence[Column]:
        filled = [part for part in self.parts if any(self[field_name(part.name, code)].value() for code in CODES)]
        return tuple(
            Column(
                code=each.code,
                name=each.name,
                fields=tuple(self[field_name(part.name, each.code)] for part in self.parts),
                is_missing=any(not self[field_name(part.name, each.code)].value() for part in filled),
            )
            for each in LANGUAGES
        )

    @property
    def missing(self) -> str:
        """In which languages words are missing, as a list in a sentence; empty where none are."""
        return _(", ").join(column.name for column in self.columns if column.is_missing)


def field_name(part: str, code: str) -> str:
    return f"{part}-{code}"


def _initial(words: Mapping[str, Words | None]) -> dict[str, str]:
    texts = {field_name(name, code): text for name, each in words.items() if each for code, text in each.texts.items()}
    source = next((each.source for each in words.values() if each), active_language())
    return {SOURCE: source, **texts}


def _field(part: Part, code: str) -> forms.CharField:
    lines = {"rows": 8, "class": "kit-words-input"} if part.is_long else {}
    widget = forms.Textarea if part.is_long else forms.TextInput
    return forms.CharField(
        label=part.label, required=False, max_length=LONGEST if part.is_long else 300,
        widget=widget(attrs={"lang": code, **lines}), strip=True,
    )  # fmt: skip
