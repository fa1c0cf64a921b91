"""What was found in a file that a person must decide, with the choices there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.rooms.voice.services import SeenFinding
from servewell.web.imports.shown import finding_words
from servewell.web.imports.shown.steps import (
    BY_THE_DAYS,
    IN_THE_FORM,
    Opened,
    Step,
    is_asked,
    path_of,
    step_of_finding,
    unsettled,
)

# in the list of labels below the finding, or in the recipe as text
MADE_ELSEWHERE: Final = ("another-unit", "by-column")


@dataclass(frozen=True)
class ChoiceRow:
    label: str
    number: int


@dataclass(frozen=True)
class FindingCard:
    """``number`` is its place among all findings of the file, by which the form names it.

    Without ``choices`` it is decided in the form of its step; ``elsewhere`` leads there from another page.
    """

    says: str
    examples: Sequence[str]
    choices: Sequence[ChoiceRow]
    number: int
    path: str
    step: str
    elsewhere: str


def cards_of(opened: Opened, step: Step | None) -> Sequence[FindingCard]:
    """Those of one step that wait for a choice; of all steps where ``step`` is None."""
    waiting = set(map(id, unsettled(opened)))
    return [
        _card(opened, finding, place, step)
        for place, finding in enumerate(opened.seen.findings)
        if id(finding) in waiting and (step is None or step_of_finding(finding) is step)
    ]


def told(opened: Opened) -> Sequence[str]:
    """Those that leave nothing to choose: a person should only know."""
    return [
        finding_words.says(each) for each in opened.seen.findings if not is_asked(each) and each.code not in IN_THE_FORM
    ]


def _card(opened: Opened, finding: SeenFinding, place: int, step: Step | None) -> FindingCard:
    example = _("Row %(row)s: %(value)s")
    return FindingCard(
        says=finding_words.says(finding),
        examples=[example % {"row": row, "value": value} for row, value in finding.examples[:3]],
        choices=[
            ChoiceRow(label=finding_words.choice(each.code, finding), number=number)
            for number, each in enumerate(finding.choices)
            if each.code not in MADE_ELSEWHERE and finding.code not in BY_THE_DAYS
        ],
        number=place,
        path=reverse("imports:settle", kwargs={"number": opened.found.pk}),
        step=(step or Step.SUMMARY).value,
        elsewhere="" if step else path_of(opened.found, step_of_finding(finding)),
    )
