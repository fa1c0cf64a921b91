"""The form of one item, group or section: every property that the closed list allows it, as fields."""

from collections.abc import Mapping
from typing import Final

from django import forms
from django.utils.translation import gettext as _

from servewell.engines import forms as engine
from servewell.engines.forms import vocabulary, written
from servewell.web.instruments.forms import filling
from servewell.web.instruments.forms.filling import Setting
from servewell.web.instruments.forms.properties import ITEM, SECTION, Property, Way, property_of

# numbers in the document, written as text here because texts may stand there too
_NUMBERS_OR_TEXTS: Final = ("min", "max", "servewell:edition")
_VALUES: Final = ("columns", "servewell:anchors")


def properties_of(kind: str) -> dict[str, Property]:
    """What an item of this type may have, in the order of filling in."""
    if kind == written.GROUP:
        return {"title": SECTION["title"], "name": ITEM["name"], **{k: v for k, v in SECTION.items() if k != "title"}}
    allowed = {**vocabulary.EVERY_ITEM, **vocabulary.OF_KIND.get(engine.Kind(kind), {})} if _is_kind(kind) else {}
    return {name: known for name in ITEM if name in allowed and (known := property_of(kind, name)) is not None}


def _is_kind(kind: str) -> bool:
    return kind in {each.value for each in engine.Kind}


class ContentForm(forms.Form):
    """``content`` is what stands in the document now; ``fingerprint`` says which state of it was read."""

    fingerprint = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        properties: Mapping[str, Property],
        content: Mapping[str, object],
        setting: Setting,
        fingerprint: str,
        needs_title: bool,
        name_is_fixed: bool = False,
    ) -> None:
        super().__init__(data, initial={"fingerprint": fingerprint})
        self.properties, self.content, self.setting = properties, content, setting
        self.needs_title = needs_title
        for name, known in properties.items():
            self.fields |= filling.fields_of(name, known, setting, content)
        if name_is_fixed:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = _("It was published under this name, and its figures go on by it.")

    def clean(self) -> None:
        base = self.setting.languages[0]
        if self.needs_title and not str(self.cleaned_data.get(f"title-{base}") or "").strip():
            self.add_error(
                f"title-{base}", _("Write the question: without it nobody, and no screen reader, can answer.")
            )

        for name, known in self.properties.items():
            if known.way is Way.CONDITION:
                self._refuse_no_answer(filling.slug(name))

    def _refuse_no_answer(self, name: str) -> None:
        item, typed = self.cleaned_data.get(f"{name}-item"), str(self.cleaned_data.get(f"{name}-value") or "").strip()
        needs_none = self.cleaned_data.get(f"{name}-is") in filling.WITHOUT_A_VALUE
        if not item or needs_none or not filling.has_no_such_answer(self.setting, item, typed):
            return
        offered = _("; ").join(self.setting.answers[item])
        self.add_error(f"{name}-value", _("Nobody can answer that. Choose one of: %(answers)s") % {"answers": offered})

    def as_content(self) -> dict[str, object]:
        """The item as the document is to hold it; what the closed list does not know stays where it was."""
        kept = {key: value for key, value in self.content.items() if key not in self.properties}
        filled = {
            name: filling.read(name, known, self.setting, self.cleaned_data) for name, known in self.properties.items()
        }
        content = kept | {name: _as_document(name, value) for name, value in filled.items() if value is not None}
        return _with_values(content, base=self.setting.languages[0])

    def fields_of(self, name: str) -> list[forms.BoundField]:
        """The drawn fields of a property."""
        mine = filling.fields_of(name, self.properties[name], self.setting, self.content)
        return [self[each] for each in mine]

    def is_aside(self, name: str, field: forms.BoundField) -> bool:
        """Whether the field belongs to a part of an entry that is folded away."""
        part = field.name.removeprefix(f"{filling.slug(name)}-").partition("-")[2]
        return any(known.is_aside and part == filling.slug(key) for key, known in self.properties[name].columns.items())

    def entries_of(self, name: str) -> list[list[forms.BoundField]]:
        """Those of a list, entry by entry."""
        entries: dict[str, list[forms.BoundField]] = {}
        for each in self.fields_of(name):
            place = each.name.removeprefix(f"{filling.slug(name)}-").split("-")[0]
            entries.setdefault(place, []).append(each)
        return list(entries.values())

    def field_at(self, key: str) -> str | None:
        """The field of a fault whose path in the item begins with ``key``, such as ``choices[1].text``."""
        name, _dot, inside = key.partition(".")
        stem, _bracket, place = name.partition("[")
        candidates = [filling.slug(stem)]
        if place:
            candidates = [f"{filling.slug(stem)}-{place.rstrip(']')}-{filling.slug(inside.partition('.')[0])}"]
        base = self.setting.languages[0]
        for each in candidates:
            for field in (each, f"{each}-{base}"):
                if field in self.fields:
                    return field
        return next((field for field in self.fields if field.startswith(f"{filling.slug(stem)}-")), None)


def _as_document(name: str, value: object) -> object:
    if name in _NUMBERS_OR_TEXTS:
        return _number_or_text(value)
    if name in _VALUES and isinstance(value, list):
        return [{**each, "value": _number_or_text(each["value"])} if "value" in each else each for each in value]
    return value


def _number_or_text(value: object) -> object:
    try:
        number = float(str(value))
    except ValueError:
        return {"true": True, "false": False}.get(str(value), value)
    return int(number) if number.is_integer() else number


def _with_values(content: dict[str, object], *, base: str) -> dict[str, object]:
    """Choices and rows whose stored value was left empty get one: of their words, or their place."""
    for name in ("choices", "rows", "columns"):
        entries = written.maps(content.get(name))
        taken = {str(entry.get("value")) for entry in entries if "value" in entry}
        for place, entry in enumerate(entries, start=1):
            if "value" not in entry:
                entry["value"] = _value_for(entry, place, taken, base)
                taken.add(str(entry["value"]))
    return content


def _value_for(entry: Mapping[str, object], place: int, taken: set[str], base: str) -> str:
    words = written.texts_of(entry.get("text")).get(base, "").lower()
    letters = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in words).strip("_")[:30]
    stem = letters if letters[:1].isalpha() else f"choice_{place}"
    number = 1
    value = stem
    while value in taken or value in {"na", "none"}:
        number += 1
        value = f"{stem}_{number}"
    return value


def is_list(known: Property) -> bool:
    return known.way is Way.ROWS
