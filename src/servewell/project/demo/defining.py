"""What the figures of the demo company mean, besides the share of satisfied customers."""

from datetime import datetime, timedelta
from typing import cast

from servewell.base.permissions import HOUSE
from servewell.project import definitions
from servewell.project.demo import shelf
from servewell.project.demo.shelf import Entry, entries, entry, text, words
from servewell.rooms.insight import selectors as insight_asked
from servewell.rooms.insight import services as insight
from servewell.rooms.insight.selectors import Source
from servewell.rooms.insight.terms import Kind


def figures_are_defined(*, at: datetime) -> None:
    """Recommendation, effort, and a score of two sources that was weighed otherwise at first."""
    told = entry(shelf.book("demo/shops")["figures"])
    for code in ("nps", "ces"):
        _define_shipped(code, entry(told[code]), at=at)
    score = entry(told["score"])
    for version in entries(score["versions"]):
        _define_score(score, version, at=at - _ago(version))


def _ago(told: Entry) -> timedelta:
    return timedelta(days=cast(int, told["days_ago"]))


def _define_shipped(code: str, told: Entry, *, at: datetime) -> None:
    questions = cast(list[str], told["questions"])
    meaning = definitions.shipped(code=code, kind=Kind(text(told["kind"])), top_boxes=None, questions=questions)
    insight.define_as(code=code, meaning=meaning, by=HOUSE, at=at - _ago(told))


def _define_score(told: Entry, version: Entry, *, at: datetime) -> None:
    """Customers' answers to the overall question, and what colleagues scored on calls."""
    survey, calls = (float(weight) for weight in cast(list[int], version["weights"]))
    scores = insight_asked.score_of(instrument="call-scorecard")
    sources = (
        Source(words(told["survey"]), Kind.TOP_BOXES, survey, top_boxes=2),
        Source(words(told["calls"]), Kind.MEAN, calls, questions=(scores,)),
    )
    insight.define(
        code="score",
        title=words(told["title"]),
        definition=insight_asked.definition_of(
            code="score", kind=Kind.COMPOSITE, top_boxes=None, questions=(), sources=sources
        ),
        kind=Kind.COMPOSITE,
        sources=sources,
        by=HOUSE,
        at=at,
    )
