"""``servewell imports``: the files that were taken in, and their withdrawal."""

import csv
import io

import click

from servewell.project.commands.told import as_json, tell, with_django

MOST_LISTED = 200


@click.group(help="List the files that were taken in and their held rows; withdraw or resume one.")
def imports() -> None: ...


@imports.command("list", help="The last imports, the newest first.")
@as_json
@with_django
def list_imports(as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.voice import selectors as voice  # noqa: PLC0415

    rows = []
    for run in voice.imports(viewer=HOUSE, size=MOST_LISTED).items:
        counts = voice.counts_of(run=run)
        rows.append(
            {
                "import": run.pk,
                "name": run.name,
                "recipe": run.recipe.recipe.code if run.recipe else None,
                "unit": run.unit.code,
                "state": run.state,
                "rows": counts.rows,
                "kept": counts.kept,
                "duplicate": counts.duplicate,
                "left_out": counts.left_out,
                "held_back": counts.held_back,
                "fault": run.fault or None,
            }
        )
    lines = [
        f"{row['import']:>6}  {row['state']:<10}  {row['kept']:>9,} kept  {row['duplicate']:>9,} duplicate  "
        f"{row['left_out']:>9,} left out  {row['held_back']:>9,} held back  {row['name']}"
        for row in rows
    ]
    tell(rows, words="\n".join(lines) or "No file has come in yet.", as_json=as_json)


@imports.command("held", help="Print all rows of an import that are held back, with their reasons, as CSV.")
@click.argument("number", type=int)
@as_json
@with_django
def held(number: int, as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.project.commands.refusals import told_in_words  # noqa: PLC0415
    from servewell.rooms.voice import selectors  # noqa: PLC0415

    try:
        run = selectors.import_for(viewer=HOUSE, number=number)
        with told_in_words(file=None, recipe=None):
            lines = "".join(selectors.held_as_csv(run=run)).removeprefix("\ufeff")
    except (selectors.NoSuchImport, selectors.NoSuchRecipe) as fault:
        raise click.ClickException(f"{fault}.") from fault
    tell(list(csv.DictReader(io.StringIO(lines))), words=lines.replace("\r\n", "\n"), as_json=as_json)


@imports.command("withdraw", help="Take all rows of an import out of every list and figure.")
@click.argument("number", type=int)
@as_json
@with_django
def withdraw(number: int, as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.cases.services import AnswerHasGoneOut  # noqa: PLC0415
    from servewell.rooms.voice import selectors, services  # noqa: PLC0415

    try:
        run = selectors.import_for(viewer=HOUSE, number=number)
        services.withdraw_import(run=run, by=HOUSE, at=today.now())
    except (selectors.NoSuchImport, services.ImportIsNotShown, AnswerHasGoneOut) as fault:
        raise click.ClickException(f"{fault}.") from fault
    leaning = selectors.leaning_on(run=run)
    known = [{"import": each.run.pk, "name": each.run.name, "rows": each.rows} for each in leaning]
    lines = [f"Import {run.pk} is withdrawn."]
    lines += [
        f"{each.rows:,} of its rows stood in {each.run.name} (import {each.run.pk}) too: bring that file once more."
        for each in leaning
    ]
    told = {"import": run.pk, "state": run.state, "known_from_it": known}
    tell(told, words="\n".join(lines), as_json=as_json)


@imports.command("resume", help="Go on with an import that was broken off, from the row that it had reached.")
@click.argument("number", type=int)
@as_json
@with_django
def resume(number: int, as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.project.commands.refusals import told_in_words  # noqa: PLC0415
    from servewell.project.commands.take_in import as_document, in_words, to_its_end  # noqa: PLC0415
    from servewell.rooms.voice import selectors  # noqa: PLC0415

    try:
        selectors.import_for(viewer=HOUSE, number=number)
    except selectors.NoSuchImport as fault:
        raise click.ClickException(f"{fault}.") from fault
    run = selectors.run_of_key(key=number)
    if run is None:
        raise click.ClickException(f"Import {number} is not coming in: servewell imports list shows its state.")
    with told_in_words(file=None, recipe=None):
        counts = to_its_end(run)
    told = {"import": run.pk, "state": run.state}
    tell({**told, **as_document(counts)}, words=in_words(counts, told), as_json=as_json)
