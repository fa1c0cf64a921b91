"""The pages on which a question, a section, the head of a form or its missing texts are filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms as django_forms
from django.utils.translation import gettext as _

from servewell.base.words import CODES
from servewell.engines import forms as engine
from servewell.engines.forms import editing, written
from servewell.web.instruments.forms import filling
from servewell.web.instruments.forms.filling import LANGUAGE_NAMES, Setting
from servewell.web.instruments.forms.items import ContentForm, is_list
from servewell.web.instruments.forms.kinds import kind_says
from servewell.web.instruments.forms.properties import GROUPS, HEAD, Group, Way
from servewell.web.instruments.shown.editor import CONDITIONS, crumbs_of
from servewell.web.instruments.shown.faults import faults_under, item_at, name_of_section
from servewell.web.instruments.shown.retelling import retold
from servewell.web.instruments.shown.workshop import Workshop
from servewell.web.kit.components import Crumb


@dataclass(frozen=True)
class Entry:
    """One of a list; ``aside`` are fields that are folded away until something stands in one of them."""

    legend: str
    fields: Sequence[django_forms.BoundField]
    aside: Sequence[django_forms.BoundField]
    is_open: bool


@dataclass(frozen=True)
class Part:
    """One property: its fields beside each other, or the entries of its list. ``says`` is a condition in words."""

    label: str
    help: str
    way: str
    fields: Sequence[django_forms.BoundField] = ()
    entries: Sequence["Entry"] = ()
    says: str = ""
    is_filled: bool = False


@dataclass(frozen=True)
class Heap:
    """The properties under one heading; all but the first are folded away until something stands in them."""

    title: str
    parts: Sequence[Part]
    is_open: bool


@dataclass(frozen=True)
class FieldsPage:
    """``theirs`` is what somebody else saved meanwhile, where words were written over it."""

    title: str
    crumbs: Sequence[Crumb]
    action: str
    back: str
    kind: str
    form: ContentForm
    heaps: Sequence[Heap]
    theirs: Sequence[tuple[str, str]] = ()
    answers: Sequence[str] = ()


@dataclass(frozen=True)
class TextRow:
    place: str
    base: str
    base_language: str
    field: django_forms.BoundField


@dataclass(frozen=True)
class TextsPage:
    title: str
    crumbs: Sequence[Crumb]
    action: str
    back: str
    language: str
    language_name: str
    languages: Sequence[tuple[str, str, bool]]
    form: django_forms.Form
    rows: Sequence[TextRow]


def item_page(
    shop: Workshop, item: written.WrittenItem, form: ContentForm, *, theirs: Mapping[str, object] | None = None
) -> FieldsPage:
    title = shop.in_language(item.title) or _("Not written yet")
    if not form.is_bound:
        _say_faults(shop, item.path, form)
    return FieldsPage(
        title=title,
        crumbs=crumbs_of(shop, Crumb(title)),
        action=f"{shop.path}/items/{item.name}",
        back=f"{shop.path}?section={written.section_of(shop.document, item.name)}#item-{item.name}",
        kind=kind_says(item.kind, item.content),
        form=form,
        heaps=_heaps(shop, form),
        theirs=_what_they_wrote(theirs),
        answers=_answers_offered(form),
    )


def section_page(
    shop: Workshop, section: written.WrittenSection, form: ContentForm, *, theirs: Mapping[str, object] | None = None
) -> FieldsPage:
    title = name_of_section(shop, section)
    return FieldsPage(
        title=title,
        crumbs=crumbs_of(shop, Crumb(title)),
        action=f"{shop.path}/sections/{section.number}",
        back=f"{shop.path}?section={section.number}",
        kind=_("Section"),
        form=form,
        heaps=_heaps(shop, form),
        theirs=_what_they_wrote(theirs),
        answers=_answers_offered(form),
    )


def _answers_offered(form: ContentForm) -> tuple[str, ...]:
    """Of every question that a condition may look at, each wording once."""
    return tuple(dict.fromkeys(words for answers in form.setting.answers.values() for words in answers))


def form_of_head(shop: Workshop, data: Mapping[str, object] | None = None, *, fingerprint: str = "") -> ContentForm:
    content = content_of_head(shop)
    first = [*shop.languages, *(code for code in CODES if code not in shop.languages)]
    return ContentForm(
        data,
        properties=HEAD,
        content=content,
        setting=Setting(languages=first),
        fingerprint=fingerprint or written.fingerprint(content),
        needs_title=True,
    )


def content_of_head(shop: Workshop) -> dict[str, object]:
    kept = {name: shop.document[name] for name in HEAD if name in shop.document}
    return {**kept, "thanks": written.words_of(shop.draft.thanks)}


def head_page(shop: Workshop, form: ContentForm, *, theirs: Mapping[str, object] | None = None) -> FieldsPage:
    title = _("Title, thanks and languages")
    return FieldsPage(
        title=title,
        crumbs=crumbs_of(shop, Crumb(title)),
        action=f"{shop.path}/head",
        back=shop.path,
        kind=_("The whole form"),
        form=form,
        heaps=_heaps(shop, form),
        theirs=_what_they_wrote(theirs),
    )


def _heaps(shop: Workshop, form: ContentForm) -> tuple[Heap, ...]:
    heaps = []
    for group in Group:
        names = [name for name, known in form.properties.items() if known.group is group]
        parts = [part for name in names if (part := _part(shop, form, name)).fields or part.entries]
        is_filled = any(name in form.content for name in names) or any(
            field.errors for part in parts for field in _all_fields(part)
        )
        if parts:
            heaps.append(Heap(str(GROUPS[group]), parts, is_open=is_filled or group in {Group.ASKED, Group.ANSWERED}))
    return tuple(heaps)


def _all_fields(part: Part) -> list[django_forms.BoundField]:
    return [*part.fields, *(field for entry in part.entries for field in (*entry.fields, *entry.aside))]


def _part(shop: Workshop, form: ContentForm, name: str) -> Part:
    known = form.properties[name]
    if is_list(known):
        entries = tuple(_entry(form, name, place) for place in range(len(form.entries_of(name))))
        part = Part(str(known.label), str(known.help), "list", entries=entries)
        return replace(part, is_filled=name in form.content or any(field.errors for field in _all_fields(part)))
    raw = form.content.get(name)
    says = shop.reader.said(raw) if name in CONDITIONS and isinstance(raw, str) else ""
    way = {Way.WORDS: "words", Way.CONDITION: "condition"}.get(known.way, "plain")
    return Part(str(known.label), str(known.help), way, fields=tuple(form.fields_of(name)), says=says)


def _entry(form: ContentForm, name: str, place: int) -> Entry:
    fields = form.entries_of(name)[place]
    aside = tuple(field for field in fields if form.is_aside(name, field))
    return Entry(
        legend=_("%(entry)s %(number)d") % {"entry": form.properties[name].entry, "number": place + 1},
        fields=tuple(field for field in fields if field not in aside),
        aside=aside,
        is_open=any(field.value() or field.errors for field in aside),
    )


def _say_faults(shop: Workshop, path: str, form: ContentForm) -> None:
    """What stands in the way of publishing is said at its field, also before anything is sent."""
    for place, says in faults_under(shop, path):
        field = form.field_at(place)
        if field is not None:
            form.fields[field].help_text = f"{form.fields[field].help_text} {says}".strip()


def faults_of_item(document: Mapping[str, object], path: str) -> list[tuple[str, str]]:
    """Where in the item and what is said, as the document would be; texts that are missing may come later."""
    lacking = {each.path for each in written.missing_texts(document)}
    try:
        engine.read(document)
    except engine.DocumentHasFaults as refused:
        return [
            (fault.path.removeprefix(f"{path}."), retold(fault.what, fault.mend))
            for fault in refused.faults
            if fault.path.startswith(f"{path}.")
            and ".elements[" not in fault.path[len(path) :]
            and fault.path not in lacking
            and not _is_a_group_in_the_making(fault.path, path)
        ]
    return []


def _is_a_group_in_the_making(fault: str, path: str) -> bool:
    """A group is made before its questions are."""
    return fault == f"{path}.elements"


def _what_they_wrote(theirs: Mapping[str, object] | None) -> tuple[tuple[str, str], ...]:
    """Whatever it is, in a form in which it can be compared."""
    if theirs is None:
        return ()
    return tuple((name, _as_read(value)) for name, value in theirs.items() if name != "elements")


def _as_read(value: object) -> str:
    texts = written.texts_of(value)
    if texts and not isinstance(value, str):
        return "\n".join(f"{LANGUAGE_NAMES[language]}: {text}" for language, text in texts.items())
    if isinstance(value, list):
        return "\n".join(_as_read(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_as_read(each)}" for key, each in value.items())
    return str(value)


def texts_page(shop: Workshop, *, language: str, form: django_forms.Form | None) -> TextsPage:
    language = language if language in shop.languages else shop.languages[-1]
    lacking = [each for each in shop.missing if each.language == language]
    form = form or texts_form(shop, language)
    title = _("Texts that are missing in %(language)s") % {"language": LANGUAGE_NAMES[language]}
    return TextsPage(
        title=title,
        crumbs=crumbs_of(shop, Crumb(title)),
        action=f"{shop.path}/texts?language={language}",
        back=shop.path,
        language=language,
        language_name=LANGUAGE_NAMES[language],
        languages=tuple((each, LANGUAGE_NAMES[each], each == language) for each in shop.languages),
        form=form,
        rows=tuple(_text_row(shop, each, form) for each in lacking if each.path in form.fields),
    )


def texts_form(shop: Workshop, language: str, data: Mapping[str, object] | None = None) -> django_forms.Form:
    """One field for each text that is missing, under its path."""
    form = django_forms.Form(data)
    for each in [each for each in shop.missing if each.language == language][:MOST_TEXTS]:
        form.fields[each.path] = django_forms.CharField(
            label=_("In %(language)s") % {"language": LANGUAGE_NAMES[language]},
            required=False,
            max_length=filling.LONGEST_TEXT,
            widget=django_forms.Textarea(attrs={"rows": 2, "lang": language}),
        )
    return form


MOST_TEXTS = 100


def _text_row(shop: Workshop, missing: written.MissingText, form: django_forms.Form) -> TextRow:
    texts = dict(shop.draft.thanks) if missing.path == "thanks" else editing.texts_at(shop.document, missing.path)
    base = next((language for language in (*shop.languages, *CODES) if texts.get(language)), "")
    item = item_at(shop, missing.path)
    place = shop.in_language(item.title) or item.name if item else ""
    says = texts.get(base, "")
    return TextRow(place="" if place == says else place, base=says, base_language=base, field=form[missing.path])
