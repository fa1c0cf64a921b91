"""Units in a playbook: ``units:`` with code, name, kind, zone, language, the unit above (parent) and the first day."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import available_timezones

from django.utils.translation import gettext_noop

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state
from servewell.base.words import CODES
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import Unit
from servewell.rooms.people.services import NewUnit

NEEDED = ("code", "name", "kind", "zone", "language")
LONGEST_KIND = 30
LONGEST_CODE = 60
NO_COMPANY = "there is no company here yet: add its first unit, or let the playbook bring it under units:"


class UnitStaysAsItIs(Exception):
    """Of a unit that stands a playbook changes the name alone: moving it is a deed of its own day."""


def unit_in(entries: Mapping[str, Part], names: Names, *, whole: Part) -> str | None:
    """The code under ``unit:``; empty where it is left out, for the whole company; None where there is a fault."""
    known = names.known("units")
    if "unit" not in entries:
        if not known:
            whole.fault(NO_COMPANY)
        return "" if known else None
    code = names.one_of("units", entries["unit"], thing="unit")
    if code and code == next(iter(names.standing("units")), known[0]):
        entries["unit"].fault(f"{code!r} is the whole company: leave unit out")
        return None
    return code or None


def units_said() -> dict[int, str]:
    """How entries name each unit that stands today, by its key: empty for the whole company."""
    top = selectors.top_unit()
    return {
        unit.pk: "" if top is not None and unit.pk == top.pk else unit.code
        for unit in selectors.units_seen(viewer=HOUSE, power=rules.MANAGE)
    }


def unit_named(*, code: str) -> Unit:
    """The unit that an entry names; an empty code is the whole company. Raises NoSuchUnit."""
    top = selectors.top_unit()
    if not code and top is not None:
        return top
    return selectors.unit_for(viewer=HOUSE, power=rules.MANAGE, code=code)


def _read(part: Part, names: Names) -> NewUnit | None:
    entries = part.entries(needed=NEEDED, known=("parent", "from"))
    if not set(NEEDED) <= set(entries):
        return None
    code, name, kind = entries["code"].code(longest=LONGEST_CODE), entries["name"].words(), entries["kind"].text()
    zone = entries["zone"].one_of(sorted(available_timezones()), thing="time zone")
    language = entries["language"].one_of(CODES, thing="language")
    if len(kind) > LONGEST_KIND:
        entries["kind"].fault(f"say the kind in at most {LONGEST_KIND} signs")
    parent = _parent(entries, names, part)
    standing: NewUnit | None = names.standing("units").get(code)
    from_on = entries["from"].day() if "from" in entries else None
    if not (code and name and kind and zone and language) or parent is None:
        return None
    first = from_on or (standing.from_on if standing else today.day_in(zone, at=names.at))
    return NewUnit(code, name, kind, zone, language, parent or None, first)


def _parent(entries: Mapping[str, Part], names: Names, whole: Part) -> str | None:
    """The code of the unit above, which stands or comes earlier; empty for the company itself; None for a fault."""
    code = entries["code"].text()
    if "parent" not in entries:
        if code != next(iter((*names.standing("units"), *names.written["units"])), ""):
            whole.fault("'parent' is missing: every unit but the company itself stands under one")
            return None
        return ""
    parent = names.one_of("units", entries["parent"], thing="unit")
    listed = list(names.written.get("units", ()))
    if parent in listed and parent not in names.standing("units") and listed.index(parent) >= listed.index(code):
        entries["parent"].fault(f"{parent!r} comes later in the files, or is the unit itself: list it before")
        return None
    return parent or None


def _standing() -> list[NewUnit]:
    """The tree of today, each unit after the one above it, and beside each other by code."""
    below: dict[str | None, list[tuple[Unit, str | None]]] = {}
    for unit, parent in selectors.units_with_parents(viewer=HOUSE):
        below.setdefault(parent, []).append((unit, parent))
    first_days = selectors.first_days()
    found: list[NewUnit] = []
    waiting = list(below.get(None, ()))
    while waiting:
        unit, parent = waiting.pop(0)
        first = first_days[unit.pk]
        found.append(NewUnit(unit.code, unit.name, unit.kind, unit.zone, unit.language, parent, first))
        waiting += below.get(unit.code, ())
    return found


def _said(unit: NewUnit) -> Said:
    return {
        "code": unit.code,
        "name": said_words(unit.name),
        "kind": unit.kind,
        "zone": unit.zone,
        "language": unit.language,
        **({"parent": unit.parent} if unit.parent else {}),
        "from": unit.from_on,
    }


def _install(*, wanted: Sequence[NewUnit], by: Actor, at: datetime) -> None:
    standing = {unit.code: unit for unit in _standing()}
    for each in wanted:
        before = standing.get(each.code)
        if before is None:
            continue
        if {**_said(before), "name": None} != {**_said(each), "name": None}:
            raise UnitStaysAsItIs(f"{each.code} stands already otherwise: only its name is changed by a playbook")
        services.rename_unit(unit=unit_named(code=each.code), name=each.name, by=by, at=at)
    services.add_units(units=[each for each in wanted if each.code not in standing], by=by, at=at)


UNITS = state(
    Vocabulary(
        name="units",
        title=gettext_noop("Units"),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        refusals=(UnitStaysAsItIs, services.ParentIsUnknown),
    )
)
