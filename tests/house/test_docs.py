"""Tables in docs/ equal the code."""

from pathlib import Path

import pytest

from tools import tables

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", sorted(tables.PAGES))
def test_a_printed_page_equals_the_code(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == tables.PAGES[name](), "run: make docs"
