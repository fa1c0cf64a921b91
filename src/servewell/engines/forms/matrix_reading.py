"""Reads the rows of a matrix: each is an item of its own, with what the matrix says for all and the row for itself."""

from dataclasses import replace
from typing import Final

from servewell.engines.forms import scale_reading, vocabulary
from servewell.engines.forms.document import FIRST_EDITION, Item, Kind, Matrix
from servewell.engines.forms.faults import Place
from servewell.engines.forms.scope import IDENTIFIER, Scope

_WEIGHT: Final = "servewell:weight"


def rows_of(place: Place, whole: Item, scope: Scope, names: set[str]) -> tuple[Item, ...]:
    columns = scale_reading.columns_by_value(place, scope.languages) if whole.has_steps else {}
    matrix = Matrix(
        whole.name,
        whole.title,
        whole.description,
        columns or {choice.value: choice.text for choice in whole.choices},
    )
    rows = [_row(row, whole, matrix, scope, names) for row in place.children("rows")]
    return tuple(row for row in rows if row is not None)


def _row(place: Place, whole: Item, matrix: Matrix, scope: Scope, names: set[str]) -> Item | None:
    place.refuse_unknown(vocabulary.ROW)
    value = place.text("value") or ""
    name = f"{whole.name}.{value}"
    if not IDENTIFIER.fullmatch(value) or "equals" in value or name in names or len(name) > vocabulary.LONGEST_NAME:
        mend = f"Use an identifier of its own; with the matrix's name {vocabulary.LONGEST_NAME - 1} characters at most."
        place.fault("value", f"'{value}' cannot be the name of this row.", mend)
        return None
    names.add(name)
    own = place.content
    worst, best = whole.worst, whole.best
    if "servewell:best" in own:
        worst, best = scale_reading.read_ends(place, Kind.MATRIX, whole.lowest, whole.highest, whole.choices)
    if "servewell:bonus" in own and scope.edition == FIRST_EDITION:
        mend = "Write 'servewell:edition': 2 in the document."
        place.fault("servewell:bonus", "'servewell:bonus' is of the second edition.", mend)
    is_critical = place.flag("servewell:critical") if "servewell:critical" in own else whole.is_critical
    if best is None and (place.flag("servewell:critical") or place.flag("servewell:bonus") or own.get(_WEIGHT)):
        what = "The row counts, but the columns do not differ in points."
        place.fault("value", what, "Give the columns 'servewell:points', or make them whole numbers.")
    usual = 1.0 if is_critical and best is not None else whole.weight
    return replace(
        whole,
        name=name,
        title=place.words("text", languages=scope.languages, is_required=True),
        description=None,
        matrix=matrix,
        aspect=place.text("servewell:aspect") or whole.aspect,
        standards=place.texts("servewell:standards") or whole.standards,
        weight=place.number(_WEIGHT, otherwise=usual, lowest=0) or 0.0,
        worst=worst,
        best=best,
        is_overall=place.flag("servewell:overall"),
        is_critical=is_critical,
        is_bonus=place.flag("servewell:bonus") if "servewell:bonus" in own else whole.is_bonus,
        path=place.path,
    )
