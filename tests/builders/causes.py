"""A tree of causes, and what somebody says caused a case."""

from datetime import datetime

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import services
from servewell.rooms.cases.models import Case, Cause, FoundCause
from servewell.rooms.cases.terms import CauseKind, Certainty
from servewell.rooms.people.models import Person
from servewell.rooms.standards import selectors as standards
from tests.builders.company import LONG_AGO, words
from tests.builders.promises import a_promise, an_aspect


def a_cause(
    code: str = "hurry", *, under: str = "", kind: CauseKind | None = CauseKind.ATTITUDE, standard: str = "respect-1",
    name: str = "", process: str = "", at: datetime = LONG_AGO,
) -> Cause:  # fmt: skip
    """A leaf that points at a standard, which is promised if nobody has promised it; without a kind a branch."""
    if kind and standard not in {each.code for each in standards.standards_in_force()}:
        a_promise(aspects=[an_aspect(standard.rpartition("-")[0])])
    draft = services.CauseDraft(
        name=words(name or code.title()), above=under, kind=kind, standards=(standard,) if kind else (), process=process
    )
    return services.enter_cause(draft=draft, code=code, by=HOUSE, at=at)


def a_found_cause(
    case: Case, code: str = "hurry", *, by: Person, at: datetime, certainty: Certainty = Certainty.FOUND,
    is_main: bool = False, note: str = "",
) -> FoundCause:  # fmt: skip
    """Somebody says what caused a case."""
    return services.name_cause(
        case=case, code=code, certainty=certainty, is_main=is_main, note=note, by=by, at=at
    )  # fmt: skip
