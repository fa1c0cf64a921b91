"""Questions about instruments, their versions and what was answered."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, F, QuerySet

from servewell.base.words import Words
from servewell.engines import forms
from servewell.rooms.instruments.models import Answer, Instrument, Item, Version


class NoSuchInstrument(Exception):
    """No instrument has that code or key, or none of its versions is asked today."""


@dataclass(frozen=True)
class Published:
    """One frozen version, read. ``items`` and ``aspects`` are keys by the item's name."""

    key: int
    instrument: int
    code: str
    number: int
    title: Words
    thanks: Words
    form: forms.Form
    items: Mapping[str, int]
    aspects: Mapping[str, int]


@dataclass(frozen=True)
class Given:
    """One item of a response, as the customer saw and answered it. ``position`` is None where nothing was answered."""

    item: forms.Item
    value: float | str | tuple[str, ...] | None
    is_not_applicable: bool
    position: float | None


@dataclass(frozen=True)
class GivenResponse:
    version: Published
    language: str
    answers: tuple[Given, ...]
    score: float | None


def instrument_by_code(*, code: str) -> Instrument:
    found = Instrument.objects.filter(code=code).first()
    if found is None:
        raise NoSuchInstrument(f"no instrument has the code {code!r}: publish it first")
    return found


def instruments() -> list[Instrument]:
    """Every instrument that is asked today, by code."""
    return list(Instrument.objects.filter(versions__retired_at__isnull=True).order_by("code"))


def current(*, instrument: int) -> Published:
    """The version that is asked today."""
    key = Version.objects.filter(instrument=instrument, retired_at__isnull=True).values_list("pk", flat=True).first()
    if key is None:
        raise NoSuchInstrument(f"no version of instrument {instrument} is asked today: publish one first")
    return version(key=key)


@lru_cache(maxsize=256)
def version(*, key: int) -> Published:
    """A version as it was published. Versions are frozen, so each process reads one once."""
    found = Version.objects.select_related("instrument").filter(pk=key).first()
    if found is None:
        raise NoSuchInstrument(f"there is no version {key} of any instrument")
    items = list(Item.objects.filter(version=found).values_list("name", "pk", "aspect"))
    return Published(
        key=found.pk,
        instrument=found.instrument_id,
        code=found.instrument.code,
        number=found.number,
        title=found.instrument.title,
        thanks=found.instrument.thanks,
        form=forms.read(found.document),
        items={name: item for name, item, _ in items},
        aspects={name: aspect for name, _, aspect in items if aspect is not None},
    )


def given_in(*, response: int) -> GivenResponse:
    """Every item that the version asked, with what was answered to it."""
    found = Answer.objects.filter(response=response).select_related("response__score")
    answers = {answer.item_id: answer for answer in found}
    if not answers:
        raise NoSuchInstrument(f"response {response} holds no answers")
    whole = next(iter(answers.values())).response
    asked = version(key=whole.version_id)
    return GivenResponse(
        version=asked,
        language=whole.language,
        answers=tuple(_given(item, answers.get(asked.items[item.name])) for item in asked.form.items),
        score=whole.score.value,
    )


def _given(item: forms.Item, answer: Answer | None) -> Given:
    if answer is None:
        return Given(item=item, value=None, is_not_applicable=False, position=None)
    position = None
    if answer.number is not None and item.worst is not None and item.best is not None:
        position = (answer.number - item.worst) / (item.best - item.worst)
    value: float | str | tuple[str, ...] | None = answer.text or answer.number
    if item.kind is forms.Kind.CHECKBOX:
        value = tuple(json.loads(answer.text))
    return Given(item=item, value=value, is_not_applicable=answer.is_not_applicable, position=position)


def aspects_asked_repeatedly() -> frozenset[str]:
    """Codes of the aspects about which one version asks, or asked, more than one item with a scale."""
    on_a_scale = Item.objects.filter(aspect__isnull=False, worst__isnull=False)
    asked = on_a_scale.values("version", "aspect__code").annotate(items=Count("pk")).filter(items__gt=1)
    return frozenset(asked.values_list("aspect__code", flat=True))


def answers_about(*, aspects: Iterable[int], at_least: float = 0.0, below: float = 2.0) -> QuerySet[Answer]:
    """Answers on the scale of items under these aspects, by their position from 0 (worst) to 1 (best).

    For ``Exists``: filter it by ``response=OuterRef(...)``.
    """
    position = (F("number") - F("item__worst")) / (F("item__best") - F("item__worst"))
    on_a_scale = Answer.objects.filter(item__aspect__in=list(aspects), number__isnull=False, item__worst__isnull=False)
    return on_a_scale.alias(position=position).filter(position__gte=at_least, position__lt=below)
