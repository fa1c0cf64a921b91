"""What the pages about roles show: sentences, and who holds what since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import today
from servewell.base.permissions import stated
from servewell.rooms.people.selectors import Holding, PowersChange, RoleSeen
from servewell.rooms.people.terms import FOR_EVER
from servewell.web.kit.components import Crumb, Empty, Link
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.web.roles.forms import DeputyForm, GrantForm, RoleForm


@dataclass(frozen=True)
class Held:
    """One line of who holds what. ``says`` leads it, ``detail`` tells where, since when, for whom."""

    says: str
    detail: str
    key: int
    name: str
    until: str = ""
    may_end: bool = False


@dataclass(frozen=True)
class RoleCard:
    title: str
    link: Link
    powers: Sequence[str]
    holders: str


@dataclass(frozen=True)
class RolesPage:
    title: str
    roles: Sequence[RoleCard]
    make: Link | None
    empty: Empty


@dataclass(frozen=True)
class RolePage:
    title: str
    crumbs: Sequence[Crumb]
    powers: Sequence[str]
    holders: Sequence[Held]
    nobody: str
    lacking: Sequence[str]
    form: "GrantForm | None"
    change: Link | None


@dataclass(frozen=True)
class Change:
    name: str
    detail: str
    gains: Sequence[str]
    loses: Sequence[str]


@dataclass(frozen=True)
class DefinePage:
    title: str
    crumbs: Sequence[Crumb]
    form: "RoleForm"
    is_new: bool
    foretold: str
    changes: Sequence[Change]


@dataclass(frozen=True)
class Reason:
    """One of the ways in which a thing is seen, and everyone who sees it so."""

    says: str
    holders: Sequence[Held]


@dataclass(frozen=True)
class WhoPage:
    title: str
    crumbs: Sequence[Crumb]
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class MinePage:
    title: str
    held: "Sequence[MyRole]"
    deputies: Link
    empty: Empty


@dataclass(frozen=True)
class MyRole:
    says: str
    detail: str
    powers: Sequence[str]


@dataclass(frozen=True)
class DeputyPage:
    title: str
    crumbs: Sequence[Crumb]
    form: "DeputyForm | None"
    lent: Sequence[Held]
    borrowed: Sequence[Held]


def says(code: str) -> str:
    """What a power allows, in the reader's language; a code that no room states any more stays a code."""
    power = stated(code)
    return _(power.title) if power else code


def sentences(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(says(code) for code in sorted(codes))


def since(held: Holding) -> str:
    """When it began and, where it ends, the last day."""
    if held.until_on == FOR_EVER:
        return _("since %(day)s") % {"day": day(held.from_on)}
    return _("%(first)s to %(last)s") % {"first": day(held.from_on), "last": day(held.until_on - timedelta(days=1))}


def _detail(held: Holding, *, with_role: bool) -> str:
    parts = [str(held.title)] if with_role else []
    parts += [str(held.unit), since(held)]
    if held.lent_by:
        parts.append(_("as deputy of %(name)s") % {"name": held.lent_by})
    return " · ".join(parts)


def _last_day(held: Holding) -> date:
    """Today where nobody has said when it ends: what somebody ends mostly ends now."""
    if held.until_on == FOR_EVER:
        return max(today.now().date(), held.from_on)
    return held.until_on - timedelta(days=1)


def holder(held: Holding, *, with_role: bool, may_end: bool = False) -> Held:
    """Somebody who holds something, by their name."""
    return Held(
        says=held.name,
        detail=f"{held.number} · {_detail(held, with_role=with_role)}",
        key=held.key,
        name=held.name,
        until=_last_day(held).isoformat(),
        may_end=may_end and not held.lent_by,
    )


def roles_page(*, roles: Sequence[RoleSeen], holdings: Sequence[Holding], may_define: bool) -> RolesPage:
    people = len({each.number for each in holdings})
    return RolesPage(
        title=ngettext(
            "%(number)s person holds a role over your units", "%(number)s people hold a role over your units", people
        )
        % {"number": people},
        roles=tuple(_card(role, [each for each in holdings if each.role == role.code]) for role in roles),
        make=Link(_("Make a role"), reverse("roles:define")) if may_define else None,
        empty=Empty(
            says=_("There is no role yet"), detail=_("A role says in words what somebody may do."), icon="people"
        ),
    )


def _card(role: RoleSeen, holdings: Sequence[Holding]) -> RoleCard:
    number = len({each.number for each in holdings})
    return RoleCard(
        title=str(role.title),
        link=Link(_("See who holds it"), reverse("roles:role", kwargs={"code": role.code})),
        powers=sentences(role.powers),
        holders=ngettext("%(number)s person", "%(number)s people", number) % {"number": number}
        if number
        else _("Nobody holds it over your units"),
    )


def crumbs(*more: Crumb) -> tuple[Crumb, ...]:
    return (Crumb(_("Roles"), reverse("roles:roles")), *more)


def role_page(
    *, role: RoleSeen, holdings: Sequence[Holding], lacking: Sequence[str], form: "GrantForm | None", may_define: bool
) -> RolePage:
    return RolePage(
        title=str(role.title),
        crumbs=crumbs(),
        powers=sentences(role.powers),
        holders=tuple(holder(each, with_role=False, may_end=True) for each in holdings),
        nobody=_("Nobody holds it over your units"),
        lacking=sentences(lacking),
        form=form,
        change=Link(_("Change this role"), f"{reverse('roles:define')}?code={role.code}") if may_define else None,
    )


def define_page(
    *, role: RoleSeen | None, form: "RoleForm", foretold: Sequence[PowersChange] | None = None
) -> DefinePage:  # fmt: skip
    title = _("Change the role %(role)s") % {"role": role.title} if role else _("Make a role")
    return DefinePage(
        title=title,
        crumbs=crumbs(),
        form=form,
        is_new=role is None,
        foretold="" if foretold is None else _foretold(foretold),
        changes=tuple(change(each) for each in foretold or ()),
    )


def _foretold(changes: Sequence[PowersChange]) -> str:
    number = len({each.number for each in changes})
    if not number:
        return _("Nobody gains or loses a power by this.")
    return ngettext(
        "%(number)s person gains or loses powers by this", "%(number)s people gain or lose powers by this", number
    ) % {"number": number}


def change(each: PowersChange) -> Change:
    return Change(each.name, f"{each.number} · {each.unit}", sentences(each.gains), sentences(each.loses))


def my_role(held: Holding) -> MyRole:
    return MyRole(says=str(held.title), detail=_detail(held, with_role=False), powers=sentences(held.powers))


def lent_line(held: Holding, *, to_me: bool) -> Held:
    words = _("%(absent)s, in the role %(role)s") if to_me else _("%(name)s, in the role %(role)s")
    return Held(
        says=words % {"absent": held.lent_by, "name": held.name, "role": held.title},
        detail=f"{held.unit} · {since(held)}",
        key=held.key,
        name=held.name,
        may_end=True,
    )
