"""The library's instruments are asked: shops in the field with disputes, and a guest survey on an open link."""

import copy
import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from servewell.base.permissions import HOUSE
from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.published import publish
from servewell.project.demo.shelf import Entry, entries, entry, text
from servewell.rooms.instruments import selectors as instruments_asked
from servewell.rooms.instruments import services as instruments
from servewell.rooms.instruments.terms import DisputeState
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.voice import services as voice
from servewell.rooms.voice import terms as voice_terms
from servewell.rooms.voice.terms import Evidence

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Instrument
    from servewell.rooms.people.models import Person
    from servewell.rooms.voice.models import Channel, Voice

ALSO_PUBLISHED = ("call-scorecard", "observation", "promise-quiz")
ROWS = ("respect", "responsibility", "effective", "communication")
HOURS = {"morning": 10, "afternoon": 15, "evening": 20}


def is_asked(*, founded: Founded, at: datetime, seed: int) -> None:
    """A dozen shops, before and after a new version, and what guests answered to the survey of the library."""
    told = shelf.book("demo/shops")
    chance = random.Random(seed)  # noqa: S311  a demo must come out the same each time
    first, second = (at - timedelta(days=_number(told[f"{which}_version_days_ago"])) for which in ("first", "second"))
    for name in ALSO_PUBLISHED:
        publish(shelf.book(f"instruments/{name}"), unit=founded.units["group"], at=first)
    shops = _shops(told, founded, chance, first=first, second=second, at=at)
    _disputes(told, shops, at=at)
    _guests_answer(entry(told["guest_survey"]), founded, chance, opened=first, at=at)
    _calls(entry(told["calls"]), founded, opened=first, at=at)


def _calls(told: Entry, founded: Founded, *, opened: datetime, at: datetime) -> None:
    """What colleagues heard on calls, scored; by a chance of its own, so that everything else stays what it was."""
    chance = random.Random("calls")  # noqa: S311  a demo must come out the same each time
    scorecard = instruments_asked.instrument_by_code(code="call-scorecard")
    heard, months, each_month = list(entries(told["answers"])), _number(told["months"]), _number(told["per_month"])
    for place, (code, listener) in enumerate(entry(told["units"]).items()):
        channel = _field_channel(founded, code, scorecard, Evidence.CALL, at=opened)
        for number in range(months * each_month):
            then = at - timedelta(days=3 + number * 30 / each_month, hours=place)
            answers = heard[(number + 3 * place) % len(heard)]
            _gathered(channel, answers, language=channel.unit.language, by=_person(listener), chance=chance, at=then)


def _shops(
    told: Entry, founded: Founded, chance: random.Random, *, first: datetime, second: datetime, at: datetime
) -> "Sequence[Voice]":
    book = shelf.book("instruments/mystery-shop")
    shop = publish(
        book, unit=founded.units["group"], at=first, document=earlier(entry(book["document"]), entry(told["earlier"]))
    )
    instruments.set_dispute_window(instrument=shop, days=_number(told["dispute_days"]), by=HOUSE, at=first)
    shoppers = {code: _person(number) for code, number in entry(told["shoppers"]).items()}
    channels = {code: _field_channel(founded, code, shop, Evidence.SHOP, at=first) for code in shoppers}
    made = [(at - timedelta(days=_number(one["days_ago"])), one) for one in entries(told["shops"])]
    before = [_shop(one, channels, shoppers, chance, at=day) for day, one in made if day < second]
    publish(book, unit=founded.units["group"], at=second)
    return [*before, *(_shop(one, channels, shoppers, chance, at=day) for day, one in made if day >= second)]


def earlier(document: Entry, differences: Entry) -> Entry:
    """The document as it was before: of each item named, these properties were others."""
    was = cast(dict[str, Any], copy.deepcopy(document))
    for page in was["pages"]:
        for element in page["elements"]:
            element.update(cast(Mapping[str, object], differences.get(element["name"], {})))
    return was


def _field_channel(
    founded: Founded, code: str, instrument: "Instrument", evidence: Evidence, *, at: datetime
) -> "Channel":
    unit = founded.units[code]
    return voice.open_channel(
        unit=unit,
        instrument=instrument,
        kind=voice_terms.FIELD,
        slug=f"{evidence.value}-{code}",
        language=unit.language,
        evidence=evidence,
        by=HOUSE,
        at=at,
    )


def _shop(
    one: Entry, channels: "Mapping[str, Channel]", shoppers: "Mapping[str, Person]", chance: random.Random,
    *, at: datetime,
) -> "Voice":  # fmt: skip
    code = text(one["unit"])
    channel = channels[code]
    answers = entry(one["answers"])
    zone = ZoneInfo(channel.unit.zone)
    on = at.astimezone(zone).date()
    then = datetime.combine(on, time(HOURS[text(answers["day_part"])]), zone).astimezone(UTC)
    given = {**answers, "seen": one["text"]}
    return _gathered(channel, given, language=text(one["language"]), by=shoppers[code], chance=chance, at=then)


def _gathered(
    channel: "Channel", answers: Entry, *, language: str, by: "Person", chance: random.Random, at: datetime
) -> "Voice":
    posted = _as_posted(answers)
    return voice.gather(
        channel=channel,
        submission=uuid.UUID(int=chance.getrandbits(128), version=4),
        posted=posted,
        language=language,
        begun=voice.Begun(version=instruments_asked.current(instrument=channel.instrument_id), at=at),
        received=voice.as_form_post(posted=posted),
        staged={},
        on=at.astimezone(ZoneInfo(channel.unit.zone)).date(),
        by=by,
        at=at,
    )


def _as_posted(answers: Entry) -> dict[str, object]:
    return {name: [str(given).lower() if isinstance(given, bool) else str(given)] for name, given in answers.items()}


def _disputes(told: Entry, shops: "Sequence[Voice]", *, at: datetime) -> None:
    raised = [
        voice.dispute(
            voice=shops[_number(one["shop"])].pk,
            item=text(one["item"]),
            proposed=_as_posted({"it": one["proposed"]})["it"],
            comment=text(one["comment"]),
            by=_person(one["by"]),
            at=at - timedelta(days=3),
        )
        for one in entries(told["disputes"])
    ]
    decided = entry(told["decided"])
    instruments.decide(
        dispute=raised[_number(decided["dispute"])].pk,
        state=DisputeState.ACCEPTED,
        final=None,
        reason=text(decided["reason"]),
        by=_person(decided["by"]),
        at=at - timedelta(days=1),
    )


def _guests_answer(told: Entry, founded: Founded, chance: random.Random, *, opened: datetime, at: datetime) -> None:
    unit = founded.units[text(told["unit"])]
    channel = voice.open_channel(
        unit=unit,
        instrument=publish(shelf.book("instruments/guest-survey"), unit=founded.units["group"], at=opened),
        kind=voice_terms.OPEN_LINK,
        slug=text(told["slug"]),
        language=unit.language,
        by=HOUSE,
        at=opened,
    )
    voices = _guests(told, unit.language, chance, at=at)
    voice.take_in_history(channel=channel, voices=voices, by=HOUSE, at=at)


def _guests(told: Entry, language: str, chance: random.Random, *, at: datetime) -> list[voice.PastVoice]:
    """One every few days. Who gives a reason gave the mark that stands beside it."""
    reasons = list(entries(told["reasons"]))
    columns = ("recommend", "easy", "orders", "purposes")
    marks, easy, orders, purposes = (cast(list[Any], told[name]) for name in columns)
    voices = []
    for number in range(_number(told["answers"])):
        mark = marks[number % len(marks)]
        reason = next((one for one in reasons if one["recommend"] == mark), None)
        if reason is not None:
            reasons.remove(reason)
        posted: dict[str, object] = {
            "recommend": [str(mark)],
            "easy": [str(easy[number % len(easy)])],
            "matters": orders[number % len(orders)],
            "purpose": [purposes[number % len(purposes)]],
            **{f"care.{row}": [str(_like(mark, chance))] for row in ROWS},
        }
        voices.append(
            voice.PastVoice(
                submission=uuid.UUID(int=chance.getrandbits(128), version=4),
                posted=posted | ({"why": [reason["text"]]} if reason else {}),
                language=text(reason["language"]) if reason else language,
                at=at - timedelta(days=2 + _number(told["every_days"]) * number, hours=number % 9),
            )
        )
    return voices


def _like(mark: int, chance: random.Random) -> int:
    """A step of five that goes with a mark of ten."""
    return min(5, max(1, round(mark / 2) + chance.choice((-1, 0, 0, 1))))


def _person(number: object) -> "Person":
    person = people_asked.person_by_number(number=text(number))
    if person is None:
        raise LookupError(f"the demo company has no {number}")
    return person


def _number(value: object) -> int:
    return cast(int, value)
