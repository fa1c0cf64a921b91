"""What leaves for a spreadsheet: lines of a table in which no cell becomes a formula."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

# as they are written in East Asia, too; and what a spreadsheet passes over before one
_formula: Final = tuple("=+-@＝＋－＠\t\r\n")
# an answer on a scale such as -2 to 2; a telephone number would lose its + without the apostrophe
_signed_number: Final = re.compile(r"[+-][0-9]{1,9}(?:[.,][0-9]{1,9})?")


def sheet_line(cells: Sequence[str], *, between: str = ",") -> str:
    """One line of CSV, its end included. ``between`` is what a spreadsheet of the reader's language expects."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", delimiter=between).writerow([neutral(cell) for cell in cells])
    return out.getvalue()


def neutral(cell: str) -> str:
    """The one rule for whatever leaves as a table: no cell of theirs becomes a formula; a plain number is none."""
    is_risky = cell.startswith(_formula) or cell.lstrip().startswith(_formula)
    return f"'{cell}" if is_risky and not _signed_number.fullmatch(cell) else cell
