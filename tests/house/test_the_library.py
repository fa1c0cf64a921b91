"""The shipped words are whole: four languages everywhere, one script per Chinese, every code points at something."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import opencc
import pytest
import yaml

from servewell.engines import clocks, forms

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "src/servewell/library"
INSTRUMENTS = sorted((LIBRARY / "instruments").glob("*.yaml"))
GLOSSARY = ROOT / "docs/glossary.md"
FILES = sorted(LIBRARY.rglob("*.yaml"))
OURS = {"en", "zh-Hans", "zh-Hant", "es"}
SURVEYJS = {"default", "zh-cn", "zh-tw", "es"}
HANS, HANT = {"zh-Hans", "zh-cn"}, {"zh-Hant", "zh-tw"}
RIGHT_IN_BOTH = set("台")  # Taiwan writes it every day; the converter prefers a rarer form

Tree: TypeAlias = "Mapping[str, Tree] | list[Tree] | str | int | float | bool | date | None"


def load(path: Path) -> Tree:
    tree: Tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tree


def at(tree: Tree, *keys: str) -> Tree:
    for key in keys:
        assert isinstance(tree, Mapping)
        tree = tree[key]
    return tree


def rows(tree: Tree, *keys: str) -> list[Mapping[str, Tree]]:
    found = at(tree, *keys)
    assert isinstance(found, list)
    return [row for row in found if isinstance(row, Mapping)]


def roles_of(person: Mapping[str, Tree]) -> list[Tree]:
    roles = person["roles"]
    assert isinstance(roles, list)
    return roles


def maps(tree: Tree, path: str = "") -> Iterator[tuple[str, Mapping[str, Tree]]]:
    if isinstance(tree, Mapping):
        yield path, tree
        for key, value in tree.items():
            yield from maps(value, f"{path}.{key}")
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from maps(value, f"{path}[{number}]")


def texts(tree: Tree, languages: set[str]) -> Iterator[tuple[str, str]]:
    """Every text of these languages: in a map of words, or in an entry that names its language."""
    for path, entry in maps(tree):
        own = {"text", "subject_like"} if entry.get("language") in languages else set()
        for key in languages | own:
            value = entry.get(key)
            if isinstance(value, str):
                yield f"{path}.{key}", value


def foreign(text: str, converter: opencc.OpenCC) -> str:
    pairs = zip(text, converter.convert(text), strict=True)
    return "".join(sign for sign, turned in pairs if sign != turned and sign not in RIGHT_IN_BOTH)


@pytest.fixture(scope="module")
def company() -> Tree:
    return load(LIBRARY / "demo/company.yaml")


@pytest.fixture(scope="module")
def words() -> Tree:
    return load(LIBRARY / "demo/words.yaml")


@pytest.fixture(scope="module")
def standards() -> Tree:
    return load(LIBRARY / "four-aspects/standards.yaml")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_lacks_a_language_or_is_empty(path: Path) -> None:
    incomplete = []
    for where, entry in maps(load(path)):
        languages = set(entry) & (OURS | SURVEYJS)
        if languages and (set(entry) not in (OURS, SURVEYJS) or not all(str(entry[key]).strip() for key in entry)):
            incomplete.append(where)

    assert incomplete == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_chinese_keeps_to_its_own_script(path: Path) -> None:
    tree = load(path)
    to_traditional, to_simplified = opencc.OpenCC("s2tw"), opencc.OpenCC("t2s")

    strangers = {where: foreign(text, to_traditional) for where, text in texts(tree, HANT)}
    strangers |= {where: foreign(text, to_simplified) for where, text in texts(tree, HANS)}

    assert {where: signs for where, signs in strangers.items() if signs} == {}


def test_a_simplified_sign_among_traditional_ones_would_be_noticed() -> None:
    assert foreign("我們对您的承諾", opencc.OpenCC("s2tw")) == "对"


def test_the_four_aspects_have_three_standards_each(standards: Tree) -> None:
    codes = {
        aspect["code"]: [row["code"] for row in rows(standards, "standards") if row["aspect"] == aspect["code"]]
        for aspect in rows(standards, "aspects")
    }

    names = ["respect", "responsibility", "effective-service", "communication"]
    assert codes == {name: [f"{name}-{number}" for number in (1, 2, 3)] for name in names}


def test_each_standard_shows_what_it_looks_like_and_our_way_in_as_many_examples_in_each_language(
    standards: Tree,
) -> None:
    told = rows(standards, "standards")
    lines = {
        (str(row["code"]), kind): {len(str(text).splitlines()) for text in at(row[kind]).values()}  # type: ignore[union-attr]
        for row in told
        for kind in ("do", "avoid", "way")
    }

    wrong = {each: counted for each, counted in lines.items() if counted != ({1} if each[1] == "way" else {2})}
    assert (len(lines), wrong) == (36, {})


def test_the_survey_asks_about_each_aspect_once_and_about_the_whole(standards: Tree) -> None:
    (survey,) = rows(load(LIBRARY / "four-aspects/survey.yaml"), "instruments")
    document = survey["document"]
    assert isinstance(document, Mapping)

    form = forms.read(document)

    assert [item.aspect for item in form.items if item.aspect] == [row["code"] for row in rows(standards, "aspects")]
    assert form.overall is not None
    assert set(form.languages) == OURS


@pytest.mark.parametrize("path", INSTRUMENTS, ids=lambda path: path.stem)
def test_every_instrument_reads_in_four_languages_and_names_known_aspects_and_standards(
    path: Path, standards: Tree
) -> None:
    written = load(path)
    document = at(written, "document")
    assert isinstance(document, Mapping)

    form = forms.read(document)

    known = {row["code"] for name in ("aspects", "standards") for row in rows(standards, name)}
    assert at(written, "code") == path.stem
    assert set(form.languages) == OURS
    assert {code for item in form.items for code in (item.aspect, *item.standards) if code} - known == set()


def test_only_the_guest_survey_among_the_instruments_counts_in_satisfaction() -> None:
    """What our own people mark, or know, is no customer's satisfaction."""
    counted = {
        path.stem: [item.name for item in forms.read(document).items if item.aspect or item.is_overall]
        for path in INSTRUMENTS
        if isinstance(document := at(load(path), "document"), Mapping)
    }

    assert {code: names for code, names in counted.items() if names} == {
        "guest-survey": ["care.respect", "care.responsibility", "care.effective", "care.communication"]
    }


def test_every_question_of_the_quiz_has_one_right_answer() -> None:
    document = at(load(LIBRARY / "instruments/promise-quiz.yaml"), "document")
    assert isinstance(document, Mapping)

    points = [[choice.points for choice in item.choices] for item in forms.read(document).items]

    assert [sorted(each) for each in points if each] == [[0, 0, 1]] * 6


def test_every_unit_stands_in_the_tree_and_in_a_time_zone(company: Tree) -> None:
    units = rows(company, "units")
    before: set[Tree] = {None}

    for unit in units:
        assert unit["parent"] in before, f"{unit['code']} stands before its parent"
        before.add(str(unit["code"]))
        ZoneInfo(str(unit["zone"]))


def test_every_unit_with_guests_has_one_leader(company: Tree) -> None:
    leaders = Counter(row["unit"] for row in rows(company, "people") if "leader" in roles_of(row))
    serving = [unit["code"] for unit in rows(company, "units") if "stays_per_month" in unit]

    assert {code: leaders[code] for code in serving} == dict.fromkeys(serving, 1)


def test_staff_numbers_are_given_once(company: Tree) -> None:
    numbers = Counter(row["number"] for row in rows(company, "people"))

    assert [number for number, times in numbers.items() if times > 1] == []


def test_only_people_of_the_office_have_an_address(company: Tree) -> None:
    with_address = [row["number"] for row in rows(company, "people") if "email" in row]
    of_the_office = [row["number"] for row in rows(company, "people") if roles_of(row) != ["employee"]]

    assert with_address == of_the_office


def test_the_desk_answers_five_days_a_week_by_a_calendar_the_clock_understands(company: Tree) -> None:
    stored = at(company, "calendar")
    assert isinstance(stored, Mapping)

    calendar = clocks.Calendar.from_json(stored)

    assert Counter(opening.weekday for opening in calendar.openings) == dict.fromkeys(range(5), 2)
    assert [day for day in sorted(calendar.holidays) if day.weekday() > 4] == []


def test_two_newcomers_start_soon(company: Tree) -> None:
    assert [row["name"] for row in rows(company, "people") if "starts_in_days" in row] == ["陈晓", "Mateo Rivas"]


def test_every_comment_points_at_an_aspect_and_a_unit_that_fits(company: Tree, words: Tree, standards: Tree) -> None:
    aspects = {row["code"] for row in rows(standards, "aspects")}
    kinds = {unit["code"]: unit["kind"] for unit in rows(company, "units")}
    astray = [
        entry["text"]
        for entry in [*rows(words, "comments"), *rows(words, "letters")]
        if entry["aspect"] not in aspects or ("unit" in entry and kinds.get(entry["unit"]) != entry["kind"])
    ]

    assert astray == []


def test_no_comment_stands_twice(words: Tree) -> None:
    times = Counter(entry["text"] for entry in rows(words, "comments"))

    assert [text for text, count in times.items() if count > 1] == []


def test_every_answer_is_in_the_language_of_its_letter(words: Tree) -> None:
    letters = {letter["code"]: letter["language"] for letter in rows(words, "letters")}

    assert [letters.get(answer["letter"]) for answer in rows(words, "answers")] == [
        answer["language"] for answer in rows(words, "answers")
    ]


def test_every_term_of_the_glossary_has_one_row_with_four_languages_and_a_meaning() -> None:
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    terms = [row for row in table if row[0] not in ("English", "---")]

    assert [row for row in terms if len(row) != 5 or not all(row)] == []
    assert [term for term, times in Counter(row[0] for row in terms).items() if times > 1] == []
    to_traditional = opencc.OpenCC("s2tw")
    assert [row for row in terms if foreign(row[2], to_traditional)] == []
