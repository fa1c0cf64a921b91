"""The page about instruments says what the code accepts."""

import json
import re
from pathlib import Path

from servewell.engines import forms
from servewell.engines.forms import expression_parser, operators

PAGE = (Path(__file__).parents[3] / "docs" / "build" / "instruments.md").read_text(encoding="utf-8")


def test_the_closed_list_on_the_page_is_the_one_that_the_code_prints():
    _, printed = PAGE.split("## The closed list\n\n")

    assert printed == forms.describe()


def test_the_example_on_the_page_can_be_published():
    example = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)

    assert example is not None
    assert [item.name for item in forms.read(json.loads(example[1])).items] == ["overall", "respect", "why"]


def test_every_operator_that_can_be_evaluated_is_printed():
    assert set(operators.BINARY) | {"==", "<>", "!", "empty", "notempty"} == set(expression_parser.OPERATORS)
