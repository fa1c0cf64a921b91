"""Style sheets are whole: a brace that a merge lost would move all that follows into the rule before it."""

from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "src" / "servewell" / "web"
SHEETS = sorted(sheet for sheet in WEB.rglob("static/**/*.css") if "vendor" not in sheet.parts)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_rule_is_closed_where_the_next_begins(sheet: Path) -> None:
    depth, deepest = 0, 0
    for number, line in enumerate(sheet.read_text(encoding="utf-8").splitlines(), start=1):
        depth += line.count("{") - line.count("}")
        deepest = max(deepest, depth)
        assert depth >= 0, f"line {number} closes what nothing opened"
        assert depth <= 1 or not line.startswith("@"), f"line {number} begins before the rule above it is closed"
        assert depth <= 1 or line.startswith((" ", "\t")), f"line {number} stands within a rule, but is not indented"
    assert depth == 0
