"""Which answers a reader looks at: every page, export, command and call of figures asks with a Look."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines.lake.measures import By, Question
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.periods import begin, later
from servewell.rooms.insight.selectors.meant.meaning import (
    Meaning,
    by_tree,
    defined,
    definitions,
    meaning_of,
    of_audience,
)
from servewell.rooms.insight.terms import Kind
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Audience, Evidence

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Indicator

# before the kind of evidence, where all channels of a kind are meant; no channel's own name holds a colon
OF_KIND = "kind:"


class AspectAndItem(ValueError):
    """One aspect or one question can stand in the place of the whole, not both."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """``unit`` is a code; None: the widest that the viewer sees. ``version``: of the indicator; None: the newest.

    ``until`` is a day of the last period shown; None: now. ``aspect`` or ``item`` ("instrument/item") stands in the
    place of the item marked overall. ``channel`` is the name of one, or "kind:shop" for all that bring one kind of
    evidence. ``language`` is the one in which customers answered.
    """

    unit: str | None = None
    indicator: str = terms.CSS
    version: int | None = None
    by: By = By.MONTH
    until: date | None = None
    audience: Audience = Audience.EXTERNAL
    tree: Tree = Tree.AS_IT_WAS
    aspect: str | None = None
    item: str | None = None
    channel: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.aspect and self.item:
            raise AspectAndItem(f"Look at the aspect {self.aspect!r} or at the question {self.item!r}, not at both.")

    @property
    def is_narrowed(self) -> bool:
        """Only some of the customers are looked at, so that few answers could be those of one person."""
        return self.channel is not None or self.language is not None

    @property
    def is_private(self) -> bool:
        """Figures of few answers are kept back."""
        return self.is_narrowed or self.audience is Audience.INTERNAL

    @property
    def is_whole(self) -> bool:
        """All answers to the item marked overall."""
        return not (self.is_narrowed or self.aspect or self.item)


def widened(look: Look) -> Look:
    """The same without the narrowing to some customers."""
    return replace(look, channel=None, language=None)


def meant(look: Look, *, at: datetime, among: "Sequence[Indicator] | None" = None) -> Meaning:
    """The figure of a look, of the audience and by the tree that it asks for. Raises NoSuchIndicator."""
    named = meaning_of(code=look.indicator, version=look.version, among=among)
    return by_tree(of_audience(named, look.audience), look.tree, at=at)


def looked(question: Question, look: Look) -> Question:
    """The question, of the answers that are looked at."""
    narrowed = through(question, look)
    return replace(narrowed, aspect=look.aspect, item=look.item)


def through(question: Question, look: Look) -> Question:
    """The question about whichever aspects and items, of the customers who are looked at."""
    if look.channel is None or not look.channel.startswith(OF_KIND):
        return replace(question, channel=look.channel, language=look.language)
    of_kind = _channels_of(look.channel.removeprefix(OF_KIND))
    allowed = of_kind if question.channels is None else tuple(sorted({*of_kind} & {*question.channels}))
    return replace(question, channels=allowed, language=look.language)


def defined_as(meaning: Meaning, look: Look) -> str:
    """What the figure says it is, where an aspect or a question stands in the place of the whole as well."""
    if look.item is not None:
        return defined(meaning, _of_question(meaning, look.item))
    said = definitions(meaning) if look.aspect else {}
    return said.get(look.aspect) or defined(meaning, str(meaning.definition))


def _of_question(meaning: Meaning, item: str) -> str:
    asked = instruments.questions_on_a_scale(codes=[item.split("/", 1)[0]])
    words = next((str(each.question) for each in asked if f"{each.instrument}/{each.name}" == item), item)
    if meaning.kind is Kind.NET_PROMOTERS:
        said = _("Share of 9 and 10 less share of 0 to 6, of the answers to “%(question)s” on a scale from 0 to 10.")
        return said % {"question": words}
    if meaning.top_boxes is None:
        return _("Mean of the answers to “%(question)s”, on its scale; 95 %% t interval.") % {"question": words}
    return ngettext(
        "Share of the best answer to “%(question)s”; 95 %% Wilson interval.",
        "Share of the %(boxes)s best answers to “%(question)s”; 95 %% Wilson interval.",
        meaning.top_boxes,
    ) % {"question": words, "boxes": meaning.top_boxes}


def _channels_of(kind: str) -> tuple[str, ...]:
    known = {each.value for each in Evidence}
    return voice.channels_with(evidence=Evidence(kind)) if kind in known else ()


def last_day(look: Look, this_day: date) -> date:
    """Of the page whose last period is the one of ``until``."""
    if look.until is None:
        return this_day
    return min(this_day, later(first=begin(day=look.until, by=look.by), by=look.by) - timedelta(days=1))
