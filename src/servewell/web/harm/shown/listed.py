"""What speaks of harm, as far as the reader may know; and what words suggest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.terms import HarmStage, HarmState
from servewell.web.harm.shown import said
from servewell.web.harm.shown.whole import chip
from servewell.web.kit.components import Empty, Link, TodoRow

if TYPE_CHECKING:
    from servewell.rooms.cases.models import HarmMark
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class HarmsPage:
    title: str
    waiting: Sequence[TodoRow]
    settled: Sequence[TodoRow]
    suggested: Sequence[TodoRow]
    empty: Empty | None
    named: Link | None
    words: Link | None


def harms_page(*, viewer: "Person", may_name: bool, may_set_words: bool, now: datetime) -> HarmsPage:
    seen = cases.harms_seen(viewer=viewer)
    waiting = [mark for mark in seen if mark.state == HarmState.MARKED]
    suggested = cases.suggested(viewer=viewer)
    lines = cases.lines_with(stage=HarmStage.SUGGESTED, marks=[mark.pk for mark in suggested])
    return HarmsPage(
        title=_title(len(waiting)),
        waiting=tuple(_row(mark, now=now, is_main=True) for mark in waiting),
        settled=tuple(_row(mark, now=now) for mark in seen if mark.state == HarmState.SETTLED),
        suggested=tuple(
            TodoRow(
                says=_("%(harm)s? %(words)s") % {
                    "harm": said.name(mark.kind),
                    "words": ", ".join(lines[mark.pk].detail.get("words", [])) if mark.pk in lines else "",
                },
                detail=str(mark.unit.name),
                action=Link(_("Read and say"), links.VOICE_HARM.path(number=mark.voice_id)),
            )
            for mark in suggested
        ),
        empty=None if seen or suggested else Empty(_("Nobody speaks of harm that you are told of"), icon="check"),
        named=Link(_("Who is told"), links.HARM_NAMED.path()) if may_name else None,
        words=Link(_("Words"), links.HARM_WORDS.path()) if may_set_words else None,
    )  # fmt: skip


def _title(waiting: int) -> str:
    if not waiting:
        return _("No harm waits for you")
    return ngettext(
        "%(number)d customer speaks of harm", "%(number)d customers speak of harm", waiting
    ) % {"number": waiting}  # fmt: skip


def _row(mark: "HarmMark", *, now: datetime, is_main: bool = False) -> TodoRow:
    return TodoRow(
        says=cases.harm_said(kind=mark.kind),
        detail=str(mark.unit.name),
        action=Link(_("Open"), links.HARM.path(number=mark.pk)),
        emphasis="main" if is_main else "quiet",
        chip=chip(mark, now=now),
    )
