"""How commands that take in files say no: what is wrong, where, and how to mend it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from servewell.base.files import NoRoomLeft
from servewell.engines import tables
from servewell.rooms.voice import services as voice

REMEDIES = {
    "width": "Quote the separator or line break that stands in the row, or state the separator in the recipe.",
    "broken-quote": "Close the quotation mark, or state `quote: none` in the recipe.",
    "undecodable": "State the encoding in the recipe, or correct the cell.",
    "nul": "Take the NUL sign out of the cell.",
    "too-long": "Shorten the cell to 100,000 signs.",
    "broken-off": "Fetch the file again: it ends in the middle.",
    "no-unit": "Fill the unit in, or state `unknown` in the recipe's `unit`.",
    "unit-unknown": "State the right code for the label in `names` of the recipe's `unit`, or add the unit.",
    "no-date": "Fill the date in, or state one for the file with `is`.",
    "date-unreadable": "Add its format to `formats` in the recipe's `date`.",
    "date-ambiguous": "State `formats`, or by another column with `by`, in the recipe's `date`.",
    "date-impossible": "Correct the date: it does not exist, lies ahead or before 1990.",
    "no-number": "Say in the recipe what the label means: `values`, `does not apply` or `blank`.",
    "off-scale": "Say in the recipe what the code means: `values`, `does not apply` or `blank`.",
    "says-nothing": "Nothing to mend: the row holds no answer and no words.",
    "answered-twice": "Keep one of the two answers, or name the voice by more columns.",
    "no-kind": "Say in the recipe's `kind` what the value means.",
    "no-volume": "Write the count as a whole number.",
    "volume-differs": "Correct the row, or withdraw the file that brought the other count of that unit and day.",
    "person-unknown": "Correct the staff number, or let the person join first.",
}


@contextmanager
def told_in_words(*, file: Path | None, recipe: Path | None) -> Iterator[None]:
    """What stops an import ends the command with 1 and whole sentences."""
    try:
        yield
    except tables.FileRefused as fault:
        raise click.ClickException(f"{fault.where}: {fault.what} {fault.mend}") from fault
    except tables.RecipeHasFaults as fault:
        raise click.ClickException("\n".join(_said(recipe, each) for each in fault.faults)) from fault
    except voice.RecipeIsUnsure as fault:
        lines = [f"{recipe}: {each.where}: {each.why}" for each in fault.unsure]
        mend = "The recipe is not sure of that. Look, mend what is wrong, and delete the `unsure` lines."
        raise click.ClickException("\n".join([*lines, mend])) from fault
    except (voice.RecipeBelongsElsewhere, voice.ImportIsUnderWay, NoRoomLeft) as fault:
        raise click.ClickException(f"{fault}.") from fault
    except voice.AnotherFileComesFirst as fault:
        mend = f"Let it come to its end: servewell imports resume {fault.number}. Then resume this one alike."
        raise click.ClickException(f"{fault}. {mend}") from fault
    except voice.TakenInElsewhere as fault:
        raise click.ClickException(f"{fault}. servewell imports list shows how far it has come.") from fault
    except OSError as fault:
        raise click.ClickException(f"{fault.filename or file} cannot be read: {fault.strerror}.") from fault


def _said(recipe: Path | None, fault: tables.RecipeFault) -> str:
    line = fault.line or _line_in(recipe, fault.where)
    place = f"{recipe}, line {line}" if line else str(recipe)
    return f"{place}{f', {fault.where}' if fault.where else ''}: {fault.what} {fault.mend}"


def _line_in(recipe: Path | None, where: str) -> int:
    """Of a key whose fault shows only beside the file."""
    try:
        text = recipe.read_text(encoding="utf-8-sig") if recipe else ""
    except (OSError, UnicodeDecodeError):
        return 0
    return tables.line_of_key(text=text, where=where) if where else 0
