"""How a case stands for whoever reads its page, asked once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases import selectors as cases

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class Standing:
    """How a case stands for one reader: asked once, used by all parts of the page."""

    story: cases.Story
    viewer: "Person"
    zone: str
    draft: cases.Written | None
    left: Sequence[cases.Written]
    also_writing: Sequence[str]
    notes: Sequence[cases.Written]
    near: Sequence[cases.NearCase]
    may_assign: bool
    points: Sequence[cases.SeenPoint]
    went: cases.WentInto | None

    @property
    def case(self) -> "Case":
        return self.story.case

    @property
    def is_open(self) -> bool:
        return self.case.state == terms.OPEN

    @property
    def ends_with(self) -> terms.Ends:
        return cases.ends_with(case=self.case, and_with=self.story.cases_merged)

    @property
    def may_close(self) -> bool:
        return self.ends_with is terms.Ends.THANKS or not self.story.who.is_reached

    @property
    def is_owed(self) -> bool:
        """Here, or in the case that it went into."""
        return self.is_open or (self.went is not None and self.went.is_open)

    @property
    def may_answer(self) -> bool:
        return self.viewer in self.story.writers

    @property
    def can_answer(self) -> bool:
        delivery = self.story.delivery
        is_live = delivery is not None and delivery.state in terms.LIVE_STATES
        return self.may_answer and self.is_open and not is_live


def standing(*, story: cases.Story, viewer: "Person") -> Standing:
    case = story.case
    words = {case.pk: story.words} | {each.case.pk: each.words for each in story.merged}
    points = cases.points_together(case=case, words=words)
    written = cases.writing(viewer=viewer, case=case, at=today.now())
    return Standing(
        story=story,
        viewer=viewer,
        zone=cases.zone_of(case=case),
        draft=written.own,
        left=written.left,
        also_writing=written.others,
        notes=written.notes,
        near=cases.near_cases(viewer=viewer, case=case, person=story.who.person),
        may_assign=rules.ASSIGN.code in story.powers,
        points=points,
        went=cases.went_into(viewer=viewer, case=case, may_answer=viewer in story.writers),
    )
