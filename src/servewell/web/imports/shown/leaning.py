"""Rows that stand in two files: what becomes of them when the file that brought them is withdrawn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from servewell.rooms.voice.selectors import leaning_on, rows_missing
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import

MOST_NAMED = 10


def goes_too(found: "Import") -> Sequence[str]:
    """Said before it is withdrawn."""
    says = []
    for each in leaning_on(run=found)[:MOST_NAMED]:
        text = ngettext(
            "%(number)s row of it also stands in “%(name)s”, and goes all the same: bring that file once more then.",
            "%(number)s rows of it also stand in “%(name)s”, and go all the same: bring that file once more then.",
            each.rows,
        )
        says.append(text % {"number": number(each.rows), "name": each.run.name})
    return says


def is_missing(found: "Import") -> Sequence[str]:
    """Said on the page of the other file afterwards."""
    rows = rows_missing(run=found)
    if not rows:
        return ()
    text = ngettext(
        "%(number)s row was known from a file that is withdrawn since, and counts no more. Bring this file once more.",
        "%(number)s rows were known from files that are withdrawn since, and count no more. Bring this file once more.",
        rows,
    )
    return (text % {"number": number(rows)},)
