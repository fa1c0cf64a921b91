"""How a score came about, as it is stored: from it alone the score is computed again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, Final, cast

from servewell.engines.forms import keeping
from servewell.engines.forms.json_values import Json
from servewell.engines.forms.scoring import FIRST_RULE, Line, Scored, Standing, total

_RULE: Final = "rule"
_LINES: Final = "lines"
_WEIGHTS: Final = "weights"


class DerivationIsBroken(ValueError):
    """What is stored is no derivation of ours."""


def derivation_kept(scored: Scored) -> Json:
    """By the first rule a list of lines; by later ones the rule, the lines, and the weights of sections that have one.

    A line leaves out what only later rules know, where it says nothing: what the first rule wrote stays as it was.
    """
    lines: list[Json] = [_line_kept(line) for line in scored.derivation]
    if scored.rule == FIRST_RULE:
        return lines
    weights: dict[str, Json] = {each.name: each.weight for each in scored.sections if each.weight is not None}
    return {_RULE: scored.rule, _LINES: lines, _WEIGHTS: weights}


def derivation_without(kept: Json, *, gone: Collection[str]) -> Json:
    """A stored derivation that no longer shows what was answered to the items named; it scores the same."""
    if isinstance(kept, Mapping):
        return {**kept, _LINES: _without(kept[_LINES], gone)}
    return _without(kept, gone)


def _without(lines: Json, gone: Collection[str]) -> Json:
    if not isinstance(lines, list):
        raise DerivationIsBroken("this is no derivation of a score")
    return [{**line, "raw": None} if isinstance(line, dict) and line["name"] in gone else line for line in lines]


def recompute(kept: object) -> Scored:
    """The score of a stored derivation. Raises DerivationIsBroken."""
    try:
        if isinstance(kept, Mapping):
            lines, rule, weights = kept[_LINES], str(kept[_RULE]), dict(kept[_WEIGHTS])
        else:
            lines, rule, weights = cast("Sequence[Mapping[str, Any]]", kept), FIRST_RULE, {}
        return total(tuple(_line(line) for line in lines), rule=rule, weights=weights)
    except (KeyError, TypeError, ValueError) as fault:
        raise DerivationIsBroken(f"this is no derivation of a score: {fault}") from fault


def _line_kept(line: Line) -> Json:
    kept: dict[str, Json] = {}
    for field in fields(line):
        value = getattr(line, field.name)
        if field.default is MISSING or value != field.default:
            kept[field.name] = keeping.plain(value)
    return kept


def _line(kept: Mapping[str, Any]) -> Line:
    raw = None if kept["raw"] is None else keeping.value_kept(kept["raw"])
    return Line(**{**kept, "raw": raw, "standing": Standing(kept["standing"])})
