"""What the pages about units show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from servewell.base import today
from servewell.base.permissions import stated
from servewell.rooms.people import rules
from servewell.rooms.people import selectors as people
from servewell.rooms.people.selectors import PowersChange, Standing
from servewell.rooms.people.terms import FOR_EVER
from servewell.rooms.voice import selectors as voices
from servewell.web.kit import moments
from servewell.web.kit.components import Crumb, Link
from servewell.web.kit.figures import number
from servewell.web.kit.templatetags.kit import day
from servewell.web.units.forms import (
    AddForm,
    ApartForm,
    BrandForm,
    CloseForm,
    MoveForm,
    RenameForm,
    TeamsForm,
    initial_words,
)

if TYPE_CHECKING:
    from django.forms import Form

    from servewell.rooms.people.models import Brand, KeptApart, Person, Place, Unit

# a company calls its units as it likes; what is common is said in the reader's language
KINDS = {
    "company": pgettext_lazy("kind of unit", "company"),
    "department": pgettext_lazy("kind of unit", "department"),
    "desk": pgettext_lazy("kind of unit", "desk"),
    "home-service": pgettext_lazy("kind of unit", "service at home"),
    "hotel": pgettext_lazy("kind of unit", "hotel"),
    "office": pgettext_lazy("kind of unit", "office"),
    "region": pgettext_lazy("kind of unit", "region"),
    "shop": pgettext_lazy("kind of unit", "shop"),
    "team": pgettext_lazy("kind of unit", "team"),
}


@dataclass(frozen=True)
class Branch:
    name: str
    url: str
    facts: Sequence[str]
    below: "Sequence[Branch]"


@dataclass(frozen=True)
class TreePage:
    title: str
    branches: Sequence[Branch]


@dataclass(frozen=True)
class Change:
    name: str
    gains: Sequence[str]
    loses: Sequence[str]


@dataclass(frozen=True)
class Foretold:
    """What a move would change; ``sure`` is sent along when it is done."""

    says: str
    figures: str
    changes: Sequence[Change]


@dataclass(frozen=True)
class Step:
    """One thing that can be done to the unit: its form in a part of the page that opens."""

    says: str
    url: str
    form: "Form"
    button: str
    is_open: bool
    has_files: bool = False
    help: str = ""


@dataclass(frozen=True)
class UnitPage:
    title: str
    crumbs: Sequence[Crumb]
    facts: Sequence[str]
    places: Sequence[str]
    apart: str
    apart_why: str
    brand: str
    brand_from: str
    logo: str
    steps: Sequence[Step]
    foretold: Foretold | None
    who: Link


def tree_page(*, viewer: "Person") -> TreePage:
    standing = people.tree(viewer=viewer)
    count = sum(_count(each) for each in standing)
    return TreePage(
        title=ngettext("%(number)s unit stands today", "%(number)s units stand today", count)
        % {"number": number(count)},
        branches=tuple(_branch(each) for each in standing),
    )


def _count(standing: Standing) -> int:
    return 1 + sum(_count(each) for each in standing.below)


def _branch(standing: Standing) -> Branch:
    unit = standing.unit
    return Branch(
        name=str(unit.name),
        url=reverse("units:unit", kwargs={"code": unit.code}),
        facts=(_kind(unit), _days(standing.since, standing.until)),
        below=tuple(_branch(each) for each in standing.below),
    )


def _kind(unit: "Unit") -> str:
    return str(KINDS.get(unit.kind, unit.kind))


def _days(from_on: date, until_on: date) -> str:
    if until_on == FOR_EVER:
        return _("since %(day)s") % {"day": day(from_on)}
    return _("%(first)s to %(last)s") % {"first": day(from_on), "last": day(until_on - timedelta(days=1))}


def unit_page(
    unit: "Unit", *, viewer: "Person", refused: "Form | None" = None, foretold: Foretold | None = None
) -> UnitPage:  # fmt: skip
    on = today.day_in(unit.zone, at=today.now())
    brand = people.brand_of(unit=unit.pk, on=on)
    kept = people.kept_apart(unit=unit.pk)
    return UnitPage(
        title=str(unit.name),
        crumbs=(Crumb(_("Units"), reverse("units:units")),),
        facts=(
            _kind(unit),
            _("in files: %(code)s") % {"code": unit.code},
            _("Times by the clock of %(place)s") % {"place": moments.place_of(unit.zone)},
        ),
        places=tuple(_place(each) for each in people.places_of(unit=unit)),
        apart=_apart_since(kept, unit) if kept else _open_above(),
        apart_why=_what_apart_means() if kept else "",
        brand=str(brand.name) if brand else _("None: the name of the company stands alone."),
        brand_from=_brand_from(brand, unit),
        logo=reverse("units:logo", kwargs={"number": brand.pk}) if brand and brand.logo else "",
        steps=tuple(_steps(unit, viewer, brand, on, refused, kept)),
        foretold=foretold,
        who=Link(_("Who may see what here, and why"), reverse("roles:who_sees_unit", kwargs={"code": unit.code})),
    )


def _brand_from(brand: "Brand | None", unit: "Unit") -> str:
    if brand is None:
        return ""
    if brand.unit_id == unit.pk:
        return _days(brand.from_on, brand.until_on)
    return _("From the unit above, %(unit)s") % {"unit": brand.unit.name}


def _place(place: "Place") -> str:
    where = _("under %(unit)s") % {"unit": place.parent.name} if place.parent else _("above all others")
    return _("%(where)s, %(days)s") % {"where": where, "days": _days(place.from_on, place.until_on)}


def _steps(
    unit: "Unit", viewer: "Person", brand: "Brand | None", on: date, refused: "Form | None", kept: "KeptApart | None"
) -> "list[Step]":  # fmt: skip
    is_kept = kept is not None and kept.unit_id == unit.pk
    others = [each for each in people.units_seen(viewer=viewer, power=rules.MANAGE) if each.pk != unit.pk]
    teams = people.says_teams_only(unit=unit.pk, on=on)
    made = [
        ("move", _("Move it"), MoveForm(units=others, initial={"on": on}), _("See what changes"), ""),
        (
            "add", _("Add a unit below it"), AddForm(initial={"from_on": on, "zone": unit.zone, "kind": unit.kind}),
            _("Add it"), "",
        ),
        ("rename", _("Rename it"), RenameForm(initial=initial_words("name", unit.name)), _("Rename it"), ""),
        (
            "brand", _("Give it a name and look of its own"), BrandForm(initial=_as_typed(brand, on)), _("Give it"),
            _("Surveys, letters and printed sheets of this unit and everything below it carry it."),
        ),
        (
            "teams", _("Tell of people again") if teams else _("Tell of teams only"), TeamsForm(initial={"on": on}),
            _("Switch"), _teams(teams, unit.pk),
        ),
        (
            "apart", _("Open it again to those above") if is_kept else _("Keep it apart from those above"),
            ApartForm(initial={"deed": "open" if is_kept else "keep"}), _("Open it") if is_kept else _("Keep it apart"),
            _would_be_apart(is_kept),
        ),
        ("close", _("Close it"), CloseForm(initial={"on": on}), _("Close it"), _("What happened in it stays.")),
    ]  # fmt: skip
    return [
        Step(
            says=says,
            url=reverse(f"units:{name}", kwargs={"code": unit.code}),
            form=refused if type(refused) is type(form) and refused is not None else form,
            button=button,
            is_open=type(refused) is type(form),
            has_files=name == "brand",
            help=help_,
        )
        for name, says, form, button, help_ in made
    ]


def _teams(teams: object, unit: int) -> str:
    if teams is None:
        return _("Then only the person sees what customers said about them, in this unit and everything below it.")
    if getattr(teams, "unit_id", None) != unit:
        return _("A unit above says so: it is switched there.")
    return _("Now only the person sees what customers said about them.")


def _as_typed(brand: "Brand | None", on: date) -> dict[str, object]:
    if brand is None:
        return {"accent": "#0b6e63", "accent_dark": "#5cc4b2", "from_on": on}
    return {
        "accent": brand.accent,
        "accent_dark": brand.accent_dark,
        "from_on": on,
        **initial_words("name", brand.name),
        **initial_words("signature", brand.signature),
    }


def foretold(unit: "Unit", parent: "Unit", *, on: date) -> Foretold:
    changes = people.change_of_place(unit=unit.pk, parent=parent.pk)
    n = voices.number_since(unit=unit.pk, from_on=on)
    says = ngettext("%(number)s person gains or loses powers", "%(number)s people gain or lose powers", len(changes))
    figures = ngettext(
        "From %(day)s on its figures count for %(parent)s: %(number)s answer so far. Earlier days stay.",
        "From %(day)s on its figures count for %(parent)s: %(number)s answers so far. Earlier days stay.",
        n,
    )
    return Foretold(
        says=says % {"number": number(len(changes))} if changes else _("Nobody gains or loses a power by this."),
        figures=figures % {"day": day(on), "parent": parent.name, "number": number(n)},
        changes=tuple(_change(each) for each in changes),
    )


def _change(change: PowersChange) -> Change:
    return Change(f"{change.name}, {change.number}", _sentences(change.gains), _sentences(change.loses))


def _sentences(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(_(power.title) for power in (stated(code) for code in codes) if power)


def _apart_since(kept: "KeptApart", unit: "Unit") -> str:
    by = people.names_of(actors=[kept.begun_by]).get(kept.begun_by, "")
    said = {"day": day(today.day_in(unit.zone, at=kept.begun_at)), "name": by, "unit": kept.unit.name}
    if kept.unit_id != unit.pk:
        return _("Kept apart with %(unit)s, since %(day)s.") % said
    return _("Kept apart by %(name)s, since %(day)s.") % said if by else _("Kept apart since %(day)s.") % said


def _open_above() -> str:
    return _("Whoever holds a power over a unit above holds it here as well.")


def _what_apart_means() -> str:
    return _(
        "What is said here and below is read by those alone who were given a power here by name, and their deputies. "
        "Who manages a unit above places people here and sees figures of ten or more: no word, no name, no case."
    )


def _would_be_apart(is_kept: bool) -> str:
    if is_kept:
        return _("Those above read again what is said here, and all that was. You must hold here what they hold above.")
    return _(
        "Then only who holds a power here by name reads voices, cases, letters and customers of this unit and all "
        "below it. Their open cases go to those who may answer here."
    )


def lacking(powers: Sequence[str]) -> str:
    titles = "; ".join(_(power.title) for power in (stated(code) for code in powers) if power)
    return _("You would give those above what you do not hold here yourself: %(powers)s.") % {"powers": titles}
