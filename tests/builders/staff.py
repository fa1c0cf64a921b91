"""Staff files, brought and taken in."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from servewell.base.permissions import HOUSE
from servewell.rooms.people import selectors, services
from servewell.rooms.people.models import Intake, Person, Posting, Unit
from servewell.rooms.people.terms import NOT_YET
from tests.builders.company import LONG_AGO, a_company

HEADER = ("number", "name", "unit", "job", "from", "until", "manager", "email", "language")
Row = Mapping[str, str]


def a_row(number: str, unit: str, **more: str) -> Row:
    """Somebody called after their number, a host there since the start of 2026."""
    return {"number": number, "name": f"P{number}", "unit": unit, "job": "Host", "from": "2026-01-01", **more}


def a_staff_file(folder: Path, *rows: Row, columns: Sequence[str] = HEADER, name: str = "staff.csv") -> Path:
    written = io.StringIO()
    lines = csv.DictWriter(written, columns, extrasaction="ignore", restval="")
    lines.writeheader()
    lines.writerows(rows)
    path = folder / name
    path.write_text(written.getvalue(), encoding="utf-8")
    return path


def a_plan(
    path: Path, *, on: date, is_whole: bool = False, unit: Unit | None = None, **more: str
) -> services.StaffPlan:
    return services.plan_staff(path=path, unit=unit or a_company(), on=on, is_whole=is_whole, by=HOUSE, **more)


def taken_in(
    path: Path, *, on: date, is_whole: bool = True, unit: Unit | None = None, at: datetime = LONG_AGO,
    may_leave: int | None = None,
) -> Intake:  # fmt: skip
    """A file that was brought, started and done."""
    intake, _ = services.bring_staff(
        path=path, name=path.name, unit=unit or a_company(), on=on, is_whole=is_whole, by=HOUSE, at=at
    )
    services.start_intake(intake=intake, by=HOUSE, at=at, may_leave=may_leave, in_worker=False)
    assert services.take_in_staff(intake=intake, at=at)
    return intake


def a_brought_staff_file(unit: Unit, *, at: datetime) -> Intake:
    """One to be decided, in which somebody new stands and a row is held back."""
    rows = (a_row(f"{unit.pk}77", unit.code, name=f"New at {unit.code}"), a_row(f"{unit.pk}78", "nowhere"))
    with TemporaryDirectory() as folder:
        path = a_staff_file(Path(folder), *rows)
        return services.bring_staff(
            path=path, name=f"staff of {unit.code}.csv", unit=unit, on=at.date(), is_whole=False, by=HOUSE, at=at
        )[0]


def lives() -> dict[str, list[tuple[str, str, str]]]:
    """Everybody's postings that are seen, by staff number: unit, first day, and the day after the last one."""
    found: dict[str, list[tuple[str, str, str]]] = {person.number: [] for person in Person.objects.order_by("number")}
    seen = Posting.objects.exclude(until_on=NOT_YET).select_related("person", "unit").order_by("from_on")
    for each in seen:
        found[each.person.number].append((each.unit.code, str(each.from_on), str(each.until_on)))
    return found


def leaders(on: date) -> dict[str, str]:
    """Who leads whom on a day, by staff number."""
    found = {}
    for person in Person.objects.order_by("number"):
        leader = selectors.leader_of(person=person.pk, on=on)
        if leader is not None:
            found[person.number] = leader.number
    return found
