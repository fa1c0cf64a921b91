"""docs/use/recipes.md and the code tell the same keys, signs and reasons; its examples can be taken."""

import re
from pathlib import Path

import pytest

from servewell.engines.tables import ReasonCode, read_recipe
from servewell.engines.tables.dates.formats import DateFault
from servewell.engines.tables.dates.signs import SIGNS
from servewell.engines.tables.recipes import keys
from servewell.engines.tables.recipes.document import UNSURE

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "use" / "recipes.md").read_text(encoding="utf-8")
SECTIONS = {
    "The recipe itself": keys.TOP,
    "`file`": keys.FILE,
    "`unit`": keys.UNIT,
    "`date`": keys.DATE,
    "`items`": keys.ITEM,
    "`comments`": keys.COMMENT,
}
BASE = """\
recipe: example
title: Example
unit: {is: all}
date: {is: 2016-06-30}
items:
  whole:
    column: Q7
    question: The whole
"""


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def told(text: str, *, under: str) -> set[str]:
    """What stands in code in the first cells of those tables of a section whose first column is called so."""
    tables = re.findall(rf"^\| {under} \|.*\n(?:\|.*\n)+", text, re.MULTILINE)
    cells = re.findall(r"^\| (`[^|]*`) \|", "".join(tables), re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("title", SECTIONS)
def test_each_key_is_told_on_the_page_and_each_told_key_is_one(title: str) -> None:
    elsewhere = told(section("Encounters and volumes"), under="key") if title == "The recipe itself" else set()

    assert told(section(title), under="key") | elsewhere == set(SECTIONS[title]) - {UNSURE}


def test_each_sign_of_a_date_is_told() -> None:
    table = "\n".join(line for line in section("`date`").splitlines() if line.count("|") >= 6)

    assert set(SIGNS) - set(re.findall(r"`([^`]+)`", table)) == set()


def test_each_reason_that_a_recipe_gives_is_told_with_what_to_do() -> None:
    reasons = told(section("What becomes of each row"), under="reason")

    assert {str(code) for code in (*ReasonCode, *DateFault)} - reasons == set()


def test_the_examples_of_the_page_can_be_taken() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)

    assert len(examples) > 3
    for example in examples:
        head = BASE if not example.startswith("recipe:") else ""
        assert read_recipe(text=head + example).code
