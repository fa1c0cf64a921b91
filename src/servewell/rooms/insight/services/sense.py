"""Whether a definition can be counted at all; what cannot is refused by name."""

from collections.abc import Iterable, Sequence
from math import isfinite

from servewell.engines.lake.answers import SCORE
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors import Source
from servewell.rooms.insight.terms import Kind
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voice


class CannotBeCounted(Exception):
    """A definition makes no sense; each way of making none is a name of its own."""


class NothingCounts(CannotBeCounted):
    """A share of the best answers needs at least one that counts as such."""


class MeanCountsEveryAnswer(CannotBeCounted):
    """A mean was to be taken of the best answers only."""


class BestAreNotCounted(CannotBeCounted):
    """Of a net promoter score and of a composite nobody says how many of the best answers count."""


class WithoutItems(CannotBeCounted):
    """A definition names no questions where it should, so there is nothing to count."""


class NeverPublished(CannotBeCounted):
    """A definition names a question, an instrument, an aspect or a channel that there is not."""


class NotFromNoughtToTen(CannotBeCounted):
    """Promoters and detractors are known on a scale from 0 to 10 alone."""


class WeightNotAboveZero(CannotBeCounted):
    """A source weighs nothing, or less, or without end."""


class SourceTwice(CannotBeCounted):
    """Two sources of a composite count the same answers, which would then count twice."""


class TooFewSources(CannotBeCounted):
    """A composite of one source is that source."""


class OnlyACompositeHasSources(CannotBeCounted):
    """Sources were given for a figure of another kind, or questions for a composite."""


class PromotersNotRescaled(CannotBeCounted):
    """A net promoter score goes from -1 to 1; among sources from 0 to 1 it must be declared that it is rescaled."""


class ScoresAndAnswersApart(CannotBeCounted):
    """One source names scores of our own people together with answers of customers."""


def require(
    *,
    code: str,
    kind: Kind,
    top_boxes: int | None,
    questions: Sequence[str] | None,
    sources: Sequence[Source],
) -> None:
    """``questions`` is None for the items marked overall. Raises what this module names."""
    _require_best(code, kind, top_boxes)
    if kind is Kind.COMPOSITE:
        _require_sources(code, questions, sources)
        return
    if sources:
        raise OnlyACompositeHasSources(f"{code}: only a composite has sources; name the questions instead")
    _require_questions(code, kind, questions)


def _require_best(what: str, kind: Kind, top_boxes: int | None) -> None:
    if kind is Kind.MEAN and top_boxes is not None:
        raise MeanCountsEveryAnswer(f"{what}: a mean counts every answer; leave out how many of the best count")
    if kind in (Kind.NET_PROMOTERS, Kind.COMPOSITE) and top_boxes is not None:
        raise BestAreNotCounted(f"{what}: leave out how many of the best count; only a share has them")
    if kind is Kind.TOP_BOXES and (top_boxes is None or top_boxes < 1):
        raise NothingCounts(f"{what}: {top_boxes or 0} best answers count; say 1 or more")


def _require_questions(what: str, kind: Kind, questions: Sequence[str] | None) -> None:
    if questions is not None:
        _require_items(what, questions)
    if any(each.endswith(f"/{SCORE}") for each in questions or ()):
        raise ScoresAndAnswersApart(f"{what}: scores of our own people are a source of a composite, not answers")
    if kind is Kind.NET_PROMOTERS:
        _require_promoters(what, questions)


def _require_items(what: str, questions: Sequence[str]) -> None:
    if not questions:
        raise WithoutItems(f"{what}: no question is named; name one at least, or leave them out for the overall ones")
    known = {each.code for each in instruments.countable()} | {
        f"{code}/{SCORE}" for code in instruments.published_codes()
    }
    _require_known(what, "question on a scale", questions, known)


def _require_known(what: str, noun: str, named: Iterable[str], known: Iterable[str]) -> None:
    there = set(known)
    for each in named:
        if each not in there:
            listed = ", ".join(sorted(there)) or "none yet"
            raise NeverPublished(f"{what}: there is no {noun} {each!r}. There are: {listed}.")


def _require_promoters(what: str, questions: Sequence[str] | None) -> None:
    """Of named questions each was always asked from 0 to 10; of those marked overall, one at least was."""
    asked = instruments.countable()
    for each in asked:
        if questions is not None and each.code in questions and set(each.scales) != {terms.PROMOTER_SCALE}:
            scales = ", ".join(f"{worst:g} to {best:g}" for worst, best in each.scales)
            raise NotFromNoughtToTen(f"{what}: {each.code} is asked on a scale of {scales}; promoters need 0 to 10")
    if questions is None and not any(each.is_overall and terms.PROMOTER_SCALE in each.scales for each in asked):
        raise NotFromNoughtToTen(f"{what}: no overall question is asked from 0 to 10; name the questions that are")


def _require_sources(code: str, questions: Sequence[str] | None, sources: Sequence[Source]) -> None:
    if questions:
        raise OnlyACompositeHasSources(f"{code}: a composite has sources, and each of them its questions")
    if len(sources) < terms.FEWEST_SOURCES:
        raise TooFewSources(f"{code}: {len(sources)} sources; a composite has {terms.FEWEST_SOURCES} or more")
    for number, source in enumerate(sources, start=1):
        _require_source(f"{code}, source {number}", source)
    counted = [_counted(source) for source in sources]
    for place, each in enumerate(sources):
        for before in range(place):
            if counted[before] & counted[place] and _meet(sources[before].channels, each.channels):
                raise SourceTwice(f"{code}: source {before + 1} and source {place + 1} count the same answers")


def _counted(source: Source) -> set[str]:
    """The questions whose answers a source counts, and under which narrowing where it names none."""
    if source.questions:
        return set(source.questions)
    asked = [each for each in instruments.countable() if _meet(source.instruments, (each.instrument,))]
    found = {each.code for each in asked if (each.aspect == source.aspect if source.aspect else each.is_overall)}
    return found | {f"{source.aspect or 'overall'} of {each}" for each in source.instruments or ("all",)}


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Nothing named is everything."""
    return not one or not other or bool(set(one) & set(other))


def _require_source(what: str, source: Source) -> None:
    if not (isfinite(source.weight) and source.weight > 0):
        raise WeightNotAboveZero(f"{what}: the weight is {source.weight:g}; say more than 0")
    _require_best(what, source.kind, source.top_boxes)
    if source.kind is Kind.COMPOSITE:
        raise OnlyACompositeHasSources(f"{what}: a composite is no source of a composite; name its sources")
    if source.is_rescaled is not (source.kind is Kind.NET_PROMOTERS):
        raise PromotersNotRescaled(f"{what}: declare `rescaled` for a net promoter score, and for nothing else")
    if source.questions and (source.aspect or source.instruments):
        raise ScoresAndAnswersApart(f"{what}: name questions, or an aspect and instruments, not both")
    if source.questions:
        _require_items(what, source.questions)
    if source.kind is Kind.NET_PROMOTERS and not source.aspect:
        _require_promoters(what, source.questions or None)
    _require_one_kind_of_answers(what, source)
    _require_known(what, "instrument", source.instruments, instruments.published_codes())
    _require_known(what, "aspect", [source.aspect] if source.aspect else [], standards.aspect_keys())
    _require_known(what, "channel", source.channels, voice.channel_slugs())


def _require_one_kind_of_answers(what: str, source: Source) -> None:
    scores = [each for each in source.questions if each.endswith(f"/{SCORE}")]
    if scores and len(scores) < len(source.questions):
        raise ScoresAndAnswersApart(f"{what}: scores of our own people and answers of customers are two sources")
    if scores and source.kind is not Kind.MEAN:
        raise ScoresAndAnswersApart(f"{what}: scores are a mean; they have no best answers and no promoters")
