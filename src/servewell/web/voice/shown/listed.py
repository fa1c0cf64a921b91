"""The list of what customers said, set to be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.paging import Page as Keyset
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import terms
from servewell.web.kit.components import Chip, Crumb, Empty, Link, Pager
from servewell.web.kit.figures import number
from servewell.web.kit.glance import opening
from servewell.web.kit.templatetags.kit import day
from servewell.web.voice.forms.lists import FilterForm
from servewell.web.voice.shown import hands, scores
from servewell.web.voice.shown.narrowing import Narrowing

LONGEST_IN_A_LIST = 1200


@dataclass(frozen=True)
class Said:
    text: str
    language: str
    question: str
    is_cut: bool = False


@dataclass(frozen=True)
class Row:
    key: int
    said: tuple[Said, ...]
    unit: str
    on: date
    score: Chip | None
    hand: Chip | None
    wants_answer: bool
    path: str
    case: Link | None


@dataclass(frozen=True)
class VoicesPage:
    """``behind`` says what the figure counts that the list was opened from; ``waiting``, what no search finds yet."""

    title: str
    narrowed_to: tuple[Crumb, ...]
    form: FilterForm
    rows: tuple[Row, ...]
    pager: Pager
    empty: Empty | None
    all_path: str
    behind: str = ""
    waiting: str = ""


def listed(
    *,
    narrowing: Narrowing,
    heard: Keyset[voices.Heard],
    cases: Mapping[int, int],
    behind: voices.Behind | None,
    waiting: int,
) -> VoicesPage:
    rows = tuple(_row(each, cases.get(each.number), narrowing) for each in heard.items)
    return VoicesPage(
        title=_title(narrowing, heard, rows),
        narrowed_to=narrowing.said,
        form=narrowing.form,
        rows=rows,
        pager=Pager(
            newer_url=narrowing.address("", after=heard.newer) if heard.newer is not None else "",
            older_url=narrowing.address("", before=heard.older) if heard.older is not None else "",
        ),
        empty=None if rows else _empty(narrowing, behind),
        all_path=links.VOICES.path(),
        behind=_behind(behind) if behind else "",
        waiting=_waiting(waiting),
    )


def _title(narrowing: Narrowing, heard: Keyset[voices.Heard], rows: tuple[Row, ...]) -> str:
    """On the first page of all there is, when somebody last said something."""
    if narrowing.unit_name:
        return _("What customers of %(unit)s said") % {"unit": narrowing.unit_name}
    if rows and heard.newer is None and not narrowing.is_narrowed:
        return _("A customer last spoke on %(day)s") % {"day": day(rows[0].on)}
    return _("What customers said")


def _behind(behind: voices.Behind) -> str:
    counted = _counted(behind)
    if not behind.in_anothers_hand:
        return counted
    others = ngettext(
        "%(number)s of them was filled in with somebody's help or on the customer's behalf.",
        "%(number)s of them were filled in with somebody's help or on the customer's behalf.",
        behind.in_anothers_hand,
    ) % {"number": number(behind.in_anothers_hand)}
    return f"{counted} {others}"


def _counted(behind: voices.Behind) -> str:
    return ngettext(
        "n = %(n)s answer: %(words)s left words that you may read, %(none)s left none, %(hidden)s hidden.",
        "n = %(n)s answers: %(words)s left words that you may read, %(none)s left none, %(hidden)s hidden.",
        behind.n,
    ) % {
        "n": number(behind.n),
        "words": number(behind.with_words),
        "none": number(behind.without_words),
        "hidden": number(behind.hidden),
    }


def _waiting(comments: int) -> str:
    if not comments:
        return ""
    if comments >= terms.MOST_COUNTED:
        return _("More than %(number)s comments came in lately and cannot be searched yet. Look again in a minute.") % {
            "number": number(terms.MOST_COUNTED)
        }
    return ngettext(
        "%(number)s comment came in lately and cannot be searched yet. Look again in a minute.",
        "%(number)s comments came in lately and cannot be searched yet. Look again in a minute.",
        comments,
    ) % {"number": number(comments)}


def _empty(narrowing: Narrowing, behind: voices.Behind | None) -> Empty:
    everything = Link(_("Show everything customers said"), links.VOICES.path())
    if narrowing.filters.words:
        return Empty(
            says=_("Nobody wrote these words"),
            detail=_("All the words must occur, in any order; words in quotes, just as they stand."),
            action=everything,
        )
    if behind and behind.hidden:
        return Empty(
            says=_("There are no words here that you may read"),
            detail=_("You may see the figures of this unit, and the words of none of the units that answered."),
            action=everything,
        )
    if narrowing.is_narrowed:
        return Empty(
            says=_("Nobody wrote anything here"),
            detail=_("Answers without words are counted, but not listed."),
            action=everything,
        )
    return Empty(
        says=_("No customer has written yet"),
        detail=_("As soon as somebody answers a survey in their own words, it stands here."),
    )


def _row(heard: voices.Heard, case: int | None, narrowing: Narrowing) -> Row:
    return Row(
        key=heard.number,
        said=tuple(_said(each) for each in heard.words),
        unit=str(heard.unit_name),
        on=heard.on,
        score=scores.chip_for(heard.overall),
        hand=hands.chip_for(heard.hand),
        wants_answer=heard.asks_for_answer and case is None,
        path=narrowing.address(links.VOICE.path(number=heard.number)),
        case=Link(_("Case %(number)d") % {"number": case}, links.CASE.path(number=case)) if case else None,
    )


def _said(words: voices.HeardWords) -> Said:
    text = opening(words.text, width=LONGEST_IN_A_LIST)
    return Said(text, language=words.language, question=str(words.question or ""), is_cut=text != words.text)
