"""What a figure means, as the company has defined it or as somebody asks for it once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base.words import Words
from servewell.engines.lake.measures import By, Per, Question
from servewell.rooms.insight import terms
from servewell.rooms.insight.models import Indicator
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
class Meaning:
    """``top_boxes`` is None for a mean. ``version`` is 0 where the company has defined nothing of the kind.

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

    @property
    def tree(self) -> Tree:
        return Tree.AS_IT_WAS if self.tree_on is None else Tree.TODAY


def indicator(*, code: str = terms.CSS, version: int | None = None) -> Indicator:
    """That version, or the newest. Raises NoSuchIndicator."""
    versions = Indicator.objects.filter(code=code)
    found = versions.filter(**({} if version is None else {"version": version})).order_by("-version").first()
    if found is not None:
        return found
    published = sorted(versions.values_list("version", flat=True))
    if published:
        listed = ", ".join(str(number) for number in published)
        raise NoSuchIndicator(f"{code!r} has no version {version}. Its versions are: {listed}.")
    known = sorted(set(Indicator.objects.values_list("code", flat=True)))
    raise NoSuchIndicator(f"No figure is defined as {code!r}. Defined are: {', '.join(known) or 'none yet'}.")


def meaning_of(*, code: str = terms.CSS, version: int | None = None) -> Meaning:
    """What that version says, or the newest. Raises NoSuchIndicator."""
    found = indicator(code=code, version=version)
    return Meaning(found.title, found.definition, Kind(found.kind), found.top_boxes, found.version, code=found.code)


def of_audience(meaning: Meaning, audience: Audience) -> Meaning:
    """The same figure of customers' answers only, or of employees'. One query."""
    internal = voice.internal_channels()
    if audience is Audience.INTERNAL:
        return replace(meaning, channels=internal)
    return replace(meaning, without=internal)


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
        top=meaning.top_boxes,
        per_scale=is_per_scale,
        with_lines=True,
        units=units,
        channel=channel,
        channels=meaning.channels,
        without_channels=meaning.without,
        instrument=instrument,
        tree_on=meaning.tree_on,
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
        _("%(definition)s A customer counts once for each of these questions, so the interval is a little too narrow.")
        % said
    )


def _of_questions(meaning: Meaning) -> str:
    if meaning.top_boxes is None:
        return _("Mean of the answers to the questions under “%(aspect)s”, on their scale; 95 %% t interval.")
    return ngettext(
        "Share of the best answer to the questions under “%(aspect)s”; 95 %% Wilson interval.",
        "Share of the %(boxes)s best answers to the questions under “%(aspect)s”; 95 %% Wilson interval.",
        meaning.top_boxes,
    )
