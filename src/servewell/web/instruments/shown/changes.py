"""What changed from one version of a form to another: questions by their names, and where a series breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from servewell.engines import forms
from servewell.engines.forms import written
from servewell.web.instruments.forms.filling import LANGUAGE_NAMES
from servewell.web.instruments.forms.properties import SECTION, property_of
from servewell.web.instruments.shown.logic import Reader
from servewell.web.kit.components import Chip
from servewell.web.kit.figures import number

CONDITIONS: Final = ("visibleIf", "requiredIf", "servewell:evidence-if")


@dataclass(frozen=True)
class Change:
    """One property, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangedItem:
    title: str
    chip: Chip
    changes: Sequence[Change] = ()
    break_says: str = ""


def changes(older: Mapping[str, object], newer: Mapping[str, object], *, language: str) -> tuple[ChangedItem, ...]:
    """In the order of the newer document; what was left out follows."""
    before = {item.name: item for item in written.items_written(older)}
    after = {item.name: item for item in written.items_written(newer)}
    teller = _Teller(language, before=tuple(before.values()), after=tuple(after.values()))
    broken = _broken(older, newer)
    told = [teller.head(older, newer)]
    told += [teller.item(before.get(name), item, broken) for name, item in after.items()]
    told += [teller.gone(item) for name, item in before.items() if name not in after]
    return tuple(each for each in told if each)


def _broken(older: Mapping[str, object], newer: Mapping[str, object]) -> Mapping[str, tuple[str, str]]:
    """The questions whose scale is another one: figures before and after are not compared."""
    try:
        before = {item.name: item for item in forms.read(older).items}
        after = {item.name: item for item in forms.read(written.filled(newer)).items}
    except forms.DocumentHasFaults:
        return {}
    return {
        name: (_scale(before[name]), _scale(item))
        for name, item in after.items()
        if name in before and before[name].best is not None and not forms.same_scale(before[name], item)
    }


def _scale(item: forms.Item) -> str:
    if item.worst is None or item.best is None:
        return _("no scale")
    return _("from %(worst)s (worst) to %(best)s (best)") % {"worst": number(item.worst), "best": number(item.best)}


@dataclass(frozen=True)
class _Teller:
    language: str
    before: Sequence[written.WrittenItem]
    after: Sequence[written.WrittenItem]

    def head(self, older: Mapping[str, object], newer: Mapping[str, object]) -> ChangedItem | None:
        """Title, description and the order of the questions."""
        found = [
            Change(label, self._said(older.get(name), self.before), self._said(newer.get(name), self.after))
            for name, label in (("title", _("Title")), ("description", _("What whoever answers reads first")))
            if older.get(name) != newer.get(name)
        ]
        common = {item.name for item in self.before} & {item.name for item in self.after}
        orders = [[item.name for item in items if item.name in common] for items in (self.before, self.after)]
        if orders[0] != orders[1]:
            found.append(Change(_("Order"), _("as it was"), _("questions stand in another order")))
        return ChangedItem(_("The whole form"), Chip(_("changed"), "plain"), found) if found else None

    def item(
        self, before: written.WrittenItem | None, after: written.WrittenItem, broken: Mapping[str, tuple[str, str]]
    ) -> ChangedItem | None:
        title = self._title(after)
        if before is None:
            return ChangedItem(title, Chip(_("new"), "accent"))
        found = [self._change(name, before, after) for name in self._differing(before.content, after.content)]
        rows = [name for name in broken if name == after.name or name.startswith(f"{after.name}.")]
        if not found and not rows:
            return None
        says = _(
            "The scale is another one: %(before)s, now %(after)s. A new series begins; nothing is compared across it."
        )
        break_says = says % dict(zip(("before", "after"), broken[rows[0]], strict=True)) if rows else ""
        return ChangedItem(title, Chip(_("series breaks"), "needs") if rows else Chip(_("changed")), found, break_says)

    def gone(self, item: written.WrittenItem) -> ChangedItem:
        return ChangedItem(self._title(item), Chip(_("no longer asked"), "bad"))

    def _title(self, item: written.WrittenItem) -> str:
        return item.title.get(self.language) or next(iter(item.title.values()), item.name)

    def _differing(self, before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
        names = [*after, *(name for name in before if name not in after)]
        return [name for name in names if name != "elements" and not _same(before.get(name), after.get(name))]

    def _change(self, name: str, before: written.WrittenItem, after: written.WrittenItem) -> Change:
        known = property_of(after.kind, name) or SECTION.get(name)
        return Change(
            label=str(known.label) if known else _("Kind") if name == "type" else name,
            before=self._said(before.content.get(name), self.before, name),
            after=self._said(after.content.get(name), self.after, name),
        )

    def _said(self, value: object, items: Sequence[written.WrittenItem], name: str = "") -> str:
        if value is None or value == "":
            return _("nothing")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if name in CONDITIONS and isinstance(value, str):
            return Reader(items, language=self.language).said(value) or value
        texts = written.texts_of(value) if isinstance(value, dict) else {}
        if texts:
            return "\n".join(f"{LANGUAGE_NAMES[language]}: {text}" for language, text in texts.items())
        if isinstance(value, list):
            return "\n".join(self._entry(each) for each in value)
        return str(value)

    def _entry(self, entry: object) -> str:
        if not isinstance(entry, dict):
            return str(entry)
        texts = written.texts_of(entry.get("text"))
        words = texts.get(self.language) or next(iter(texts.values()), "")
        points = entry.get("servewell:points")
        stored = f"{entry.get('value')} – {words}" if words else str(entry.get("value"))
        return stored if points is None else _("%(choice)s (%(points)s points)") % {"choice": stored, "points": points}


def _same(before: object, after: object) -> bool:
    """A text alone is the same as the text for the base language."""
    if (isinstance(before, str) and isinstance(after, dict)) or (isinstance(before, dict) and isinstance(after, str)):
        return written.texts_of(before) == written.texts_of(after)
    return before == after
