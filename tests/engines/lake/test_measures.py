import random
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from servewell.engines.lake import Lake
from servewell.engines.lake.answers import ANSWERS, SCORE
from servewell.engines.lake.columns import columns
from servewell.engines.lake.lines import Scale
from servewell.engines.lake.measures import By, Figure, Per, Question, figures, satisfaction, satisfaction_table
from servewell.engines.lake.volumes import volumes
from tests.engines.lake.lake_rows import FOREVER, NOON, NOVEMBER, OCTOBER, Cell, answer, batch, fill

COMPANY, NORTH, SOUTH, HOTEL, GARAGE, KIOSK = 1, 2, 3, 4, 5, 6
LONG_AGO = date(2000, 1, 1)
MOVED_ON = date(2026, 11, 16)
AUTUMN = Question(from_day=date(2026, 9, 1), until_day=date(2026, 12, 1))

Place = tuple[int, int, date, date]

# The hotel moves from the north to the south in mid-November; the garage opens in the south on 10 September.
TREE: list[Place] = [
    *((unit, unit, LONG_AGO, FOREVER) for unit in (COMPANY, NORTH, SOUTH, HOTEL)),
    *((COMPANY, unit, LONG_AGO, FOREVER) for unit in (NORTH, SOUTH, HOTEL)),
    *((above, KIOSK, LONG_AGO, NOVEMBER) for above in (COMPANY, NORTH, KIOSK)),
    (NORTH, HOTEL, LONG_AGO, MOVED_ON),
    (SOUTH, HOTEL, MOVED_ON, FOREVER),
    *((above, GARAGE, date(2026, 9, 10), FOREVER) for above in (COMPANY, SOUTH, GARAGE)),
]

# The kiosk closed in the north on 1 November; the north would have held it from then on.
CLOSED: list[Place] = [(above, KIOSK, NOVEMBER, FOREVER) for above in (COMPANY, NORTH, KIOSK)]


def an_autumn_of_answers() -> list[tuple[Cell, ...]]:
    dice = random.Random(7)
    rows = []
    for response in range(3_000):
        worst, best = dice.choice([(1.0, 5.0), (6.0, 1.0), (0.0, 10.0), (1.0, 3.0), (0.0, 1.0)])
        value = None if dice.random() < 0.05 else float(dice.randint(int(min(worst, best)), int(max(worst, best))))
        rows.append(
            answer(
                response=response,
                unit=dice.choice([NORTH, HOTEL, HOTEL, GARAGE, KIOSK]),
                day=date(2026, 8, 20) + timedelta(days=dice.randrange(110)),
                value=value,
                aspect=dice.choice(["respect", "communication", None]),
                is_overall=dice.random() < 0.3,
                worst=worst,
                best=best,
                channel=dice.choice(["web", "letter"]),
                language=dice.choice(["en", "zh-Hant"]),
                item=dice.choice(["q1", "rooms/beds"]),
            )
        )
    return rows


@pytest.fixture(scope="module")
def autumn() -> list[tuple[Cell, ...]]:
    return an_autumn_of_answers()


@pytest.fixture(scope="module")
def lake(autumn: list[tuple[Cell, ...]], tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(tmp_path_factory.mktemp("lake"))
    fill(lake, answers=autumn, places=TREE, closed=CLOSED)
    return lake


def counted_by_hand(answers: list[tuple[Cell, ...]], question: Question) -> list[Figure]:
    """The measure once more, one answer at a time."""
    groups: dict[tuple[date, int | None, str | None], list[tuple[float, bool, bool]]] = defaultdict(list)
    for _, unit, day, channel, instrument, item, _, aspect, is_overall, value, worst, best, language in answers:
        assert isinstance(day, date)
        assert isinstance(worst, float)
        assert isinstance(best, float)
        if not question.from_day <= day < question.until_day or question.aspect not in (None, aspect):
            continue
        if not _is_about(question, f"{instrument}/{item}", (worst, best), is_overall=bool(is_overall)):
            continue
        if question.channel not in (None, channel) or question.language not in (None, language) or value is None:
            continue
        assert isinstance(value, float)
        steps = abs(best - worst) + 1
        assert question.top is not None
        if steps <= question.top:
            continue
        reach = question.top - 1
        is_top = value >= best - reach if best > worst else value <= best + reach
        fall = (question.bottom or 0) - 1
        is_bottom = fall >= 0 and (value <= worst + fall if best > worst else value >= worst - fall)
        for ancestor in _rows_of(unit, day, question):
            shown = aspect if question.is_per_aspect else None
            groups[_period(day, question.by), ancestor, shown].append((value, is_top, is_bottom))  # type: ignore[index]
    found = [_figure(key, values) for key, values in groups.items()]
    return sorted(found, key=_order)


def _is_about(question: Question, item: str, scale: tuple[float, float], *, is_overall: bool) -> bool:
    if question.item not in (None, item) or (question.scale and scale != (question.scale.worst, question.scale.best)):
        return False
    if question.instruments and item.split("/")[0] not in question.instruments:
        return False
    if not question.only_overall or question.item or question.aspect:
        return True
    return item in question.items if question.items else is_overall


def _rows_of(unit: Cell, day: date, question: Question) -> Iterator[int | None]:
    tree, on = (TREE, day) if question.tree_on is None else ([*TREE, *CLOSED], question.tree_on)
    above = [ancestor for ancestor, below, start, end in tree if below == unit and start <= on < end]
    wanted = [ancestor for ancestor in above if not question.units or ancestor in question.units]
    if question.is_per_unit:
        yield from wanted
    elif wanted or not question.units:
        yield None


def _period(day: date, by: By) -> date:
    if by is By.DAY:
        return day
    if by is By.WEEK:
        return day - timedelta(days=day.weekday())
    first = {By.MONTH: day.month, By.QUARTER: (day.month - 1) // 3 * 3 + 1, By.YEAR: 1}[by]
    return date(day.year, first, 1)


def _figure(key: tuple[date, int | None, str | None], values: list[tuple[float, bool, bool]]) -> Figure:
    numbers = [value for value, _, _ in values]
    return Figure(
        period=key[0],
        unit=key[1],
        aspect=key[2],
        n=len(values),
        successes=sum(is_top for _, is_top, _ in values),
        failures=sum(is_bottom for _, _, is_bottom in values),
        mean=round(statistics.fmean(numbers), 9),
        variance=round(statistics.variance(numbers), 6) if len(numbers) > 1 else None,
    )


def _order(figure: Figure) -> tuple[date, int, bool, str]:
    return (figure.period, figure.unit or 0, figure.aspect is None, figure.aspect or "")


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("per", Per)
@pytest.mark.parametrize("only_overall", [False, True])
def test_the_measure_equals_counting_by_hand(
    lake: Lake, autumn: list[tuple[Cell, ...]], by: By, per: Per, only_overall: bool
) -> None:
    question = replace(AUTUMN, by=by, per=per, only_overall=only_overall)
    assert list(figures(lake=lake, question=question)) == counted_by_hand(autumn, question)


@pytest.mark.parametrize(
    "question",
    [
        replace(AUTUMN, units=(SOUTH,)),
        replace(AUTUMN, units=(NORTH, HOTEL), per=Per.UNIT_ASPECT),
        replace(AUTUMN, units=(NORTH, HOTEL), per=Per.ASPECT),
        replace(AUTUMN, units=(SOUTH,), per=Per.NOTHING, by=By.YEAR),
        replace(AUTUMN, channel="letter"),
        replace(AUTUMN, language="zh-Hant", channel="web"),
        replace(AUTUMN, aspect="respect", only_overall=True),
        replace(AUTUMN, aspect="respect", units=(NORTH,), per=Per.UNIT_ASPECT, by=By.WEEK),
        replace(AUTUMN, item="stay/q1", only_overall=True, language="en"),
        replace(AUTUMN, item="stay/rooms/beds", units=(SOUTH,), by=By.DAY),
        replace(AUTUMN, item="stay/breakfast"),
        replace(AUTUMN, items=("stay/q1", "stay/rooms/beds"), only_overall=True),
        replace(AUTUMN, items=("stay/rooms/beds",), only_overall=True, units=(SOUTH,)),
        replace(AUTUMN, instruments=("stay",), only_overall=True),
        replace(AUTUMN, instruments=("letter",)),
        replace(AUTUMN, scale=Scale(0.0, 10.0), bottom=7),
        replace(AUTUMN, scale=Scale(6.0, 1.0), bottom=2, per=Per.UNIT_ASPECT),
        replace(AUTUMN, scale=Scale(0.0, 10.0), bottom=7, per=Per.NOTHING, by=By.YEAR, only_overall=True),
        replace(AUTUMN, top=1),
        replace(AUTUMN, top=3, only_overall=True),
        replace(AUTUMN, from_day=date(2026, 9, 17), until_day=date(2026, 11, 20)),
        replace(AUTUMN, from_day=MOVED_ON, until_day=MOVED_ON + timedelta(days=1)),
        *(
            replace(AUTUMN, tree_on=on, units=units, per=per)
            for on in (date(2026, 9, 1), MOVED_ON, date(2026, 12, 24))
            for units, per in (((), Per.UNIT), ((NORTH, SOUTH), Per.UNIT_ASPECT), ((NORTH,), Per.NOTHING))
        ),
        replace(AUTUMN, units=(99,)),
        replace(AUTUMN, units=(99,), per=Per.NOTHING),
    ],
    ids=str,
)
def test_what_is_asked_for_is_counted_and_nothing_else(
    lake: Lake, autumn: list[tuple[Cell, ...]], question: Question
) -> None:
    assert list(figures(lake=lake, question=question)) == counted_by_hand(autumn, question)


def test_of_columns_those_that_were_sifted_are_told_also_where_none_was(
    lake: Lake, autumn: list[tuple[Cell, ...]]
) -> None:
    question = replace(AUTUMN, per=Per.UNIT)
    by_hand = counted_by_hand(autumn, question)
    read = columns(lake=lake, question=question)
    assert read.figures(of=[(HOTEL, "")]) == tuple(each for each in by_hand if each.unit == HOTEL)
    assert read.figures(of=[]) == ()


def test_a_unit_that_moved_in_mid_month_counts_for_its_old_parent_before_and_its_new_one_after(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    the_day_before = MOVED_ON - timedelta(days=1)
    fill(
        lake,
        answers=[
            answer(unit=HOTEL, day=NOVEMBER, value=5.0),
            answer(unit=HOTEL, day=the_day_before, value=4.0),
            answer(unit=HOTEL, day=MOVED_ON, value=1.0),
        ],
        places=TREE,
    )
    assert figures(lake=lake, question=AUTUMN) == (
        Figure(NOVEMBER, COMPANY, None, n=3, successes=2, mean=3.333333333, variance=4.333333),
        Figure(NOVEMBER, NORTH, None, n=2, successes=2, mean=4.5, variance=0.5),
        Figure(NOVEMBER, SOUTH, None, n=1, successes=0, mean=1.0, variance=None),
        Figure(NOVEMBER, HOTEL, None, n=3, successes=2, mean=3.333333333, variance=4.333333),
    )


def test_on_a_reversed_scale_the_best_answers_are_the_lowest(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    school_marks = [answer(unit=HOTEL, day=OCTOBER, value=mark, worst=6.0, best=1.0) for mark in (1.0, 2.0, 3.0, 6.0)]
    fill(lake, answers=school_marks, places=TREE)
    found = figures(lake=lake, question=replace(AUTUMN, per=Per.NOTHING))
    assert found == (Figure(OCTOBER, None, None, n=4, successes=2, mean=3.0, variance=4.666667),)


def test_where_every_answer_would_be_among_the_best_none_is_counted(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    said = [(5.0, 1.0, 5.0), (1.0, 1.0, 3.0), (3.0, 1.0, 3.0), (0.0, 0.0, 1.0), (1.0, 0.0, 1.0), (2.0, 2.0, 1.0)]
    answers = [answer(unit=HOTEL, day=OCTOBER, value=value, worst=worst, best=best) for value, worst, best in said]
    fill(lake, answers=answers, places=TREE)
    found = [
        [(row.n, row.successes) for row in figures(lake=lake, question=replace(AUTUMN, per=Per.NOTHING, top=top))]
        for top in (1, 2, 3)
    ]
    assert found == [[(6, 3)], [(3, 2)], [(1, 1)]]


def test_an_empty_lake_has_no_figures(tmp_path: Path) -> None:
    assert [figures(lake=Lake(tmp_path), question=replace(AUTUMN, per=per)) for per in Per] == [(), (), (), ()]


def test_withdrawn_answers_vanish_when_their_month_is_rewritten(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    kept, withdrawn = (answer(unit=HOTEL, day=OCTOBER, value=value) for value in (5.0, 1.0))
    fill(lake, answers=[kept, withdrawn], places=TREE)

    lake.write_month(fact=ANSWERS, month=OCTOBER, rows=[batch(ANSWERS, [kept])], at=NOON)

    found = figures(lake=lake, question=replace(AUTUMN, units=(HOTEL,)))
    assert found == (Figure(OCTOBER, HOTEL, None, n=1, successes=1, mean=5.0, variance=None),)


def test_a_question_opens_no_file_of_another_month(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    days = [date(2026, 9, 30), OCTOBER, date(2026, 11, 30), date(2026, 12, 1)]
    met = [(HOTEL, day, "stay", 3) for day in days]
    fill(lake, answers=[answer(unit=HOTEL, day=day, value=5.0) for day in days], places=TREE, encounters=met)
    for other in ("2026-09", "2026-12"):
        for file in tmp_path.glob(f"*/{other}.*.parquet"):
            file.write_text("Whoever opens this is told that it is no Parquet.")

    asked = Question(from_day=OCTOBER, until_day=date(2026, 12, 1), units=(HOTEL,))

    assert [(row.period, row.n) for row in figures(lake=lake, question=asked)] == [(OCTOBER, 1), (NOVEMBER, 1)]
    assert [(row.period, row.count) for row in volumes(lake=lake, question=asked)] == [(OCTOBER, 3), (NOVEMBER, 3)]


def test_units_of_one_question_share_its_sql_and_each_is_told_its_own(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    fill(lake, answers=[answer(unit=unit, day=OCTOBER, value=5.0) for unit in (HOTEL, HOTEL, GARAGE)], places=TREE)

    def told(*units: int) -> list[tuple[int | None, int]]:
        found = figures(lake=lake, question=replace(AUTUMN, units=units, instrument="stay"))
        return [(row.unit, row.n) for row in found]

    assert [told(HOTEL), told(GARAGE), told(HOTEL, GARAGE), told(KIOSK)] == [
        [(HOTEL, 2)], [(GARAGE, 1)], [(HOTEL, 2), (GARAGE, 1)], [],
    ]  # fmt: skip


@pytest.mark.slow
def test_a_rebuilt_lake_gives_the_same_bytes_in_whatever_order_rows_come(tmp_path: Path) -> None:
    import numpy as np

    dice = np.random.default_rng(3)
    size = 400_000
    values = pa.array(dice.integers(0, 10_001, size) / 100.0)  # hundredths, whose sums depend on their order
    one = batch(ANSWERS, [answer(unit=HOTEL, day=OCTOBER, value=0.0, worst=0.0, best=100.0)])
    rows = pa.Table.from_batches([one]).take(pa.array(np.zeros(size, dtype=np.int64)))
    rows = rows.set_column(9, "value", values)

    def figures_of(name: str, order: pa.Array) -> pa.Table:
        lake = Lake(tmp_path / name)
        fill(lake, answers=[], places=TREE)
        lake.write_month(fact=ANSWERS, month=OCTOBER, rows=rows.take(order).to_batches(), at=NOON)
        return satisfaction_table(lake=lake, question=AUTUMN)

    first = figures_of("first", pa.array(np.arange(size)))
    again = figures_of("again", pa.array(dice.permutation(size)))

    assert first.num_rows == 3
    assert again.equals(first)


def test_the_expression_and_the_remembered_sql_agree(lake: Lake) -> None:
    from servewell.engines.lake.answers import CLOSED_PLACES, PLACES

    expression = satisfaction(
        answers=lake.table(ANSWERS), places=lake.table(PLACES), closed=lake.table(CLOSED_PLACES), question=AUTUMN
    )
    assert expression.to_pyarrow().equals(satisfaction_table(lake=lake, question=AUTUMN))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"until_day": date(2026, 9, 1)}, "there is no day to count"),
        ({"top": 0}, "`top` must be 1 or more"),
        ({"item": "overall"}, "one item as instrument/item"),
        ({"item": "stay/q1", "aspect": "respect"}, "an aspect or for one item"),
        ({"items": ("overall",)}, "Name each item as instrument/item"),
        ({"bottom": 7}, "on a scale only"),
        ({"bottom": 0, "scale": Scale(0.0, 10.0)}, "1 or more"),
    ],
)
def test_a_question_without_sense_is_refused(
    wrong: dict[str, date | int | str | Scale | tuple[str, ...]], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        replace(AUTUMN, **wrong)  # type: ignore[arg-type]


def test_scores_of_our_own_people_are_counted_apart_from_answers(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    score = answer(unit=HOTEL, day=OCTOBER, value=0.5, worst=0.0, best=1.0, item=SCORE, instrument="shop")
    fill(lake, answers=[answer(unit=HOTEL, day=OCTOBER, value=5.0)], scores=[score], places=TREE)
    of_scores = replace(AUTUMN, per=Per.NOTHING, top=None, of_scores=True, items=(f"shop/{SCORE}",), only_overall=True)

    found = [
        [(each.n, each.mean) for each in figures(lake=lake, question=question)]
        for question in (replace(AUTUMN, per=Per.NOTHING), of_scores)
    ]

    assert found == [[(1, 5.0)], [(1, 0.5)]]
