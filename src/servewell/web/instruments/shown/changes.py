"""What changed from one version of a form to another: questions by their names, and where a series breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from servewell.engines import forms
from servewell.engines.forms import written
from servewell.web.instruments.forms.filling import LANGUAGE_NAMES
from servewell.web.instruments.forms.kinds import kind_says
from servewell.web.instruments.forms.properties import HEAD, SECTION, Property, property_of
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


def changes(
    older: Mapping[str, object],
    newer: Mapping[str, object],
    *,
    language: str,
    thanks: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> tuple[ChangedItem, ...]:
    """In the order of the newer document; what was left out follows. ``thanks`` stand beside both documents."""
    before = {item.name: item for item in written.items_written(older)}
    after = {item.name: item for item in written.items_written(newer)}
    teller = _Teller(language, before=tuple(before.values()), after=tuple(after.values()))
    broken = _broken(older, newer)
    told = [teller.head(older, newer, thanks), *teller.sections(older, newer)]
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

    def head(
        self,
        older: Mapping[str, object],
        newer: Mapping[str, object],
        thanks: tuple[Mapping[str, str], Mapping[str, str]],
    ) -> ChangedItem | None:
        """What stands around the questions, and which of them stand elsewhere."""
        before, after = (
            {**each, "thanks": said} for each, said in zip((older, newer), map(_words_of, thanks), strict=True)
        )
        found = self._differences(HEAD, before, after)
        elsewhere = forms.moved(_parts(older), _parts(newer))
        titles = [self._title(item) for item in self.after if item.name in elsewhere]
        if titles:
            found.append(
                Change(_("Order"), _("as it was"), _("moved: %(questions)s") % {"questions": _("; ").join(titles)})
            )
        return ChangedItem(_("The whole form"), Chip(_("changed"), "plain"), found) if found else None

    def sections(self, older: Mapping[str, object], newer: Mapping[str, object]) -> list[ChangedItem]:
        """A section without a name is known by its place."""
        before, after = ({_name_of(each): each for each in written.outline(document)} for document in (older, newer))
        told = [self._section(before.get(name), section) for name, section in after.items()]
        gone = [
            ChangedItem(self._title_of_section(section), Chip(_("taken out"), "bad"))
            for name, section in before.items()
            if name not in after
        ]
        return [*(each for each in told if each), *gone]

    def _section(self, before: written.WrittenSection | None, after: written.WrittenSection) -> ChangedItem | None:
        title = self._title_of_section(after)
        if before is None:
            return ChangedItem(title, Chip(_("new"), "accent"))
        found = self._differences(SECTION, before.content, after.content)
        return ChangedItem(title, Chip(_("changed")), found) if found else None

    def _title_of_section(self, section: written.WrittenSection) -> str:
        words = section.title.get(self.language) or next(iter(section.title.values()), "")
        return words or _("Section %(number)d") % {"number": section.number + 1}

    def _differences(
        self, known: Mapping[str, Property], before: Mapping[str, object], after: Mapping[str, object]
    ) -> list[Change]:
        return [
            Change(str(known[name].label), *self._both(before.get(name), after.get(name), name))
            for name in known
            if not _same(before.get(name), after.get(name))
        ]

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
        label = str(known.label) if known else _("Kind") if name == "type" else name
        if name == "type":
            return Change(label, kind_says(before.kind, before.content), kind_says(after.kind, after.content))
        return Change(label, *self._both(before.content.get(name), after.content.get(name), name))

    def _both(self, before: object, after: object, name: str) -> tuple[str, str]:
        """Of words only the languages in which they differ."""
        texts = [written.texts_of(each) for each in (before, after)]
        if all(texts):
            alike = {language for language, text in texts[0].items() if texts[1].get(language) == text}
            before, after = ({key: text for key, text in each.items() if key not in alike} for each in texts)
            return _in_languages(before), _in_languages(after)
        return self._said(before, self.before, name), self._said(after, self.after, name)

    def _said(self, value: object, items: Sequence[written.WrittenItem], name: str = "") -> str:
        if value is None or value == "":
            return _("nothing")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if name in CONDITIONS and isinstance(value, str):
            return Reader(items, language=self.language).said(value) or value
        texts = written.texts_of(value) if isinstance(value, dict) else {}
        if texts:
            return _in_languages(texts)
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


def _in_languages(texts: Mapping[str, str]) -> str:
    return "\n".join(f"{LANGUAGE_NAMES[language]}: {text}" for language, text in texts.items()) or _("nothing")


def _words_of(texts: Mapping[str, str]) -> object:
    return written.words_of(texts) or None


def _name_of(section: written.WrittenSection) -> str:
    return str(section.content.get("name") or section.number)


def _parts(document: Mapping[str, object]) -> Mapping[str, str]:
    """The section or group of each item, in order."""
    found = {}
    for section in written.outline(document):
        for item in section.items:
            found[item.name] = _name_of(section)
            found |= {inner.name: item.name for inner in item.inner}
    return found


def _same(before: object, after: object) -> bool:
    """A text alone is the same as the text for the base language."""
    if (isinstance(before, str) and isinstance(after, dict)) or (isinstance(before, dict) and isinstance(after, str)):
        return written.texts_of(before) == written.texts_of(after)
    return before == after
