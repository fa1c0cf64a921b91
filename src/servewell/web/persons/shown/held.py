"""What a person holds, to be handed on, and what nobody holds any more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import holding, links
from servewell.rooms.people import selectors as people
from servewell.web.kit.components import Chip, Crumb, Empty, Link
from servewell.web.kit.figures import number
from servewell.web.persons.forms import HandOnForm, LetGoForm

if TYPE_CHECKING:
    from servewell.base.todo import Todo
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class Row:
    """``code`` is empty where a thing is not handed on here but taken up on its own page."""

    says: str
    detail: str
    path: str
    code: str
    is_ticked: bool = True
    link: Link | None = None


@dataclass(frozen=True)
class Section:
    title: str
    note: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class HeldPage:
    title: str
    number: str
    chip: Chip | None
    crumbs: Sequence[Crumb]
    sections: Sequence[Section]
    form: HandOnForm | None
    let_go: LetGoForm | None
    nothing: Empty | None


@dataclass(frozen=True)
class OrphanedPage:
    title: str
    sections: Sequence[Section]
    nothing: Empty | None


def held_page(
    person: "Person", *, found: "Sequence[holding.OfKind]", form: HandOnForm | None = None,
    let_go: LetGoForm | None = None,
) -> HeldPage:  # fmt: skip
    has_left = people.has_left(person=person)
    can_go = any(each.kind.hand_on for each in found)
    return HeldPage(
        title=_title(person, found, has_left=has_left),
        number=person.number,
        chip=Chip(_("has left"), "needs") if has_left else None,
        crumbs=(Crumb(_("What nobody holds"), links.ORPHANED.path()),),
        sections=_sections(found, set(form.ticked) if form else None),
        form=(form or HandOnForm()) if can_go else None,
        let_go=None if has_left else let_go or LetGoForm(),
        nothing=None if found else Empty(_("There is nothing to hand on where you manage people.")),
    )


def _sections(found: "Sequence[holding.OfKind]", ticked: set[str] | None) -> tuple[Section, ...]:
    """All of it is ticked at first."""
    units = people.unit_names(keys={thing.unit for each in found for thing in each.things})

    def row(thing: holding.Held, code: str) -> Row:
        is_ticked = ticked is None or thing.code in ticked
        return Row(thing.says, str(units.get(thing.unit, "")), thing.path, code, is_ticked=is_ticked)

    return tuple(
        Section(
            title=str(each.kind.title),
            note=_note(each),
            rows=tuple(row(thing, thing.code if each.kind.hand_on else "") for thing in each.things),
        )
        for each in found
    )


def _title(person: "Person", found: "Sequence[holding.OfKind]", *, has_left: bool) -> str:
    count = sum(len(each.things) for each in found)
    said = {"name": person.name, "number": _counted(count, found)}
    if not count:
        return _("%(name)s holds nothing here") % said
    if has_left:
        return (
            ngettext(
                "%(name)s has left and still holds %(number)s thing",
                "%(name)s has left and still holds %(number)s things",
                count,
            )
            % said
        )
    return ngettext("%(name)s holds %(number)s thing", "%(name)s holds %(number)s things", count) % said


def _counted(count: int, found: "Iterable[holding.OfKind]") -> str:
    return f"{number(count)}+" if any(each.is_cut for each in found) else number(count)


def _note(each: "holding.OfKind") -> str:
    if each.is_cut:
        return _("The first %(number)s stand here.") % {"number": number(len(each.things))}
    if each.kind.hand_on is None:
        return _("Whoever may takes these up on their own pages.")
    return ""


def orphaned_page(*, viewer: "Person") -> OrphanedPage:
    found = tuple(holding.held(persons=people.leavers(), viewer=viewer, orphaned=True))
    unled = people.units_without_leader(viewer=viewer)
    ends = people.todo_for_management(viewer=viewer)
    count = sum(len(each.things) for each in found) + len(unled) + len(ends)
    if not count:
        says = _("What people held who have left, and units that nobody leads, stand here.")
        return OrphanedPage(_("Everything here has somebody"), (), Empty(_("Nothing is left behind."), says))
    words = ngettext("%(number)s thing has nobody", "%(number)s things have nobody", count)
    sections = (*_ending(ends), *_orphans(found))
    if unled:
        rows = tuple(Row(str(unit.name), "", links.WHO_SEES_UNIT.path(code=unit.code), "") for unit in unled)
        note = _("Give somebody who works here a role that leads.")
        sections = (*sections, Section(_("Units that nobody leads"), note, rows))
    return OrphanedPage(words % {"number": _counted(count, found)}, sections, None)


def _ending(ends: "Sequence[Todo]") -> tuple[Section, ...]:
    """That nobody will manage the company soon stands before everything else."""
    return tuple(Section(_("The whole company"), each.detail, (Row(each.title, "", each.path, ""),)) for each in ends)


def _orphans(found: "Sequence[holding.OfKind]") -> tuple[Section, ...]:
    things = [thing for each in found for thing in each.things]
    units = people.unit_names(keys={thing.unit for thing in things})
    holders = people.holders(keys={thing.holder for thing in things if thing.holder})
    return tuple(
        Section(
            title=str(each.kind.title),
            note=_note(each),
            rows=tuple(
                _orphan(thing, holders.get(thing.holder or 0), str(units.get(thing.unit, ""))) for thing in each.things
            ),
        )
        for each in found
    )


def _orphan(thing: "holding.Held", holder: "Person | None", unit: str) -> Row:
    if holder is None:
        return Row(thing.says, _("%(unit)s, with nobody") % {"unit": unit}, thing.path, "")
    detail = _("%(unit)s, last with %(name)s (%(number)s)") % {
        "unit": unit, "name": holder.name, "number": holder.number,
    }  # fmt: skip
    link = Link(_("Hand on"), links.HELD.path(number=holder.number))
    return Row(thing.says, detail, thing.path, "", link=link)


def refused(why: holding.Why, *, thing: str, name: str) -> str:
    """Why a thing stays where it is."""
    return {
        holding.Why.YOU_MAY_NOT: _("%(thing)s stays: you may not hand it on. Ask somebody who may."),
        holding.Why.THEY_MAY_NOT: _(
            "%(thing)s stays: %(name)s lacks the power it needs there. Give them a role first."
        ),
        holding.Why.MOVED: _("%(thing)s stays: meanwhile somebody else took it, or it is done."),
        holding.Why.RING: _("%(thing)s stays: %(name)s would be led by themselves."),
        holding.Why.BY_HAND: _("%(thing)s stays: it is taken up on its own page."),
    }[why] % {"thing": thing, "name": name}
