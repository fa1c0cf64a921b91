"""What a reader may choose to look at: a unit, periods, a question, some of the customers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base.words import LANGUAGES, active_language, collation_key
from servewell.rooms.insight.selectors import OF_KIND, Look, Satisfaction
from servewell.rooms.people.terms import Tree
from servewell.web.insight.shown import periods
from servewell.web.insight.shown.looking import fields_of, page_url

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Choice:
    code: str
    name: str
    is_here: bool


@dataclass(frozen=True)
class Select:
    """One field to choose from. ``groups`` are further choices under a heading each."""

    name: str
    label: str
    choices: Sequence[Choice]
    groups: Sequence[tuple[str, Sequence[Choice]]] = ()


@dataclass(frozen=True)
class Narrowing:
    """``units`` is None for a reader of one unit. ``kept`` are the fields that no choice here changes. ``plain_url``
    leads back to all answers, and is empty where all are looked at.
    """

    units: Select | None
    selects: Sequence[Select]
    kept: Sequence[tuple[str, str]]
    plain_url: str


# "about" is an aspect, or a question, in one field: which of both an answer to it says by itself
ABOUT = "about"
CHOSEN_HERE = {"indicator", "version", "by", "aspect", "item", "channel", "language", "tree"}


def narrowing(found: Satisfaction) -> Narrowing:
    look = found.look
    return Narrowing(
        units=_units(found) if len(found.seen) > 1 else None,
        selects=[
            *_figures(found),
            *_versions(found),
            _by(look),
            _about(found),
            *_ways(found),
            _languages(look),
            _trees(look),
        ],
        kept=[(name, value) for name, value in fields_of(look) if name not in CHOSEN_HERE],
        plain_url="" if look.is_whole else page_url(look, aspect=None, item=None, channel=None, language=None),
    )


def with_about(asked: "Mapping[str, str]") -> dict[str, str]:
    """The fields of an address, with what was chosen in the one field for aspects and questions."""
    fields = dict(asked.items())
    about = fields.pop(ABOUT, "")
    if about:
        fields["item" if "/" in about else "aspect"] = about
    return fields


def _units(found: Satisfaction) -> Select:
    choices = [Choice(unit.code, str(unit.name), unit.pk == found.unit.pk) for unit in found.seen]
    named = sorted(choices, key=lambda choice: collation_key(choice.name, active_language()))
    return Select("unit", _("Unit"), named)


def _figures(found: Satisfaction) -> Sequence[Select]:
    """Nothing to choose where one figure is defined."""
    named = [(code, str(title)) for code, title in found.offered.figures]
    if len(named) < 2:
        return ()
    return [Select("indicator", _("Figure"), _choices(named, found.look.indicator))]


def _versions(found: Satisfaction) -> Sequence[Select]:
    """Of a figure that was defined anew; a former version stays to be looked at."""
    newest = found.offered.versions
    if newest < 2:
        return ()
    older = [(str(each), _("version %(version)s") % {"version": each}) for each in range(newest - 1, 0, -1)]
    known = [("", _("the newest, version %(version)s") % {"version": newest}), *older]
    return [Select("version", _("Definition"), _choices(known, str(found.look.version or "")))]


def _by(look: Look) -> Select:
    return Select("by", _("Periods"), _choices(((by.value, said) for by, said in periods.choices()), look.by.value))


def _about(found: Satisfaction) -> Select:
    here = found.look.item or found.look.aspect or ""
    aspects = [(code, str(words)) for code, words in found.offered.aspects]
    by_instrument: dict[str, list[tuple[str, str]]] = {}
    for each in found.offered.questions:
        by_instrument.setdefault(str(each.instrument), []).append((each.key, str(each.question)))
    return Select(
        ABOUT,
        _("What is asked"),
        _choices([("", _("As a whole"))], here),
        groups=[
            *([(_("Aspects"), _choices(aspects, here))] if aspects else []),
            *((title, _choices(questions, here)) for title, questions in by_instrument.items()),
        ],
    )


def _ways(found: Satisfaction) -> Sequence[Select]:
    """Nothing to choose where there is one kind of channel, unless one channel is looked at."""
    here = found.look.channel or ""
    heard = {f"{OF_KIND}{kind.value}" for kind in found.offered.evidence}
    ways = [(value, said) for value, said in periods.ways() if value in heard or value == here]
    if here and here not in dict(ways):
        ways.append((here, here))
    if len(ways) < 2 and not here:
        return ()
    return [Select("channel", _("How they answered"), _choices([("", _("in every way")), *ways], here))]


def _languages(look: Look) -> Select:
    here = look.language or ""
    known = [(each.code, each.name) for each in LANGUAGES]
    if here and here not in dict(known):
        known.append((here, here))
    return Select("language", _("Their language"), _choices([("", _("every language")), *known], here))


def _trees(look: Look) -> Select:
    words = {Tree.AS_IT_WAS: _("By the tree as it was"), Tree.TODAY: _("By today's tree")}
    return Select(
        "tree", _("Which tree counts"), _choices(((tree.value, said) for tree, said in words.items()), look.tree.value)
    )


def _choices(known: Iterable[tuple[str, str]], here: str) -> Sequence[Choice]:
    return [Choice(value, said, value == here) for value, said in known]
