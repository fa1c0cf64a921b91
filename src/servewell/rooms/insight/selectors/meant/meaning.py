"""What a figure means, as the company has defined it or as somebody asks for it once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base.words import Words
from servewell.engines.lake.answers import SCORE
from servewell.engines.lake.lines import Scale
from servewell.engines.lake.measures import By, Per, Question
from servewell.rooms.insight import terms
from servewell.rooms.insight.models import Indicator, IndicatorSource
from servewell.rooms.insight.selectors.meant.shipped import title_of_employees
from servewell.rooms.insight.terms import Kind
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Audience


class NoSuchIndicator(Exception):
    """No figure has been defined under that code, or not in that version."""


@dataclass(frozen=True)
class Source:
    """One of the sources of a composite: what of the answers it counts, how, and how much it weighs.

    ``is_rescaled``: it is declared that a net promoter score, from -1 to 1, is brought to 0 to 1.
    """

    name: Words
    kind: Kind
    weight: float
    top_boxes: int | None = None
    questions: tuple[str, ...] = ()
    aspect: str = ""
    instruments: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    is_rescaled: bool = False

    @property
    def of_scores(self) -> bool:
        """It counts what our own people scored, not what customers answered."""
        return bool(self.questions) and all(each.endswith(f"/{SCORE}") for each in self.questions)


@dataclass(frozen=True)
class Meaning:
    """``top_boxes`` is None for all but shares. ``version`` is 0 where the company has defined nothing of the kind.

    ``questions`` are those that count, as instrument/item; none: the items marked overall. A composite has ``sources``.
    ``since``: when this version was published.

    ``channels`` are the only ones that count, ``without`` those that do not: customers and employees are told apart.
    ``tree_on``: the day by whose tree all answers count, or None for the tree of the day of each.
    """

    title: Words
    definition: Words
    kind: Kind
    top_boxes: int | None
    version: int = 0
    channels: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    tree_on: date | None = None
    code: str = terms.CSS
    questions: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    since: datetime | None = None

    @property
    def counting(self) -> tuple[object, ...]:
        """What of the answers is counted, and how: another one makes another series."""
        return self.kind, self.top_boxes, self.questions, self.sources

    @property
    def is_by_aspect(self) -> bool:
        """Aspects are judged as the whole is only where the whole is the items marked overall."""
        return self.kind in (Kind.TOP_BOXES, Kind.MEAN) and not self.questions

    @property
    def tree(self) -> Tree:
        return Tree.AS_IT_WAS if self.tree_on is None else Tree.TODAY


def every_indicator() -> tuple[Indicator, ...]:
    """All versions of all figures, by code, the newest first. One query: they are few."""
    return tuple(Indicator.objects.order_by("code", "-version"))


def indicator(
    *, code: str = terms.CSS, version: int | None = None, among: Sequence[Indicator] | None = None
) -> Indicator:
    """That version, or the newest, of all or ``among`` those that are known already. Raises NoSuchIndicator."""
    every = every_indicator() if among is None else among
    versions = [each for each in every if each.code == code]
    found = next((each for each in versions if version in (None, each.version)), None)
    if found is not None:
        return found
    if versions:
        listed = ", ".join(str(each.version) for each in reversed(versions))
        raise NoSuchIndicator(f"{code!r} has no version {version}. Its versions are: {listed}.")
    known = sorted({each.code for each in every})
    raise NoSuchIndicator(f"No figure is defined as {code!r}. Defined are: {', '.join(known) or 'none yet'}.")


def meaning_of(
    *, code: str = terms.CSS, version: int | None = None, among: Sequence[Indicator] | None = None
) -> Meaning:
    """What that version says, or the newest. Raises NoSuchIndicator."""
    return said_by(row=indicator(code=code, version=version, among=among))


def said_by(*, row: Indicator) -> Meaning:
    """What a version says. A composite's sources are one query more."""
    kind = Kind(row.kind)
    return Meaning(
        row.title,
        row.definition,
        kind,
        row.top_boxes,
        row.version,
        code=row.code,
        questions=tuple(row.questions),
        sources=_sources(row) if kind is Kind.COMPOSITE else (),
        since=row.published_at,
    )


def _sources(row: Indicator) -> tuple[Source, ...]:
    return tuple(_source(each) for each in sorted(row.sources.all(), key=lambda each: each.position))


def _source(row: IndicatorSource) -> Source:
    return Source(
        name=row.name,
        kind=Kind(row.kind),
        weight=row.weight,
        top_boxes=row.top_boxes,
        questions=tuple(row.questions),
        aspect=row.aspect,
        instruments=tuple(row.instruments),
        channels=tuple(row.channels),
        is_rescaled=row.is_rescaled,
    )


def counts_since(meaning: Meaning, *, among: Sequence[Indicator] | None = None) -> int:
    """The first of the versions up to this one that all count alike: those that change words only begin no series."""
    first = meaning.version
    for row in every_indicator() if among is None else among:
        if row.code != meaning.code or row.version >= first:
            continue
        if said_by(row=row).counting != meaning.counting:
            break
        first = row.version
    return first


def of_audience(meaning: Meaning, audience: Audience) -> Meaning:
    """The same figure of customers' answers only, or of employees'. One query."""
    internal = voice.internal_channels()
    if audience is Audience.INTERNAL:
        return replace(meaning, title=title_for(meaning=meaning, audience=audience), channels=internal)
    return replace(meaning, without=internal)


def title_for(*, meaning: Meaning, audience: Audience) -> Words:
    """What a figure is called of customers' answers, or of employees'."""
    if audience is Audience.EXTERNAL:
        return meaning.title
    return title_of_employees(code=meaning.code, kind=meaning.kind, title=meaning.title)


def by_tree(meaning: Meaning, tree: Tree, *, at: datetime) -> Meaning:
    """The same figure with each answer where its unit stood on its day, or where the unit stands today."""
    return replace(meaning, tree_on=people.counting_day(at=at) if tree is Tree.TODAY else None)


def question(
    meaning: Meaning,
    *,
    span: tuple[date, date],
    by: By,
    per: Per,
    units: tuple[int, ...] = (),
    is_per_scale: bool = False,
    channel: str | None = None,
    instrument: str | None = None,
) -> Question:
    """What a figure asks of the answers; split by aspects it asks the items under them."""
    return Question(
        from_day=span[0],
        until_day=span[1],
        by=by,
        per=per,
        only_overall=per in (Per.NOTHING, Per.UNIT),
        per_scale=is_per_scale,
        with_lines=True,
        units=units,
        channel=channel,
        channels=meaning.channels,
        without_channels=meaning.without,
        instrument=instrument,
        items=meaning.questions,
        tree_on=meaning.tree_on,
        **_counting(meaning.kind, meaning.top_boxes),
    )


class _Counting(TypedDict):
    top: int | None
    bottom: int | None
    scale: Scale | None


def _counting(kind: Kind, top_boxes: int | None) -> _Counting:
    """Promoters and detractors are known on one scale alone: answers on others are left out."""
    if kind is Kind.NET_PROMOTERS:
        scale = Scale(*terms.PROMOTER_SCALE)
        return {"top": terms.PROMOTER_ANSWERS, "bottom": terms.DETRACTOR_ANSWERS, "scale": scale}
    return {"top": top_boxes, "bottom": None, "scale": None}


def source_question(source: Source, whole: Question) -> Question | None:
    """What one source of a composite asks of the answers that the whole is asked of; None where these are none.

    An aspect or a question in the place of the whole is none of its sources.
    """
    if whole.aspect is not None or whole.item is not None:
        return None
    channels = whole.channels
    if source.channels:
        channels = tuple(each for each in source.channels if channels is None or each in channels)
        if not channels:
            return None
    return replace(
        whole,
        items=source.questions,
        aspect=source.aspect or None,
        instruments=source.instruments,
        channels=channels,
        of_scores=source.of_scores,
        per_scale=source.kind is Kind.MEAN,
        **_counting(source.kind, source.top_boxes),
    )


def definitions(meaning: Meaning) -> dict[str | None, str]:
    """What a figure says it is: in the company's own words for the overall item, and for each aspect.

    By today's tree each says so; that units count as they stood is what a figure means that says nothing.
    """
    repeatedly = instruments.aspects_asked_repeatedly()
    said: dict[str | None, str] = {
        aspect.code: _of_aspect(meaning, aspect.name, is_asked_repeatedly=aspect.code in repeatedly)
        for aspect in standards.aspects()
    }
    return {aspect: defined(meaning, words) for aspect, words in {**said, None: str(meaning.definition)}.items()}


def defined(meaning: Meaning, definition: str) -> str:
    """A definition with the tree that it counts by, where that is not the one of the day."""
    if meaning.tree is Tree.AS_IT_WAS:
        return definition
    said: Mapping[str, str] = {"definition": definition}
    return _("%(definition)s By today's tree: each answer counts where its unit stands today.") % said


def _of_aspect(meaning: Meaning, name: Words, *, is_asked_repeatedly: bool) -> str:
    definition = _of_questions(meaning) % {"boxes": meaning.top_boxes, "aspect": str(name)}
    if not is_asked_repeatedly:
        return definition
    said: Mapping[str, str] = {"definition": definition}
    return (
        _(
            "%(definition)s Whoever answers counts once for each of these questions, so the interval is a little too "
            "narrow."
        )
        % said
    )


def _of_questions(meaning: Meaning) -> str:
    if meaning.kind is Kind.NET_PROMOTERS:
        return _("Share of 9 and 10 less share of 0 to 6, of the answers under “%(aspect)s” on a scale from 0 to 10.")
    if meaning.top_boxes is None:
        return _("Mean of the answers to the questions under “%(aspect)s”, on their scale; 95 %% t interval.")
    return ngettext(
        "Share of the best answer to the questions under “%(aspect)s”; 95 %% Wilson interval.",
        "Share of the %(boxes)s best answers to the questions under “%(aspect)s”; 95 %% Wilson interval.",
        meaning.top_boxes,
    )
