"""What figures mean, version by version, and the form that defines the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import links, today
from servewell.base.words import LANGUAGES, Words
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import services
from servewell.rooms.insight.selectors import Defined, DefinitionVersion, Foreseen, Meaning, Source
from servewell.rooms.insight.terms import Kind
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.web.insight.forms import KINDS, SOURCE_KINDS, Choices, DefineForm
from servewell.web.insight.shown import figures, sentences
from servewell.web.kit import kinds
from servewell.web.kit.components import Chip, Crumb, Empty, Figure, Link
from servewell.web.kit.figures import answers, number

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Line:
    """A figure in the list, as its newest version has it."""

    title: str
    url: str
    says: str
    aside: Sequence[str]


@dataclass(frozen=True)
class IndicatorsPage:
    title: str
    lines: Sequence[Line]
    define: Link | None
    empty: Empty


@dataclass(frozen=True)
class VersionShown:
    """``counts`` are what it counts, one line each; ``figure`` is what it makes of the same twelve months."""

    title: str
    says: str
    aside: Sequence[str]
    counts: Sequence[str]
    changed: Sequence[str]
    figure: Figure | None
    is_newest: bool


@dataclass(frozen=True)
class IndicatorPage:
    title: str
    crumbs: Sequence[Crumb]
    subtitle: Sequence[str]
    versions: Sequence[VersionShown]
    next: Link | None
    satisfaction: Link


@dataclass(frozen=True)
class Sentence:
    language: str
    tag: str
    title: str
    says: str


@dataclass(frozen=True)
class Preview:
    says: str
    figure: Figure | None
    sentences: Sequence[Sentence]
    counts: Sequence[str]


@dataclass(frozen=True)
class DefinePage:
    title: str
    crumbs: Sequence[Crumb]
    form: DefineForm
    preview: Preview | None
    is_new: bool


def indicators_page(found: Sequence[Defined], *, may_define: bool) -> IndicatorsPage:
    return IndicatorsPage(
        title=ngettext("%(number)s figure is defined", "%(number)s figures are defined", len(found))
        % {"number": number(len(found))},
        lines=[_line(each) for each in found],
        define=Link(_("Define a figure"), links.DEFINE_INDICATOR.path()) if may_define else None,
        empty=Empty(
            _("No figure is defined yet"), _("As soon as the company defines one, it stands here with what it counts.")
        ),
    )


def _line(found: Defined) -> Line:
    newest = found.newest
    return Line(
        title=str(newest.meaning.title),
        url=links.INDICATOR.path(code=found.code),
        says=str(newest.meaning.definition),
        aside=[found.code, *_since(newest, _zone())],
    )


def _since(version: DefinitionVersion, zone: str) -> Sequence[str]:
    on = _day(version.published_at, zone)
    said = _("version %(version)s since %(day)s") % {"version": number(version.meaning.version), "day": on}
    return [said, *([_("by %(name)s") % {"name": version.published_by}] if version.published_by else [])]


def _day(at: "datetime", zone: str) -> str:
    return formats.date_format(today.day_in(zone, at=at), pgettext("day, as Django's date filter reads it", "j F Y"))


def _zone() -> str:
    """The company's own: a definition is the same in every unit."""
    top = people.top_unit()
    return top.zone if top else "UTC"


def indicator_page(found: Defined, foreseen: Sequence[Foreseen], *, may_define: bool) -> IndicatorPage:
    newest, zone = found.newest.meaning, _zone()
    names = question_names()
    return IndicatorPage(
        title=str(newest.title),
        crumbs=[Crumb(_("What figures mean"), links.INDICATORS.path())],
        subtitle=[found.code, *_since(found.newest, zone)],
        versions=[_shown(found, place, foreseen, names, zone) for place in range(len(found.versions))],
        next=Link(_("Define the next version"), define_url(found.code)) if may_define else None,
        satisfaction=Link(_("See the figure"), f"{links.SATISFACTION.path()}?{urlencode({'indicator': found.code})}"),
    )


def define_url(code: str) -> str:
    return f"{links.DEFINE_INDICATOR.path()}?{urlencode({'code': code})}"


def _shown(
    found: Defined, place: int, foreseen: Sequence[Foreseen], names: Mapping[str, str], zone: str
) -> VersionShown:
    version = found.versions[place]
    before = found.versions[place + 1].meaning if place + 1 < len(found.versions) else None
    after = found.versions[place - 1] if place else None
    until = [_("until %(day)s") % {"day": _day(after.published_at, zone)}] if after else []
    return VersionShown(
        title=_("Version %(version)s") % {"version": number(version.meaning.version)},
        says=str(version.meaning.definition),
        aside=[*_since(version, zone)[1:], _("since %(day)s") % {"day": _day(version.published_at, zone)}, *until],
        counts=counts(version.meaning, names),
        changed=_changed(before, version.meaning, names) if before else [],
        figure=_figure(foreseen[place], version.meaning) if foreseen else None,
        is_newest=place == 0,
    )


def _figure(found: Foreseen, meaning: Meaning) -> Figure:
    said = {"unit": str(found.unit.name), "month": sentences.month(found.from_on)}
    share, missing = found.share, figures.cannot_be_told(found.share)
    return Figure(
        label=_("%(unit)s since %(month)s") % said,
        value="" if share.value is None else kinds.said(share.value, meaning.kind),
        between=kinds.between_in_words(share, meaning.kind),
        count=figures.by_source(share) or answers(share.n),
        chip=Chip(missing) if missing else None,
    )


def counts(meaning: Meaning, names: Mapping[str, str]) -> Sequence[str]:
    """What a meaning counts, in names that people know; of a composite each source with its weight."""
    if meaning.kind is Kind.COMPOSITE:
        whole = sum(source.weight for source in meaning.sources)
        return [_source(source, whole, names) for source in meaning.sources]
    return [_kind(meaning.kind, meaning.top_boxes), *_questions(meaning.questions, names)]


def _kind(kind: Kind, top_boxes: int | None, said: "Sequence[tuple[str, StrOrPromise]]" = KINDS) -> str:
    if kind is Kind.TOP_BOXES:
        count = top_boxes or 0
        return ngettext("Share of the best answer", "Share of the %(count)s best answers", count) % {
            "count": number(count)
        }
    return str(dict(said)[kind.value])


def _questions(questions: Sequence[str], names: Mapping[str, str]) -> Sequence[str]:
    if not questions:
        return [_("The questions marked as the overall one of their survey")]
    return [names.get(each, each) for each in questions]


def _source(source: Source, whole: float, names: Mapping[str, str]) -> str:
    return _("%(name)s: %(kind)s, %(questions)s; weight %(weight)s of %(whole)s") % {
        "name": str(source.name),
        "kind": _kind(source.kind, source.top_boxes, SOURCE_KINDS),
        "questions": _(", ").join(_asked_by(source, names)),
        "weight": _weight(source.weight),
        "whole": _weight(whole),
    }


def _asked_by(source: Source, names: Mapping[str, str]) -> Sequence[str]:
    return [*_questions(source.questions, names), *source.instruments, *source.channels]


def _weight(weight: float) -> str:
    return number(weight, decimals=0 if weight == int(weight) else 2)


def _changed(before: Meaning, after: Meaning, names: Mapping[str, str]) -> Sequence[str]:
    """What counts no more, and what counts now."""
    was, now = counts(before, names), counts(after, names)
    gone = [_("no longer: %(what)s") % {"what": each} for each in was if each not in now]
    come = [_("now: %(what)s") % {"what": each} for each in now if each not in was]
    return [*gone, *come] or [_("the words only")]


# The form


def question_names() -> Mapping[str, str]:
    """By code, as it is asked last, with the instrument that asks it."""
    asked = instruments.countable()
    found = {
        each.code: _("“%(question)s” (%(instrument)s)")
        % {"question": str(each.title), "instrument": str(each.instrument_title)}
        for each in asked
    }
    scores = {
        insight.score_of(instrument=each.instrument): _("scores of “%(instrument)s”")
        % {"instrument": str(each.instrument_title)}
        for each in asked
    }
    return {**found, **scores}


def questions_offered() -> Choices:
    return [(title, [(code, said) for code, said in options]) for title, options in _offered()]


def sources_offered() -> Choices:
    """Each question, and what our own people scored with an instrument."""
    scored = insight.scored_instruments()
    return [
        (title, [*(_score_offered(instrument) if instrument in scored else ()), *options])
        for instrument, (title, options) in zip(_codes(), _offered(), strict=True)
    ]


def _score_offered(instrument: str) -> Sequence[tuple[str, str]]:
    return [(insight.score_of(instrument=instrument), _("What our own people scored"))]


def _codes() -> Sequence[str]:
    return list(dict.fromkeys(each.instrument for each in instruments.countable()))


def _offered() -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for each in instruments.countable():
        _title, options = found.setdefault(each.instrument, (str(each.instrument_title), []))
        options.append((each.code, _option(each)))
    return list(found.values())


def _option(each: instruments.Countable) -> str:
    scales = ", ".join(f"{worst:g}–{best:g}" for worst, best in each.scales)
    said = {"question": str(each.title), "scale": scales}
    if each.is_overall:
        return _("%(question)s (%(scale)s, the overall question)") % said
    return _("%(question)s (%(scale)s)") % said


def define_page(form: DefineForm, known: Defined | None, *, preview: Preview | None = None) -> DefinePage:
    """``known`` is None for a new figure."""
    crumbs, title = [Crumb(_("What figures mean"), links.INDICATORS.path())], _("Define a figure")
    if known is not None:
        name = str(known.newest.meaning.title)
        crumbs.append(Crumb(name, links.INDICATOR.path(code=known.code)))
        title = _("The next version of “%(figure)s”") % {"figure": name}
    return DefinePage(title=title, crumbs=crumbs, form=form, preview=preview, is_new=known is None)


def preview_of(meaning: Meaning, foreseen: Sequence[Foreseen]) -> Preview:
    figure = _figure(foreseen[0], meaning) if foreseen else None
    return Preview(
        says=_("This is what it would say. Nothing is published yet."),
        figure=figure,
        sentences=[_sentence(meaning, each.code, each.django, each.name) for each in LANGUAGES],
        counts=counts(meaning, question_names()),
    )


def _sentence(meaning: Meaning, code: str, django: str, name: str) -> Sentence:
    return Sentence(name, django, _text(meaning.title, code), _text(meaning.definition, code))


def _text(words: Words, code: str) -> str:
    return words.said(code).text


def refusal(fault: services.CannotBeCounted) -> tuple[str | None, str]:
    """The field that is wrong, none for the whole form, and why in words."""
    return _refused().get(type(fault), (None, _("So it cannot be counted. Look over what you chose.")))


def _refused() -> Mapping[type[services.CannotBeCounted], tuple[str | None, str]]:
    return {
        services.NotFromNoughtToTen: (
            "questions",
            _("Promoters and detractors are known from 0 to 10 alone: tick questions on that scale."),
        ),
        services.TooFewSources: ("source-1", _("Choose two sources or more: one source alone is no composite.")),
        services.WeightNotAboveZero: ("weight-1", _("Each source weighs more than 0.")),
        services.SourceTwice: ("source-2", _("Two sources count the same answers, which would count twice.")),
        services.ScoresAndAnswersApart: (
            None,
            _("What our own people scored is a mean: it has no best answers and no promoters."),
        ),
        services.NeverPublished: (None, _("One of the questions is there no more. Choose again.")),
    }
