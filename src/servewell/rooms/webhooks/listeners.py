"""What this room does when others announce: it notes it down in the same transaction, if anybody wants to know."""

from servewell.base.bus import reacts_to
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.events import (
    AnswerLost,
    AnswersHandedOver,
    CaseAnswered,
    CasesAssigned,
    CasesClosed,
    CasesMerged,
    CasesOpened,
    MergesUndone,
)
from servewell.rooms.insight.events import FindingPublished
from servewell.rooms.voice.events import VoicesReceived
from servewell.rooms.webhooks import services
from servewell.rooms.webhooks.terms import Told


@reacts_to(VoicesReceived)
def webhooks_hear_of_voices(event: VoicesReceived) -> None:
    services.note(event=Told.VOICE_RECEIVED, keys=lambda: event.voices, at=event.at)


@reacts_to(CasesOpened)
def webhooks_hear_of_cases(event: CasesOpened) -> None:
    services.note(event=Told.CASE_OPENED, keys=lambda: event.cases, at=event.at)


@reacts_to(CasesAssigned)
def webhooks_hear_whose_cases_are(event: CasesAssigned) -> None:
    services.note(event=Told.CASE_ASSIGNED, keys=lambda: event.cases, at=event.at)


@reacts_to(CaseAnswered)
def webhooks_hear_of_answers(event: CaseAnswered) -> None:
    _note_deliveries(Told.CASE_ANSWERED, event)


@reacts_to(AnswersHandedOver)
def webhooks_hear_of_answers_on_their_way(event: AnswersHandedOver) -> None:
    _note_deliveries(Told.CASE_HANDED_OVER, event)


@reacts_to(AnswerLost)
def webhooks_hear_of_lost_answers(event: AnswerLost) -> None:
    _note_deliveries(Told.CASE_LOST, event)


@reacts_to(CasesClosed)
def webhooks_hear_of_closed_cases(event: CasesClosed) -> None:
    services.note(event=Told.CASE_CLOSED, keys=lambda: event.cases, at=event.at)


@reacts_to(CasesMerged)
def webhooks_hear_of_merged_cases(event: CasesMerged) -> None:
    services.note(event=Told.CASE_MERGED, keys=lambda: event.cases, at=event.at)


@reacts_to(MergesUndone)
def webhooks_hear_of_cases_that_stand_by_themselves_again(event: MergesUndone) -> None:
    services.note(event=Told.CASE_UNMERGED, keys=lambda: event.cases, at=event.at)


@reacts_to(FindingPublished)
def webhooks_hear_of_findings(event: FindingPublished) -> None:
    services.note(event=Told.FINDING_PUBLISHED, keys=lambda: event.published, at=event.at)


def _note_deliveries(told: Told, event: CaseAnswered | AnswersHandedOver | AnswerLost) -> None:
    services.note(event=told, keys=lambda: cases.cases_of_deliveries(deliveries=event.deliveries), at=event.at)
