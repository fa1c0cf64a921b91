"""Words of a customer's, cut out of their voice when somebody reads them: nothing keeps a copy."""

from collections.abc import Iterable, Sequence

from servewell.rooms.cases.models import Case, Point
from servewell.rooms.voice import selectors as voice

Span = tuple[int, int, int]


def cut_out(*, words: Sequence[voice.Spoken], text: int, begins: int, ends: int) -> voice.Spoken | None:
    """None where the words are gone, or their reader may not read them."""
    if text >= len(words):
        return None
    said = words[text]
    return voice.Spoken(text=said.text[begins:ends], language=said.language)


def spans_of_points(*, case: Case, numbers: Iterable[int]) -> list[Span]:
    """Where the words of these points stand; one that is about an item has none."""
    found = Point.objects.filter(case=case, number__in=list(numbers), text__isnull=False)
    spans = found.order_by("text", "begins").values_list("text", "begins", "ends")
    return [(text or 0, begins or 0, ends or 0) for text, begins, ends in spans]
