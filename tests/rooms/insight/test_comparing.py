"""Units held against each other: who is worse is found, who only had luck is not, and nobody is ranked."""

import random
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE, Actor
from servewell.engines import stats
from servewell.engines.lake.measures import By
from servewell.rooms.insight import rules, selectors
from servewell.rooms.insight.selectors import Answering, Compared, Look
from servewell.rooms.insight.terms import Depth, Verdict
from servewell.rooms.people.models import Unit
from servewell.rooms.people.selectors import NoSuchUnit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_channel, a_company, a_person, a_unit, an_indicator
from tests.builders.figures import Answered, Rated, a_mean, the_lake_holds

pytestmark = pytest.mark.django_db

THIS_MONTH = date(2026, 11, 3)


def held_apart(
    now: datetime, unit: Unit | None = None, *, viewer: Actor = HOUSE, depth: Depth = Depth.RIGHT_BELOW,
    audience: Audience = Audience.EXTERNAL,
) -> Compared:  # fmt: skip
    look = Look(unit=(unit or a_company()).code, audience=audience)
    return selectors.compared(viewer=viewer, look=look, depth=depth, at=now)


def inns(count: int, *, under: Unit | None = None, prefix: str = "inn") -> list[Unit]:
    return [a_unit(f"{prefix}-{number:02d}", under=under or a_company()) for number in range(count)]


def verdicts(found: Compared) -> dict[str, Verdict | None]:
    return {each.code: each.verdict for each in found.units}


def test_a_unit_that_is_truly_worse_is_found_among_many(lake: Path, now: datetime) -> None:
    an_indicator()
    chance = random.Random(4)
    units = inns(40)
    the_lake_holds(
        *(Answered(each, THIS_MONTH, sum(chance.random() < 0.85 for _ in range(60)), 60) for each in units[1:]),
        Answered(units[0], THIS_MONTH, 36, 60),
    )

    found = held_apart(now)

    assert [each.code for each in found.judged(Verdict.BELOW)] == ["inn-00"]
    assert found.units[0].code == "inn-00"
    assert (found.comparisons, found.wrongly) == (40, pytest.approx(0.05))


def test_of_forty_equal_units_almost_never_one_is_named(lake: Path, now: datetime) -> None:
    """Four companies of forty units that differ in nothing but luck and size."""
    an_indicator()
    units, named = inns(40), []
    for seed in range(4):
        chance = random.Random(seed)
        sizes = [chance.randrange(5, 120) for _ in units]
        said = [sum(chance.random() < 0.88 for _ in range(n)) for n in sizes]
        the_lake_holds(*(Answered(each, THIS_MONTH, *line) for each, *line in zip(units, said, sizes, strict=True)))
        found = held_apart(now)
        named.append(len(found.judged(Verdict.BELOW)) + len(found.judged(Verdict.ABOVE)))
        assert found.funnel is not None
        assert found.funnel.spread is None

    assert sum(named) <= 1


def test_units_stand_by_what_can_be_told_and_then_by_their_names(lake: Path, now: datetime) -> None:
    an_indicator()
    satisfied = {"yew": 95, "ash": 95, "elm": 40, "oak": 80, "fir": 82}
    the_lake_holds(
        *(Answered(a_unit(code, under=a_company()), THIS_MONTH, many, 100) for code, many in satisfied.items())
    )
    a_unit("box", under=a_company())

    found = held_apart(now)

    assert [(each.code, each.verdict, each.answering) for each in found.units] == [
        ("elm", Verdict.BELOW, Answering.TOLD),
        ("ash", Verdict.ABOVE, Answering.TOLD),
        ("yew", Verdict.ABOVE, Answering.TOLD),
        ("fir", Verdict.SAME, Answering.TOLD),
        ("oak", Verdict.SAME, Answering.TOLD),
        ("box", None, Answering.SILENT),
    ]


def test_the_funnel_is_the_engines_on_the_same_counts(lake: Path, now: datetime) -> None:
    an_indicator()
    satisfied, n = [8, 30, 66, 171, 450], [10, 40, 80, 200, 500]
    for place, unit in enumerate(units := inns(5)):
        assert unit.code == f"inn-{place:02d}"
    the_lake_holds(*(Answered(each, THIS_MONTH, *line) for each, *line in zip(units, satisfied, n, strict=True)))

    found = sorted(held_apart(now).units, key=lambda each: each.code)

    target = sum(satisfied) / sum(n)
    low, far_low = (stats.funnel_of_shares(n=n, target=target, confidence=each).low for each in (0.95, 0.998))
    miss, far_miss = (stats.funnel_of_shares(n=n, target=1 - target, confidence=each).low for each in (0.95, 0.998))
    guess = stats.shrunk_shares(successes=satisfied, n=n)
    columns = [each.tolist() for each in (low, 1 - miss, far_low, 1 - far_miss)]
    assert [
        (each.limits.low, each.limits.high, each.limits.far_low, each.limits.far_high) for each in found if each.limits
    ] == list(zip(*columns, strict=True))
    assert [each.expected.value for each in found if each.expected] == guess.value.tolist()
    assert [each.share.value for each in found] == [a / b for a, b in zip(satisfied, n, strict=True)]


def test_five_good_answers_of_five_lie_within_the_funnel(lake: Path, now: datetime) -> None:
    an_indicator()
    few, *many = inns(4)
    the_lake_holds(Answered(few, THIS_MONTH, 5, 5), *(Answered(each, THIS_MONTH, 85, 100) for each in many))

    (lucky,) = (each for each in held_apart(now).units if each.code == few.code)

    assert lucky.limits is not None
    assert (lucky.limits.outside(1.0), lucky.limits.outside(0.2), lucky.verdict) == (False, True, Verdict.SAME)


def test_units_that_differ_by_more_than_chance_widen_the_funnel(lake: Path, now: datetime) -> None:
    an_indicator()
    satisfied = [600 + 20 * place for place in range(20)]
    the_lake_holds(*(Answered(each, THIS_MONTH, many, 1000) for each, many in zip(inns(20), satisfied, strict=True)))

    funnel = held_apart(now).funnel

    assert funnel is not None
    assert funnel.spread is not None
    assert 0.08 < funnel.spread < 0.16
    assert all(each.high - each.low > 3.9 * funnel.spread for each in funnel.units)


def test_means_are_weighed_by_the_spread_that_all_have_in_common(lake: Path, now: datetime) -> None:
    a_mean()
    units = inns(5)
    the_lake_holds(
        *(Rated(each, THIS_MONTH, [3, 4, 5, 4, 4] * 20) for each in units[:3]),
        Rated(units[3], THIS_MONTH, [1, 2, 3, 2, 2] * 20),
        Rated(units[4], THIS_MONTH, [5]),
    )

    found = held_apart(now)

    assert verdicts(found) == {
        "inn-03": Verdict.BELOW,
        "inn-00": Verdict.ABOVE,
        "inn-01": Verdict.ABOVE,
        "inn-02": Verdict.ABOVE,
        "inn-04": None,
    }
    (lonely,) = (each for each in found.units if each.code == "inn-04")
    assert lonely.expected is not None
    assert 4 < lonely.expected.value < 5


def test_where_one_is_the_best_answer_a_lower_mean_lies_above(lake: Path, now: datetime) -> None:
    a_mean()
    good, bad = inns(2)
    the_lake_holds(
        Rated(good, THIS_MONTH, [1, 2, 1] * 20, worst=5, best=1),
        Rated(bad, THIS_MONTH, [4, 5, 4] * 20, worst=5, best=1),
    )

    assert verdicts(held_apart(now)) == {"inn-01": Verdict.BELOW, "inn-00": Verdict.ABOVE}


def test_a_mean_on_another_scale_is_not_compared(lake: Path, now: datetime) -> None:
    a_mean()
    first, second, other = inns(3)
    the_lake_holds(
        Rated(first, THIS_MONTH, [4, 5] * 20),
        Rated(second, THIS_MONTH, [4, 5] * 20),
        Rated(other, THIS_MONTH, [9, 10] * 10, best=10),
    )

    assert verdicts(held_apart(now)) == {
        "inn-00": Verdict.SAME,
        "inn-01": Verdict.SAME,
        "inn-02": Verdict.WITHHELD,
    }


def test_nothing_is_compared_across_a_changed_scale(lake: Path, now: datetime) -> None:
    an_indicator()
    first, second = inns(2)
    the_lake_holds(
        Rated(first, THIS_MONTH, [5] * 40), Rated(second, THIS_MONTH, [2] * 40, best=10, series=2)
    )  # fmt: skip

    found = held_apart(now)

    assert (set(verdicts(found).values()), found.funnel, found.comparisons) == ({Verdict.WITHHELD}, None, 0)


def test_a_manager_hidden_by_the_mean_of_a_region_is_found_among_the_leaves(lake: Path, now: datetime) -> None:
    """R: both regions have 84 of 100 satisfied; one of them has a house that fails, and three that make up for it."""
    an_indicator()
    east, west = a_unit("east", under=a_company()), a_unit("west", under=a_company())
    said = [*zip(inns(4, under=east, prefix="east"), (84, 84, 84, 84), strict=True)]
    said += zip(inns(4, under=west, prefix="west"), (60, 92, 92, 92), strict=True)
    the_lake_holds(*(Answered(unit, THIS_MONTH, many, 100) for unit, many in said))

    above, leaves = held_apart(now), held_apart(now, depth=Depth.LEAVES)

    assert verdicts(above) == {"east": Verdict.SAME, "west": Verdict.SAME}
    assert [each.code for each in leaves.judged(Verdict.BELOW)] == ["west-00"]
    assert len(leaves.units) == 8


@pytest.mark.parametrize("count", [0, 1])
def test_one_unit_alone_is_compared_with_nobody(count: int, lake: Path, now: datetime) -> None:
    an_indicator()
    the_lake_holds(*(Answered(each, THIS_MONTH, 8, 10) for each in inns(count)))

    found = held_apart(now)

    assert ([each.verdict for each in found.units], found.comparisons, found.funnel) == ([None] * count, 0, None)


def test_all_the_same_leaves_chance_no_room(lake: Path, now: datetime) -> None:
    an_indicator()
    the_lake_holds(*(Answered(each, THIS_MONTH, 10, 10) for each in inns(5)))

    found = held_apart(now)

    assert (set(verdicts(found).values()), found.funnel, found.comparisons) == ({Verdict.SAME}, None, 5)


def test_few_employees_hide_a_unit_and_another_from_which_it_would_follow(lake: Path, now: datetime) -> None:
    an_indicator()
    desk = a_channel(slug="desk-survey", audience=Audience.INTERNAL)
    units = inns(4)
    sizes = (4, 12, 40, 50)
    the_lake_holds(
        *(Answered(each, THIS_MONTH, n - 2, n, channel=desk.slug) for each, n in zip(units, sizes, strict=True))
    )

    found = held_apart(now, audience=Audience.INTERNAL)

    told = {each.code: (each.answering, each.share.n, each.share.value) for each in found.units}
    assert told == {
        "inn-00": (Answering.HIDDEN, 0, None),
        "inn-01": (Answering.HIDDEN, 0, None),
        "inn-02": (Answering.TOLD, 40, 0.95),
        "inn-03": (Answering.TOLD, 50, 0.96),
    }


def test_a_leaf_is_hidden_beside_its_own_neighbours(lake: Path, now: datetime) -> None:
    """What a region tells as a whole would give a hidden house away if only a house elsewhere were hidden with it."""
    an_indicator()
    desk = a_channel(slug="desk-survey", audience=Audience.INTERNAL)
    east, west = a_unit("east", under=a_company()), a_unit("west", under=a_company())
    sizes = [*zip(inns(2, under=east, prefix="east"), (4, 60), strict=True)]
    sizes += zip(inns(3, under=west, prefix="west"), (11, 70, 80), strict=True)
    the_lake_holds(*(Answered(unit, THIS_MONTH, n // 2, n, channel=desk.slug) for unit, n in sizes))

    found = held_apart(now, depth=Depth.LEAVES, audience=Audience.INTERNAL)

    assert [each.code for each in found.units if each.answering is Answering.HIDDEN] == ["east-00", "east-01"]


def test_a_narrowing_that_leaves_few_out_hides_a_unit_too(lake: Path, now: datetime) -> None:
    """Who sees all answers and those in English could subtract: the three others would be told."""
    an_indicator()
    units = inns(3)
    english = [Answered(each, THIS_MONTH, 30, 40) for each in units]
    few = Answered(units[0], THIS_MONTH, 1, 3, language="es")
    many = [Answered(each, THIS_MONTH, 20, 30, language="es") for each in units[1:]]
    the_lake_holds(*english, few, *many)

    look = Look(unit=a_company().code, language="en")
    found = selectors.compared(viewer=HOUSE, look=look, depth=Depth.RIGHT_BELOW, at=now)

    assert {each.code: each.answering for each in found.units} == {
        "inn-00": Answering.HIDDEN,
        "inn-01": Answering.HIDDEN,
        "inn-02": Answering.TOLD,
    }


def test_below_a_hidden_unit_one_more_is_hidden_so_that_it_does_not_follow(lake: Path, now: datetime) -> None:
    an_indicator()
    desk = a_channel(slug="desk-survey", audience=Audience.INTERNAL)
    east, west, north = (a_unit(code, under=a_company()) for code in ("east", "west", "north"))
    houses = inns(2, under=east, prefix="east")
    the_lake_holds(
        *(Answered(each, THIS_MONTH, 10, 12, channel=desk.slug) for each in houses),
        Answered(west, THIS_MONTH, 4, 5, channel=desk.slug),
        Answered(north, THIS_MONTH, 40, 50, channel=desk.slug),
    )

    found = held_apart(now, depth=Depth.LEAVES, audience=Audience.INTERNAL)

    assert [each.code for each in found.units if each.answering is Answering.TOLD] == ["east-01", "north"]
    assert [each.code for each in held_apart(now, audience=Audience.INTERNAL).told] == ["north"]


def test_a_look_at_an_aspect_compares_units_by_it(lake: Path, now: datetime) -> None:
    an_indicator()
    units = inns(3)
    the_lake_holds(
        *(Answered(each, THIS_MONTH, 80, 100) for each in units),
        *(
            Answered(each, THIS_MONTH, good, 100, aspect="respect")
            for each, good in zip(units, (40, 90, 90), strict=True)
        ),
    )

    look = Look(unit=a_company().code, aspect="respect", by=By.QUARTER)
    found = selectors.compared(viewer=HOUSE, look=look, depth=Depth.RIGHT_BELOW, at=now)

    assert [(each.code, each.share.value) for each in found.judged(Verdict.BELOW)] == [("inn-00", 0.4)]
    assert (found.span.from_on, found.span.until_on) == (date(2026, 7, 1), date(2027, 1, 1))


def test_a_leader_compares_only_what_they_lead(lake: Path, now: datetime) -> None:
    an_indicator()
    east, west = a_unit("east", under=a_company()), a_unit("west", under=a_company())
    mine, _others = inns(2, under=east, prefix="east"), inns(2, under=west, prefix="west")
    leader = a_person("Lea", rules.SEE, unit=east)
    the_lake_holds(*(Answered(each, THIS_MONTH, 8, 10) for each in (*mine, *_others)))

    assert [each.code for each in held_apart(now, east, viewer=leader).units] == [each.code for each in mine]
    for code in ("west", "company", "nowhere"):
        with pytest.raises(NoSuchUnit):
            selectors.compared(viewer=leader, look=Look(unit=code), depth=Depth.LEAVES, at=now)


@pytest.mark.parametrize("audience", Audience)
def test_questions_do_not_grow_with_the_units(audience: Audience, lake: Path, now: datetime) -> None:
    an_indicator()
    a_channel(slug="desk-survey", audience=Audience.INTERNAL)
    asked: list[int] = []
    for count in (1, 3):
        units = inns(count, prefix=f"row-{count}")
        the_lake_holds(*(Answered(each, THIS_MONTH, 8, 10) for each in units))
        with CaptureQueriesContext(connection) as seen:
            held_apart(now, audience=audience)
        asked.append(len(seen))

    assert asked == ([10, 10] if audience is Audience.INTERNAL else [9, 9])  # whom nobody is told of is asked


def pair(now: datetime, first: str, second: str, other: date | None = None) -> selectors.Pair:
    two = selectors.Two(first, second, other)
    found = selectors.pair(viewer=HOUSE, found=held_apart(now), wanted=two, at=now)
    assert found is not None
    return found


def test_two_units_are_compared_with_an_interval(lake: Path, now: datetime) -> None:
    an_indicator()
    first, second = inns(2)
    the_lake_holds(Answered(first, THIS_MONTH, 90, 100), Answered(second, THIS_MONTH, 60, 100))

    found = pair(now, "inn-00", "inn-01")

    wanted = stats.difference_of_shares(successes=90, n=100, other_successes=60, other_n=100)
    told = (wanted.value, wanted.low, wanted.high)
    assert (found.difference, found.verdict, found.why_not) == (told, Verdict.ABOVE, None)


def test_two_periods_of_one_unit_are_compared(lake: Path, now: datetime) -> None:
    an_indicator()
    (inn,) = inns(1)
    the_lake_holds(Answered(inn, THIS_MONTH, 60, 100), Answered(inn, date(2026, 5, 3), 90, 100))

    found = pair(now, "inn-00", "inn-00", date(2026, 7, 1))

    assert (found.first.span.from_on, found.second.span.until_on) == (date(2026, 8, 1), date(2026, 8, 1))
    assert (found.verdict, found.difference and round(found.difference.value, 2)) == (Verdict.BELOW, -0.3)


@pytest.mark.parametrize(
    ("first", "second", "other", "why_not"),
    [
        ("inn-00", "inn-00", None, "same"),
        ("inn-00", "inn-00", date(2026, 9, 1), "overlapping"),
        ("inn-00", "inn-01", None, "silent"),
        ("company", "inn-01", None, "silent"),
    ],
)
def test_what_cannot_be_compared_says_why(
    first: str, second: str, other: date | None, why_not: str, lake: Path, now: datetime
) -> None:
    an_indicator()
    inn, _silent = inns(2)
    the_lake_holds(Answered(inn, THIS_MONTH, 60, 100))

    found = pair(now, first, second, other)

    assert (found.difference, found.verdict, found.why_not) == (None, None, selectors.NotCompared(why_not))


def test_a_unit_from_elsewhere_makes_no_pair(lake: Path, now: datetime) -> None:
    an_indicator()
    east = a_unit("east", under=a_company())
    inns(2, under=east)
    the_lake_holds()

    two = selectors.Two("inn-00", "company", None)
    assert selectors.pair(viewer=HOUSE, found=held_apart(now, east), wanted=two, at=now) is None
