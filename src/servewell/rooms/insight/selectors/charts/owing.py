"""Which charts may owe limits: sifted in columns, since of thousands of charts nearly none does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from servewell.engines.lake import lines
from servewell.engines.lake.columns import Columns, joined
from servewell.engines.lake.measures import By, Figure, Per, Question
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.periods import Span
from servewell.rooms.insight.selectors.charts.breaks import never_cut
from servewell.rooms.insight.selectors.charts.keeping import Charted, Counts, counts_of
from servewell.rooms.insight.selectors.counted.opening import columns_once
from servewell.rooms.insight.selectors.counted.rows import asked_of
from servewell.rooms.insight.selectors.meant.meaning import Meaning, question
from servewell.rooms.insight.terms import Kind

if TYPE_CHECKING:
    from servewell.engines.stats.charts.series import BoolArray
    from servewell.engines.stats.counts import IntArray

EPOCH = date(1970, 1, 1)


def counts_that_may_owe(
    meaning: Meaning,
    *,
    by: By,
    per: Per,
    span: Span,
    units: tuple[int, ...],
    begun: Mapping[Charted, Sequence[date]],
) -> Mapping[Charted, Counts]:
    """What ``counts_of`` says of the charts that may owe limits: those of enough periods that have no limits in them,
    by ``begun``, or a scale that may have changed. A share of all or of none, in every period, never gets limits: they
    would have no width. Each question is asked of the lake once.
    """
    wanted = question(meaning, span=(span.from_on, span.until_on), by=by, per=per, units=units)
    read = {each: columns_once(each).of_units(by_aspect=per is Per.UNIT_ASPECT) for each in asked_of(meaning, wanted)}
    charts = _Charts.of([found for found in read.values() if len(found)])
    is_share = meaning.kind is Kind.TOP_BOXES
    found = charts.that_may_owe(begun, until=span.until_on, is_share=is_share) if charts else frozenset()
    if not found:
        return {}

    def ask(asked: Question) -> tuple[Figure, ...]:
        return read[asked].figures(of=found)

    return counts_of(meaning, by=by, per=per, span=span, units=units, ask=ask)


@dataclass(frozen=True)
class _Charts:
    """Charts by their numbers: ``keys``, in how many periods anything was answered, in which first, as days since 1970.
    One ``varies`` where of all its answers some were among the best and some were not. ``texts`` name the lines of
    answers, and ``pairs``, of the shape (any, 2), are numbers of charts and texts.
    """

    keys: Sequence[Charted]
    periods: "IntArray"
    firsts: "IntArray"
    varies: "BoolArray"
    texts: Sequence[str]
    pairs: "IntArray"

    @classmethod
    def of(cls, many: Sequence[Columns]) -> "_Charts | None":
        if not many:
            return None
        rows = joined(many)
        aspects, named = rows.coded("aspect"), rows.coded("lines")
        names = aspects.texts
        charts, numbers = np.unique(rows.units * len(names) + aspects.codes, return_inverse=True)
        each, at = _pairs(numbers, rows.days)
        best, n = (np.bincount(numbers, weights=rows.numbers(name)) for name in ("successes", "n"))
        return cls(
            keys=[(int(key) // len(names), names[int(key) % len(names)]) for key in charts],
            periods=np.bincount(each, minlength=len(charts)),
            firsts=at[np.unique(each, return_index=True)[1]],
            varies=(best > 0) & (best < n),
            texts=named.texts,
            pairs=np.stack(_pairs(numbers, named.codes), axis=1),
        )

    def that_may_owe(
        self, begun: Mapping[Charted, Sequence[date]], *, until: date, is_share: bool
    ) -> frozenset[Charted]:
        enough = self.periods >= terms.BASELINE_LEAST
        if is_share:
            enough &= self.varies
        cut = self._that_may_be_cut()
        return frozenset(
            key
            for number, key in enumerate(self.keys)
            if enough[number]
            and (number in cut or not any(self._first(number) <= day < until for day in begun.get(key, ())))
        )

    def _first(self, number: int) -> date:
        return date.fromordinal(EPOCH.toordinal() + int(self.firsts[number]))

    def _that_may_be_cut(self) -> frozenset[int]:
        """Those in which a question was asked on more than one line."""
        if _is_never_cut(self.texts):
            return frozenset()
        return frozenset(number for number, texts in self._texts() if not _is_never_cut(texts))

    def _texts(self) -> Iterator[tuple[int, Sequence[str]]]:
        starts = np.flatnonzero(np.diff(self.pairs[:, 0], prepend=-1))
        for many in np.split(self.pairs, starts[1:]):
            yield int(many[0, 0]), [self.texts[text] for text in many[:, 1].tolist()]


def _pairs(one: "IntArray", other: "IntArray") -> "tuple[IntArray, IntArray]":
    """Each pair of numbers once, in order; as one number each, which sort many times faster than pairs."""
    least, width = int(other.min()), int(other.max() - other.min()) + 1
    every = np.unique(one * width + (other - least))
    return every // width, every % width + least


def _is_never_cut(texts: Sequence[str]) -> bool:
    return never_cut({lines.read(text) for text in texts})
