"""What customers say about encounters that somebody served."""

from datetime import datetime, timedelta
from uuid import uuid4

from servewell.base.permissions import HOUSE
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.models import Encounter
from servewell.rooms.customers.terms import STAY
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice import selectors, services, terms
from servewell.rooms.voice.models import Channel, Voice
from tests.builders.company import LONG_AGO
from tests.builders.voice import a_survey, a_voice


def a_personal_channel(unit: Unit, *, evidence: terms.Evidence = terms.Evidence.SURVEY) -> Channel:
    return services.open_channel(
        unit=unit, instrument=a_survey().instrument, kind=terms.PERSONAL_LINK, slug=f"{unit.code}-{evidence.value}",
        language="en", evidence=evidence, by=HOUSE, at=LONG_AGO,
    )  # fmt: skip


def a_voice_about(
    person: Person, channel: Channel, overall: int, *, at: datetime, words: str = "", **answers: int
) -> Voice:  # fmt: skip
    """A customer whom the person served answers by a personal link."""
    reference = uuid4().hex
    new = customers.NewEncounter(
        kind=STAY, unit=channel.unit, on=at.date(), reference=reference, served_by=person
    )  # fmt: skip
    customers.record_encounters(encounters=[new], by=HOUSE, at=at)
    encounter = Encounter.objects.get(reference=reference)
    token = services.invite(channel=channel, encounter=encounter, valid_until=at + timedelta(days=30), by=HOUSE, at=at)
    invitation = selectors.invitation_by_token(token=token)
    return a_voice(channel, overall, words=words, invitation=invitation, at=at, **answers)
