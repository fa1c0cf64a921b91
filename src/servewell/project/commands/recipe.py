"""``servewell recipe``: a recipe is drafted for a file, or checked."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.engines.tables import Draft, Profile, Recipe
    from servewell.engines.tables.recipe import FileShape


@click.group(help="Draft a recipe for a file, or check one.")
def recipe() -> None: ...


@recipe.command("suggest", help="Print a recipe for FILE with its reasons. What it is not sure of says `unsure`.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--like", type=click.Path(path_type=Path), help="A recipe that was confirmed for an earlier file.")
@click.option("--like-file", type=click.Path(path_type=Path), help="That earlier file: how its answers lay.")
@click.option("--out", type=click.Path(path_type=Path), help="Write it there instead; never over a file.")
@click.option("--code", default="", help="The code of the recipe; left out: that of the earlier one, or the name.")
@as_json
@with_django
def suggest(
    file: Path, like: Path | None, like_file: Path | None, out: Path | None, code: str, as_json: bool
) -> None:  # fmt: skip
    from servewell.project.commands.drafted import document_of  # noqa: PLC0415
    from servewell.project.commands.notes import in_a_line  # noqa: PLC0415
    from servewell.project.commands.refusals import told_in_words  # noqa: PLC0415  needs Django

    with told_in_words(file=file, recipe=like):
        draft = _draft(file, like, like_file, code)
        document = document_of(draft)
        if out is not None:
            _write(out, document)
    findings = [asdict(each) for each in draft.findings]
    unsure = [asdict(each) for each in draft.recipe.unsure]
    if not as_json:
        for each in draft.findings:
            click.echo(in_a_line(each), err=True)
    words = f"{out} is written; it is not sure of {len(unsure)} things." if out else document
    told = {"recipe": document, "unsure": unsure, "findings": findings, "left_out": dict(draft.left_out)}
    tell(told, words=words, as_json=as_json)


def _draft(file: Path, like: Path | None, like_file: Path | None, code: str) -> "Draft":
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.engines import tables  # noqa: PLC0415
    from servewell.project.commands.drafted import with_doubts  # noqa: PLC0415
    from servewell.project.commands.take_in import text_of  # noqa: PLC0415
    from servewell.rooms.people import selectors as people  # noqa: PLC0415
    from servewell.rooms.voice import selectors as voice  # noqa: PLC0415
    from servewell.rooms.voice import services as importing  # noqa: PLC0415

    top = people.top_unit()
    known = voice.known_units(viewer=HOUSE, unit=top.pk) if top else {}
    old = tables.read_recipe(text=text_of(like)) if like else None
    looked = tables.look_at(path=file)
    draft = tables.suggest(
        shape=looked.shape,
        profile=_profile(file, looked.shape),
        like=old,
        like_profile=_profile(like_file, old.file) if old and like_file else None,
        units={label: unit.code for label, unit in known.items()},
        today=today.latest_day(at=today.now()),
        code=code or (old.code if old else importing.code_for(name=file.name)),
    )
    return with_doubts(draft, looked)


def _profile(file: Path, shape: "FileShape") -> "Profile":
    from servewell.engines import tables  # noqa: PLC0415  heavy

    with tables.open_table(path=file, shape=shape) as table:
        rows = (row for block in table.blocks() for row in block.rows)
        return tables.profile(columns=[column.name for column in table.columns], rows=rows)


def _write(out: Path, document: str) -> None:
    try:
        with out.open("x", encoding="utf-8") as written:
            written.write(document)
    except FileExistsError as fault:
        raise click.BadParameter(f"{out} is there already: name another file", param_hint="--out") from fault


@recipe.command("check", help="Say what is wrong with RECIPE, and with FILE also whether its columns are there.")
@click.argument("recipe_file", metavar="RECIPE", type=click.Path(path_type=Path))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--unit", default="", help="The unit that the import would belong to; left out: the company.")
@as_json
@with_django
def check(recipe_file: Path, file: Path | None, unit: str, as_json: bool) -> None:
    from servewell.project.commands.notes import as_documents, notes_about, say  # noqa: PLC0415  needs Django
    from servewell.project.commands.refusals import told_in_words  # noqa: PLC0415
    from servewell.project.commands.take_in import text_of, unit_of  # noqa: PLC0415

    with told_in_words(file=file, recipe=recipe_file):
        read = _checked(recipe_file, file, unit)
        notes = []
        if file is not None:
            document = text_of(recipe_file)
            notes = notes_about(file=file, document=document, unit=unit_of(unit), counts_cells=True)
            say(notes, file=file, recipe=recipe_file)
    unsure = [asdict(each) for each in read.unsure]
    lines = [f"{recipe_file}: {each.where} is unsure: {each.why}" for each in read.unsure]
    told = {"recipe": read.code, "items": len(read.items), "comments": len(read.comments), "unsure": unsure}
    words = "\n".join(lines) or f"{recipe_file} can be used."
    tell({**told, "notes": as_documents(notes)}, words=words, as_json=as_json)
    if unsure:
        click.get_current_context().exit(1)


def _checked(recipe_file: Path, file: Path | None, unit: str) -> "Recipe":
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.engines import tables  # noqa: PLC0415
    from servewell.project.commands.take_in import text_of, unit_of  # noqa: PLC0415
    from servewell.rooms.voice import selectors as voice  # noqa: PLC0415

    document = text_of(recipe_file)
    if file is None:
        return tables.read_recipe(text=document)
    day = today.latest_day(at=today.now())
    return voice.check(path=file, document=document, unit=unit_of(unit).pk, viewer=HOUSE, today=day)
