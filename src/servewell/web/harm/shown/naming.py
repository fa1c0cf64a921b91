"""Who is told of harm in which unit, and the form that changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.terms import Harm
from servewell.rooms.people import selectors as people
from servewell.web.harm.forms import NamedForm, as_lines
from servewell.web.harm.shown import said
from servewell.web.harm.shown.marking import told
from servewell.web.kit.components import Branch, Crumb

if TYPE_CHECKING:
    from servewell.rooms.cases.models import HarmPlan
    from servewell.rooms.people.models import Person, Unit


@dataclass(frozen=True)
class NamedPage:
    title: str
    why: str
    branches: Sequence[Branch]


@dataclass(frozen=True)
class Kind:
    """``holds`` says who would be told today; ``is_open`` where something in its form was wrong."""

    value: str
    name: str
    meaning: str
    holds: str
    form: NamedForm
    is_open: bool


@dataclass(frozen=True)
class NamedInPage:
    title: str
    crumbs: Sequence[Crumb]
    kinds: Sequence[Kind]


def unit_or_404(person: "Person", code: str) -> "Unit":
    try:
        return people.unit_for(viewer=person, power=rules.NAME_FOR_HARM, code=code)
    except people.NoSuchUnit as none:
        raise Http404 from none


def named_page(*, viewer: "Person") -> NamedPage:
    kept = {each.unit.code: each for each in cases.harm_plans_kept(viewer=viewer)}
    below: dict[str | None, list[cases.KeptHarm]] = {}
    for unit, above in people.units_seen_with_parents(viewer=viewer, power=rules.NAME_FOR_HARM):
        below.setdefault(above, []).append(kept[unit.code])
    return NamedPage(
        title=_known(sum(bool(_missing(each)) for each in kept.values())),
        why=_("Whoever is named for a unit is told for it and for all units below that name nobody."),
        branches=_branches(None, below, None),
    )


def _known(lacking: int) -> str:
    if not lacking:
        return _("In every unit somebody is named for harm")
    known = ngettext(
        "In %(number)d unit nobody is named for some harm", "In %(number)d units nobody is named for some harm", lacking
    )
    return known % {"number": lacking}


def _missing(each: cases.KeptHarm) -> list[str]:
    return [said.name(kind) for kind in Harm if kind.value not in each.holds]


def _branches(
    above: str | None, below: "Mapping[str | None, Sequence[cases.KeptHarm]]", lacking: Sequence[str] | None
) -> Sequence[Branch]:
    """``lacking`` are the kinds for which nobody is named above; what is the same there is not said again."""
    return tuple(
        Branch(
            name=str(each.unit.name),
            url=links.HARM_NAMED_IN.path(code=each.unit.code),
            holds=_holds(each, lacking),
            is_own=bool(each.own),
            below=_branches(each.unit.code, below, _missing(each)),
        )
        for each in below.get(above, ())
    )


def _holds(each: cases.KeptHarm, lacking: Sequence[str] | None) -> str:
    missing = _missing(each)
    if not each.own and missing == lacking:
        return _("as above")
    if missing:
        return _("Nobody is named for: %(kinds)s") % {"kinds": ", ".join(missing)}
    number = len(each.own)
    return ngettext("%(number)d kind of its own", "%(number)d kinds of its own", number) % {"number": number}


def named_in_page(
    unit: "Unit", *, viewer: "Person", posted: NamedForm | None = None, kind: str = ""
) -> NamedInPage:  # fmt: skip
    return NamedInPage(
        title=_("Who is told of harm at %(unit)s") % {"unit": unit.name},
        crumbs=(Crumb(_("Who is told of harm"), links.HARM_NAMED.path()), Crumb(str(unit.name))),
        kinds=tuple(_kind(unit, each, viewer, posted if each.value == kind else None) for each in Harm),
    )


def _kind(unit: "Unit", kind: Harm, viewer: "Person", posted: NamedForm | None) -> Kind:
    own = cases.own_plan(unit=unit, kind=kind, viewer=viewer)
    telling = cases.who_is_told(unit=unit.pk, kind=kind, on=today.day_in(unit.zone, at=today.now()))
    return Kind(
        value=kind.value,
        name=said.name(kind),
        meaning=said.meaning(kind),
        holds=told(telling),
        form=posted or form_for(kind, own),
        is_open=posted is not None,
    )


def form_for(kind: Harm, own: "HarmPlan | None", data: Mapping[str, object] | None = None) -> NamedForm:
    named = cases.named_in(plan=own) if own else []
    initial = {
        "named": as_lines(each.person for each in named if not each.stands_in),
        "standing_in": as_lines(each.person for each in named if each.stands_in),
        "hours": own.hours if own else terms.DEFAULT_HARM_HOURS,
        "runs_always": own.runs_always if own else True,
    }
    return NamedForm(data, initial=initial, prefix=kind.value)
