"""The page about control charts: its example runs, and every chart and rule set is on it."""

import re
from pathlib import Path

import pytest

from servewell.engines import stats

PAGE = (Path(__file__).parents[3] / "docs" / "build" / "control-charts.md").read_text(encoding="utf-8")


def test_the_examples_run() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)

    assert blocks
    for block in blocks:
        exec(compile(block, "control-charts.md", "exec"), {})


@pytest.mark.parametrize(
    "name", sorted(name for name in stats._HOMES if re.search(r"_chart$|^[A-Z_]+$|^chart_of", name))
)
def test_every_chart_and_every_set_of_rules_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE
