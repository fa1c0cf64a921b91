"""A draft on its way: proposals with their reasons, and what a person must confirm."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from servewell.engines.tables.finding.shapes import Finding
from servewell.engines.tables.recipe import Recipe, Unsure


@dataclass(frozen=True)
class Draft:
    """``notes`` are reasons by the path of a recipe's key. ``recipe.unsure`` says what waits for a person.

    ``left_out`` says what stands in each column that the recipe does not read.
    """

    recipe: Recipe
    notes: Mapping[str, str]
    findings: tuple[Finding, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Reasons:
    """Collects why, and where it is not sure."""

    notes: dict[str, str] = field(default_factory=dict)
    unsure: list[Unsure] = field(default_factory=list)

    def because(self, where: str, why: str) -> None:
        self.notes[where] = f"{self.notes[where]} {why}" if where in self.notes else why

    def ask(self, where: str, why: str) -> None:
        self.unsure.append(Unsure(where, why))
