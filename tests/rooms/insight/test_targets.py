"""What a figure is to reach is set from a day on, holds for the units below, and is told by the interval alone."""

from datetime import date, datetime
from pathlib import Path
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.engines.lake.lines import Line, Scale
from servewell.rooms.insight import rules, services
from servewell.rooms.insight.models import Target
from servewell.rooms.insight.selectors import figures_about_aspects
from servewell.rooms.insight.selectors.charts.targeted import Aimed, Targets, targets
from servewell.rooms.insight.selectors.counted.shares import Count, Share
from servewell.rooms.insight.services import Aim
from servewell.rooms.insight.terms import Kind, Reach
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_company, a_person, a_promise, a_unit, an_aspect, an_indicator
from tests.builders.figures import a_mean
from tests.house import save_guard

pytestmark = pytest.mark.django_db
JANUARY, MAY, NOVEMBER = date(2026, 1, 1), date(2026, 5, 1), date(2026, 11, 1)
FIVE, TURNED = Scale(1, 5), Scale(5, 1)


@pytest.fixture(autouse=True)
def _a_figure_is_defined(lake: Path) -> None:
    an_indicator()


def aims(unit: Unit) -> Person:
    number = f"aims-{unit.code}"
    return Person.objects.filter(number=number).first() or a_person("Ana", rules.SET_TARGET, unit=unit, number=number)


def aim(
    unit: Unit,
    value: float | None,
    at: datetime,
    *,
    from_on: date = JANUARY,
    aspect: str = "",
    scale: Scale | None = None,
) -> Target:
    return services.set_target(
        unit=unit, aim=Aim(aspect=aspect), value=value, scale=scale, from_on=from_on, by=aims(unit), at=at
    )  # fmt: skip


def of(unit: Unit, *, audience: Audience = Audience.EXTERNAL) -> Targets:
    return targets(unit=unit, indicator="css", audience=audience, on=NOVEMBER)


def value(unit: Unit, on: date = NOVEMBER, aspect: str = "") -> float | None:
    found = of(unit).at(on, kind=Kind.TOP_BOXES, aspect=aspect)
    return found.value if found else None


def test_a_target_holds_from_its_day_on_until_the_next(now: datetime) -> None:
    company = a_company()
    aim(company, 0.8, now, from_on=JANUARY)
    aim(company, 0.85, now, from_on=MAY)

    assert [value(company, on) for on in (date(2025, 12, 31), JANUARY, date(2026, 4, 30), MAY, NOVEMBER)] == [
        None,
        0.8,
        0.8,
        0.85,
        0.85,
    ]
    assert of(company).at(MAY, kind=Kind.TOP_BOXES) == Aimed(0.85, None, MAY, "Ana", now.date(), None)


def test_a_unit_without_a_target_has_that_of_the_nearest_unit_above(now: datetime) -> None:
    company = a_company()
    region = a_unit("region", under=company)
    inn = a_unit("inn", under=region)
    aim(company, 0.8, now)
    assert value(inn) == 0.8

    aim(region, 0.9, now)
    found = of(inn).at(NOVEMBER, kind=Kind.TOP_BOXES)
    assert found is not None
    assert (found.value, str(found.unit_name)) == (0.9, str(region.name))

    aim(region, None, now, from_on=MAY)
    assert [value(inn, on) for on in (JANUARY, MAY)] == [0.9, 0.8]


def test_aspects_and_audiences_have_targets_of_their_own(now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect")])
    aim(company, 0.9, now, aspect="respect")

    assert (value(company), value(company, aspect="respect")) == (None, 0.9)
    assert of(company, audience=Audience.INTERNAL).rows == {}


def held_about_respect(viewer: Actor = HOUSE, on: date = MAY) -> int | None:
    """How many targets; None where nothing is measured about the aspect."""
    found = figures_about_aspects(viewer=viewer, on=on).get("respect")
    return found.targets if found else None


def test_of_an_aspect_the_targets_are_counted_that_hold_where_the_viewer_sees_figures(now: datetime) -> None:
    company = a_company()
    inn = a_unit("inn", under=company)
    a_promise(aspects=[an_aspect("respect")])
    aim(company, 0.9, now, aspect="respect")
    aim(inn, 0.8, now, aspect="respect")
    aim(company, 0.95, now, aspect="respect", from_on=MAY)
    sees_inn = a_person("Ida", rules.SEE, unit=inn)

    assert [held_about_respect(on=on) for on in (date(2025, 12, 31), JANUARY, MAY)] == [None, 2, 2]
    assert held_about_respect(sees_inn) == 1
    aim(inn, None, now, aspect="respect", from_on=MAY)
    assert held_about_respect() == 1
    a_mean()
    assert held_about_respect() is None
    aim(company, 4.2, now, aspect="respect", from_on=MAY, scale=FIVE)
    assert held_about_respect() == 1


def test_the_same_twice_is_once_and_the_last_of_a_day_holds(now: datetime) -> None:
    company = a_company()
    first, again = (aim(company, 0.8, now) for _ in range(2))
    mended = aim(company, 0.82, now)

    assert (first, value(company)) == (again, 0.82)
    assert list(Entry.objects.filter(deed="insight.set_target").values_list("thing", flat=True)) == [
        f"insight.target:{each.pk}" for each in (first, mended)
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_of_two_first_targets_at_once_the_second_waits_and_sees_the_first(now: datetime) -> None:
    company = a_company()
    aims(company)
    refused: list[date] = []

    def second() -> None:
        try:
            aim(company, 0.9, now, from_on=JANUARY)
        except services.BeforeTheLastTarget as fault:
            refused.append(fault.last_on)
        finally:
            connection.close()

    other = Thread(target=second)
    with transaction.atomic():
        aim(company, 0.8, now, from_on=MAY)
        other.start()
        other.join(timeout=2)
        waited = other.is_alive()
    other.join(timeout=30)

    assert (waited, refused, Target.objects.count()) == (True, [MAY], 1)


@pytest.mark.parametrize("wrong", [-0.01, 1.01, 85.0, float("nan"), float("inf")])
def test_a_share_has_no_target_outside_of_all_and_none(wrong: float, now: datetime) -> None:
    with pytest.raises(services.TargetOffItsScale, match="between 0 and 1"):
        aim(a_company(), wrong, now)
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "scale", "refusal"),
    [
        (5.1, FIVE, services.TargetOffItsScale),
        (0.9, TURNED, services.TargetOffItsScale),
        (4.2, None, services.TargetWithoutScale),
    ],
)
def test_a_mean_has_a_target_on_its_scale(
    wrong: float, scale: Scale | None, refusal: type[Exception], now: datetime
) -> None:
    a_mean()
    with pytest.raises(refusal):
        aim(a_company(), wrong, now, scale=scale)


def test_a_target_of_another_kind_says_nothing(now: datetime) -> None:
    company = a_company()
    aim(company, 0.8, now)
    a_mean()
    aim(company, 4.2, now, from_on=MAY, scale=FIVE)

    found = of(company)
    at = [found.at(NOVEMBER, kind=kind) for kind in (Kind.MEAN, Kind.TOP_BOXES)]
    assert [each.value if each else None for each in at] == [4.2, None]


def test_targets_are_set_in_order_on_known_aspects_and_by_who_may(now: datetime) -> None:
    company = a_company()
    aim(company, 0.8, now, from_on=MAY)

    with pytest.raises(services.BeforeTheLastTarget, match="2026-05-01"):
        aim(company, 0.9, now, from_on=JANUARY)
    with pytest.raises(services.NoSuchAspect):
        aim(company, 0.9, now, aspect="kindness")
    reader = a_person("Reader", rules.SEE, rules.EXPLAIN, unit=company, number="reads")
    with pytest.raises(NotAllowed):
        services.set_target(unit=company, aim=Aim(), value=0.9, from_on=NOVEMBER, by=reader, at=now)


def share(low: float | None, high: float | None, scale: Scale = FIVE) -> Share:
    line = Line("stay", "q1", 1, scale)
    return Share(Count(80, 100, lines=frozenset({line})), 0.8, low, high)


@pytest.mark.parametrize(
    ("low", "high", "reach"),
    [
        (0.8, 0.9, Reach.REACHED),
        (0.7, 0.8, Reach.OPEN),
        (0.7, 0.79, Reach.MISSED),
        (0.7, 0.9, Reach.OPEN),
        (None, None, None),
    ],
)
def test_a_target_is_told_by_the_interval(low: float | None, high: float | None, reach: Reach | None) -> None:
    assert Aimed(0.8, None, MAY, "Ana", MAY, None).reach(share(low, high)) is reach


def test_where_one_is_best_a_mean_reaches_its_target_from_above() -> None:
    aimed = Aimed(2.0, TURNED, MAY, "Ana", MAY, None)

    found = [aimed.reach(share(low, high, TURNED)) for low, high in ((1.5, 1.9), (2.1, 2.5), (1.9, 2.1))]
    assert found == [Reach.REACHED, Reach.MISSED, Reach.OPEN]
    assert aimed.reach(share(1.5, 1.9, FIVE)) is None


@pytest.mark.parametrize("units", [1, 3])
def test_targets_cost_one_query_however_many_there_are(units: int, now: datetime) -> None:
    unit = a_company()
    for number in range(units):
        unit = a_unit(f"unit-{number}", under=unit)
        aim(unit, 0.8, now)

    with CaptureQueriesContext(connection) as seen:
        of(unit)
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"worst": 1.0}, "a_scale_has_both_its_ends"),
        ({"kind": Kind.MEAN.value}, "a_target_for_a_mean_names_its_scale"),
        ({"value": 1.2}, "a_target_for_a_share_is_a_share"),
    ],
)
def test_the_database_refuses_half_truths_about_targets(
    changed: dict[str, object], constraint: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = aim(a_company(), 0.8, now)
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    for name, value in changed.items():
        setattr(row, name, value)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    assert constraint in str(refused.value)
