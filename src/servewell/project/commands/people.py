"""``servewell people``: files of the staff and of the units, rehearsed and taken in."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.people.models import Intake
    from servewell.rooms.people.services import HeldRow, StaffPlan, UnitPlan

DAY = click.DateTime(formats=["%Y-%m-%d"])
MOST_LISTED = 20


@click.group(help="Take in a file of the staff: who joins, moves, leaves, and who leads whom.")
def people() -> None: ...


@people.command("import", help="Take in a CSV file or workbook of the staff. docs/run/people.md tells its columns.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--units", type=click.Path(path_type=Path), help="A file of the units, taken in first.")
@click.option("--whole", is_flag=True, help="The file holds everybody: who works here and is missing has left.")
@click.option("--unit", default="", help="The code of the unit that the file speaks of; left out: the company.")
@click.option("--on", type=DAY, metavar="YYYY-MM-DD", help="The day as of which the file is true; left out: today.")
@click.option("--column", "columns", multiple=True, metavar="OURS=THEIRS", help="A column that has another name.")
@click.option("--dates", default="YYYY-MM-DD", help="How dates are written, such as DD.MM.YYYY.")
@click.option("--dry-run", is_flag=True, help="Print what would change and store nothing.")
@click.option("--yes-remove", type=int, metavar="N", help="Let so many people go: asked for where they are many.")
@as_json
@with_django
def import_staff(
    file: Path, units: Path | None, whole: bool, unit: str, on: datetime | None, columns: Sequence[str], dates: str,
    dry_run: bool, yes_remove: int | None, as_json: bool,
) -> None:  # fmt: skip
    from servewell.base import today  # noqa: PLC0415  needs Django

    day = on.date() if on else today.now().date()
    told: dict[str, object] = {"on": day, "import": None, "state": "rehearsed"}
    lines: list[str] = []
    with _in_words():
        if units:
            planned = _units(units, day, dates, dry_run=dry_run)
            told["units"] = {**planned.counts(), "rows_held": [_held(each) for each in planned.held]}
            lines += _unit_words(planned, units)
        named = _named(columns)
        asked = {"unit": unit, "on": day, "is_whole": whole, "named": named, "dates": dates}
        plan, intake = _rehearsed(file, **asked) if dry_run else _taken_in(file, yes_remove, **asked)  # type: ignore[arg-type]
    told |= {**plan.counts(), "rows_held": [_held(each) for each in plan.held], "columns_unused": plan.passed_over}
    if intake is not None:
        told |= {"import": intake.pk, "state": intake.state}
    tell(told, words="\n".join([*lines, *_plan_words(plan, intake, file)]), as_json=as_json)


@contextmanager
def _in_words() -> Iterator[None]:
    from servewell.engines.tables import FileRefused, FormatIsUnknown  # noqa: PLC0415  needs Django
    from servewell.rooms.people import services  # noqa: PLC0415

    try:
        yield
    except FormatIsUnknown as fault:
        raise click.BadParameter(str(fault), param_hint="--dates") from fault
    except (FileRefused, services.ColumnsDoNotFit, services.TreeChangesLater) as fault:
        raise click.ClickException(str(fault)) from fault
    except services.MoreWouldLeave as fault:
        raise click.ClickException(
            f"Nothing is done: {fault}. Look at them with --dry-run; "
            f"if that is right, say so with --yes-remove {fault.leavers}."
        ) from fault
    except OSError as fault:
        raise click.ClickException(f"The file cannot be read: {fault.strerror}.") from fault


def _named(columns: Sequence[str]) -> dict[str, str]:
    named = {}
    for each in columns:
        ours, equals, theirs = each.partition("=")
        if not (equals and ours and theirs):
            raise click.BadParameter(f"{each!r}: write it as number=Personalnummer", param_hint="--column")
        named[ours.strip()] = theirs.strip()
    return named


def _units(file: Path, day: date, dates: str, *, dry_run: bool) -> "UnitPlan":
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.people import services  # noqa: PLC0415

    plan = services.plan_units(path=file, on=day, by=HOUSE, dates=dates)
    if not dry_run:
        services.take_in_units(plan=plan, by=HOUSE, at=today.now())
    return plan


def _rehearsed(file: Path, *, unit: str, **asked: object) -> "tuple[StaffPlan, Intake | None]":
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.project.commands.take_in import unit_of  # noqa: PLC0415
    from servewell.rooms.people import services  # noqa: PLC0415

    return services.plan_staff(path=file, unit=unit_of(unit), by=HOUSE, **asked), None  # type: ignore[arg-type]


def _taken_in(file: Path, yes_remove: int | None, *, unit: str, **asked: object) -> "tuple[StaffPlan, Intake | None]":
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.project.commands.take_in import unit_of  # noqa: PLC0415
    from servewell.rooms.people import services  # noqa: PLC0415

    intake, plan = services.bring_staff(
        path=file, name=file.name, unit=unit_of(unit), by=HOUSE, at=today.now(), **asked  # type: ignore[arg-type]
    )  # fmt: skip
    try:
        services.start_intake(intake=intake, by=HOUSE, at=today.now(), may_leave=yes_remove, in_worker=False)
    except services.MoreWouldLeave:
        services.drop_intake(intake=intake, by=HOUSE, at=today.now())
        raise
    say = _progress()
    while not services.take_in_staff(intake=intake, at=today.now(), told=say):
        pass
    return plan, intake


def _progress() -> "Callable[[int, int], None] | None":
    if not sys.stderr.isatty():
        return None

    def say(done: int, of: int) -> None:
        click.echo(f"\r{min(done / max(of, 1), 1):4.0%}", nl=False, err=True)

    return say


def _held(row: "HeldRow") -> Mapping[str, object]:
    from servewell.rooms.people import services  # noqa: PLC0415  needs Django

    faults = [{"code": each.code, "column": each.column, "says": services.told(fault=each)} for each in row.faults]
    return {"row": row.row, "number": row.number, "faults": faults, "cells": row.cells}


def _unit_words(plan: "UnitPlan", file: Path) -> list[str]:
    counts = plan.counts()
    words = f"{counts['new']} units are new, {counts['moved']} move, {counts['renamed']} are called otherwise"
    return [f"{words}, {counts['same']} stay, {counts['held']} are held back.", *_held_words(plan.held, file)]


def _plan_words(plan: "StaffPlan", intake: "Intake | None", file: Path) -> list[str]:
    counts = plan.counts()
    first = "Nothing is stored: this was a dry run." if intake is None else f"Staff file {intake.pk} is {intake.state}."
    words = (
        ("join", "join"), ("rejoin", "come back"), ("move", "move or get another posting"),
        ("change", "change otherwise"), ("leave", "leave"), ("same", "stay as they are"),
        ("held", "rows are held back"),
    )  # fmt: skip
    lines = [first, *(f"{counts[kind]:>9,} {says}" for kind, says in words)]
    if plan.nameless:
        rows = ", ".join(map(str, plan.nameless[:MOST_LISTED]))
        lines.append(f"Nobody leaves by this file: rows {rows} do not say whose they are.")
    if plan.passed_over:
        lines.append(f"Columns that were not used: {', '.join(plan.passed_over)}.")
    return [*lines, *_held_words(plan.held, file)]


def _held_words(held: "Sequence[HeldRow]", file: Path) -> list[str]:
    from servewell.rooms.people import services  # noqa: PLC0415  needs Django

    lines = [f"{file.name}, row {each.row}: {services.told(fault=fault)}" for each in held for fault in each.faults]
    more = [f"… and {len(lines) - MOST_LISTED} more: --json prints all."] if len(lines) > MOST_LISTED else []
    return [*lines[:MOST_LISTED], *more]


@people.command("files", help="The last staff files, the newest first.")
@as_json
@with_django
def list_files(as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.people import selectors  # noqa: PLC0415

    rows = [
        {"import": each.pk, "name": each.name, "on": each.on, "state": each.state, **each.counts}
        for each in selectors.intakes(viewer=HOUSE, size=200).items
    ]
    lines = [f"{row['import']:>6}  {row['on']}  {row['state']:<8}  {row['name']}" for row in rows]
    tell(rows, words="\n".join(lines) or "No staff file has come in yet.", as_json=as_json)


@people.command("card", help="Print a new activation code for a person; what they signed in with before ends now.")
@click.argument("number")
@as_json
@with_django
def card(number: str, as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.people import selectors, services  # noqa: PLC0415

    person = selectors.person_by_number(number=number)
    if person is None:
        raise click.BadParameter(f"nobody has the staff number {number}", param_hint="NUMBER")
    code = services.print_activation_code(person=person, by=HOUSE, at=today.now())
    words = f"{person.name} activates with {person.number} and {code}. It is shown this once."
    tell({"number": person.number, "code": code}, words=words, as_json=as_json)


@people.command("heads", help="How many people worked right under a unit at the end of each year.")
@click.option("--unit", default="", help="The code of the unit above them; left out: the company.")
@click.option("--from", "first", type=int, required=True, metavar="YEAR", help="The first year.")
@click.option("--until", "last", type=int, required=True, metavar="YEAR", help="The last year.")
@click.option(
    "--tree", type=click.Choice(["as-it-was", "today"]), default="as-it-was",
    help="By the tree of each day, or by today's for all.",
)  # fmt: skip
@as_json
@with_django
def heads(unit: str, first: int, last: int, tree: str, as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.project.commands.take_in import unit_of  # noqa: PLC0415
    from servewell.rooms.people import selectors  # noqa: PLC0415
    from servewell.rooms.people.terms import Tree  # noqa: PLC0415

    if not 1900 <= first <= last <= 2200:
        raise click.BadParameter("the years run from 1900 to 2200, the first one first", param_hint="--from")
    days = [date(year, 12, 31) for year in range(first, last + 1)]
    found = selectors.heads(viewer=HOUSE, unit=unit_of(unit).pk, days=days, tree=Tree(tree))
    rows = [{"on": each.on, "unit": each.unit, "people": each.people} for each in found]
    lines = [f"{row['on']}  {row['people']:>8,}  {row['unit']}" for row in rows]
    tell(rows, words="\n".join(lines) or "Nobody worked there.", as_json=as_json)
