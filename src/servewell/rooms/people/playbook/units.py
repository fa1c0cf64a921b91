"""Units in a playbook: ``units:`` with code, name, kind, zone, language, the unit above (parent), the first day, and
whether they are kept apart."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import available_timezones

from django.utils.translation import gettext_noop

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state, stated
from servewell.base.words import CODES
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import KeptApart, Lineage, Place, Unit
from servewell.rooms.people.services import NewUnit

NEEDED = ("code", "name", "kind", "zone", "language")
ZONES = sorted(available_timezones())
LONGEST_KIND = 30
LONGEST_CODE = 60
NO_COMPANY = "there is no company here yet: add its first unit, or let the playbook bring it under units:"


class UnitStaysAsItIs(Exception):
    """Of a unit that stands a playbook changes the name, and whether it is kept apart: moving it is a deed of its own
    day."""


def unit_in(entries: Mapping[str, Part], names: Names, *, whole: Part) -> str | None:
    """The code under ``unit:``; empty for the whole company, and where it is left out; None where there is a fault."""
    known = names.known("units")
    if "unit" not in entries:
        if not known:
            whole.fault(NO_COMPANY)
        return "" if known else None
    code = unit_of(entries["unit"], names)
    company = next(iter((*names.standing("units"), *known)), "")
    return "" if code and code == company else code or None


def unit_of(part: Part, names: Names) -> str:
    """The code of a unit that stands today, or comes with the playbook; else a fault, and an empty text."""
    code = part.text()
    if code and code not in names.known("units") and (told := _told_of_another_day(code, names)):
        part.fault(told)
        return ""
    return names.one_of("units", part, thing="unit")


def _told_of_another_day(code: str, names: Names) -> str:
    """Why a unit of that code does not stand today; empty where there is none of that code."""
    place = names.once(selectors.places_of_other_days).get(code)
    if place is None:
        return ""
    if place.until_on <= today.latest_day(at=names.at):
        return f"the unit {code!r} was closed on {place.until_on}"
    return f"the unit {code!r} begins on {place.from_on} only"


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


def said_unit(code: str) -> Said:
    """How an entry names the unit it is of, when it is not the whole company."""
    return stated(unit=code)


def _read(part: Part, names: Names) -> NewUnit | None:
    entries = part.all_of(NEEDED, known=("parent", "from", "apart"))
    if entries is None:
        return None
    code, name, kind = entries["code"].code(longest=LONGEST_CODE), entries["name"].words(), entries["kind"].text()
    zone = entries["zone"].one_of(ZONES, thing="time zone")
    language = entries["language"].one_of(CODES, thing="language")
    if len(kind) > LONGEST_KIND:
        entries["kind"].fault(f"say the kind in at most {LONGEST_KIND} signs")
    if code and code not in names.standing("units") and (told := _told_of_another_day(code, names)):
        entries["code"].fault(f"{told}: use another code, or leave it out")
        return None
    parent, first = _parent(entries, names, part), _first_day(entries, zone or "UTC", names)
    if not (code and name and kind and zone and language) or parent is None or first is None:
        return None
    return NewUnit(code, name, kind, zone, language, parent or None, first, _is_apart(entries, names))


def _is_apart(entries: Mapping[str, Part], names: Names) -> bool:
    """Left out, it stays as it is: nothing that is kept apart is opened by a word that is not there."""
    standing: NewUnit | None = names.standing("units").get(entries["code"].text())
    if "apart" not in entries:
        return standing is not None and standing.is_apart
    is_apart = bool(entries["apart"].truth())
    if is_apart and "parent" not in entries:
        entries["apart"].fault("nothing stands above the company, so nothing can be kept from there: leave it out")
    return is_apart


def _first_day(entries: Mapping[str, Part], zone: str, names: Names) -> date | None:
    """None where there is a fault. For what does not stand yet nothing else of the playbook could be installed for."""
    standing: NewUnit | None = names.standing("units").get(entries["code"].text())
    if "from" not in entries:
        return standing.from_on if standing else today.day_in(zone, at=names.at)
    first = entries["from"].day()
    if first and first > today.latest_day(at=names.at):
        entries["from"].fault("a playbook brings units that stand already: leave 'from' out, or wait for that day")
        return None
    return first


def _parent(entries: Mapping[str, Part], names: Names, whole: Part) -> str | None:
    """The code of the unit above, which stands or comes earlier; empty for the company itself; None for a fault."""
    code = entries["code"].text()
    if "parent" not in entries:
        if code != next(iter((*names.standing("units"), *names.known("units"))), ""):
            whole.fault("'parent' is missing: every unit but the company itself stands under one")
            return None
        return ""
    parent, places = unit_of(entries["parent"], names), list(names.known("units"))
    if parent and parent not in names.standing("units") and places.index(parent) >= places.index(code):
        entries["parent"].fault(f"{parent!r} comes later in the files, or is the unit itself: list it before")
        return None
    return parent or None


def _standing() -> list[NewUnit]:
    """The tree of today, each unit after the one above it, and beside each other by code."""
    below: dict[str | None, list[tuple[Unit, str | None]]] = {}
    for unit, parent in selectors.units_with_parents(viewer=HOUSE):
        below.setdefault(parent, []).append((unit, parent))
    first_days, apart = selectors.first_days(), selectors.codes_apart()
    found: list[NewUnit] = []
    waiting = list(below.get(None, ()))
    while waiting:
        unit, parent = waiting.pop(0)
        first = first_days[unit.pk]
        is_apart = unit.code in apart
        found.append(NewUnit(unit.code, unit.name, unit.kind, unit.zone, unit.language, parent, first, is_apart))
        waiting += below.get(unit.code, ())
    return found


def _said(unit: NewUnit) -> Said:
    return {
        "code": unit.code,
        "name": said_words(unit.name),
        "kind": unit.kind,
        "zone": unit.zone,
        "language": unit.language,
        **stated(parent=unit.parent),
        "from": unit.from_on,
        **stated(apart=unit.is_apart or None),
    }


def _install(*, wanted: Sequence[NewUnit], by: Actor, at: datetime) -> None:
    standing = {unit.code: unit for unit in _standing()}
    for each in wanted:
        before = standing.get(each.code)
        if before is None:
            continue
        if replace(before, name=each.name, is_apart=each.is_apart) != each:
            raise UnitStaysAsItIs(f"{each.code} stands already otherwise: a playbook does not move or date it anew")
        unit = unit_named(code=each.code)
        services.rename_unit(unit=unit, name=each.name, by=by, at=at)
        if each.is_apart and not before.is_apart:
            services.keep_apart(unit=unit, by=by, at=at, awaits_people=True)
        if before.is_apart and not each.is_apart:
            services.keep_apart_no_more(unit=unit, by=by, at=at)
    services.add_units(units=[each for each in wanted if each.code not in standing], by=by, at=at)


UNITS = state(
    Vocabulary(
        name="units",
        title=gettext_noop("Units"),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        kept_in=(Unit, Place, Lineage, KeptApart),
        refusals=(UnitStaysAsItIs, services.ParentIsUnknown, services.WouldGiveMore),
    )
)
