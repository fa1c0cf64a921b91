"""The deeds of this room: publish an instrument, take and score a response."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record
from servewell.base import versions as numbered
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines import forms
from servewell.rooms.instruments import rules, terms
from servewell.rooms.instruments.events import ResponsesScored
from servewell.rooms.instruments.models import Answer, Instrument, Item, Response, Score, Version
from servewell.rooms.instruments.selectors import Published
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

BATCH = 500


class AspectsAreUnknown(Exception):
    """A document points at aspects that no promise has."""


@dataclass(frozen=True)
class NewResponse:
    """``values`` are what ``forms.validate`` read against the version."""

    values: Mapping[str, forms.AnswerValue]
    language: str
    at: datetime


@dataclass(frozen=True)
class Given:
    """A stored response. ``overall`` is the answer that stands for the whole, ``score`` the weighted mean; 0 to 1."""

    response: int
    overall: float | None
    score: float | None


@transaction.atomic
def publish(
    *, code: str, title: Words, thanks: Words, document: Mapping[str, object], unit: "Unit", by: Actor, at: datetime
) -> Version:
    """Freeze a document as the version that is asked from now on. The same again changes nothing.

    A new instrument needs the power over ``unit``. Units share an instrument, so its next version, which is asked
    in all of them at once, needs the power over the company.
    Raises forms.DocumentHasFaults, AspectsAreUnknown, PublishedMeanwhile, NotAllowed.
    """
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    form = forms.read(document)
    _refuse_what_cannot_be_counted(form)
    aspects = _aspects(form)
    instrument, _ = Instrument.objects.get_or_create(code=code, defaults={"title": title, "thanks": thanks})
    versions = instrument.versions.order_by("number")
    last = versions.last()
    if last is not None and last.digest == form.digest and (instrument.title, instrument.thanks) == (title, thanks):
        return last
    if last is not None:
        people.require_over_all(actor=by, power=rules.PUBLISH)

    instrument.title, instrument.thanks = title, thanks
    instrument.save(update_fields=["title", "thanks"])
    versions.filter(retired_at__isnull=True).update(retired_at=at)
    number = last.number + 1 if last else 1
    with numbered.written_once(versions.filter(number=number)):
        version = Version.objects.create(
            instrument=instrument, number=number, document=document, digest=form.digest, published_at=at
        )
    Item.objects.bulk_create(_items(version, form, aspects))
    record.write(deed="instruments.publish", thing=version, by=by, at=at, detail={"digest": form.digest})
    return version


def _refuse_what_cannot_be_counted(form: forms.Form) -> None:
    """Satisfaction counts the best answers: of yes and no, or of points of any size, that would be everyone."""
    faults = tuple(
        forms.Fault(
            path=f"{_path(form, item)}.servewell:{'aspect' if item.aspect else 'overall'}",
            what=f"'{item.name}' has no scale on which satisfaction can be counted.",
            mend=f"Make it a 'rating' of at least {terms.FEWEST_STEPS} steps, or leave the property out.",
        )
        for item in form.items
        if (item.aspect or item.is_overall) and item.worst is not None and not _is_countable(item)
    )
    if faults:
        raise forms.DocumentHasFaults(faults)


def _is_countable(item: forms.Item) -> bool:
    return item.lowest is not None and item.highest is not None and item.highest - item.lowest + 1 >= terms.FEWEST_STEPS


def _path(form: forms.Form, item: forms.Item) -> str:
    beside = [each.name for each in form.items if each.page == item.page]
    return f"pages[{item.page}].elements[{beside.index(item.name)}]"


def _aspects(form: forms.Form) -> Mapping[str, int]:
    known = standards.aspect_keys()
    unknown = sorted({item.aspect for item in form.items if item.aspect} - set(known))
    if unknown:
        raise AspectsAreUnknown(
            f"no aspect has the code {', '.join(unknown)}: use one of {', '.join(sorted(known))}, or publish it first"
        )
    return known


def _items(version: Version, form: forms.Form, aspects: Mapping[str, int]) -> list[Item]:
    return [
        Item(
            version=version,
            name=item.name,
            position=position,
            kind=item.kind.value,
            title=Words(texts=item.title, source=form.languages[0]),
            aspect_id=aspects[item.aspect] if item.aspect else None,
            is_overall=item.is_overall,
            worst=item.worst,
            best=item.best,
        )
        for position, item in enumerate(form.items, start=1)
    ]


def respond(*, version: Published, values: Mapping[str, forms.AnswerValue], language: str, at: datetime) -> Given:
    """Store and score one response. It has no actor: a response knows no respondent, what it is for points at it."""
    return respond_many(version=version, many=[NewResponse(values=values, language=language, at=at)], at=at)[0]


@transaction.atomic(savepoint=False)
def respond_many(*, version: Published, many: Sequence[NewResponse], at: datetime) -> list[Given]:
    """Store and score responses, in the order given."""
    scored = [forms.score(version.form, new.values) for new in many]
    responses = Response.objects.bulk_create(
        (Response(version_id=version.key, language=new.language, given_at=new.at) for new in many), batch_size=BATCH
    )
    Answer.objects.bulk_create(
        (
            _answer(version, response, name, value)
            for response, new in zip(responses, many, strict=True)
            for name, value in new.values.items()
        ),
        batch_size=BATCH,
    )
    Score.objects.bulk_create(
        (
            Score(response=response, value=each.value, derivation=[_as_json(line) for line in each.derivation])
            for response, each in zip(responses, scored, strict=True)
        ),
        batch_size=BATCH,
    )

    bus.announce(ResponsesScored(at=at, responses=tuple(response.pk for response in responses)))
    return [
        Given(response=response.pk, overall=_overall(version, each), score=each.value)
        for response, each in zip(responses, scored, strict=True)
    ]


def _as_json(line: forms.Line) -> dict[str, object]:
    return {field.name: getattr(line, field.name) for field in fields(line)}


def _answer(version: Published, response: Response, name: str, value: forms.AnswerValue) -> Answer:
    answer = Answer(response=response, item_id=version.items[name])
    if value == forms.NOT_APPLICABLE:
        answer.is_not_applicable = True
        return answer
    item = version.form.item(name)
    answer.number = item.points_of(value) if item else None
    if isinstance(value, tuple):
        answer.text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, str):
        answer.text = value
    elif answer.number is None:
        answer.number = float(value)
    return answer


def _overall(version: Published, scored: forms.Scored) -> float | None:
    overall = version.form.overall
    return next((line.normalised for line in scored.derivation if overall and line.name == overall.name), None)
