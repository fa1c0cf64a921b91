"""Units with those beside and above them: whose figure is told to nobody, because so few answered or because it would
give such a one away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from servewell.base.permissions import HOUSE
from servewell.engines.lake.measures import Per
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.counts import Count, Row, counted
from servewell.rooms.insight.selectors.looking import Look, looked
from servewell.rooms.insight.selectors.meaning import Meaning, question
from servewell.rooms.insight.selectors.periods import Span
from servewell.rooms.insight.selectors.privacy import is_too_few, kept_back, singles_out, wider
from servewell.rooms.insight.selectors.rows import rows_of
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


@dataclass(frozen=True)
class Below:
    """The units below one, widest first, and for each the unit right above it."""

    top: "Unit"
    units: "tuple[Unit, ...]"
    parents: Mapping[int, int]


def hidden_units(meaning: Meaning, look: Look, span: Span, *, on: date) -> frozenset[int]:
    """Of the whole company, the units whose figure nobody is told, by the tree of that day; none where nobody could be
    recognised. Every page asks this one, so that none tells what another keeps back.
    """
    top = people.top_unit() if look.is_private else None
    if top is None:
        return frozenset()
    below = units_below(top, people.units_seen(viewer=HOUSE, power=rules.SEE), on)
    counts = counts_of(meaning, look, span, (*below.units, top))
    return hidden_among(counts, below, meaning, look, span)


def units_below(unit: "Unit", seen: "Sequence[Unit]", on: date) -> Below:
    parents = people.parents_below(unit=unit.pk, on=on)

    def depth(key: int) -> int:
        return 1 + depth(parents[key]) if key in parents else 0

    below = sorted((each for each in seen if each.pk in parents), key=lambda each: (depth(each.pk), each.code))
    return Below(unit, tuple(below), parents)


def counts_of(meaning: Meaning, look: Look, span: Span, units: "Sequence[Unit]") -> dict[int, Count]:
    if not units:
        return {}
    keys = tuple(sorted(each.pk for each in units))
    rows: dict[int, list[Row]] = {key: [] for key in keys}
    days = (span.from_on, span.until_on)
    wanted = looked(question(meaning, span=days, by=look.by, per=Per.UNIT, units=keys), look)
    for row in rows_of(meaning, wanted):
        rows[row.unit or 0].append(row)
    return {key: counted(found) for key, found in rows.items()}


def hidden_among(counts: Mapping[int, Count], below: Below, meaning: Meaning, look: Look, span: Span) -> frozenset[int]:
    """The units that would single out a person, and those beside them under the same unit from which they follow.

    What stands right above tells the sum, as it does on the page of every unit; so neighbours are hidden together, and
    all of them where the unit above is hidden itself.
    """
    wholes = [counts_of(meaning, each, span, (*below.units, below.top)) for each in wider(look)]
    few = {
        key
        for key, count in counts.items()
        if is_too_few(count.fewest) or singles_out(count.n, [whole[key].n for whole in wholes])
    }
    hidden = set(few)
    for parent in (below.top.pk, *(each.pk for each in below.units)):
        family = [key for key in counts if below.parents.get(key) == parent]
        if parent in hidden:
            hidden |= set(family)
            continue
        # what a narrowing leaves out may be few where the answers themselves are not: it counts as few
        sizes = [min(counts[key].n, terms.LEAST_CELL - 1) if key in few else counts[key].fewest for key in family]
        hidden |= {family[place] for place in kept_back(sizes)}
    return frozenset(hidden)
