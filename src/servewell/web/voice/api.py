"""Voices for machines: read as the pages read them, and sent in by other systems."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Header, Query, Router, Schema
from pydantic import ConfigDict, Field, field_validator

from servewell.base import links, today
from servewell.base.words import CODES, Words
from servewell.rooms.cases import selectors as cases
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.voice import rules, services, terms
from servewell.rooms.voice import selectors as voice
from servewell.web.kit.api.asked import unit_asked, until_asked
from servewell.web.kit.api.doors import ReadRequest, SentRequest, answers, takes
from servewell.web.kit.api.options import Code, CodeOrNone, Day, DayOrNone
from servewell.web.kit.api.parts import before_of
from servewell.web.kit.api.problems import CannotTake, FaultTold, KeyIsTaken, TooOften
from servewell.web.voice.shown.unfit import fault_told

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Voice

router = Router(tags=["Voices"])
LONGEST_WORDS: Final = 20_000
MOST_ANSWERS: Final = 500
# beyond it no whole number is kept exactly by every reader of JSON
LARGEST_NUMBER: Final = 10**15
Language = Literal["en", "zh-Hans", "zh-Hant", "es"]
BandAsked = Literal["low", "middle", "high"]
KindOfEncounter = Literal["stay", "job", "flight", "visit"]
assert set(get_args(Language)) == set(CODES)
assert set(get_args(BandAsked)) == {band.value for band in terms.Band}
assert set(get_args(KindOfEncounter)) == {kind for kind, _label in customer_terms.ENCOUNTER_KINDS}


class VoicesAsked(Schema):
    """Which voices, and which part of the list."""

    unit: CodeOrNone = Field(None, description=gettext_noop("A unit's code: what was said there and below."))
    channel: CodeOrNone = Field(None, description=gettext_noop("Only what came by this channel."))
    language: CodeOrNone = Field(None, description=gettext_noop("Only what was said in this language."))
    aspect: CodeOrNone = Field(None, description=gettext_noop("Only what is about this aspect."))
    band: BandAsked | None = Field(None, description=gettext_noop("How good the overall answer is, or the aspect's."))
    words: CodeOrNone = Field(None, description=gettext_noop("Words that stand in it."))
    first: DayOrNone = Field(None, alias="from", description=gettext_noop("The first day that counts."))
    last: DayOrNone = Field(None, alias="until", description=gettext_noop("The last day that counts."))
    after: CodeOrNone = Field(None, description=gettext_noop("Where the part before ended: its “next”."))
    size: int = Field(100, ge=1, le=500, description=gettext_noop("How many voices a part holds at most."))


class WordsTold(Schema):
    """What was written in answer to one question."""

    question: str | None
    text: str
    language: str
    aspect: str | None


class VoiceTold(Schema):
    """What one customer said. Who it was is not told here."""

    number: int
    unit: str
    on: date = Field(description=gettext_noop("The day on the wall of the unit."))
    received_at: datetime
    language: str
    overall: float | None = Field(description=gettext_noop("From 0 to 1; null where it was not answered."))
    asks_for_answer: bool
    hand: str | None = Field(description=gettext_noop("Who filled it in: own, helped or behalf; null: not asked."))
    words: list[WordsTold]
    case: int | None = Field(description=gettext_noop("The number of its case, if there is one that you may see."))
    page: str = Field(description=gettext_noop("Its address for people."))


class VoicesTold(Schema):
    """Voices that hold words, the latest day first."""

    voices: list[VoiceTold]
    next: str | None = Field(description=gettext_noop("Ask for the next part with after=…; null in the last."))


@answers(
    router,
    "/voices",
    power=rules.READ,
    response=VoicesTold,
    summary=gettext_noop("What customers said"),
    says=gettext_noop("Voices with words of the units that you read, as the page of voices lists them."),
)
def voices(request: ReadRequest, asked: Query[VoicesAsked]) -> dict[str, object]:
    page = voice.heard(
        viewer=request.auth, filters=_filters(request, asked), before=before_of(asked.after), size=asked.size
    )
    numbers = cases.case_numbers_of(viewer=request.auth, voices=[each.number for each in page.items])
    return {
        "voices": [_voice(each, numbers.get(each.number)) for each in page.items],
        "next": None if page.older is None else str(page.older),
    }


def _filters(request: ReadRequest, asked: VoicesAsked) -> voice.Filters:
    return voice.Filters(
        unit=unit_asked(viewer=request.auth, power=rules.READ, code=asked.unit),
        from_on=asked.first,
        until_on=until_asked(asked.last),
        aspect=asked.aspect,
        band=terms.Band(asked.band) if asked.band else None,
        language=asked.language,
        channel=asked.channel,
        words=asked.words or "",
    )


def _voice(heard: voice.Heard, case: int | None) -> dict[str, object]:
    return {
        "number": heard.number,
        "unit": heard.unit_code,
        "on": heard.on,
        "received_at": heard.received_at,
        "language": heard.language,
        "overall": heard.overall,
        "asks_for_answer": heard.asks_for_answer,
        "hand": heard.hand.value if heard.hand else None,
        "words": [
            {
                "question": _text(each.question),
                "text": each.text,
                "language": each.language,
                "aspect": _text(each.aspect),
            }
            for each in heard.words
        ],
        "case": case,
        "page": links.VOICE.path(number=heard.number),
    }


def _text(words: Words | str | None) -> str | None:
    return None if words is None else str(words)


class EncounterSent(Schema):
    """The stay, job, flight or visit that it is about; it was recorded before."""

    model_config = ConfigDict(extra="forbid")
    kind: KindOfEncounter
    reference: Code = Field(description=gettext_noop("As your system names it."))


class VoiceSent(Schema):
    """What a customer said, by codes."""

    model_config = ConfigDict(extra="forbid")
    channel: Code = Field(max_length=40, description=gettext_noop("The short address of a survey link that stands."))
    answers: dict[str, Any] = Field(
        default_factory=dict, description=gettext_noop("By the name of the question: as its form would post it.")
    )
    words: str = Field("", max_length=LONGEST_WORDS, description=gettext_noop("For the first question about words."))
    email: str = Field("", max_length=254, description=gettext_noop("Where the survey asks for it: for the answer."))
    language: Language | None = Field(None, description=gettext_noop("Left out: the channel's."))
    unit: CodeOrNone = Field(None, description=gettext_noop("One below the channel's; left out: that one."))
    on: Day | None = Field(None, description=gettext_noop("The day on which it was said; left out: today."))
    encounter: EncounterSent | None = None

    @field_validator("answers")
    @classmethod
    def _plain(cls, given: dict[str, Any]) -> dict[str, Any]:
        if len(given) > MOST_ANSWERS:
            raise ValueError(_("Give at most %(limit)d answers.") % {"limit": MOST_ANSWERS})
        strange = [name for name, value in given.items() if not _is_plain(value)]
        if strange:
            names = ", ".join(strange)[:LONGEST_NAMES]
            mend = _("Give numbers, texts, true, false, or lists of them. It is about: %(names)s.")
            raise ValueError(mend % {"names": names})
        return given


LONGEST_NAMES: Final = 200


def _is_plain(value: object, depth: int = 0) -> bool:
    """Nothing that is too large, or lies deeper than the rows of a table of questions."""
    if isinstance(value, str):
        return len(value) <= LONGEST_WORDS
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int | float):
        return abs(value) <= LARGEST_NUMBER
    many = list(value.values()) if isinstance(value, Mapping) else list(value) if isinstance(value, list) else None
    return many is not None and depth < 2 and len(many) <= MOST_ANSWERS and all(_is_plain(e, depth + 1) for e in many)


class KeySent(Schema):
    """What makes sending it again harmless."""

    key: str = Field(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[!-~]+$",
        description=gettext_noop("Of your own, another for each voice: the same again stores nothing."),
    )


class VoiceTaken(Schema):
    """It is stored, and whether it was before."""

    number: int
    is_new: bool = Field(description=gettext_noop("False: it was stored by an earlier request with this key."))
    unit: str
    on: date = Field(description=gettext_noop("The day on the wall of the unit."))
    received_at: datetime
    opened_case: bool = Field(description=gettext_noop("The company owes an answer to it."))
    page: str = Field(description=gettext_noop("Its address for people."))


@takes(
    router,
    "/voices",
    power=rules.SEND,
    response=VoiceTaken,
    summary=gettext_noop("Send a voice in"),
    says=gettext_noop("It is kept like any other, opens a case where the answer policy says so, and counts."),
)
def send_voice(request: SentRequest, sent: VoiceSent, key: Header[KeySent]) -> tuple[int, dict[str, object]]:
    received = services.Received(content=request.body, media_type=terms.SENT_IN)
    try:
        taken = services.send_in(
            sent=_sent(sent), key=key.key, received=received, by=request.auth, at=today.now()
        )  # fmt: skip
    except services.AlreadyReceived as stored:
        if not stored.is_same:
            raise KeyIsTaken from None
        return 200, _taken(stored.voice, is_new=False)
    except services.CannotBeSent as refused:
        raise CannotTake([FaultTold(**fault_told(each)) for each in refused.faults]) from None
    except services.TooManySentIn:
        raise TooOften from None
    return 201, _taken(taken, is_new=True)


def _sent(sent: VoiceSent) -> services.SentVoice:
    return services.SentVoice(
        channel=sent.channel,
        answers=sent.answers,
        words=sent.words,
        email=sent.email,
        language=sent.language or "",
        unit=sent.unit or "",
        on=sent.on,
        encounter=(sent.encounter.kind, sent.encounter.reference) if sent.encounter else None,
    )


def _taken(stored: "Voice", *, is_new: bool) -> dict[str, object]:
    return {
        "number": stored.pk,
        "is_new": is_new,
        "unit": stored.unit.code,
        "on": stored.on,
        "received_at": stored.received_at,
        "opened_case": cases.opened_a_case(voice=stored.pk),
        "page": links.VOICE.path(number=stored.pk),
    }
