"""One voice with all it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.cases.selectors import LONGEST_TITLE, title_of
from servewell.rooms.instruments.selectors import GivenResponse
from servewell.rooms.voice import selectors as voices
from servewell.web.kit.components import Chip, Crumb, Letter, Link, Pager
from servewell.web.kit.figures import number
from servewell.web.kit.glance import opening
from servewell.web.kit.templatetags.kit import day
from servewell.web.voice.shown import hands, scores
from servewell.web.voice.shown.answers import AnswerRow, answer_rows
from servewell.web.voice.shown.narrowing import Narrowing


@dataclass(frozen=True)
class VoicePage:
    title: str
    title_language: str
    crumbs: tuple[Crumb, ...]
    letters: tuple[Letter, ...]
    answers: tuple[AnswerRow, ...]
    score: Chip | None
    survey: str
    case: Link | None
    wants_answer: bool
    original: str
    pager: Pager
    who: Link
    past_replies: tuple[Letter, ...] = ()
    own_replies: tuple[Letter, ...] = ()
    row: Link | None = None
    how: Link | None = None
    filled_in: str = ""
    hand: Chip | None = None
    harm: Link | None = None
    may_be_harm: bool = False


def whole(
    voice: voices.HeardWhole,
    *,
    case: int | None,
    narrowing: Narrowing,
    beside: voices.Neighbours,
    own: Sequence[voices.Reply],
    may_be_harm: bool,
) -> VoicePage:
    """``beside`` are the voices before and after it in the list that ``narrowing`` gives; ``may_be_harm`` where its
    words suggest that."""
    heard, words = voice.heard, voice.heard.words
    return VoicePage(
        title=_title(words[0].text) if words else _("An answer without words"),
        title_language=words[0].language if words else "",
        crumbs=(
            Crumb(_("What customers said"), narrowing.address(links.VOICES.path())),
            Crumb(str(heard.unit_name), f"{links.VOICES.path()}?unit={heard.unit_code}"),
            Crumb(day(heard.on)),
        ),
        letters=_letters(words),
        answers=answer_rows(voice.given, voice.files, voice=heard.number) if voice.given else (),
        score=scores.chip_for(heard.overall),
        survey=_survey(voice.given) if voice.given else "",
        case=Link(_("Open case %(number)d") % {"number": case}, links.CASE.path(number=case)) if case else None,
        wants_answer=heard.asks_for_answer and case is None,
        original=_from_file(voice.from_file) if voice.from_file else _original(voice),
        pager=Pager(newer_url=_beside(beside.newer, narrowing), older_url=_beside(beside.older, narrowing)),
        past_replies=_past(voice.past_replies),
        own_replies=_own(own),
        row=_row(heard.number) if voice.from_file else None,
        how=Link(_("How the score came about"), links.VOICE_SCORE.path(number=heard.number)) if voice.given else None,
        who=Link(_("Who may see this, and why"), links.WHO_SEES_VOICE.path(number=heard.number)),
        filled_in=hands.said(heard.hand, heard.helper, gathered_by=voice.gathered_by),
        hand=hands.chip_for(heard.hand),
        harm=Link(_("Does this speak of harm?"), links.VOICE_HARM.path(number=heard.number)),
        may_be_harm=may_be_harm,
    )


def _letters(words: Sequence[voices.HeardWords]) -> tuple[Letter, ...]:
    return tuple(
        Letter(each.text, language=each.language, came=str(each.question) if each.question else "") for each in words
    )


def _past(replies: Sequence[str]) -> tuple[Letter, ...]:
    return tuple(Letter(text, came=_("What the company answered at the time")) for text in replies)


def _own(replies: Sequence[voices.Reply]) -> tuple[Letter, ...]:
    return tuple(
        Letter(
            text=each.text,
            language=each.language,
            written_by=each.name,
            came=_("From the one whom this is about, %(day)s") % {"day": day(each.said_at)},
        )
        for each in replies
    )


def _row(number: int) -> Link:
    return Link(_("The row as it came"), links.VOICE_ROW.path(number=number))


def _beside(number: int | None, narrowing: Narrowing) -> str:
    return narrowing.address(links.VOICE.path(number=number)) if number is not None else ""


def _survey(given: GivenResponse) -> str:
    return _("%(survey)s, version %(number)d") % {"survey": given.version.title, "number": given.version.number}


def _from_file(came: voices.FromFile) -> str:
    said = {"row": number(came.row), "file": came.name, "day": day(came.on), "person": came.by}
    if not came.by:
        return _("Row %(row)s of %(file)s, taken in on %(day)s.") % said
    return _("Row %(row)s of %(file)s, taken in on %(day)s by %(person)s.") % said


def _title(text: str) -> str:
    """As its case would be called, or what there is where no sentence follows the salutation."""
    return title_of(text=text) or opening(text, width=LONGEST_TITLE)


def _original(voice: voices.HeardWhole) -> str:
    kept = _("What came in is kept byte for byte; its SHA-256 begins with %(digest)s.") % {"digest": voice.digest[:12]}
    if not voice.extra_fields:
        return kept
    extra = ngettext(
        "It holds one field that the survey does not ask for.",
        "It holds %(number)d fields that the survey does not ask for.",
        voice.extra_fields,
    ) % {"number": voice.extra_fields}
    return f"{kept} {extra}"
