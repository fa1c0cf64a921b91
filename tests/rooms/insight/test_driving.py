"""What goes with satisfaction is told with its intervals, the same every time, and refused where chance would speak."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from numpy.typing import NDArray

from servewell.base.permissions import HOUSE, Actor
from servewell.engines import stats
from servewell.rooms.insight import rules, selectors
from servewell.rooms.insight.selectors import Driving, LeftAside, Look, Refused
from servewell.rooms.people.models import Unit
from servewell.rooms.people.selectors import NoSuchUnit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_channel, a_company, a_person, a_promise, a_unit, an_aspect, an_indicator
from tests.builders.figures import Responded, the_lake_holds

pytestmark = pytest.mark.django_db

THIS_MONTH = date(2026, 11, 3)
ASPECTS = ("respect", "responsibility", "effective-service")
Table = NDArray[np.float64]


@pytest.fixture(autouse=True)
def _promised(lake: Path) -> None:
    an_indicator()
    a_promise(aspects=[an_aspect(code) for code in ASPECTS])


def weighed(now: datetime, unit: Unit | None = None, *, viewer: Actor = HOUSE, look: Look | None = None) -> Driving:
    look = look or Look(unit=(unit or a_company()).code)
    return selectors.driving(viewer=viewer, look=look, of=None, at=now)


def opinions(count: int, *, weights: Sequence[float] = (0.8, 0.3, 0.0), seed: int = 1) -> tuple[Table, Table]:
    """Overall answers from 1 to 5 that follow the aspects by these weights."""
    chance = np.random.default_rng(seed)
    parts = np.clip(np.round(chance.normal([3.6, 4.2, 4.0], 0.9, (count, 3))), 1, 5)
    overall = parts @ np.array(weights) + (1 - sum(weights)) * 4 + chance.normal(0, 0.5, count)
    return np.clip(np.round(overall), 1, 5), parts


def said(
    unit: Unit, overall: Table, parts: Table, *, first: int = 1, day: date = THIS_MONTH, **how: str
) -> list[Responded]:
    return [
        Responded(
            unit, day, first + row, float(overall[row]),
            {code: float(each) for code, each in zip(ASPECTS, parts[row], strict=True) if not np.isnan(each)}, **how,
        )
        for row in range(len(overall))
    ]  # fmt: skip


def test_the_planted_driver_is_found_and_is_the_weakest(now: datetime) -> None:
    overall, parts = opinions(400)
    the_lake_holds(*said(a_company(), overall, parts))

    found = weighed(now).weights

    assert [each.code for each in found.drivers] == ["respect", "responsibility", "effective-service"]
    assert [each.matters_most for each in found.drivers] == [True, False, False]
    assert [each.is_weakest for each in found.drivers] == [True, False, False]
    assert (found.refused, found.n, found.there_were, found.gaps, found.aside) == (None, 400, 400, 0, ())


def test_the_parts_are_the_engines_of_the_same_rows(now: datetime) -> None:
    overall, parts = opinions(300)
    the_lake_holds(*said(a_company(), overall, parts))

    found = weighed(now).weights

    wanted = stats.drivers_of(outcome=overall, drivers=parts, names=ASPECTS, draws=10)
    assert {each.code: each.part for each in found.drivers} == {
        each.name: pytest.approx(each.share) for each in wanted.drivers
    }
    assert found.explained == pytest.approx(wanted.r_squared)
    assert {each.code: each.level for each in found.drivers} == {
        code: pytest.approx((column.mean() - 1) / 4) for code, column in zip(ASPECTS, parts.T, strict=True)
    }


def test_the_same_answers_give_the_same_numbers_in_whatever_order_they_came(now: datetime) -> None:
    overall, parts = opinions(300)
    rows = said(a_company(), overall, parts)
    the_lake_holds(*rows)
    first = weighed(now).weights
    the_lake_holds(*reversed(rows))

    assert weighed(now).weights == first


def test_drivers_that_chance_could_have_put_in_another_order_are_said_to_be_alike(now: datetime) -> None:
    overall, parts = opinions(120, weights=(0.4, 0.4, 0.0))
    the_lake_holds(*said(a_company(), overall, parts))

    most = [each.code for each in weighed(now).weights.drivers if each.matters_most]

    assert sorted(most) == ["respect", "responsibility"]


def test_rows_with_gaps_are_left_out_and_counted(now: datetime) -> None:
    overall, parts = opinions(200)
    parts[:30, 1] = np.nan
    the_lake_holds(*said(a_company(), overall, parts))

    found = weighed(now).weights

    assert (found.n, found.gaps, found.there_were) == (170, 30, 200)


def test_what_few_are_asked_is_left_aside(now: datetime) -> None:
    overall, parts = opinions(200)
    parts[:150, 2] = np.nan
    the_lake_holds(*said(a_company(), overall, parts))

    found = weighed(now).weights

    assert (found.n, found.aside) == (200, (("effective-service", LeftAside.RARELY_ASKED),))


def test_what_never_differs_and_what_follows_from_others_is_left_aside(now: datetime) -> None:
    overall, parts = opinions(200)
    parts[:, 2] = 4
    the_lake_holds(*said(a_company(), overall, parts))
    assert weighed(now).weights.aside == (("effective-service", LeftAside.ALL_THE_SAME),)

    parts[:, 2] = 6 - parts[:, 0]
    the_lake_holds(*said(a_company(), overall, parts))
    assert weighed(now).weights.aside == (("effective-service", LeftAside.FOLLOWS),)


@pytest.mark.parametrize(("count", "refused"), [(0, Refused.SILENT), (29, Refused.TOO_FEW_ROWS), (30, None)])
def test_too_few_responses_are_refused(count: int, refused: Refused | None, now: datetime) -> None:
    overall, parts = opinions(count)
    the_lake_holds(*said(a_company(), overall, parts))

    assert weighed(now).weights.refused is refused


def test_where_all_say_the_same_there_is_nothing_to_explain(now: datetime) -> None:
    overall, parts = opinions(100)
    the_lake_holds(*said(a_company(), np.full_like(overall, 5), parts))

    assert weighed(now).weights.refused is Refused.ALL_THE_SAME


def test_one_aspect_alone_is_not_weighed(now: datetime) -> None:
    overall, parts = opinions(100)
    parts[:, 1:] = np.nan
    the_lake_holds(*said(a_company(), overall, parts))

    assert weighed(now).weights.refused is Refused.TOO_FEW_DRIVERS


def test_answers_on_another_scale_are_left_out_and_said(now: datetime) -> None:
    overall, parts = opinions(200)
    other, others = opinions(40, seed=2)
    wide = [replace(each, overall=2 * each.overall, best=10.0) for each in said(a_company(), other, others, first=1000)]
    the_lake_holds(*said(a_company(), overall, parts), *wide)

    found = weighed(now).weights

    assert (found.n, found.others) == (200, 40)


def test_only_answers_of_the_unit_and_of_twelve_months_count(now: datetime) -> None:
    east, west = a_unit("east", under=a_company()), a_unit("west", under=a_company())
    overall, parts = opinions(60)
    the_lake_holds(
        *said(east, overall, parts),
        *said(west, overall, parts, first=100),
        *said(east, overall, parts, first=200, day=date(2025, 12, 1)),
        *said(east, overall, parts, first=300, day=date(2025, 11, 30)),
    )

    assert [weighed(now, unit).weights.n for unit in (east, west, a_company())] == [120, 60, 180]


def test_of_few_employees_nothing_is_told(now: datetime) -> None:
    desk = a_channel(slug="desk-survey", audience=Audience.INTERNAL)
    overall, parts = opinions(9)
    the_lake_holds(*said(a_company(), overall, parts, channel=desk.slug))

    look = Look(unit=a_company().code, audience=Audience.INTERNAL)
    assert weighed(now, look=look).weights.refused is Refused.PRIVATE


def test_a_leader_finds_only_their_own_units(now: datetime) -> None:
    east, west = a_unit("east", under=a_company()), a_unit("west", under=a_company())
    leader = a_person("Lea", rules.SEE, unit=east)

    assert weighed(now, east, viewer=leader).unit == east
    for unit in (west, a_company()):
        with pytest.raises(NoSuchUnit):
            weighed(now, unit, viewer=leader)


def test_questions_do_not_grow_with_the_responses(now: datetime) -> None:
    asked = []
    for count in (30, 90):
        overall, parts = opinions(count)
        the_lake_holds(*said(a_company(), overall, parts))
        with CaptureQueriesContext(connection) as seen:
            weighed(now)
        asked.append(len(seen))

    assert asked[0] == asked[1]
    assert asked[0] <= 12
