"""``servewell import``: a file is taken in by a recipe, or rehearsed."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.voice.models import Import
    from servewell.rooms.voice.selectors import Counts

SECONDS_AT_ONCE = 3600.0


@click.command("import", help="Take in a file of what customers said, or of encounters, by a recipe.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--recipe", required=True, type=click.Path(path_type=Path), help="The recipe: docs/use/recipes.md.")
@click.option("--dry-run", is_flag=True, help="Print the counts by fate and store nothing.")
@click.option("--unit", default="", help="The code of the unit that the import belongs to; left out: the company.")
@as_json
@with_django
def take_in(file: Path, recipe: Path, dry_run: bool, unit: str, as_json: bool) -> None:
    from servewell.project.commands.notes import as_documents, notes_about, say  # noqa: PLC0415
    from servewell.project.commands.refusals import told_in_words  # noqa: PLC0415  needs Django

    with told_in_words(file=file, recipe=recipe):
        document = text_of(recipe)
        belongs_to = unit_of(unit)
        told: dict[str, object] = {"import": None, "state": "rehearsed"}
        notes = notes_about(file=file, document=document, unit=belongs_to, counts_cells=dry_run)
        say(notes, file=file, recipe=recipe)
        if dry_run:
            counts = _rehearsed(file, document, belongs_to)
            told["unsure"] = _unsure_of(document, recipe)
        else:
            run, counts = _taken_in(file, document, belongs_to)
            told = {"import": run.pk, "state": run.state}
    told |= {"recipe": _code_of(document), **as_document(counts), "notes": as_documents(notes)}
    tell(told, words=in_words(counts, told), as_json=as_json)


def text_of(recipe: Path) -> str:
    """The words of a recipe. Raises click.ClickException."""
    try:
        return recipe.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise click.ClickException(f"{recipe} cannot be read: {fault.strerror}.") from fault
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{recipe} is not UTF-8: save it as UTF-8.") from fault


def unit_of(code: str) -> "Unit":
    """The unit of that code; for none the company. Raises click.ClickException."""
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.people import selectors as people  # noqa: PLC0415
    from servewell.rooms.voice import rules  # noqa: PLC0415

    top = people.top_unit()
    if top is None:
        raise click.ClickException(
            'There is no company yet. Add it first: servewell units add company --name "Our company"'
        )
    if not code:
        return top
    try:
        return people.unit_for(viewer=HOUSE, power=rules.IMPORT, code=code)
    except people.NoSuchUnit as fault:
        raise click.BadParameter(
            f"no unit has the code {code!r}; servewell units list shows all", param_hint="--unit"
        ) from fault


def _rehearsed(file: Path, document: str, unit: "Unit") -> "Counts":
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.voice import selectors as voice  # noqa: PLC0415

    day = today.latest_day(at=today.now())
    return voice.rehearse(path=file, document=document, unit=unit.pk, viewer=HOUSE, today=day)


def _taken_in(file: Path, document: str, unit: "Unit") -> "tuple[Import, Counts]":
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.voice import selectors, services  # noqa: PLC0415

    selectors.check(path=file, document=document, unit=unit.pk, viewer=HOUSE, today=today.latest_day(at=today.now()))
    run = services.bring_file(name=file.name, path=file, unit=unit, by=HOUSE, at=today.now())
    services.start(run=run, document=document, by=HOUSE, at=today.now(), in_worker=False)
    return run, to_its_end(run)


def to_its_end(run: "Import") -> "Counts":
    """Take in all that is left of a file, and show it. Raises click.ClickException for one that cannot be read on."""
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.rooms.voice import selectors, services  # noqa: PLC0415

    say = _say_progress()
    while not services.take_in_some(run=run, for_seconds=SECONDS_AT_ONCE, at=today.now(), told=say):
        pass
    say(None)
    if run.fault:
        raise click.ClickException(" ".join(str(run.fault[each]) for each in ("where", "what", "mend")))
    services.show(run=run, at=today.now())
    return selectors.counts_of(run=run)


def _say_progress() -> "Callable[[Import | None], None]":
    if not sys.stderr.isatty():
        return lambda run: None

    def say(run: "Import | None") -> None:
        if run is None:
            click.echo("", err=True)
            return
        share, rows = run.counts["share"], run.counts["rows"]
        click.echo(f"\r{share:4.0%}  {rows:,} rows", nl=False, err=True)

    return say


def _unsure_of(document: str, recipe: Path) -> list[dict[str, str]]:
    """Said last before the counts: a dry run takes a recipe that an import would refuse."""
    from servewell.engines import tables  # noqa: PLC0415  needs Django
    from servewell.project.commands.notes import say_unsure  # noqa: PLC0415

    unsure = tables.read_recipe(text=document).unsure
    say_unsure(unsure, recipe=recipe)
    return [asdict(each) for each in unsure]


def _code_of(document: str) -> str:
    from servewell.engines import tables  # noqa: PLC0415  needs Django

    return tables.read_recipe(text=document).code


def as_document(counts: "Counts") -> dict[str, object]:
    from servewell.project.commands.refusals import REMEDIES  # noqa: PLC0415

    return {
        "rows": counts.rows,
        "kept": counts.kept,
        "duplicate": counts.duplicate,
        "left_out": counts.left_out,
        "held_back": counts.held_back,
        "held": dict(counts.held),
        "ids_lost": counts.ids_lost,
        "addresses_lost": counts.lost_addresses,
        "units_made": list(counts.units_made),
        "first_day": counts.first_on,
        "last_day": counts.last_on,
        "by_unit_and_year": [
            {"unit": unit, "year": year, "kept": kept} for (unit, year), kept in counts.by_unit.items()
        ],
        "examples": [
            {"reason": reason, **asdict(example), "remedy": REMEDIES.get(reason, "")}
            for reason, examples in counts.examples.items()
            for example in examples
        ],
    }


def in_words(counts: "Counts", told: Mapping[str, object]) -> str:
    from servewell.project.commands.refusals import REMEDIES  # noqa: PLC0415

    first = "Nothing is stored: this was a dry run." if told["import"] is None else f"Import {told['import']} is shown."
    lines = [
        first,
        f"{counts.rows:>9,} rows",
        f"{counts.kept:>9,} kept" + (f", from {counts.first_on} to {counts.last_on}" if counts.first_on else ""),
        f"{counts.duplicate:>9,} duplicate: known already",
        f"{counts.left_out:>9,} left out by the recipe",
        f"{counts.held_back:>9,} held back",
    ]
    for reason, number in counts.held.items():
        shown = "; ".join(
            f"row {one.row} (line {one.line}){', ' + one.column if one.column else ''}: {one.value!r}"
            for one in counts.examples.get(reason, ())[:3]
        )
        lines.append(f"{number:>13,} {reason}. {REMEDIES.get(reason, '')}\n{'':15}{shown}")
    if counts.held_back and told["import"] is not None:
        lines.append(f"{'':>9} servewell imports held {told['import']} lists them all")
    if counts.ids_lost:
        lines.append(f"{counts.ids_lost:>9,} ids lost to a spreadsheet: those rows are compared by all their cells")
    if counts.lost_addresses:
        lines.append(f"{counts.lost_addresses:>9,} addresses that cannot be one were left out; their rows are kept")
    if counts.units_made:
        lines.append(f"{len(counts.units_made):>9,} units made: {', '.join(counts.units_made[:20])}")
    return "\n".join(lines)
