"""Recipes as a user would write them, on real files: what is kept and held back is counted here a second time."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from servewell.engines.tables import (
    HeldBack,
    KnownUnit,
    LeftOut,
    Understood,
    pivot,
    read_recipe,
    understand,
)
from tests.samples import needs_samples, sample

pytestmark = [needs_samples, pytest.mark.slow]
ALL = 1_000_000
TODAY = date(2026, 11, 22)
SOMEWHERE = ("all", "NEAS", "NHFT", "airport")
UNITS = {code: KnownUnit(at, code, "Europe/London", "en") for at, code in enumerate(SOMEWHERE)}
Fates = Sequence[Understood | HeldBack | LeftOut]


def a_new_unit(label: str) -> KnownUnit:
    return KnownUnit(key=1, code=label, zone="UTC", language="en")


def fates_of(text: str, rows: Sequence[dict[str, str]]) -> Fates:
    recipe, columns = read_recipe(text=text), list(rows[0])
    row = understand(recipe=recipe, columns=columns, units=UNITS, today=TODAY, make_unit=a_new_unit).row
    cells: Iterable[Sequence[str]] = (list(each.values()) for each in rows)
    if recipe.rows is None:
        return [row(each) for each in cells]
    gathered = pivot(recipe=recipe, columns=columns, rows=enumerate(cells, 1))
    return [row(each.cells) if each.fate is None else each.fate for each in gathered]


def kept(fates: Fates) -> list[Understood]:
    return [each for each in fates if isinstance(each, Understood)]


def reasons(fates: Fates) -> Counter[tuple[str, ...]]:
    """The held-back rows by the codes of their reasons."""
    held = [each for each in fates if isinstance(each, HeldBack)]
    return Counter(tuple(reason.code for reason in each.reasons) for each in held)


def mean(fates: Fates, *, worst: float, best: float) -> float:
    """Of the overall answers, on their scale."""
    places = [each.overall for each in kept(fates) if each.overall is not None]
    return worst + (best - worst) * sum(places) / len(places)


NHS = """\
recipe: friends-and-family
title: Friends and family test
unit: {column: Trust}
date:
  column: Date
  by: {column: Trust, formats: {NHFT: [D/M/YYYY], NEAS: [D/M/YYYY, M/D/YYYY]}}
duplicate: [Comment ID]
items:
  overall:
    column: FFT categorical answer
    question: How was your experience?
    scale: {worst: 5, best: 1}
    blank: [6, 7]
    overall: true
comments:
  answer: {column: FFT answer, question column: FFT question, blank: [Did not answer]}
"""


def test_of_a_trust_with_two_formats_only_days_that_can_be_one_are_kept() -> None:
    rows = sample("nhs_fft", rows=ALL)
    fates = fates_of(NHS, rows)

    def says_nothing(row: dict[str, str]) -> bool:
        words = " ".join(row["FFT answer"].split())
        return row["FFT categorical answer"] in ("6", "7", "") and words in ("", "Did not answer")

    def is_ambiguous(row: dict[str, str]) -> bool:
        first, second, _ = (int(each) for each in row["Date"].split("/"))
        return row["Trust"] == "NEAS" and first <= 12 and second <= 12 and first != second

    wrong = Counter((is_ambiguous(row), says_nothing(row)) for row in rows)
    assert reasons(fates) == Counter(
        {
            ("date-ambiguous",): wrong[True, False],
            ("date-ambiguous", "says-nothing"): wrong[True, True],
            ("says-nothing",): wrong[False, True],
        }
    )
    assert wrong[True, False] > 100
    assert len(kept(fates)) == wrong[False, False]
    assert {each.at.year for each in kept(fates)} == {2021, 2022}


CUBA = """\
recipe: cuban-hotels
title: {es: Opiniones de hoteles}
unit: {is: all}
date: {column: Date, formats: [MMM YYYY, MMM D, "[review] relative"], read on: 2022-10-28}
language: {is: es}
items:
  stars: {column: Class, question: {es: Estrellas}, scale: {worst: 1, best: 5}, overall: true}
comments:
  opinion: {column: Opinion, question: {es: Su opinión}}
"""


def test_relative_days_are_counted_from_the_day_of_reading() -> None:
    rows = sample("es_cuba_hotels", rows=ALL)
    fates = fates_of(CUBA, rows)

    assert (len(kept(fates)), reasons(fates)) == (len(rows), Counter())
    by_words = {row["Date"]: fate.on for row, fate in zip(rows, kept(fates), strict=True)}
    assert by_words["review Yesterday"] == date(2022, 10, 27)
    assert by_words["review Today"] == date(2022, 10, 28)
    assert by_words["Oct 27"] == date(2022, 10, 27)
    assert by_words["Aug 2022"] == date(2022, 8, 1)
    of_2022 = [int(row["Class"]) for row in rows if not re.fullmatch(r"\w{3} 20(?:0\d|1\d|20|21)", row["Date"])]
    in_2022 = [fate for fate in fates if isinstance(fate, Understood) and fate.on.year == 2022]
    assert mean(in_2022, worst=1, best=5) == pytest.approx(sum(of_2022) / len(of_2022))


AIRPORTS = """\
recipe: airport-reviews
title: Reviews of airports
unit: {column: airport_name, unknown: make, under: all}
date: {column: date, formats: [YYYY-MM-DD]}
items:
  overall:
    column: overall_rating
    question: How was the airport?
    scale:
      - {worst: 1, best: 5}
      - {from: 2011-10-01, worst: 1, best: 10, why: the site changed its stars}
    blank: [NA]
    overall: true
comments:
  review: {column: content, question: Your review}
"""


def test_answers_before_and_after_a_change_of_scale_lie_in_two_spans() -> None:
    rows = sample("skytrax_airport", rows=ALL)
    fates = fates_of(AIRPORTS, rows)

    late = [row["date"] >= "2011-10-01" for row in rows]
    assert (len(kept(fates)), reasons(fates)) == (len(rows), Counter())
    assert [each.span for each in kept(fates)] == [int(each) for each in late]
    assert len({each.unit.code for each in kept(fates)}) == len({row["airport_name"] for row in rows})
    first = [
        float(row["overall_rating"]) for row in rows if row["date"] < "2011-10-01" and row["overall_rating"] != "NA"
    ]
    in_first = [each for each in kept(fates) if each.span == 0]
    assert mean(in_first, worst=1, best=5) == pytest.approx(sum(first) / len(first))


def test_with_one_scale_for_all_time_what_lies_off_it_is_held_back() -> None:
    rows = sample("skytrax_airport", rows=ALL)
    one_scale = re.sub(r"scale:\n.*\n.*\n", "scale: {worst: 1, best: 5}\n", AIRPORTS)

    fates = fates_of(one_scale, rows)

    off = sum(row["overall_rating"] != "NA" and float(row["overall_rating"]) > 5 for row in rows)
    assert off > 100
    assert reasons(fates) == Counter({("off-scale",): off})


CHINESE = """\
recipe: restaurants
title: {zh-hant: 餐廳評論}
unit: {is: all}
date: {is: 2023-12-01}
language: {is: zh-hant}
duplicate: [id]
comments:
  review: {column: text_hant, question: {zh-hant: 您的評論}}
"""


def test_chinese_words_are_kept_whole() -> None:
    rows = sample("zh_dimabsa", rows=ALL)
    fates = fates_of(CHINESE, rows)

    assert [(each.language, *each.comments) for each in kept(fates)] == [
        ("zh-hant", ("review", row["text_hant"].strip(), None)) for row in rows
    ]
    assert len({each.key for each in kept(fates)}) == len({row["id"] for row in rows})


SHOPS = """\
recipe: mystery-shops
title: Mystery shops of public agencies
only: [{column: lang, is: [en]}]
rows: {voice: [agency, service, shop_no], question: qcode, answer: answer}
unit: {column: agency, unknown: make, under: all}
date: {is: 2016-01-01}
language: {is: en}
items:
  queue: {column: A1, question: How many minutes did you queue?}
  access: {column: A5_A, question: How easy was it to find the office?, scale: {worst: 1, best: 5}}
  service: {column: A6, question: How fast was the service?, scale: {worst: 1, best: 5}, overall: true}
"""


def test_one_row_per_answer_becomes_one_voice_per_shop() -> None:
    rows = sample("mystery_shops_kosovo", rows=ALL)
    fates = fates_of(SHOPS, rows)

    english = [row for row in rows if row["lang"] == "en"]
    asked = [row for row in english if row["qcode"] in ("A1", "A5_A", "A6") and row["answer"].strip()]
    shops = {(row["agency"], row["service"], row["shop_no"]) for row in english}
    speaking = {(row["agency"], row["service"], row["shop_no"]) for row in asked}
    assert sum(isinstance(each, LeftOut) for each in fates) == len(rows) - len(english)
    assert (len(kept(fates)), reasons(fates)) == (
        len(speaking),
        Counter({("says-nothing",): len(shops) - len(speaking)}) if shops - speaking else Counter(),
    )
    fast = [float(row["answer"]) for row in asked if row["qcode"] == "A6"]
    assert mean(fates, worst=1, best=5) == pytest.approx(sum(fast) / len(fast))


COMPLAINTS = """\
recipe: complaints
title: Complaints about banks
unit: {column: Company, unknown: all}
date: {column: Date received, formats: [MM/DD/YYYY]}
duplicate: [Complaint ID]
items:
  product: {column: Product, question: Product}
  disputed:
    column: Consumer disputed?
    question: Was the answer disputed?
    scale: {worst: 1, best: 0}
    values: {"Yes": 1, "No": 0}
    does not apply: [N/A]
    overall: true
comments:
  narrative: {column: Consumer complaint narrative, question: What happened?}
"""


def test_complaints_are_kept_with_labels_as_numbers() -> None:
    rows = sample("cfpb_outcomes", rows=ALL)
    fates = fates_of(COMPLAINTS, rows)

    said = Counter(row["Consumer disputed?"] for row in rows)
    assert (len(kept(fates)), reasons(fates)) == (len(rows), Counter())
    assert Counter(each.overall for each in kept(fates)) == Counter(
        {0.0: said["Yes"], 1.0: said["No"], None: said["N/A"]}
    )
    assert sum(len(each.comments) for each in kept(fates)) == sum(
        bool(row["Consumer complaint narrative"].strip()) for row in rows
    )


PASSENGERS = """\
recipe: passengers
title: Passenger survey
unit: {is: airport}
date: {is: 2016-05-15}
duplicate: [RESPNUM]
items:
  whole:
    column: COLUMN
    question: The airport as a whole
    scale: {worst: 1, best: 5}
    does not apply: [6]
    blank: [0]
    overall: true
"""
YEARS = [
    (2010, "Q6N", 3.925),
    (2011, "Q8N", 3.946),
    (2013, "Q7O_WHOLE", 3.982),
    (2014, "Q7ALL", 3.996),
    (2016, "Q7ALL", 4.038),
    (2017, "Q7ALL", 4.064),
]


@pytest.mark.parametrize(("year", "column", "expected"), YEARS)
def test_a_code_for_never_used_is_not_an_answer(year: int, column: str, expected: float) -> None:
    rows = sample(f"sfo_survey_{year}", rows=ALL)
    rows = [{name.removeprefix("*"): cell for name, cell in row.items()} for row in rows]

    fates = fates_of(PASSENGERS.replace("COLUMN", column), rows)

    assert round(mean(fates, worst=1, best=5), 3) == expected
    answered = [row[column] for row in rows if row[column].strip() in ("1", "2", "3", "4", "5", "6")]
    assert len(kept(fates)) == len(answered)
