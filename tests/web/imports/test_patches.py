"""A finding is settled in whatever a recipe may be written as."""

from pathlib import Path

from servewell.rooms.voice.services import SeenChoice, SeenFinding
from servewell.web.imports.forms.patches import settled

SAMPLES = Path(__file__).parents[3] / "docs" / "use" / "samples"


def test_the_recipes_of_the_samples_can_be_settled() -> None:
    choice = SeenChoice(code="all", patch={"date.formats": ["M/D/YYYY", "D/M/YYYY"]})
    finding = SeenFinding(code="several-formats", column="INTERVIEW DATE", choices=(choice,))
    files = sorted(SAMPLES.glob("*.yaml"))

    recipes = [settled(file.read_text(encoding="utf-8"), finding, choice) for file in files]

    assert [recipe.date.formats for recipe in recipes] == [("M/D/YYYY", "D/M/YYYY")] * 2
