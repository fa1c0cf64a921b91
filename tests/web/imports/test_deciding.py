"""Each step changes its part of one recipe, and the other parts stay what they were."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.test import Client

from servewell.base.permissions import HOUSE, Power
from servewell.engines.tables import Recipe, read_recipe, write_recipe
from servewell.engines.tables.recipe import Scale
from servewell.rooms.people import rules as people_rules
from servewell.rooms.voice import rules, services
from servewell.rooms.voice.models import Import
from tests.builders import a_browser, a_company, a_person, a_unit
from tests.builders.imports import a_brought_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "files")]

SURVEY = "No,Place,When,Q1,Q2,Words\n" + "".join(
    f"{n},{place},{day},{first},{second},{words}\n"
    for n, (place, day, first, second, words) in enumerate(
        [
            ("lakeside", "10/1/2026", 1, 5, "The porter carried our bags up two flights of stairs."),
            ("lakeside", "10/2/2026", 2, 4, "The lift was out of order for the whole weekend."),
            ("North Wing", "10/13/2026", 5, 1, "A quieter room would have been a blessing for us."),
            ("lakeside", "10/14/2026", 4, 9, "We waited for half an hour at the desk on arrival."),
            ("lakeside", "10/15/2026", 9, 3, "Breakfast could begin earlier for people with trains."),
            ("lakeside", "10/16/2026", 3, 2, "More light in the bathroom please and some more hooks."),
        ]
        * 4,
        start=1,
    )
)
COLUMNS = {
    "is-No": "id", "is-Place": "unit", "is-When": "date", "is-Q1": "score", "is-Q2": "score", "is-Words": "words",
}  # fmt: skip


@pytest.fixture
def mei() -> Client:
    a_unit("lakeside", under=a_company())
    return a_browser(a_person("Mei", rules.IMPORT))


@pytest.fixture
def run(mei: Client, now: datetime) -> Import:
    brought = a_brought_file(SURVEY, name="Guests 2026.csv", at=now)
    mei.post(f"/imports/{brought.pk}/columns", COLUMNS)
    return brought


def recipe_of(run: Import) -> Recipe:
    run.refresh_from_db()
    return read_recipe(text=run.draft)


def waiting(run: Import) -> set[str]:
    return {each.where for each in recipe_of(run).unsure}


def test_the_columns_are_what_a_person_says(run: Import) -> None:
    recipe = recipe_of(run)

    assert (recipe.unit.column, recipe.date.column, recipe.duplicate) == ("Place", "When", ("No",))
    assert [(item.name, item.column) for item in recipe.items] == [("q1", "Q1"), ("q2", "Q2")]
    assert [comment.column for comment in recipe.comments] == ["Words"]


def test_a_new_score_waits_until_somebody_says_which_end_is_best(run: Import) -> None:
    assert {"items.q1.scale", "items.q2.scale"} <= waiting(run) | {f"{each}.scale" for each in waiting(run)}


def test_a_column_that_is_left_out_leaves_the_recipe_and_its_doubts(mei: Client, run: Import) -> None:
    mei.post(f"/imports/{run.pk}/columns", {**COLUMNS, "is-Q2": "out"})

    assert [item.column for item in recipe_of(run).items] == ["Q1"]
    assert not any(where.startswith("items.q2") for where in waiting(run))


def test_two_columns_cannot_both_be_the_day(mei: Client, run: Import) -> None:
    before = recipe_of(run)

    answer = mei.post(f"/imports/{run.pk}/columns", {**COLUMNS, "is-Q1": "date"})

    assert answer.status_code == 422
    assert "Only one column can be “The day”, and these are: “When”, “Q1”." in answer.content.decode()
    assert recipe_of(run) == before


def test_a_file_in_which_nobody_says_anything_is_no_recipe(mei: Client, run: Import) -> None:
    silent = {name: "out" if name in ("is-Q1", "is-Q2", "is-Words") else role for name, role in COLUMNS.items()}

    answer = mei.post(f"/imports/{run.pk}/columns", silent)

    assert answer.status_code == 422
    assert "nobody says anything in this file" in answer.content.decode()


def questions(**more: str) -> dict[str, str]:
    return {
        "decides-q1": "yes", "low-q1": "1", "high-q1": "5", "best-q1": "low", "code-q1-9": "na",
        "question-q1": "How clean was it?", "question-q2": "And the welcome?", "question-words": "What else?",
        "overall": "q2", **more,
    }  # fmt: skip


def test_one_scale_is_decided_for_all_questions_with_the_same_answers(mei: Client, run: Import) -> None:
    mei.post(f"/imports/{run.pk}/questions", questions())

    first, second = recipe_of(run).items
    assert first.scales == second.scales == (Scale(worst=5, best=1),)
    assert first.does_not_apply == second.does_not_apply == {"9"}
    assert (first.question, second.question) == ({"en": "How clean was it?"}, {"en": "And the welcome?"})
    assert (first.is_overall, second.is_overall) == (False, True)
    assert not any(where.startswith("items.") for where in waiting(run))


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"best-q1": ""}, "Say which end is best. Guessing it wrong would turn praise into complaint."),
        ({"high-q1": "1"}, "The lowest and the highest answer must be two different numbers."),
        ({"low-q1": "one"}, "Write a number."),
        ({"high-q1": "500"}, "A scale has at most 101 steps. Is this column a score at all?"),
        ({"question-q2": " "}, "Write the question as the customer read it."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(
    mei: Client, run: Import, said: dict[str, str], fault: str
) -> None:
    before = recipe_of(run)

    answer = mei.post(f"/imports/{run.pk}/questions", questions(**said))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{next(iter(said))}-fault"><li>{fault}</li>' in page
    assert recipe_of(run) == before


def test_a_label_that_counts_as_a_number_needs_one(mei: Client, run: Import) -> None:
    answer = mei.post(f"/imports/{run.pk}/questions", questions(**{"code-q1-9": "score", "value-q1-9": "5"}))

    assert answer.status_code == 303
    assert recipe_of(run).items[0].values == {"9": 5.0}


def test_a_label_of_a_unit_is_mapped_to_one_that_the_person_may_use(mei: Client, run: Import) -> None:
    mei.post(f"/imports/{run.pk}/units", {"unit-North Wing": "lakeside", "unit-lakeside": "", "unknown": "hold"})

    rule = recipe_of(run).unit
    assert (dict(rule.names), rule.unknown) == ({"North Wing": "lakeside"}, "hold")
    assert not any(where.startswith("unit") for where in waiting(run))


def test_a_unit_that_is_not_ones_own_is_no_choice(mei: Client, run: Import) -> None:
    mei.post(f"/imports/{run.pk}/units", {"unit-North Wing": "nowhere", "unknown": "to-one", "otherwise": "nowhere"})

    assert "North Wing" not in recipe_of(run).unit.names


def test_days_are_read_only_as_ticked(mei: Client, run: Import) -> None:
    mei.post(f"/imports/{run.pk}/when", {"how": "these", "formats": ["M/D/YYYY"], "read-on": "2026-10-20"})

    rule = recipe_of(run).date
    assert (rule.formats, rule.read_on) == (("M/D/YYYY",), date(2026, 10, 20))


def test_no_ticked_format_is_a_fault(mei: Client, run: Import) -> None:
    answer = mei.post(f"/imports/{run.pk}/when", {"how": "these"})

    assert answer.status_code == 422
    assert "Tick at least one format, or let each day be read by every format." in answer.content.decode()


def test_whole_rows_are_compared_where_no_column_names_a_row(mei: Client, run: Import) -> None:
    mei.post(f"/imports/{run.pk}/same", {"how": "rows"})

    assert recipe_of(run).duplicate == ()


def test_the_name_of_the_kind_is_kept_and_its_short_name_must_be_one(mei: Client, run: Import) -> None:
    asked = {"title": "Guest survey", "code": "guests", "encoding": "utf-8", "separator": ",", "header": "1"}
    refused = mei.post(f"/imports/{run.pk}/file", {**asked, "code": "Guests!"})
    mei.post(f"/imports/{run.pk}/file", asked)

    recipe = recipe_of(run)
    assert refused.status_code == 422
    assert (recipe.code, dict(recipe.title)) == ("guests", {"en": "Guest survey"})


def test_a_file_that_is_written_otherwise_is_looked_into_again(mei: Client, run: Import) -> None:
    asked = {"title": "Guest survey", "code": "guests", "encoding": "utf-8", "separator": ",", "header": "2"}

    answer = mei.post(f"/imports/{run.pk}/file", asked)

    run.refresh_from_db()
    assert answer["Location"] == f"/imports/{run.pk}/file"
    assert [column["name"] for column in run.findings["seen"]["columns"]][:2] == ["1", "lakeside"]


def test_every_decision_survives_a_reload_and_the_back_button(mei: Client, run: Import) -> None:
    mei.post(f"/imports/{run.pk}/questions", questions())
    mei.post(f"/imports/{run.pk}/columns", COLUMNS)

    page = mei.get(f"/imports/{run.pk}/questions").content.decode()
    assert "How clean was it?" in page
    assert recipe_of(run).items[0].scales == (Scale(worst=5, best=1),)


def test_the_recipe_can_be_mended_by_hand_and_mistakes_name_their_lines(mei: Client, run: Import) -> None:
    text = mei.get(f"/imports/{run.pk}/recipe.yaml").content.decode()

    refused = mei.post(f"/imports/{run.pk}/recipe", {"document": text + "colour: blue\n"})
    kept = mei.post(f"/imports/{run.pk}/recipe", {"document": text.replace("title: ", "title: The ", 1)})

    assert refused.status_code == 422
    assert f"Line {len(text.splitlines()) + 1}" in refused.content.decode()
    assert kept.status_code == 303
    assert next(iter(recipe_of(run).title.values())).startswith("The ")


def test_all_steps_decided_leave_the_button_and_nothing_else(mei: Client, run: Import) -> None:
    at = f"/imports/{run.pk}"
    before = mei.get(f"{at}/summary").content.decode()
    mei.post(f"{at}/file", {"title": "Guests", "code": "guests", "encoding": "utf-8", "separator": ",", "header": "1"})
    mei.post(f"{at}/questions", questions())
    mei.post(f"{at}/units", {"unit-North Wing": "lakeside", "unknown": "hold"})
    mei.post(f"{at}/when", {"how": "these", "formats": ["M/D/YYYY"]})
    mei.post(f"{at}/same", {"how": "columns", "columns": ["No"]})
    after = mei.get(f"{at}/summary").content.decode()

    assert "Take in" not in before.partition("imports-fates")[2].partition("</main>")[0]
    assert waiting(run) == set()
    assert "Take in 24 voices" in after


CHANGED = "No,Place,When,Stars,Words\n" + "".join(
    f"{n},lakeside,{2010 + n // 120}-{n // 10 % 12 + 1:02}-15,{n % 5 + 1 if n < 360 else n % 10 + 1},"
    f"Row {n} tells of a stay with a view over the lake and the hills.\n"
    for n in range(1, 720)
)


def found(mei: Client, now: datetime) -> tuple[Import, str]:
    """A file whose stars go up to ten from 2013 on, and what is said about it."""
    brought = a_brought_file(CHANGED, name="stars.csv", at=now)
    return brought, mei.get(f"/imports/{brought.pk}/questions").content.decode()


def test_a_scale_that_changed_in_time_is_found_and_waits_for_a_choice(mei: Client, now: datetime) -> None:
    brought, page = found(mei, now)

    assert "In “Stars” the answers change in 2013-01: before it they go up to 5, from then on up to 10." in page
    assert "Yes, it is another scale from then on" in page
    assert "questions" in {step for step in ("questions",) if f"/imports/{brought.pk}/{step}" in page}


@pytest.mark.parametrize(
    ("words", "scales"),
    [
        ("Yes, it is another scale from then on", [(None, 1, 5), (date(2013, 1, 1), 1, 10)]),
        ("No, it is one scale", [(None, 1, 10)]),
    ],
)
def test_a_finding_is_settled_by_one_choice(
    mei: Client, now: datetime, words: str, scales: list[tuple[date | None, float, float]]
) -> None:
    brought, page = found(mei, now)
    choice = page.partition(f">{words}</button>")[0].rpartition('value="')[2].partition('"')[0]
    number = page.partition('name="finding" value="')[2].partition('"')[0]

    said = {"finding": number, "choice": choice, "step": "questions"}
    answer = mei.post(f"/imports/{brought.pk}/settle", said)

    assert answer["Location"] == f"/imports/{brought.pk}/questions"
    assert [(each.from_on, each.worst, each.best) for each in recipe_of(brought).items[0].scales] == scales
    assert words not in mei.get(f"/imports/{brought.pk}/questions").content.decode()


def test_many_columns_that_are_left_out_are_folded_away(mei: Client, now: datetime) -> None:
    """Eight values at most are drawn, in the order of the scale; days and names are told by examples."""
    spare = [f"Spare {n}" for n in range(1, 8)]
    lines = [f"{line},{','.join('x' for _ in spare)}" for line in SURVEY.splitlines()[1:]]
    wide = "\n".join([f"No,Place,When,Q1,Q2,Words,{','.join(spare)}", *lines])
    run = a_brought_file(wide, name="wide.csv", at=now)
    mei.post(f"/imports/{run.pk}/columns", COLUMNS | {f"is-{name}": "out" for name in spare})

    page = mei.get(f"/imports/{run.pk}/columns").context["page"]

    assert (page.out_says, page.is_folded, [row.name for row in page.out]) == ("7 columns are left out", True, spare)
    rows = {row.name: row for row in [*page.unsure, *page.sure]}
    assert [bar.value for bar in rows["Q2"].bars] == ["1", "2", "3", "4", "5", "9"]
    assert [(name, len(row.bars), len(row.examples)) for name, row in rows.items() if name in ("No", "When", "Q2")] == [
        ("No", 0, 3), ("When", 0, 3), ("Q2", 6, 0),
    ]  # fmt: skip


TWO = "No,Place,When,Q1,Words\n" + "".join(
    f"{n},{place},{day},{n % 5 + 1},Row {n} tells of a stay with a view over the lake and hills.\n"
    for n, (place, day) in enumerate(
        [
            (p, d)
            for k in range(13, 28)
            for p, d in (("lakeside", f"{k}/{k % 9 + 1}/2025"), ("harbour", f"{k % 9 + 1}/{k}/2025"))
        ]
        + [(p, f"{k}/3/2025") for k in range(1, 9) for p in ("lakeside", "harbour")],
        start=1,
    )
)
WAYS = {"harbour": ("M/D/YYYY",), "lakeside": ("D/M/YYYY",)}


def test_days_in_two_orders_are_told_apart_by_the_unit_and_one_form_decides_it(mei: Client, now: datetime) -> None:
    a_unit("harbour", under=a_company())
    run = a_brought_file(TWO, name="two.csv", at=now)
    drafted = recipe_of(run)
    told_apart = replace(drafted.date, by_column="Place", by_formats=WAYS)
    services.decide(run=run, draft=write_recipe(recipe=replace(drafted, date=told_apart)), by=HOUSE, at=now)
    before = mei.get(f"/imports/{run.pk}/when").context["page"]

    mei.post(f"/imports/{run.pk}/when", {"how": "by"})

    assert [len(card.choices) for card in before.findings] == [0]
    assert before.how.options[0].label == "By what stands in “Place”: harbour M/D/YYYY; lakeside D/M/YYYY"
    rule = recipe_of(run).date
    assert (rule.by_column, rule.by_formats) == ("Place", WAYS)
    after = mei.get(f"/imports/{run.pk}/when").context["page"]
    assert (list(after.findings), [row.is_decided for row in after.way.rows][4]) == ([], True)


@pytest.mark.parametrize(
    ("powers", "offered"), [((), ["hold", "to-one"]), ((people_rules.MANAGE,), ["hold", "to-one", "make"])]
)
def test_new_units_are_offered_to_those_who_may_make_them(
    run: Import, powers: tuple[Power, ...], offered: list[str]
) -> None:
    browser = a_browser(a_person("Ann", rules.IMPORT, *powers))

    page = browser.get(f"/imports/{run.pk}/units").context["page"]

    assert [option.value for option in page.unknown.options] == offered
    assert [field.name for field in page.beside] == ["otherwise", *(["under"] if powers else [])]
