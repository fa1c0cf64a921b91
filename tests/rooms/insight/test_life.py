"""Whatever happens to a company: a lake loaded bit by bit holds what counts, and one built anew says the same."""

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from servewell.base.permissions import HOUSE
from servewell.engines.lake.answers import ANSWERS
from servewell.engines.lake.measures import By
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.models import Customer
from servewell.rooms.insight import selectors, services
from servewell.rooms.instruments import rules as instruments_rules
from servewell.rooms.instruments import services as instruments
from servewell.rooms.instruments.terms import DisputeState
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice import services as voice
from servewell.rooms.voice.models import Channel, Import, Voice
from tests.builders import a_channel, a_company, a_person, a_survey, a_unit, a_voice, an_indicator
from tests.builders.imports import an_import
from tests.rooms.instruments.test_disputes import SHOP

BEGIN = datetime(2026, 6, 20, 9, 30, tzinfo=UTC)
SHANGHAI = timedelta(hours=8)
HEADER = "Survey no,Hotel,Stayed on,Welcome,Stay as a whole,What could we do better?\n"
STEPS = 25

Fact = tuple[int, date, str, float]  # unit, day, question, value


@dataclass
class Life:
    """Deeds in any order, and beside them what must count, kept by hand."""

    dice: random.Random
    shops: list[Unit]
    regions: list[Unit]
    channels: dict[int, Channel]
    raiser: Person
    decider: Person
    now: datetime = BEGIN
    counted: dict[object, list[Fact]] = field(default_factory=dict)
    said: list[Voice] = field(default_factory=list)
    files: list[Import] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def happens(self) -> None:
        self.now += timedelta(hours=self.dice.randrange(5, 60))
        deeds = [self.receive] * 6 + [self.bring, self.withdraw, self.correct, self.correct, self.erase, self.move]
        deed = self.dice.choice([*deeds, self.load, self.load])
        deed()
        self.done[deed.__name__] += 1

    def receive(self) -> None:
        shop, whole, respect = self.dice.choice(self.shops), self.dice.randint(1, 5), self.dice.randint(1, 5)
        guest = f"guest-{len(self.said)}@example.com"
        told = a_voice(
            self.channels[shop.pk], whole, respect=respect, email=guest, words="The lift stood still.", at=self.now
        )
        day = (self.now + SHANGHAI).date()
        self.counted[told.pk] = [(shop.pk, day, "overall", whole), (shop.pk, day, "respect", respect)]
        self.said.append(told)

    def bring(self) -> None:
        shop, number, facts, text = self.dice.choice(self.shops), len(self.files), list[Fact](), HEADER
        for row in range(5):
            day = self.now.date() - timedelta(days=self.dice.randrange(1, 70))
            welcome, whole = self.dice.randint(1, 5), self.dice.randint(1, 5)
            text += f"{number}-{row},{shop.code},{day},{welcome},{whole},What number {row} of file {number} said.\n"
            facts += [(shop.pk, day, "welcome", welcome), (shop.pk, day, "whole", whole)]
        self.files.append(an_import(text, unit=a_company(), name=f"file-{number}.csv", at=self.now))
        self.counted[f"file {number}"] = facts

    def withdraw(self) -> None:
        if self.files:
            number = self.dice.randrange(len(self.files))
            voice.withdraw_import(run=self.files[number], by=HOUSE, at=self.now)
            self.counted.pop(f"file {number}", None)

    def correct(self) -> None:
        open_still = [each for each in self.said if self.now - each.received_at < timedelta(days=9)]
        if not open_still:
            return
        told, final = self.dice.choice(open_still), self.dice.randint(1, 5)
        shop, day, _, respect = self.counted[told.pk][1]
        self.said.remove(told)
        if final != respect:
            dispute = voice.dispute(
                voice=told.pk, item="respect", proposed=str(final), comment="The film shows it.", by=self.raiser,
                at=self.now,
            )  # fmt: skip
            instruments.decide(
                dispute=dispute.pk, state=DisputeState.ACCEPTED, final=None, reason="So it does.", by=self.decider,
                at=self.now,
            )  # fmt: skip
            self.counted[told.pk][1] = (shop, day, "respect", final)

    def erase(self) -> None:
        known = Customer.objects.filter(contacts__isnull=False).order_by("pk").first()
        if known is not None:
            customers.erase_for_host(customer=known, why="asked-for", closes_cases=True, at=self.now)

    def move(self) -> None:
        shop, region = self.dice.choice(self.shops), self.dice.choice(self.regions)
        people.move_unit(unit=shop, parent=region, on=(self.now + SHANGHAI).date(), by=HOUSE, at=self.now)

    def load(self) -> None:
        services.load_dirty(at=self.now)


@pytest.fixture
def life(lake_db: Path, request: pytest.FixtureRequest) -> Life:
    an_indicator()
    survey = a_survey(code="shop", document=SHOP)
    instruments.set_dispute_window(instrument=survey.instrument, days=10, by=HOUSE, at=BEGIN)
    regions = [a_unit(code, under=a_company()) for code in ("east", "west")]
    shops = [a_unit(f"shop-{number}", under=regions[number % 2]) for number in range(4)]
    channels = {shop.pk: a_channel(shop, slug=shop.code, survey=survey) for shop in shops}
    raiser = a_person("Lee", instruments_rules.DISPUTE)
    return Life(
        random.Random(request.param), shops, regions, channels, raiser, a_person("Dee", instruments_rules.DECIDE)
    )


def held() -> Counter[Fact]:
    table = selectors.the_lake().table(ANSWERS).select("unit", "day", "item", "value").to_pyarrow()
    return Counter(tuple(row.values()) for row in table.to_pylist())


def measured() -> str:
    """Each figure to its last digit."""
    found = [selectors.measure(viewer=HOUSE, by=by.value, tree=tree) for by in (By.WEEK, By.QUARTER) for tree in Tree]
    return json.dumps([asdict(each) for figures in found for each in figures])


@pytest.mark.slow
@pytest.mark.parametrize("life", range(2), indirect=True)
def test_a_lake_kept_up_to_date_and_one_built_anew_hold_what_counts_and_say_the_same(
    life: Life, follow_ups: Callable[[], int]
) -> None:
    for _ in range(STEPS):
        life.happens()
        if life.dice.random() < 0.2:
            follow_ups()
    follow_ups()
    services.load_dirty(at=life.now)
    what_counts = Counter(fact for facts in life.counted.values() for fact in facts)
    kept_up, kept_up_figures = held(), measured()

    services.rebuild(at=life.now)

    assert min(life.done[deed] for deed in ("receive", "bring", "correct", "load")) > 0
    assert kept_up == held() == what_counts
    assert kept_up_figures == measured()
