"""The passages of a handbook, named to people, and how two editions differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.base.words import CODES
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.terms import Kind
from servewell.web.kit.components import Chip
from servewell.web.kit.said import Piece, language_name, piece

LONGEST_NAME = 60


@dataclass(frozen=True)
class ChangeShown:
    """``anchor`` is where it stands in the handbook, empty for what was left out; ``before`` are the earlier words.

    ``languages`` are those that were changed where the reader's was not.
    """

    chip: Chip
    says: str
    languages: str
    anchor: str
    before: Sequence[Piece]


def anchor_of(passage: standards.Passage) -> str:
    return ".".join(each for each in passage.place if each)


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
        languages=_other_languages(earlier, change.passage) if earlier else "",
        anchor="" if change.turn is standards.Turn.DROPPED else anchor_of(change.passage),
        before=_differing(earlier, change) if earlier else (),
    )


def _differing(earlier: standards.Passage, change: standards.Change) -> Sequence[Piece]:
    """As the reader reads them: of what was changed the words that are no more, of what was left out all."""
    kept = () if change.turn is standards.Turn.DROPPED else tuple(map(piece, change.passage.parts))
    return tuple(each for each in map(piece, earlier.parts) if each not in kept)


def _other_languages(earlier: standards.Passage, passage: standards.Passage) -> str:
    if list(map(piece, earlier.parts)) != list(map(piece, passage.parts)):
        return ""
    changed = [code for code in CODES if _said_in(code, earlier) != _said_in(code, passage)]
    return " · ".join(map(language_name, changed))


def _said_in(code: str, passage: standards.Passage) -> list[str]:
    return [each.texts.get(code, "") for each in passage.parts]
