"""The look for limits sifts charts in columns: what is left owes just the limits that all charts together owe."""

import random
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from servewell.engines.lake.measures import By, Per
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.periods import Span, later
from servewell.rooms.insight.selectors.charts.keeping import Charted, baselines, counts_of
from servewell.rooms.insight.selectors.charts.owing import counts_that_may_owe
from servewell.rooms.insight.selectors.meant.meaning import Meaning, Source
from servewell.rooms.insight.services.basing import Stretch
from servewell.rooms.insight.services.basing import _without_limits as without_limits
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people.models import Unit
from tests.builders import a_company, a_unit, words
from tests.builders.figures import Rated, the_lake_holds

pytestmark = pytest.mark.django_db
FIRST, MONTHS = date(2024, 1, 1), 30
UNTIL = later(first=FIRST, by=By.MONTH, count=MONTHS)
SPAN = Span(FIRST, UNTIL)
MEANINGS = {
    "share": Meaning(words("Share"), words("Share"), Kind.TOP_BOXES, top_boxes=2),
    "mean": Meaning(words("Mean"), words("Mean"), Kind.MEAN, None),
    "composite": Meaning(
        words("Both"),
        words("Both"),
        Kind.COMPOSITE,
        None,
        sources=(
            Source(name=words("Web"), kind=Kind.TOP_BOXES, top_boxes=2, weight=2.0, channels=("web",)),
            Source(name=words("Desk"), kind=Kind.MEAN, top_boxes=None, weight=1.0, channels=("desk",)),
        ),
    ),
}


def answers(units: list[Unit], dice: random.Random) -> list[Rated]:
    """Of each unit and aspect some months, most of them one after the other; a few change their scale, or have none of
    it. Many have just about as many months as limits need.
    """
    found = []
    for unit in units:
        for aspect in (None, "respect", "service"):
            start, many = dice.choice([0, 0, 1, 5]), dice.choice([19, 20, 21, 25, 30])
            changes = dice.choice([None, None, 3, 9])
            for place in range(start, min(start + many, MONTHS)):
                if dice.random() < 0.06:
                    continue
                series = 2 if changes is not None and place >= start + changes else 1
                best = 5.0 if series == 1 else dice.choice([5.0, 10.0])
                worst = 5.0 if dice.random() < 0.02 else 1.0
                values = [dice.choice([worst, best]) for _ in range(dice.randint(1, 3))]
                channel, day = dice.choice(["web", "desk"]), later(first=FIRST, by=By.MONTH, count=place)
                found.append(
                    Rated(unit, day, values, worst=worst, best=best, series=series, aspect=aspect, channel=channel)
                )
    return found


def drawn(owed: Iterable[tuple[Charted, Stretch]], meaning: Meaning) -> list[tuple[Charted, date, object]]:
    """The limits that are kept of what is owed."""
    many = list(owed)
    stretches = [[count for _, count in stretch] for _, stretch in many]
    found = baselines(stretches, meaning.kind, fewest=terms.BASELINE_LEAST, most=terms.BASELINE_MOST)
    return [(chart, stretch[0][0], each) for (chart, stretch), each in zip(many, found, strict=True) if each]


def begun_by(charts: Mapping[Charted, object], dice: random.Random) -> dict[Charted, list[date]]:
    """Most charts have limits, some of them from within, or from before."""
    days = [later(first=FIRST, by=By.MONTH, count=place) for place in range(-3, MONTHS)]
    return {chart: dice.sample(days, dice.choice([1, 1, 2])) for chart in charts if dice.random() < 0.5}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_sifted_owes_what_all_owe(lake: Path, seed: int) -> None:
    dice = random.Random(seed)
    company = a_company()
    units = [a_unit(f"unit-{number}", under=company) for number in range(7)]
    the_lake_holds(*answers(units, dice))
    keys = tuple(sorted(unit.pk for unit in (company, *units)))

    owed = 0
    for meaning in MEANINGS.values():
        for per in (Per.UNIT, Per.UNIT_ASPECT):
            every = counts_of(meaning, by=By.MONTH, per=per, span=SPAN, units=keys)
            begun = begun_by(every, dice)
            some = counts_that_may_owe(meaning, by=By.MONTH, per=per, span=SPAN, units=keys, begun=begun)
            expected = list(without_limits(every, begun, by=By.MONTH, until=UNTIL))
            assert drawn(without_limits(some, begun, by=By.MONTH, until=UNTIL), meaning) == drawn(expected, meaning)
            assert all(some[chart] == every[chart] for chart in some)
            owed += len(drawn(expected, meaning))

    assert owed > 0


def test_of_charts_that_owe_nothing_nothing_is_read(lake: Path) -> None:
    inn, calm = a_unit("inn", under=a_company()), a_unit("calm", under=a_company())
    days = [later(first=FIRST, by=By.MONTH, count=place) for place in range(MONTHS)]
    the_lake_holds(*[Rated(inn, day, [4, 3]) for day in days], *[Rated(calm, day, [4, 5]) for day in days])
    asked = {"by": By.MONTH, "per": Per.UNIT, "span": SPAN, "units": (inn.pk, calm.pk)}

    owing = counts_that_may_owe(MEANINGS["share"], begun={}, **asked)  # type: ignore[arg-type]
    of_mean = counts_that_may_owe(MEANINGS["mean"], begun={}, **asked)  # type: ignore[arg-type]
    kept = counts_that_may_owe(MEANINGS["share"], begun={(inn.pk, ""): [FIRST]}, **asked)  # type: ignore[arg-type]

    # a share of all, month by month, has no limits
    assert (set(owing), set(of_mean), kept) == ({(inn.pk, "")}, {(inn.pk, ""), (calm.pk, "")}, {})


def test_a_composite_of_which_one_source_has_no_such_chart_owes_limits_all_the_same(lake: Path) -> None:
    inn, other = a_unit("inn", under=a_company()), a_unit("other", under=a_company())
    days = [later(first=FIRST, by=By.MONTH, count=place) for place in range(MONTHS)]
    the_lake_holds(*[Rated(inn, day, [4, 3], channel="web") for day in days], Rated(other, FIRST, [4], channel="desk"))
    asked = {"by": By.MONTH, "per": Per.UNIT, "span": SPAN, "units": (inn.pk, other.pk)}

    owing = counts_that_may_owe(MEANINGS["composite"], begun={}, **asked)  # type: ignore[arg-type]

    assert set(owing) == {(inn.pk, "")}
