"""What this room does when others announce."""

from datetime import date

from servewell.base import today
from servewell.base.bus import follows_up, reacts_to
from servewell.rooms.customers.events import CustomersErased, EncountersRecorded
from servewell.rooms.insight import services
from servewell.rooms.instruments.events import ResponsesRescored, ScoresCorrected
from servewell.rooms.people import selectors as people
from servewell.rooms.people.events import PeopleLeft, PeopleMoved, UnitsPlaced
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.events import HistoryTakenIn, ImportShown, ImportWithdrawn, VoicesReceived


@follows_up(VoicesReceived)
def new_voices_reach_the_figures(event: VoicesReceived) -> None:
    _reach_the_figures(voice.months_of(voices=event.voices))


@follows_up(HistoryTakenIn)
def old_voices_reach_the_figures(event: HistoryTakenIn) -> None:
    _reach_the_figures(voice.months_of(voices=event.voices))


@follows_up(ImportShown)
def a_shown_file_reaches_the_figures(event: ImportShown) -> None:
    _reach_the_figures(_months_of(event.imports))


@follows_up(ImportWithdrawn)
def a_withdrawn_file_leaves_the_figures(event: ImportWithdrawn) -> None:
    _reach_the_figures(_months_of(event.imports))


@follows_up(ScoresCorrected)
def corrected_answers_reach_the_figures(event: ScoresCorrected) -> None:
    _reach_the_figures(voice.months_of_responses(responses=event.responses))


@follows_up(ResponsesRescored)
def new_scores_reach_the_figures(event: ResponsesRescored) -> None:
    _reach_the_figures(voice.months_of_responses(responses=event.responses))


@follows_up(EncountersRecorded)
def encounters_reach_the_figures(event: EncountersRecorded) -> None:
    at = today.now()
    services.mark_encounters(months=[date.fromisoformat(month) for month in event.months], at=at)
    services.load_soon(at=at)


@reacts_to(UnitsPlaced)
def a_changed_tree_reaches_the_figures(event: UnitsPlaced) -> None:
    services.mark_tree(at=event.at)


@reacts_to(PeopleLeft)
def mondays_page_ends_with_who_leaves(event: PeopleLeft) -> None:
    services.end_of_leavers(persons=event.people, at=event.at)


@follows_up(PeopleMoved)
def mondays_page_follows_who_moves(event: PeopleMoved) -> None:
    moved = [each.person_id for each in people.postings(keys=event.postings)]
    services.follow_movers(persons=moved, at=today.now())


@reacts_to(CustomersErased)
def erased_words_leave_what_was_published(event: CustomersErased) -> None:
    services.erase_quotes(customers=event.customers, at=event.at)


@reacts_to(ImportWithdrawn)
def withdrawn_words_leave_what_was_published(event: ImportWithdrawn) -> None:
    services.withdraw_quotes(imports=event.imports, at=event.at)


def _months_of(imports: tuple[int, ...]) -> list[date]:
    return sorted({month for run in imports for month in voice.months_of_import(run=run)})


def _reach_the_figures(months: list[date]) -> None:
    at = today.now()
    services.mark_months(months=months, at=at)
    services.load_soon(at=at)
