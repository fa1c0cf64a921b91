"""What the company's figures mean, in a playbook: ``indicators:``."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop

from servewell.base.permissions import Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state, stated
from servewell.engines.lake.answers import SCORE
from servewell.rooms.insight import selectors, services
from servewell.rooms.insight.models import Indicator, IndicatorSource
from servewell.rooms.insight.selectors import Meaning, Source
from servewell.rooms.insight.terms import SOURCE_KINDS, Kind

NEEDED = ("code", "title", "definition", "kind")
MOST_BOXES = 100
HEAVIEST = 1_000_000


def _read(part: Part, names: Names) -> Meaning | None:
    entries = part.all_of(NEEDED, known=("top-boxes", "questions", "sources"))
    if entries is None:
        return None
    code, title, definition = entries["code"].code(), entries["title"].words(), entries["definition"].words()
    kind = entries["kind"].one_of([each.value for each in Kind], thing="kind")
    questions, boxes = _questions(entries, names), _boxes(entries)
    sources = [_source(each, names) for each in entries["sources"].items()] if "sources" in entries else []
    if not (code and title and definition and kind) or any(each is None for each in sources):
        return None
    found = tuple(each for each in sources if each is not None)
    return Meaning(title, definition, Kind(kind), boxes, code=code, questions=questions, sources=found)


def _boxes(entries: Mapping[str, Part]) -> int | None:
    return entries["top-boxes"].whole(least=1, most=MOST_BOXES) if "top-boxes" in entries else None


def _questions(entries: Mapping[str, Part], names: Names) -> tuple[str, ...]:
    """As instrument/item; ``instrument/@score`` is what our own people scored with it."""
    found = []
    for each in entries["questions"].items() if "questions" in entries else ():
        written = each.text()
        instrument = written.partition("/")[0]
        if written and instrument not in names.known("instruments"):
            each.fault(f"there is no instrument {instrument!r}: write instrument/item, or instrument/{SCORE}")
        found.append(written)
    return tuple(found)


def _source(part: Part, names: Names) -> Source | None:
    needed = ("name", "kind", "weight")
    known = ("top-boxes", "questions", "aspect", "instruments", "channels", "rescaled")
    entries = part.all_of(needed, known=known)
    if entries is None:
        return None
    name, weight = entries["name"].words(), entries["weight"].number(least=0, most=HEAVIEST)
    kind = entries["kind"].one_of([each.value for each in SOURCE_KINDS], thing="kind")
    aspect = names.one_of("aspects", entries["aspect"], thing="aspect") if "aspect" in entries else ""
    asked = entries["instruments"].items() if "instruments" in entries else ()
    channels = entries["channels"].items() if "channels" in entries else ()
    is_rescaled = entries["rescaled"].truth() if "rescaled" in entries else False
    if name is None or weight is None or not kind or is_rescaled is None:
        return None
    return Source(
        name=name, kind=Kind(kind), weight=float(weight), top_boxes=_boxes(entries),
        questions=_questions(entries, names), aspect=aspect,
        instruments=tuple(names.one_of("instruments", each, thing="instrument") for each in asked),
        channels=tuple(each.text() for each in channels),
        is_rescaled=is_rescaled,
    )  # fmt: skip


def _standing() -> list[Meaning]:
    return [each.newest.meaning for each in selectors.catalogue()]


def _said(meaning: Meaning) -> Said:
    return {
        "code": meaning.code,
        "title": said_words(meaning.title),
        "definition": said_words(meaning.definition),
        "kind": meaning.kind.value,
        **stated(
            top_boxes=meaning.top_boxes,
            questions=list(meaning.questions),
            sources=[_say_source(each) for each in meaning.sources],
        ),
    }


def _say_source(source: Source) -> Said:
    return {
        "name": said_words(source.name),
        "kind": source.kind.value,
        "weight": source.weight,
        **stated(
            top_boxes=source.top_boxes,
            questions=list(source.questions),
            aspect=source.aspect,
            instruments=list(source.instruments),
            channels=list(source.channels),
            rescaled=source.is_rescaled or None,
        ),
    }


def _install(*, wanted: Sequence[Meaning], by: Actor, at: datetime) -> None:
    for each in wanted:
        services.define_as(code=each.code, meaning=each, by=by, at=at)


INDICATORS = state(
    Vocabulary(
        name="indicators",
        title=gettext_noop("Figures"),
        after=("aspects", "instruments"),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        kept_in=(Indicator, IndicatorSource),
        refusals=(services.CannotBeCounted,),
    )
)
