"""The words that Servewell ships for what a figure can mean, in the four languages of the house."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import yaml

from servewell.base.words import CODES, Words
from servewell.engines.lake.answers import SCORE
from servewell.rooms.insight import terms
from servewell.rooms.insight.terms import Kind
from servewell.rooms.instruments import selectors as instruments

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors.meant.meaning import Source

Book = Mapping[str, object]
BEST = "best"
USUAL_TOP_BOXES = 2


@cache
def book() -> Book:
    text = (files("servewell") / "library" / "words" / "figures.yaml").read_text(encoding="utf-8")
    return cast(Book, yaml.safe_load(text))


def shipped_codes() -> tuple[str, ...]:
    return tuple(code for code in book() if code != "sentences")


def shipped_title(*, code: str, kind: Kind) -> Words | None:
    """None for a figure of the company's own: only the company can name it."""
    return _words(_named(code, kind), "title") if code in shipped_codes() else None


def title_of_employees(*, code: str, kind: Kind, title: Words) -> Words:
    """What a figure is called where employees answer: a title that we ship speaks of them, the company's own stays."""
    said = _named(code, kind) if code in shipped_codes() else {}
    if "of-employees" not in said:
        return title
    ours, theirs = _words(said, "title").texts, _words(said, "of-employees").texts
    texts = {language: theirs[language] if text == ours[language] else text for language, text in title.texts.items()}
    return Words(texts=texts, source=title.source)


def _named(code: str, kind: Kind) -> Book:
    said = _part(book(), code)
    return _part(said, kind.value) if kind.value in said else said


def usual_top_boxes(*, code: str) -> int:
    """How many of the best answers a share counts where nobody says it."""
    known = _part(book(), code) if code in shipped_codes() else {}
    return cast(int, known.get("boxes", USUAL_TOP_BOXES))


def definition_of(
    *, code: str, kind: Kind, top_boxes: int | None, questions: Sequence[str], sources: "Sequence[Source]"
) -> Words:
    """The sentence under a figure that is made so. Questions stand in it in their own words, as they are asked last."""
    if kind is Kind.COMPOSITE:
        return _of_sources(sources)
    if code == terms.CSS and (kind, top_boxes) == (Kind.TOP_BOXES, USUAL_TOP_BOXES) and not questions:
        return _words(_part(book(), code), "definition")
    sentences = _part(_sentences(), _manner(kind, top_boxes))
    sentence = _words(sentences, "named" if questions else "overall")
    titles = _titles(questions) if questions else []
    return _filled(sentence, lambda code: {"boxes": str(top_boxes), "questions": _joined(titles, code)})


def _manner(kind: Kind, top_boxes: int | None) -> str:
    return BEST if kind is Kind.TOP_BOXES and top_boxes == 1 else kind.value


def _titles(questions: Sequence[str]) -> list[Words]:
    quoted, known = _words(_sentences(), "question"), {each.code: each.title for each in instruments.countable()}
    return [
        _filled(quoted, lambda code, asked=each: {"title": _said(known.get(asked), code) or asked})  # type: ignore[misc]
        for each in questions
    ]


def _of_sources(sources: "Sequence[Source]") -> Words:
    kinds = _part(_sentences(), "source")
    told = [
        _filled(
            _words(kinds, _manner(each.kind, each.top_boxes)),
            lambda code, source=each: {  # type: ignore[misc]
                "name": _said(source.name, code),
                "boxes": str(source.top_boxes),
                "weight": f"{source.weight:g}",
            },
        )
        for each in sources
    ]
    whole = f"{sum(each.weight for each in sources):g}"
    return _filled(_words(_sentences(), "composite"), lambda code: {"sources": _joined(told, code), "sum": whole})


def title_of_source(*, source: "Source") -> Words | None:
    """What a source without a name is called: as the first instrument that it names."""
    codes = [each.split("/", 1)[0] for each in source.questions] or list(source.instruments)
    known = {each.instrument: each.instrument_title for each in instruments.countable()}
    return known.get(codes[0]) if codes else None


def score_of(*, instrument: str) -> str:
    """The name of what our own people scored with an instrument, as a source names it."""
    return f"{instrument}/{SCORE}"


def _joined(many: Sequence[Words], code: str) -> str:
    return _words(_sentences(), "and").texts[code].join(_said(each, code) for each in many)


def _filled(words: Words, values: Callable[[str], Mapping[str, str]]) -> Words:
    texts = dict(words.texts)
    for code in texts:
        for name, value in values(code).items():
            texts[code] = texts[code].replace(f"{{{name}}}", value)
    return Words(texts=texts, source=words.source)


def _said(words: Words | None, code: str) -> str:
    return words.said(code).text if words else ""


def _sentences() -> Book:
    return _part(book(), "sentences")


def _part(said: Book, name: str) -> Book:
    return cast(Book, said[name])


def _words(said: Book, name: str) -> Words:
    texts = cast(Mapping[str, str], said[name])
    return Words(texts={code: texts[code] for code in CODES}, source="en")
