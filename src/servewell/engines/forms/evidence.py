"""Reads which evidence an answer needs, and when."""

from typing import Final

from servewell.engines.forms.conditions import Reader
from servewell.engines.forms.document import Kind
from servewell.engines.forms.expressions import Expression
from servewell.engines.forms.faults import Place

_CAN_BE_EVIDENCE: Final = {Kind.FILE.value, Kind.SIGNATURE.value, Kind.COMMENT.value}


def read_evidence(
    place: Place, reader: Reader, *, section: str | None, page: int
) -> tuple[Expression | None, tuple[str, ...]]:
    condition = reader.judgement(place, "servewell:evidence-if")
    evidence = place.texts("servewell:evidence")
    if bool(evidence) is not ("servewell:evidence-if" in place.content):
        what = "When evidence is needed and which belong together."
        place.fault(
            "servewell:evidence-if", what, "Write 'servewell:evidence-if' and 'servewell:evidence', or neither."
        )
    for name in evidence:
        found = reader.scope.items.get(name)
        if found is None or found.kind not in _CAN_BE_EVIDENCE:
            mend = f"Name an item of type {', '.join(sorted(_CAN_BE_EVIDENCE))}."
            place.fault("servewell:evidence", f"'{name}' is no item that can be evidence.", mend)
        elif (found.page, found.section) != (page, section) or found.hides_by_itself:
            what = f"'{name}' may not show where it is needed."
            place.fault("servewell:evidence", what, "Put it into the same section, without a condition of its own.")
    return condition, evidence
