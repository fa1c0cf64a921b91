"""Questions about instruments, their versions and what was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Exists, F, FloatField, Func, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from servewell.base.words import Words
from servewell.engines import forms
from servewell.rooms.instruments import terms
from servewell.rooms.instruments.models import Instrument, Item, Response, Version


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
    value: forms.AnswerValue | None
    is_not_applicable: bool
    position: float | None
    # what was answered before a dispute, where another answer counts now; it may have been nothing
    original: forms.AnswerValue | None = None
    is_corrected: bool = False


@dataclass(frozen=True)
class GivenResponse:
    """With the answers and the score that count, after a dispute the final ones."""

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


def latest(*, instrument: int) -> Published:
    """The version that is asked today, else the one that was asked last."""
    key = Version.objects.filter(instrument=instrument).order_by("-number").values_list("pk", flat=True).first()
    if key is None:
        raise NoSuchInstrument(f"no version of instrument {instrument} was ever published")
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
    """Every item that the version asked, with what was answered to it. What was never scored is scored now."""
    found = Response.objects.filter(pk=response).select_related("score").first()
    if found is None:
        raise NoSuchInstrument(f"there is no response {response} to any instrument")
    asked = version(key=found.version_id)
    counts = found.answers if found.corrected is None else found.corrected
    values, before = forms.kept(counts), forms.kept(found.answers)
    given = (_given(item, values.get(item.name), counts.get(item.name)) for item in asked.form.items)
    return GivenResponse(
        version=asked,
        language=found.language,
        answers=tuple(
            replace(each, original=was, is_corrected=True)
            if (was := before.get(each.item.name)) != values.get(each.item.name)
            else each
            for each in given
        ),
        score=_score_that_counts(found, asked, values),
    )


def _score_that_counts(response: Response, asked: Published, values: Mapping[str, forms.AnswerValue]) -> float | None:
    if not hasattr(response, "score"):
        return forms.score(asked.form, values).value
    return response.score.value if response.score.final_derivation is None else response.score.final


def _given(item: forms.Item, value: forms.AnswerValue | None, answer: object) -> Given:
    if value is None or isinstance(value, forms.NotApplicable):
        return Given(item=item, value=None, is_not_applicable=value is not None, position=None)
    points, position = forms.points_kept(answer), None
    if points is not None and item.worst is not None and item.best is not None:
        position = (points - item.worst) / (item.best - item.worst)
    return Given(item=item, value=value, is_not_applicable=False, position=position)


@dataclass(frozen=True)
class AskedAbout:
    """A question of an instrument that is asked today; ``standards`` are the codes of those that it is about."""

    instrument: Words
    question: Words
    standards: tuple[str, ...]


def asked_about() -> dict[int, list[AskedAbout]]:
    """By the key of an aspect, what is asked about it today, by instrument in the order of its questions."""
    asked = Item.objects.filter(aspect__isnull=False, version__retired_at__isnull=True)
    found: dict[int, list[AskedAbout]] = {}
    for item in asked.select_related("version__instrument").order_by("version__instrument__code", "position"):
        found.setdefault(item.aspect_id or 0, []).append(_asked(item))
    return found


def _asked(item: Item) -> AskedAbout:
    return AskedAbout(item.version.instrument.title, item.title, tuple(item.standards))


@dataclass(frozen=True)
class OnAScale:
    """A question with a place on a scale, as its latest version asks it. ``instrument`` and ``name`` are codes."""

    instrument: str
    title: Words
    name: str
    question: Words


def questions_on_a_scale(*, codes: Iterable[str]) -> list[OnAScale]:
    """The questions that these instruments ask or asked, by instrument in the order of their latest version."""
    rows = Item.objects.filter(version__instrument__code__in=set(codes), worst__isnull=False)
    latest: dict[tuple[str, str], OnAScale] = {}
    for item in rows.select_related("version__instrument").order_by("version__number"):
        code = item.version.instrument.code
        latest[code, item.name] = OnAScale(code, item.version.instrument.title, item.name, item.title)
    return sorted(latest.values(), key=lambda each: each.instrument)


def aspects_asked_repeatedly() -> frozenset[str]:
    """Codes of the aspects about which one version asks, or asked, more than one item with a scale."""
    on_a_scale = Item.objects.filter(aspect__isnull=False, worst__isnull=False)
    asked = on_a_scale.values("version", "aspect__code").annotate(items=Count("pk")).filter(items__gt=1)
    return frozenset(asked.values_list("aspect__code", flat=True))


def ever_asked_about(*, aspects: Iterable[int]) -> list[int]:
    """Of these aspects (keys) those about which any version asks, or asked, a question with a place on a scale."""
    items = Item.objects.filter(aspect__in=list(aspects), worst__isnull=False)
    return sorted(items.values_list("aspect", flat=True).distinct())


def responses_about(*, aspects: Iterable[int], at_least: float = 0.0, below: float = 2.0) -> QuerySet[Response]:
    """Responses that answer an item under these aspects in this band, from 0 (worst) to 1 (best) of its scale.

    For ``Exists``: filter it by ``pk=OuterRef("response")``, so that nobody walks through all responses.
    """
    counts = Coalesce(OuterRef("corrected"), OuterRef("answers"))
    place = (_Points(counts, F("name")) - F("worst")) / (F("best") - F("worst"))
    asked = Item.objects.filter(version=OuterRef("version"), aspect__in=list(aspects), worst__isnull=False)
    return Response.objects.filter(Exists(asked.alias(place=place).filter(place__gte=at_least, place__lt=below)))


class _Points(Func):
    """The points of the answer that a document holds under a name."""

    output_field = FloatField()

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **_: object,
    ) -> tuple[str, tuple[str | int, ...]]:
        answers, name = (compiler.compile(each)[0] for each in self.get_source_expressions())
        return terms.POINTS[connection.vendor].format(answers=answers, name=name), ()


def chosen_in(*, responses: Iterable[int], item: str) -> dict[int, str]:
    """What was chosen at the item of this name, by response; where nothing was, none."""
    found = Response.objects.filter(pk__in=list(responses)).values_list("pk", f"answers__{item}")
    values = {key: forms.kept({item: answer}).get(item) for key, answer in found if answer is not None}
    return {key: value for key, value in values.items() if isinstance(value, str)}
