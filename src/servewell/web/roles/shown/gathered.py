"""Gathers what pages and refused forms both show."""

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.base import links, today
from servewell.base.permissions import all_powers
from servewell.rooms.people import rules
from servewell.rooms.people import selectors as people
from servewell.web.kit.components import Crumb
from servewell.web.roles.forms import DeputyForm, GrantForm
from servewell.web.roles.shown import lines

if TYPE_CHECKING:
    from servewell.rooms.people.models import Grant, Person


def may_define(person: "Person") -> bool:
    """Whether the person manages the whole company: a role gives the same everywhere."""
    top = people.top_unit()
    return top is not None and people.may(actor=person, power=rules.MANAGE, unit=top.pk)


def choices() -> list[tuple[str, str]]:
    return [(power.code, lines.says(power.code)) for power in all_powers()]


def role_page_for(person: "Person", code: str, form: GrantForm | None = None) -> lines.RolePage:
    try:
        seen = people.role_seen(code=code)
    except people.NoSuchRole as none:
        raise Http404 from none
    units = people.units_seen(viewer=person, power=rules.MANAGE)
    widest = people.widest_unit_with(viewer=person, power=rules.MANAGE) if units else None
    lacking = people.lacking(actor=person, role=seen, unit=widest) if widest else ()
    blank = {"role": code, "from_on": today.now().date()}
    return lines.role_page(
        role=seen,
        holdings=people.holdings(viewer=person, role=code),
        lacking=lacking,
        form=form or (GrantForm(units=units, initial=blank) if units and not lacking else None),
        may_define=may_define(person),
    )


def absent_person(viewer: "Person", number: str) -> "Person":
    person = people.person_by_number(number=number) if number.isprintable() else None
    if person is None or not people.may_over(actor=viewer, power=rules.DEPUTISE, person=person):
        raise Http404
    return person


def lendable(viewer: "Person", absent: "Person") -> DeputyForm:
    """An empty form with what may be lent: all of one's own, or what an absent person holds where one may say so."""
    grants = people.own_grants(person=absent)
    if absent.pk != viewer.pk:
        grants = [each for each in grants if _may_lend(viewer, each)]
    return DeputyForm(grants=grants, initial={"from_on": today.now().date()})


def _may_lend(viewer: "Person", grant: "Grant") -> bool:
    names_deputies = people.may(actor=viewer, power=rules.DEPUTISE, unit=grant.unit_id)
    return names_deputies and not people.lacking_to_lend(actor=viewer, grant=grant)


def deputies_page_for(
    viewer: "Person", absent: "Person", form: DeputyForm | None = None
) -> lines.DeputyPage:  # fmt: skip
    is_own = absent.pk == viewer.pk
    blank = lendable(viewer, absent)
    lent = [each for each in people.held_by(person=absent) if each.lent_by] if is_own else []
    crumb = Crumb(_("What you may do"), reverse("roles:mine")) if is_own else Crumb(_("Team"), links.TEAM.path())
    return lines.DeputyPage(
        title=_("Who stands in for you") if is_own else _("Who stands in for %(name)s") % {"name": absent.name},
        crumbs=(crumb,),
        form=form or (blank if blank.held else None),
        lent=tuple(lines.lent_line(each, to_me=False) for each in people.lent_by(person=absent)),
        borrowed=tuple(lines.lent_line(each, to_me=True) for each in lent),
    )
