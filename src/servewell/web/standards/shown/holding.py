"""Which promise holds in which unit, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.base.words import active_language, collation_key
from servewell.rooms.standards.selectors import Held
from servewell.rooms.standards.terms import Kind
from servewell.web.kit.components import Chip, Empty, Link
from servewell.web.kit.figures import number
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.standards.models import Draft


@dataclass(frozen=True)
class HeldRow:
    unit: str
    url: str
    promise: str
    why: str
    chip: Chip | None


@dataclass(frozen=True)
class PromisesPage:
    title: str
    rows: Sequence[HeldRow]
    drafts: Sequence[Link]
    empty: Empty | None


def promises_page(*, held: Sequence[Held], drafts: "Sequence[Draft]") -> PromisesPage:
    language = active_language()
    ordered = sorted(held, key=lambda one: (not one.is_own, collation_key(str(one.unit.name), language)))
    return PromisesPage(
        title=_title(held),
        rows=tuple(_row(one) for one in ordered),
        drafts=tuple(Link(_draft(each), _draft_url(each)) for each in drafts),
        empty=None if held else Empty(says=_("You write for no unit."), icon="standards"),
    )


def _title(held: Sequence[Held]) -> str:
    own = sum(one.is_own for one in held)
    without = sum(one.promise is None for one in held)
    if without:
        return ngettext("In %(count)s unit nothing is promised", "In %(count)s units nothing is promised", without) % {
            "count": number(without)
        }
    units = ngettext("%(count)s unit", "%(count)s units", len(held)) % {"count": number(len(held))}
    return ngettext(
        "%(count)s promise of its own for %(units)s", "%(count)s promises of their own for %(units)s", own
    ) % {"count": number(own), "units": units}


def _row(one: Held) -> HeldRow:
    return HeldRow(
        unit=str(one.unit.name),
        url=reverse("standards:write_promise", kwargs={"unit": one.unit.code}),
        promise=str(one.promise.title) if one.promise else "",
        why=_why(one),
        chip=Chip(_("its own"), "accent") if one.is_own else Chip(_("none"), "needs") if one.promise is None else None,
    )


def _why(one: Held) -> str:
    if one.promise is None or one.whose is None:
        return _("No unit above has published a promise.")
    since = day(today.day_in(one.whose.zone, at=one.promise.published_at))
    said = {"number": one.promise.version, "day": since, "whose": one.whose.name}
    if one.is_own:
        return _("Version %(number)s, since %(day)s") % said
    return _("From %(whose)s, the nearest above: version %(number)s, since %(day)s") % said


def _draft(draft: "Draft") -> str:
    said = {"unit": draft.unit.name, "text": draft.name or draft.text}
    if draft.kind == Kind.PROMISE.value:
        return _("The promise of %(unit)s") % said
    if draft.kind == Kind.ASPECT.value:
        return _("The aspect “%(text)s” in %(unit)s") % said
    if draft.kind == Kind.MESSAGE.value:
        return _("The message of %(year)s for %(unit)s") % {**said, "year": draft.code}
    if draft.kind == Kind.CHAPTER.value:
        return _("The chapter “%(text)s” of %(unit)s") % said
    return _("The standard “%(text)s”") % said


def _draft_url(draft: "Draft") -> str:
    if draft.kind == Kind.PROMISE.value:
        return reverse("standards:write_promise", kwargs={"unit": draft.unit.code})
    if draft.kind == Kind.ASPECT.value:
        return reverse("standards:write_aspect", kwargs={"unit": draft.unit.code, "code": draft.code})
    if draft.kind == Kind.MESSAGE.value:
        return links.MESSAGE.path(unit=draft.unit.code, year=draft.code)
    if draft.kind == Kind.CHAPTER.value:
        return links.CHAPTER.path(unit=draft.unit.code, code=draft.code)
    return f"{links.WRITE_STANDARD.path()}?code={draft.code}"
