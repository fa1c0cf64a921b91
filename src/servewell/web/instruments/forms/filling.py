"""How each property of the closed list is drawn as fields, and read back as the document writes it.

A field's name is the property's, after a `servewell-` where it is ours; words have one field per language, lists one
for each part of each entry. What is left empty is left out of the document.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base.words import LANGUAGES
from servewell.engines.forms import written
from servewell.web.instruments.forms.properties import Property, Way

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BLANK_ENTRIES: Final = 2
WITHOUT_A_VALUE: Final = ("empty", "notempty")
# the list of answers that a page offers to the fields of conditions
ANSWERS: Final = "answers-offered"
LONGEST_TEXT: Final = 5000
LANGUAGE_NAMES: Final = {language.code: language.name for language in LANGUAGES}
OPERATORS: "Final[tuple[tuple[str, StrOrPromise], ...]]" = (
    ("=", gettext_lazy("is")),
    ("!=", gettext_lazy("is not")),
    ("<", gettext_lazy("is less than")),
    ("<=", gettext_lazy("is at most")),
    (">", gettext_lazy("is more than")),
    (">=", gettext_lazy("is at least")),
    ("contains", gettext_lazy("includes")),
    ("notempty", gettext_lazy("was answered")),
    ("empty", gettext_lazy("was not answered")),
)


@dataclass(frozen=True)
class Setting:
    """What stands around an item: the languages of the document, the base first, and what may be pointed at.

    ``looked_at`` are the names and titles of items that conditions may look at; ``answers``, of those that offer
    some, each answer in words and as a condition writes it; ``listed`` what lists offer.
    """

    languages: Sequence[str]
    looked_at: Sequence[tuple[str, str]] = ()
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    listed: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


def slug(name: str) -> str:
    return name.replace(":", "-")


def fields_of(name: str, known: Property, setting: Setting, content: Mapping[str, object]) -> dict[str, forms.Field]:
    """The fields of one property, with what the document has there now."""
    return _DRAWING[known.way](slug(name), known, setting, content.get(name))


def read(name: str, known: Property, setting: Setting, cleaned: Mapping[str, object]) -> object:
    """What the document is to hold there; None where it is left out."""
    return _READING[known.way](slug(name), known, setting, cleaned)


def _words(name: str, known: Property, setting: Setting, now: object) -> dict[str, forms.Field]:
    texts = written.texts_of(now)
    return {
        f"{name}-{language}": forms.CharField(
            label=f"{known.label} ({LANGUAGE_NAMES[language]})",
            required=False,
            max_length=LONGEST_TEXT,
            initial=texts.get(language, ""),
            help_text=known.help if language == setting.languages[0] else "",
            widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
        )
        for language in setting.languages
    }


def _read_words(name: str, _known: Property, setting: Setting, cleaned: Mapping[str, object]) -> object:
    texts = {language: str(cleaned.get(f"{name}-{language}") or "").strip() for language in setting.languages}
    return written.words_of(texts) or None


def _flag(name: str, known: Property, _setting: Setting, now: object) -> dict[str, forms.Field]:
    return {name: forms.BooleanField(label=known.label, help_text=known.help, required=False, initial=now is True)}


def _read_flag(name: str, _known: Property, _setting: Setting, cleaned: Mapping[str, object]) -> object:
    return True if cleaned.get(name) else None


def _whole(name: str, known: Property, _setting: Setting, now: object) -> dict[str, forms.Field]:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return {
        name: forms.IntegerField(
            label=known.label, help_text=known.help, required=False, initial=now, widget=widget,
            min_value=-(10**9), max_value=10**9,
        )
    }  # fmt: skip


def _number(name: str, known: Property, _setting: Setting, now: object) -> dict[str, forms.Field]:
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return {
        name: forms.FloatField(
            label=known.label, help_text=known.help, required=False, initial=now, widget=widget,
            min_value=-1e9, max_value=1e9,
        )
    }  # fmt: skip


def _read_number(name: str, _known: Property, _setting: Setting, cleaned: Mapping[str, object]) -> object:
    number = cleaned.get(name)
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _text(name: str, known: Property, _setting: Setting, now: object) -> dict[str, forms.Field]:
    initial = "" if now is None else _as_typed(now)
    return {
        name: forms.CharField(
            label=known.label, help_text=known.help, required=False, max_length=LONGEST_TEXT, initial=initial,
            widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        )
    }  # fmt: skip


def _as_typed(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read_text(name: str, _known: Property, _setting: Setting, cleaned: Mapping[str, object]) -> object:
    """A number where one is written: bounds, steps and anchors are numbers in the document."""
    text = str(cleaned.get(name) or "").strip()
    return text or None


def _choice(name: str, known: Property, setting: Setting, now: object) -> dict[str, forms.Field]:
    options = [
        *known.options,
        *([("", _("None")), *setting.listed.get(known.listed_in, ())] if known.listed_in else []),
    ]
    current = "" if now is None else str(now)
    if current and current not in dict(options):  # what it is today must not vanish by looking at it
        options.append((current, current))
    return {
        name: forms.ChoiceField(
            label=known.label, help_text=known.help, required=False, choices=options, initial=current
        )
    }


def _names(name: str, known: Property, setting: Setting, now: object) -> dict[str, forms.Field]:
    listed = list(setting.listed.get(known.listed_in, ()))
    standing = [str(each) for each in now] if isinstance(now, list) else []
    listed += [(each, each) for each in standing if each not in dict(listed)]
    if not listed:
        return {}
    return {
        name: forms.MultipleChoiceField(
            label=known.label, help_text=known.help, required=False, choices=listed, initial=standing,
            widget=forms.CheckboxSelectMultiple,
        )
    }  # fmt: skip


def _read_names(name: str, _known: Property, _setting: Setting, cleaned: Mapping[str, object]) -> object:
    chosen = cleaned.get(name)
    return list(chosen) if isinstance(chosen, list) and chosen else None


def _condition(name: str, known: Property, setting: Setting, now: object) -> dict[str, forms.Field]:
    """The condition as it is written, and three fields that add to it without writing any."""
    written_now = forms.CharField(
        label=_("As it is stored"), required=False, initial=now if isinstance(now, str) else "", max_length=1000,
        help_text=_("Take everything away, and there is no condition."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "class": "instruments-condition"}),
    )  # fmt: skip
    if not setting.looked_at:
        return {name: written_now}
    return {
        name: written_now,
        f"{name}-item": forms.ChoiceField(
            label=_("Add: the answer to"), required=False, choices=[("", _("Nothing to add")), *setting.looked_at]
        ),
        f"{name}-is": forms.ChoiceField(label=_("Comparison"), required=False, choices=OPERATORS),
        f"{name}-value": forms.CharField(
            label=_("Answer"), required=False, max_length=200, widget=forms.TextInput(attrs={"list": ANSWERS})
        ),
        f"{name}-join": forms.ChoiceField(
            label=_("Together with what stands there"), required=False,
            choices=[("and", _("both must hold")), ("or", _("one of them is enough"))],
        ),
    }  # fmt: skip


def _read_condition(name: str, _known: Property, setting: Setting, cleaned: Mapping[str, object]) -> object:
    standing = str(cleaned.get(name) or "").strip()
    item, comparison = str(cleaned.get(f"{name}-item") or ""), str(cleaned.get(f"{name}-is") or "=")
    if not item:
        return standing or None
    value = literal_of(setting, item, str(cleaned.get(f"{name}-value") or "").strip())
    added = f"{{{item}}} {comparison}" if comparison in WITHOUT_A_VALUE else f"{{{item}}} {comparison} {value}"
    return f"({standing}) {cleaned.get(f'{name}-join') or 'and'} {added}" if standing else added


def literal_of(setting: Setting, item: str, typed: str) -> str:
    """What was typed as a condition writes it: an answer by its words, whatever their letters."""
    known = {words.casefold(): literal for words, literal in setting.answers.get(item, {}).items()}
    return known.get(typed.casefold()) or literal(typed)


def has_no_such_answer(setting: Setting, item: str, typed: str) -> bool:
    """Whether the question offers answers, and this is none of them, neither by its words nor as it is stored."""
    offered = setting.answers.get(item, {})
    return bool(offered) and literal_of(setting, item, typed) not in offered.values()


def literal(value: str) -> str:
    if value in {"true", "false"}:
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}'"
    return value


def _rows(name: str, known: Property, setting: Setting, now: object) -> dict[str, forms.Field]:
    """The entries there are, and some blank ones; an entry whose fields are all empty is none."""
    entries = written.maps(now)
    fields: dict[str, forms.Field] = {}
    for place in range(len(entries) + BLANK_ENTRIES):
        entry = entries[place] if place < len(entries) else {}
        for column, part in known.columns.items():
            drawn = _DRAWING[part.way](f"{name}-{place}-{slug(column)}", part, setting, entry.get(column))
            for each in drawn.values():
                each.help_text = "" if place else each.help_text
            fields |= drawn
    return fields


def _read_rows(name: str, known: Property, setting: Setting, cleaned: Mapping[str, object]) -> object:
    entries = []
    places = {int(each.split("-")[0]) for key in cleaned if (each := key.removeprefix(f"{name}-")) != key}
    for place in sorted(places):
        parts = {
            column: _READING[part.way](f"{name}-{place}-{slug(column)}", part, setting, cleaned)
            for column, part in known.columns.items()
        }
        entry = {column: value for column, value in parts.items() if value is not None}
        if entry:
            entries.append(entry)
    return entries or None


_Drawing = Callable[[str, Property, Setting, object], dict[str, forms.Field]]
_Reading = Callable[[str, Property, Setting, Mapping[str, object]], object]
_DRAWING: Final[Mapping[Way, _Drawing]] = {
    Way.WORDS: _words,
    Way.FLAG: _flag,
    Way.WHOLE: _whole,
    Way.NUMBER: _number,
    Way.TEXT: _text,
    Way.CHOICE: _choice,
    Way.CONDITION: _condition,
    Way.NAMES: _names,
    Way.ROWS: _rows,
}
_READING: Final[Mapping[Way, _Reading]] = {
    Way.WORDS: _read_words,
    Way.FLAG: _read_flag,
    Way.WHOLE: _read_number,
    Way.NUMBER: _read_number,
    Way.TEXT: _read_text,
    Way.CHOICE: _read_text,
    Way.CONDITION: _read_condition,
    Way.NAMES: _read_names,
    Way.ROWS: _read_rows,
}
