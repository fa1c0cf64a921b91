"""The way of a file from its arrival to its voices: which steps are decided, and what every step's page has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servewell.base import links
from servewell.engines.tables.recipe import Recipe
from servewell.rooms.voice.services import Seen, SeenFinding, name_of
from servewell.web.imports.forms.places import is_about_columns
from servewell.web.kit.components import Crumb

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import


class Step(StrEnum):
    FILE = "file"
    COLUMNS = "columns"
    QUESTIONS = "questions"
    UNITS = "units"
    WHEN = "when"
    SAME = "same"
    PREVIEW = "preview"
    SUMMARY = "summary"


NAMES: "dict[Step, str | Promise]" = {
    Step.FILE: _("How it is written"),
    Step.COLUMNS: _("What each column is"),
    Step.QUESTIONS: _("Questions and scales"),
    Step.UNITS: _("Units"),
    Step.WHEN: _("Days"),
    Step.SAME: _("Rows that are the same"),
    Step.PREVIEW: _("Ten rows as they will be"),
    Step.SUMMARY: _("What will be taken in"),
}
DECISIONS = (Step.FILE, Step.COLUMNS, Step.QUESTIONS, Step.UNITS, Step.WHEN, Step.SAME)


@dataclass(frozen=True)
class StepRow:
    label: str
    url: str
    state: str
    is_decided: bool
    is_here: bool


@dataclass(frozen=True)
class Way:
    """What stands around the page of a step."""

    crumbs: Sequence[Crumb]
    rows: Sequence[StepRow]
    recipe_path: str
    forget_path: str
    back: str
    onward: str


@dataclass(frozen=True)
class Opened:
    """A file whose recipe is being decided."""

    found: "Import"
    recipe: Recipe
    seen: Seen

    def open_steps(self) -> tuple[Step, ...]:
        """The steps in which something waits for a person."""
        waiting = {step_of(each.where) for each in self.recipe.unsure}
        waiting |= {step_of_finding(each) for each in unsettled(self)}
        return tuple(step for step in DECISIONS if step in waiting)


# their choices are made in the form of the question itself, or there is nothing to choose
IN_THE_FORM = ("off-scale", "code-appeared", "no-answer", "numbers-for-labels")
FEWEST_CHOICES = 2
# how the days are read is chosen in their form, which settles these
BY_THE_DAYS = ("two-orders", "several-formats")
BY_CODE = {
    "equal-rows": Step.SAME,
    "ids-eaten": Step.SAME,
    "mojibake": Step.FILE,
    "lost-signs": Step.FILE,
    "two-orders": Step.WHEN,
    "several-formats": Step.WHEN,
    "epoch": Step.WHEN,
    "days-as-numbers": Step.WHEN,
    "unit-speaks-of-another": Step.UNITS,
}


def is_asked(finding: SeenFinding) -> bool:
    """Whether a person must choose; the others they should only know."""
    return finding.code not in IN_THE_FORM and len(finding.choices) >= FEWEST_CHOICES


def unsettled(opened: Opened) -> Iterator[SeenFinding]:
    return (
        each for each in opened.seen.findings if is_asked(each) and name_of(finding=each) not in opened.seen.settled
    )


def step_of(where: str) -> Step:
    """The step that decides what stands at a path of the recipe. Without one, it is about the columns as a whole."""
    first = where.split(".")[0]
    if first in ("unit", "date", "duplicate"):
        return {"unit": Step.UNITS, "date": Step.WHEN, "duplicate": Step.SAME}[first]
    if is_about_columns(where):
        return Step.COLUMNS
    return Step.QUESTIONS if first in ("items", "comments") else Step.FILE


def step_of_finding(finding: SeenFinding) -> Step:
    return BY_CODE.get(finding.code, Step.QUESTIONS)


def path_of(found: "Import", step: Step) -> str:
    return reverse(f"imports:{step.value}", kwargs={"number": found.pk})


def way_of(opened: Opened, here: Step | None) -> Way:
    waiting = opened.open_steps()
    order = tuple(Step)
    place = order.index(here) if here else -1
    return Way(
        crumbs=crumbs_of(opened.found),
        rows=[_row(opened, step, waiting, here) for step in order],
        recipe_path=reverse("imports:recipe", kwargs={"number": opened.found.pk}),
        forget_path=reverse("imports:forget", kwargs={"number": opened.found.pk}),
        back=path_of(opened.found, order[place - 1]) if place > 0 else "",
        onward=path_of(opened.found, order[place + 1]) if 0 <= place < len(order) - 1 else "",
    )


def _row(opened: Opened, step: Step, waiting: Sequence[Step], here: Step | None) -> StepRow:
    is_decided = step not in waiting
    state = _("decided") if is_decided else _("to decide")
    return StepRow(
        label=str(NAMES[step]),
        url=path_of(opened.found, step),
        state=str(state) if step in DECISIONS else "",
        is_decided=is_decided and step in DECISIONS,
        is_here=step is here,
    )


def crumbs_of(found: "Import") -> Sequence[Crumb]:
    return (Crumb(label=gettext("Files taken in"), url=links.IMPORTS.path()), Crumb(label=found.name))
