"""Roles in a playbook: ``roles:`` with a code, a title in several languages, and the powers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from servewell.base.permissions import Actor, all_powers
from servewell.base.playbook import (
    Names,
    Part,
    Said,
    Step,
    Vocabulary,
    entries_of,
    nearest,
    said_words,
    state,
    step,
    written,
)  # fmt: skip
from servewell.rooms.people import selectors, services
from servewell.rooms.people.models import Role, RolePower
from servewell.rooms.people.services import RoleDraft


@dataclass(frozen=True)
class Planned:
    """What would become of one role; ``gains`` and ``loses`` are codes of powers."""

    draft: RoleDraft
    step: Step
    gains: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()


def read(*, text: str, file: str, at: datetime) -> list[RoleDraft]:
    """Raises PlaybookIsFaulty with everything that is wrong."""
    return [draft for _part, draft in entries_of(ROLES, text=text, file=file, at=at)]


def _read(part: Part, names: Names) -> RoleDraft | None:
    entries = part.entries(needed=("code", "title", "powers"))
    code = entries["code"].code() if "code" in entries else ""
    title = entries["title"].words() if "title" in entries else None
    powers = _powers(entries["powers"]) if "powers" in entries else ()
    return RoleDraft(code=code, title=title, powers=powers) if code and title else None


def _powers(part: Part) -> tuple[str, ...]:
    known = [power.code for power in all_powers()]
    found: list[str] = []
    for each in part.items():
        code = each.text()
        if code and code not in known:
            each.fault(f"there is no power {code!r}{nearest(code, known)}")
        elif code in found:
            each.fault(f"the power {code!r} stands here twice")
        found.append(code)
    return tuple(found)


def plan(*, drafts: Sequence[RoleDraft]) -> list[Planned]:
    """What ``install`` would do with each role, in the order of the file."""
    return [_planned(draft) for draft in drafts]


def _planned(draft: RoleDraft) -> Planned:
    try:
        role = selectors.role_by_code(code=draft.code)
    except selectors.NoSuchRole:
        return Planned(draft, Step.ADD, gains=tuple(sorted(draft.powers)))
    powers = set(role.powers.values_list("power", flat=True))
    standing = services.as_installed(draft=RoleDraft(code=role.code, title=role.title, powers=tuple(powers)))
    return Planned(
        draft,
        step(wanted=services.as_installed(draft=draft), standing=standing, installed=role.installed),
        gains=tuple(sorted(set(draft.powers) - powers)),
        loses=tuple(sorted(powers - set(draft.powers))),
    )


def install(
    *, drafts: Sequence[RoleDraft], by: Actor, at: datetime, overwrite: Collection[str] = ()
) -> list[Planned]:  # fmt: skip
    """Add and change what the plan says; what was changed here stays, but for the codes in ``overwrite``.

    Once more, it changes nothing. Raises as ``services.define_roles``.
    """
    planned = plan(drafts=drafts)
    wanted = [
        each.draft
        for each in planned
        if each.step in (Step.ADD, Step.CHANGE) or (each.step is Step.LOCAL and each.draft.code in overwrite)
    ]
    if wanted:
        services.define_roles(roles=wanted, by=by, at=at, from_playbook=True)
    return planned


def export() -> str:
    """What stands, as a file that would install it."""
    return written({ROLES.name: [dict(_said(draft)) for draft in _standing()]})


def _standing() -> list[RoleDraft]:
    return [RoleDraft(role.code, role.title, role.powers) for role in selectors.roles()]


def _said(draft: RoleDraft) -> Said:
    return {"code": draft.code, "title": said_words(draft.title), "powers": sorted(set(draft.powers))}


def _install(*, wanted: Sequence[RoleDraft], by: Actor, at: datetime) -> None:
    services.define_roles(roles=wanted, by=by, at=at, from_playbook=True)


ROLES = state(
    Vocabulary(
        name="roles",
        title=gettext_noop("Roles"),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        kept_in=(Role, RolePower),
        refusals=(services.NobodyWouldManage, selectors.WouldGiveMore),
    )
)
