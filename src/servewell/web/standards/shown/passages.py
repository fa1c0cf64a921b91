"""The passages of a handbook, named to people, and how two editions differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.base.words import Words
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.terms import Kind
from servewell.web.kit.components import Chip
from servewell.web.kit.said import Piece, piece

LONGEST_NAME = 60


@dataclass(frozen=True)
class ChangeShown:
    """``anchor`` is where it stands in the handbook, empty for what was left out; ``before`` are the earlier words."""

    chip: Chip
    says: str
    anchor: str
    before: Sequence[Piece]


def anchor_of(passage: standards.Passage) -> str:
    return "-".join(each for each in passage.place if each)


def named(passage: standards.Passage) -> str:
    """As a line of a list."""
    if passage.kind is Kind.PROMISE:
        return _("The promise")
    if passage.kind is Kind.MESSAGE:
        return _("The message of %(year)s") % {"year": passage.code}
    if passage.kind is Kind.STANDARD:
        return _("The standard “%(text)s”") % {"text": Truncator(str(passage.text)).chars(LONGEST_NAME)}
    if passage.kind is Kind.ASPECT:
        return _("The aspect “%(name)s”") % {"name": passage.title}
    return str(passage.title)


def changes_shown(before: Sequence[standards.Passage], after: Sequence[standards.Passage]) -> Sequence[ChangeShown]:
    return tuple(_shown(each) for each in standards.changes(before=before, after=after))


def _shown(change: standards.Change) -> ChangeShown:
    chips = {
        standards.Turn.ADDED: Chip(pgettext("a passage of the handbook", "new"), "accent"),
        standards.Turn.CHANGED: Chip(pgettext("a passage of the handbook", "changed"), "accent"),
        standards.Turn.DROPPED: Chip(pgettext("a passage of the handbook", "left out"), "needs"),
    }
    earlier = change.before
    return ChangeShown(
        chip=chips[change.turn],
        says=named(change.passage),
        anchor="" if change.turn is standards.Turn.DROPPED else anchor_of(change.passage),
        before=tuple(piece(each) for each in _differing(earlier, change)) if earlier else (),
    )


def _differing(earlier: standards.Passage, change: standards.Change) -> Sequence[Words]:
    """Of what was changed the words that are no more, of what was left out all."""
    kept = () if change.turn is standards.Turn.DROPPED else change.passage.parts
    return [each for each in earlier.parts if each not in kept]
