"""J3 on real files: what a careless import would get wrong, taken in by recipes written as a user writes them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from servewell.project.command import servewell
from tests.samples import needs_samples, sample_file

pytestmark = needs_samples
RECIPES = Path(__file__).parents[1] / "recipes"
UNITS = (
    *("airport", "ambulance", "community", "hotels", "hotel", "waimai", "restaurants", "bank"),
    *("jetblue", "united", "us-airways", "american", "southwest", "virgin-america"),
)
Counts = dict[str, object]
Taker = Callable[[str, str], Counts]


def called(*words: str) -> str:
    ran = CliRunner().invoke(servewell, list(words), prog_name="servewell", catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


@pytest.fixture
def take_in(lake_db: Path, settings: Settings, tmp_path: Path) -> Taker:
    """An empty company with the units that the recipes name; the file and the recipe in, counts by fate out."""
    settings.FILES_FOLDER = tmp_path / "files"
    called("units", "add", "company", "--name", "The company", "--zone", "UTC")
    for code in UNITS:
        called("units", "add", code, "--name", code, "--under", "company")

    def taken(file: str, recipe: str) -> Counts:
        said = json.loads(called("import", str(sample_file(file)), "--recipe", str(RECIPES / recipe), "--json"))
        return {name: said[name] for name in ("rows", "kept", "duplicate", "left_out", "held", "ids_lost")}

    return taken


def counts(rows: int, kept: int, *, duplicate: int = 0, left_out: int = 0, ids_lost: int = 0, **held: int) -> Counts:
    return {
        "rows": rows,
        "kept": kept,
        "duplicate": duplicate,
        "left_out": left_out,
        "held": {reason.replace("_", "-"): n for reason, n in held.items()},
        "ids_lost": ids_lost,
    }


# year, its rows, those that say something; then the mean of the overall question and the answers to it
AIRPORT = (
    (2010, 3_234, 3_213, 3.925, 3_093),
    (2011, 3_872, 3_840, 3.946, 3_694),
    (2013, 3_535, 3_511, 3.982, 3_334),
    (2014, 2_818, 2_805, 3.996, 2_677),
    (2016, 3_087, 3_065, 4.038, 2_919),
    (2017, 2_831, 2_808, 4.064, 2_688),
)


def test_j3_the_airports_years_are_compared_on_one_scale_without_what_never_applied(take_in: Taker) -> None:
    found = {year: take_in(f"sfo_survey_{year}", f"airport_{year}.yaml") for year, *_ in AIRPORT}

    assert found == {year: counts(rows, kept, says_nothing=rows - kept) for year, rows, kept, *_ in AIRPORT}
    called("define", "css", "--definition", "mean")
    measured = json.loads(called("measure", "css", "--by", "year", "--unit", "airport", "--json"))["figures"]
    assert [(row["period"], round(row["value"], 3), row["n"], row["scale"]) for row in measured] == [
        (str(year), mean, n, "1 to 5") for year, _, _, mean, n in AIRPORT
    ]


def measured_again() -> dict[str, object]:
    """All that ``servewell measure`` prints but for the moment of the last load: the figures and their digest."""
    printed: dict[str, object] = json.loads(called("measure", "css", "--by", "year", "--definition", "mean", "--json"))
    return {name: each for name, each in printed.items() if name != "as_of"}


def test_j3_the_same_file_twice_changes_nothing(take_in: Taker) -> None:
    take_in("sfo_survey_2010", "airport_2010.yaml")
    before = measured_again()

    again = take_in("sfo_survey_2010", "airport_2010.yaml")

    assert again["kept"] == 0
    assert measured_again() == before


@pytest.mark.parametrize(
    ("file", "recipe", "expected"),
    [
        ("skytrax_airline", "airline_reviews", counts(1_445, 1_445)),
        ("skytrax_airport", "airport_reviews", counts(633, 632, off_scale=1)),
        ("skytrax_lounge", "lounge_reviews", counts(1_478, 1_478)),
        ("skytrax_seat", "seat_reviews", counts(811, 796, no_date=15)),
        ("nhs_fft", "patients", counts(5_059, 4_203, date_ambiguous=792, says_nothing=65)),
        ("airline_tweets", "tweets", counts(9_457, 9_358, duplicate=99)),
        ("es_cuba_hotels", "hotels_es", counts(11_742, 11_742)),
        ("zh_waimai_sentiment", "waimai_zh", counts(7_794, 7_794)),
        ("zh_hotel_sentiment", "hotel_zh", counts(5_014, 5_014)),
        ("zh_dimabsa", "restaurants_zh", counts(5_548, 5_548)),
        ("mystery_shops_kosovo", "mystery_shops", counts(897, 88, left_out=809)),
        ("cfpb_outcomes", "complaints", counts(537, 537)),
        ("traps/airline_tweets_dotted_times", "tweets_dotted_times", counts(400, 400, ids_lost=400)),
        ("traps/airline_tweets_excel_float_ids", "tweets_excel_float_ids", counts(400, 400, ids_lost=400)),
        ("traps/airline_tweets_gbk_mojibake", "tweets_gbk_mojibake", counts(400, 386, undecodable=14, ids_lost=386)),
        ("traps/airline_tweets_numeric_labels", "tweets_numeric_labels", counts(400, 400, ids_lost=400)),
        (
            "traps/airline_tweets_serial_dates_formula_escape",
            "tweets_serial_dates_formula_escape",
            counts(400, 400, ids_lost=400),
        ),
    ],
)
def test_j3_every_row_of_a_real_file_has_its_fate(take_in: Taker, file: str, recipe: str, expected: Counts) -> None:
    assert take_in(file, f"{recipe}.yaml") == expected
