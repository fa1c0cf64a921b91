"""A draft opened on the bench: read once for a page, with what stands in the way of publishing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.base.words import active_language
from servewell.engines import forms
from servewell.engines.forms import written
from servewell.rooms.instruments import services
from servewell.rooms.standards import selectors as standards
from servewell.web.instruments.forms.filling import Setting, literal
from servewell.web.instruments.forms.items import ContentForm, properties_of
from servewell.web.instruments.forms.properties import SECTION
from servewell.web.instruments.shown.logic import Reader

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Draft


@dataclass(frozen=True)
class Workshop:
    """``form`` is None where the document has ``faults``. ``language`` is the one in which its texts are quoted."""

    draft: "Draft"
    sections: Sequence[written.WrittenSection]
    items: Sequence[written.WrittenItem]
    languages: Sequence[str]
    language: str
    missing: Sequence[written.MissingText]
    form: forms.Form | None
    faults: Sequence[forms.Fault]

    @property
    def document(self) -> Mapping[str, object]:
        document: Mapping[str, object] = self.draft.document
        return document

    @property
    def path(self) -> str:
        return links.DRAFT.path(number=self.draft.pk)

    @property
    def reader(self) -> Reader:
        return Reader(self.items, language=self.language)

    def in_language(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.language) or next(iter(texts.values()), "")

    @property
    def title(self) -> str:
        return self.in_language(written.texts_of(self.document.get("title"))) or self.draft.code


def opened(draft: "Draft") -> Workshop:
    document = draft.document
    languages = written.languages_of(document) or ("en",)
    form, faults = _looked_over(draft)
    missing = [
        *written.missing_texts(document),
        *(
            written.MissingText("thanks", each, each == languages[0])
            for each in languages
            if not draft.thanks.get(each)
        ),
    ]
    return Workshop(
        draft=draft,
        sections=written.outline(document),
        items=written.items_written(document),
        languages=languages,
        language=active_language() if active_language() in languages else languages[0],
        missing=missing,
        form=form,
        faults=faults,
    )


def _looked_over(draft: "Draft") -> tuple[forms.Form | None, Sequence[forms.Fault]]:
    try:
        return services.look_over(document=draft.document, thanks=draft.thanks), ()
    except forms.DocumentHasFaults as refused:
        return None, refused.faults


def setting_for(shop: Workshop, path: str) -> Setting:
    """``path`` is the item's, or the section's: conditions look only at what stands before it."""
    before = [item for item in _before(path, shop) if not item.is_group]
    inside = next((section for section in shop.sections if path.startswith(section.path)), None)
    evidence = [
        (item.name, shop.in_language(item.title))
        for item in shop.items
        if inside and item.path.startswith(inside.path) and item.kind in {"file", "signaturepad", "comment"}
    ]
    return Setting(
        languages=shop.languages,
        looked_at=[choice for item in before for choice in _to_look_at(item, shop)],
        answers={name: answers for item in before for name, answers in _answers(item, shop)},
        listed={
            "aspects": [(aspect.code, str(aspect.name)) for aspect in standards.aspects()],
            "standards": [
                (standard.code, f"{standard.aspect.name}: {standard.text}")
                for standard in standards.standards_in_force()
            ],
            "evidence": evidence,
        },
    )


def _before(path: str, shop: Workshop) -> list[written.WrittenItem]:
    """Every item that stands before this item or this section."""
    before: list[written.WrittenItem] = []
    for section in shop.sections:
        if section.path == path:
            return before
        for item in (each for outer in section.items for each in (outer, *outer.inner)):
            if item.path == path:
                return before
            before.append(item)
    return before


def _to_look_at(item: written.WrittenItem, shop: Workshop) -> list[tuple[str, str]]:
    """A table is looked at row by row."""
    if item.kind != "matrix":
        return [(item.name, shop.reader.title_of(item.name))]
    names = [f"{item.name}.{row.get('value')}" for row in written.maps(item.content.get("rows"))]
    return [(name, shop.reader.title_of(name)) for name in names]


def _answers(item: written.WrittenItem, shop: Workshop) -> list[tuple[str, Mapping[str, str]]]:
    """What the item offers, in words and as a condition writes it; of a table, what each of its rows does."""
    if item.kind == "boolean":
        return [(item.name, {_("Yes"): "true", _("No"): "false"})]
    offered = written.maps(item.content.get("columns" if item.kind == "matrix" else "choices"))
    answers = {
        shop.in_language(written.texts_of(each.get("text"))) or str(each.get("value")): literal(str(each.get("value")))
        for each in offered
    }
    return [(name, answers) for name, _title in _to_look_at(item, shop)] if answers else []


def form_of_item(
    shop: Workshop, item: written.WrittenItem, data: Mapping[str, object] | None = None, *, fingerprint: str = ""
) -> ContentForm:
    published = _names_published(shop)
    return ContentForm(
        data,
        properties=properties_of(item.kind),
        content=item.content,
        setting=setting_for(shop, item.path),
        fingerprint=fingerprint or item.fingerprint,
        needs_title=not item.is_group,
        name_is_fixed=item.name in published,
    )


def form_of_section(
    shop: Workshop, section: written.WrittenSection, data: Mapping[str, object] | None = None, *, fingerprint: str = ""
) -> ContentForm:
    return ContentForm(
        data,
        properties=SECTION,
        content={key: value for key, value in section.content.items() if key != "elements"},
        setting=setting_for(shop, section.path),
        fingerprint=fingerprint or section.fingerprint,
        needs_title=False,
    )


def _names_published(shop: Workshop) -> frozenset[str]:
    """The items of the version that this draft follows: their figures go on by their names."""
    based_on = shop.draft.based_on
    return frozenset(item.name for item in written.items_written(based_on.document)) if based_on else frozenset()
