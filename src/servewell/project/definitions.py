"""The words that Servewell ships for what a figure can mean."""

from servewell.base.words import Words
from servewell.project.demo import shelf
from servewell.rooms.insight.selectors import Meaning
from servewell.rooms.insight.terms import Kind

USUAL_TOP_BOXES = 2


class NoWordsShipped(Exception):
    """A figure is the company's own: only the company can say what it means."""


class MeanHasNoBest(Exception):
    """A mean was asked for together with how many of the best answers count."""


def shipped(*, code: str, kind: Kind, top_boxes: int | None) -> Meaning:
    """Raises NoWordsShipped, MeanHasNoBest."""
    book = shelf.book("four-aspects/indicators")
    if code not in book:
        raise NoWordsShipped(f"There are no words for {code!r}; known are: {', '.join(book)}.")
    said = shelf.entry(book[code])
    if kind is Kind.MEAN:
        if top_boxes is not None:
            raise MeanHasNoBest("A mean counts every answer; leave out --top-boxes.")
        mean = shelf.entry(said["mean"])
        return Meaning(shelf.words(mean["title"]), shelf.words(mean["definition"]), kind, None)
    boxes = USUAL_TOP_BOXES if top_boxes is None else top_boxes
    return Meaning(shelf.words(said["title"]), _of_best(said, boxes), kind, boxes)


def _of_best(said: shelf.Entry, boxes: int) -> Words:
    if boxes == USUAL_TOP_BOXES:
        return shelf.words(said["definition"])
    words = shelf.words(said["one" if boxes == 1 else "several"])
    return Words({code: text.replace("{boxes}", str(boxes)) for code, text in words.texts.items()}, source=words.source)
