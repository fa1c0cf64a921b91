"""The editor: one section of a draft at a time, question under question, with what each does said in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.engines.forms import written
from servewell.rooms.people import selectors as people
from servewell.web.instruments.forms.filling import LANGUAGE_NAMES
from servewell.web.instruments.forms.kinds import Offer, kind_says, offers
from servewell.web.instruments.shown import scoring
from servewell.web.instruments.shown.faults import (
    FaultRow,
    fault_rows,
    faults_under,
    name_of_section,
    url_of_item,
    url_of_section,
)
from servewell.web.instruments.shown.workshop import Workshop
from servewell.web.kit.components import Chip, Crumb, Pager
from servewell.web.kit.figures import number as said_number

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Draft

AT_ONCE = 40
CONDITIONS = ("visibleIf", "requiredIf", "servewell:evidence-if")


@dataclass(frozen=True)
class Told:
    """A condition in words, or as it stands where it cannot be read."""

    says: str
    raw: str = ""


@dataclass(frozen=True)
class ItemRow:
    name: str
    number: str
    title: str
    kind: str
    url: str
    told: Sequence[Told]
    chips: Sequence[Chip]
    faults: Sequence[str]
    is_group: bool
    inner: Sequence["ItemRow"] = ()


@dataclass(frozen=True)
class SectionLink:
    title: str
    url: str
    says: str
    is_here: bool


@dataclass(frozen=True)
class Container:
    """Where an item may be put: a section or a group."""

    value: str
    label: str


@dataclass(frozen=True)
class SectionShown:
    number: int
    title: str
    url: str
    told: Sequence[Told]
    faults: Sequence[str]
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class MissingIn:
    language: str
    says: str
    url: str


@dataclass(frozen=True)
class EditorPage:
    title: str
    crumbs: Sequence[Crumb]
    path: str
    revision: int
    saved: str
    sections: Sequence[SectionLink]
    section: SectionShown | None
    rows: Sequence[ItemRow]
    containers: Sequence[Container]
    offers: Sequence[Offer]
    pager: Pager
    faults: Sequence[FaultRow]
    more_faults: str
    missing: Sequence[MissingIn]
    untitled: str
    scored: Sequence[str]
    can_undo: bool


MOST_FAULTS = 8


def editor_page(shop: Workshop, *, here: int, start: int) -> EditorPage:
    here = min(max(here, 0), max(len(shop.sections) - 1, 0))
    section = shop.sections[here] if shop.sections else None
    start = start if section and 0 <= start < len(section.items) else 0
    faults = fault_rows(shop)
    return EditorPage(
        title=shop.title,
        crumbs=crumbs_of(shop),
        path=shop.path,
        revision=shop.draft.revision,
        saved=saved_says(shop.draft),
        sections=tuple(_link(shop, each, is_here=each.number == here) for each in shop.sections),
        section=_section(shop, section) if section else None,
        rows=_rows(shop, section, start) if section else (),
        containers=_containers(shop),
        offers=offers(),
        pager=_pager(shop, section, start),
        faults=faults[:MOST_FAULTS],
        more_faults=_more(len(faults) - MOST_FAULTS),
        missing=tuple(_missing_in(shop, language) for language in shop.languages if _count_missing(shop, language)),
        untitled=_untitled(shop),
        scored=scoring.rule_in_words(shop.form) if shop.form else (),
        can_undo=shop.draft.before is not None,
    )


def crumbs_of(shop: Workshop, *more: Crumb) -> tuple[Crumb, ...]:
    return (Crumb(_("What we ask"), links.INSTRUMENTS.path()), Crumb(shop.title, shop.path if more else ""), *more)


def saved_says(draft: "Draft") -> str:
    who = people.names_of(actors=[draft.saved_by]).get(draft.saved_by, "")
    base = draft.based_on
    said = {"number": (base.number if base else 0) + 1, "person": who}
    if not who:
        return _("Draft of version %(number)d.") % said
    return _("Draft of version %(number)d, last saved by %(person)s.") % said


def _link(shop: Workshop, section: written.WrittenSection, *, is_here: bool) -> SectionLink:
    count = sum(1 + len(item.inner) - item.is_group for item in section.items)
    return SectionLink(
        title=name_of_section(shop, section),
        url=f"{shop.path}?section={section.number}",
        says=ngettext("%(number)d question", "%(number)d questions", count) % {"number": count},
        is_here=is_here,
    )


def _section(shop: Workshop, section: written.WrittenSection) -> SectionShown:
    return SectionShown(
        number=section.number,
        title=name_of_section(shop, section),
        url=url_of_section(shop, section),
        told=_told(shop, section.content),
        faults=tuple(says for _place, says in faults_under(shop, section.path)),
        is_first=section.number == 0,
        is_last=section.number == len(shop.sections) - 1,
    )


def _rows(shop: Workshop, section: written.WrittenSection, start: int) -> tuple[ItemRow, ...]:
    before = sum(len(each.items) for each in shop.sections[: section.number])
    shown = section.items[start : start + AT_ONCE]
    return tuple(_row(shop, item, str(before + start + place)) for place, item in enumerate(shown, start=1))


def _row(shop: Workshop, item: written.WrittenItem, number: str) -> ItemRow:
    return ItemRow(
        name=item.name,
        number=number,
        title=shop.in_language(item.title) or (_("Group without a heading") if item.is_group else _("Not written yet")),
        kind=kind_says(item.kind, item.content),
        url=url_of_item(shop, item),
        told=_told(shop, item.content),
        chips=_chips(shop, item),
        faults=tuple(says for _place, says in faults_under(shop, item.path)),
        is_group=item.is_group,
        inner=tuple(_row(shop, each, f"{number}.{place}") for place, each in enumerate(item.inner, start=1)),
    )


def _told(shop: Workshop, content: Mapping[str, object]) -> tuple[Told, ...]:
    told = []
    for name in CONDITIONS:
        raw = content.get(name)
        if isinstance(raw, str) and raw.strip():
            says = shop.reader.said(raw)
            told.append(Told(says=_sentence(name) % {"condition": says}) if says else Told(says=_unread(name), raw=raw))
    return tuple(told)


def _sentence(name: str) -> str:
    return {
        "visibleIf": _("Shows only if %(condition)s."),
        "requiredIf": _("Must be answered if %(condition)s."),
        "servewell:evidence-if": _("Needs evidence if %(condition)s."),
    }[name]


def _unread(name: str) -> str:
    return {
        "visibleIf": _("Shows only if – but this condition cannot be read:"),
        "requiredIf": _("Must be answered if – but this condition cannot be read:"),
        "servewell:evidence-if": _("Needs evidence if – but this condition cannot be read:"),
    }[name]


def _chips(shop: Workshop, item: written.WrittenItem) -> tuple[Chip, ...]:
    content = item.content
    chips = [
        Chip(word, "accent" if name in {"servewell:overall"} else "plain")
        for name, word in (
            ("isRequired", _("must be answered")),
            ("eachRowRequired", _("must be answered")),
            ("servewell:overall", _("stands for the whole")),
            ("servewell:critical", _("critical")),
            ("servewell:bonus", _("bonus")),
        )
        if content.get(name) is True
    ]
    weight = content.get("servewell:weight")
    if isinstance(weight, int | float) and not isinstance(weight, bool):
        chips.append(
            Chip(_("weight %(weight)s") % {"weight": said_number(weight, decimals=0 if weight == int(weight) else 2)})
        )
    return (*chips, *_missing_chips(shop, item))


def _missing_chips(shop: Workshop, item: written.WrittenItem) -> list[Chip]:
    paths = (f"{item.path}.", f"{item.path}.elements[")
    lacking = {
        each.language for each in shop.missing if each.path.startswith(paths[0]) and not each.path.startswith(paths[1])
    }
    return [
        Chip(_("missing in %(language)s") % {"language": LANGUAGE_NAMES[language]}, "needs")
        for language in shop.languages
        if language in lacking
    ]


def _containers(shop: Workshop) -> tuple[Container, ...]:
    found = []
    for section in shop.sections:
        found.append(Container(str(section.number), name_of_section(shop, section)))
        found += [
            Container(item.name, f"{name_of_section(shop, section)} – {shop.in_language(item.title) or item.name}")
            for item in section.items
            if item.is_group
        ]
    return tuple(found)


def _pager(shop: Workshop, section: written.WrittenSection | None, start: int) -> Pager:
    if section is None or len(section.items) <= AT_ONCE:
        return Pager()
    address = f"{shop.path}?section={section.number}&from="
    end = min(start + AT_ONCE, len(section.items))
    return Pager(
        newer_url=f"{address}{max(start - AT_ONCE, 0)}" if start else "",
        older_url=f"{address}{end}" if end < len(section.items) else "",
        says=_("%(first)d to %(last)d of %(all)d") % {"first": start + 1, "last": end, "all": len(section.items)},
    )


def _more(number: int) -> str:
    if number <= 0:
        return ""
    return ngettext("One more stands at its question.", "%(number)d more stand at their questions.", number) % {
        "number": number
    }


def _count_missing(shop: Workshop, language: str) -> int:
    return sum(each.language == language for each in shop.missing)


def _missing_in(shop: Workshop, language: str) -> MissingIn:
    count = _count_missing(shop, language)
    return MissingIn(
        language=language,
        says=ngettext(
            "%(number)d text is missing in %(language)s.", "%(number)d texts are missing in %(language)s.", count
        )
        % {"number": count, "language": LANGUAGE_NAMES[language]},
        url=f"{shop.path}/texts?language={language}",
    )


def _untitled(shop: Workshop) -> str:
    lost = written.languages_without_a_title(shop.document)
    if not lost:
        return ""
    names = _(", ").join(LANGUAGE_NAMES[language] for language in lost)
    return _("There are texts in %(languages)s, but no title: without one nobody can be asked in that language.") % {
        "languages": names
    }
