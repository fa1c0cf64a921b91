"""Take responses: scored one by one where we asked, and by the thousand where somebody else did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from servewell.base import bulk, bus
from servewell.engines import forms
from servewell.rooms.instruments.events import ResponsesScored
from servewell.rooms.instruments.models import Response, Score
from servewell.rooms.instruments.selectors import Published

BATCH = 500
COLUMNS = ("id", "version_id", "language", "given_at", "answers")


@dataclass(frozen=True)
class NewResponse:
    """``values`` are what ``forms.validate`` read against the version."""

    values: Mapping[str, forms.AnswerValue]
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FileResponses:
    """By column: one entry per response in each.

    ``answers`` are JSON texts of what ``forms.keep`` makes, trusted: the caller read them by the same version.
    ``given_at`` are moments as ``bulk.moment`` writes them.
    """

    versions: Sequence[int]
    languages: Sequence[str]
    given_at: Sequence[str]
    answers: Sequence[str]


@dataclass(frozen=True)
class Given:
    """A stored response. ``overall`` is the answer that stands for the whole, ``score`` the weighted mean; 0 to 1."""

    response: int
    overall: float | None
    score: float | None


def respond(*, version: Published, values: Mapping[str, forms.AnswerValue], language: str, at: datetime) -> Given:
    """Store and score one response. It has no actor: a response knows no respondent, what it is for points at it."""
    return respond_many(version=version, many=[NewResponse(values=values, language=language, at=at)], at=at)[0]


@transaction.atomic(savepoint=False)
def respond_many(*, version: Published, many: Sequence[NewResponse], at: datetime) -> list[Given]:
    """Store and score responses, in the order given."""
    scored = [forms.score(version.form, new.values) for new in many]
    responses = Response.objects.bulk_create(
        (
            Response(
                version_id=version.key,
                language=new.language,
                given_at=new.at,
                answers=forms.keep(version.form, new.values),
            )
            for new in many
        ),
        batch_size=BATCH,
    )
    Score.objects.bulk_create(
        (
            Score(response=response, value=each.value, rule=each.rule, derivation=forms.derivation_kept(each))
            for response, each in zip(responses, scored, strict=True)
        ),
        batch_size=BATCH,
    )

    bus.announce(ResponsesScored(at=at, responses=tuple(response.pk for response in responses)))
    return [
        Given(response=response.pk, overall=_overall(version, each), score=each.value)
        for response, each in zip(responses, scored, strict=True)
    ]


@transaction.atomic(savepoint=False)
def respond_in_bulk(*, rows: FileResponses, at: datetime) -> Sequence[int]:
    """Store responses of a file, in the order given. Returns their keys.

    They are scored when they are read, and not announced: they count for nothing until the room above shows the
    import that they came by, which it announces as a whole. ``at`` is when they came in.
    """
    keys = bulk.keys(Response, len(rows.answers))
    bulk.write(Response, COLUMNS, zip(keys, rows.versions, rows.languages, rows.given_at, rows.answers, strict=True))
    return keys


def _overall(version: Published, scored: forms.Scored) -> float | None:
    overall = version.form.overall
    return next((line.normalised for line in scored.derivation if overall and line.name == overall.name), None)
