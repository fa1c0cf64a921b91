"""The page about survey estimates: its examples run as they stand there, and no function is left out."""

import inspect
import re
from pathlib import Path

import pytest

from servewell.engines import stats
from servewell.engines.stats import power
from servewell.engines.stats.estimates import composites, differences, promoters
from servewell.engines.stats.small_units import apart, funnels, privacy, shrinking
from servewell.engines.stats.surveys import cross_tables, designs, estimating, weights

PAGE = (Path(__file__).parents[3] / "docs" / "build" / "survey-estimates.md").read_text(encoding="utf-8")
MODULES = [
    apart,
    composites,
    cross_tables,
    designs,
    differences,
    funnels,
    power,
    privacy,
    promoters,
    shrinking,
    estimating,
    weights,
]


@pytest.mark.parametrize("example", re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
def test_an_example_runs(example: str) -> None:
    exec(compile(example, "survey-estimates.md", "exec"), {})


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rsplit(".", 1)[1])
def test_every_function_stands_on_the_page(module: object) -> None:
    functions = [
        name
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == getattr(module, "__name__", "") and hasattr(stats, name)
    ]

    assert [name for name in functions if f"`{name}`" not in PAGE] == []
    assert functions
