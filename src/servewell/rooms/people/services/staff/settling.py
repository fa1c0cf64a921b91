"""From the postings that stand and those that a file wants: which end, which begin, and what cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from servewell.rooms.people import terms
from servewell.rooms.people.services.staff.rows import Fault, StaffRow
from servewell.rooms.people.services.staff.standing import Span


@dataclass
class Settled:
    """``after`` is how all postings of the person stand then."""

    ends: dict[int, date] = field(default_factory=dict)
    jobs: dict[int, str] = field(default_factory=dict)
    begins: list[Span] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    after: list[Span] = field(default_factory=list)


def settle(*, spans: Sequence[Span], wanted: Sequence[StaffRow], on: date) -> Settled:
    """The past stays as it is. A file that says the same twice changes nothing the second time."""
    settled = Settled()
    met: set[int | None] = set()
    for row in sorted(wanted, key=lambda each: each.from_on or on):
        found = _the_same(spans, row, on)
        if found is None:
            settled.begins.append(_span(row, row.from_on or on))
        else:
            met.add(found.key)
            _compare(settled, found, row, spans)
    for span in spans:
        if span.key not in met and span.holds_on(on):
            _end(settled, span, on, next_ones=[each for each in spans if each.key in met])
    settled.after = [replace(span, until_on=settled.ends.get(span.key or 0, span.until_on)) for span in spans]
    settled.after += settled.begins
    settled.faults += _impossible(settled)
    return settled


def _span(row: StaffRow, from_on: date) -> Span:
    return Span(None, row.unit, row.job, from_on, row.until_on)


def _the_same(spans: Sequence[Span], row: StaffRow, on: date) -> Span | None:
    """The posting that the row is about: which begins as it says, or else runs or is promised in that unit."""
    there = [span for span in spans if span.unit == row.unit]
    exact = [span for span in there if span.from_on == row.from_on]
    if exact or (row.until_on <= on and row.from_on):
        return exact[0] if exact else None
    day = max(row.from_on or on, on)
    running = [span for span in there if span.holds_on(day)]
    promised = [span for span in there if span.from_on > on] if row.from_on is None else []
    return next(iter(running + promised), None)


def _compare(settled: Settled, span: Span, row: StaffRow, spans: Sequence[Span]) -> None:
    key = span.key or 0
    if row.from_on and row.from_on > span.from_on and row.job != span.job:
        settled.ends[key] = row.from_on
        settled.begins.append(_span(row, row.from_on))
        return
    if row.job != span.job:
        settled.jobs[key] = row.job
    # a move that is entered here and not yet in the file stays
    goes_on_elsewhere = row.until_on == terms.FOR_EVER and any(each.from_on == span.until_on for each in spans)
    if row.until_on != span.until_on and not goes_on_elsewhere:
        settled.ends[key] = row.until_on


def _end(settled: Settled, span: Span, on: date, *, next_ones: Sequence[Span]) -> None:
    """Where the person works today, and the file does not say so: until the next one begins, or else until today."""
    coming = [begun.from_on for begun in settled.begins if begun.until_on > on]
    coming += [each.from_on for each in next_ones if each.from_on > on]
    day = min(coming, default=on)
    if day <= span.from_on:
        settled.faults.append(Fault("begins-before-the-last", "from", day.isoformat(), f"{span.unit} {span.from_on}"))
        return
    if day != span.until_on:
        settled.ends[span.key or 0] = day


def _impossible(settled: Settled) -> list[Fault]:
    """What would overlap, or end before it begins, once the file is done."""
    changed = set(settled.ends)
    for span in settled.after:
        if span.until_on <= span.from_on:
            return [Fault("ends-before-it-begins-here", "until", _last(span), span.from_on.isoformat())]
    ordered = sorted(settled.after, key=lambda span: (span.from_on, span.until_on))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if one.meets(other) and (one.key in changed or other.key in changed or not (one.key and other.key)):
                return [Fault("overlaps-here", "from", other.unit, f"{one.unit} {one.from_on}")]
    return []


def _last(span: Span) -> str:
    return str(span.until_on)
