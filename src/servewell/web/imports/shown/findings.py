"""What was found in a file that a person must decide, with the choices there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.rooms.voice.services import SeenFinding
from servewell.web.imports.shown import finding_words
from servewell.web.imports.shown.steps import Opened, Step, step_of_finding, unsettled


@dataclass(frozen=True)
class ChoiceRow:
    label: str
    number: int


@dataclass(frozen=True)
class FindingCard:
    """``number`` is its place among all findings of the file, by which the form names it."""

    says: str
    examples: Sequence[str]
    choices: Sequence[ChoiceRow]
    number: int
    path: str
    step: str


def cards_of(opened: Opened, step: Step | None) -> Sequence[FindingCard]:
    """Those of one step that wait for a choice; of all steps where ``step`` is None."""
    waiting = set(map(id, unsettled(opened.seen)))
    return [
        _card(opened, finding, place, step)
        for place, finding in enumerate(opened.seen.findings)
        if id(finding) in waiting and (step is None or step_of_finding(opened, finding.column) is step)
    ]


def told(opened: Opened) -> Sequence[str]:
    """Those that leave nothing to choose: a person should only know."""
    return [finding_words.says(each) for each in opened.seen.findings if not each.choices]


def _card(opened: Opened, finding: SeenFinding, place: int, step: Step | None) -> FindingCard:
    example = _("Row %(row)s: %(value)s")
    return FindingCard(
        says=finding_words.says(finding),
        examples=[example % {"row": row, "value": value} for row, value in finding.examples[:3]],
        choices=[
            ChoiceRow(label=finding_words.choice(each.code, finding), number=number)
            for number, each in enumerate(finding.choices)
        ],
        number=place,
        path=reverse("imports:settle", kwargs={"number": opened.found.pk}),
        step=(step or Step.SUMMARY).value,
    )
