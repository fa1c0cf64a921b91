"""What this room does when it hears itself, or that another answer counts."""

from servewell.base import today
from servewell.base.bus import follows_up, reacts_to
from servewell.base.permissions import HOUSE
from servewell.rooms.customers.events import CustomersErased
from servewell.rooms.instruments.events import ScoresCorrected
from servewell.rooms.voice import jobs, services
from servewell.rooms.voice.events import HistoryTakenIn, ImportShown, VoicesReceived


@follows_up(VoicesReceived)
def new_words_are_found(event: VoicesReceived) -> None:
    services.index_words_of(voices=event.voices)


@follows_up(HistoryTakenIn)
def old_words_are_found(event: HistoryTakenIn) -> None:
    services.index_words_of(voices=event.voices)


@follows_up(ImportShown)
def words_of_a_file_are_found(event: ImportShown) -> None:
    jobs.index_words()


@follows_up(ImportShown)
def old_voices_may_open_cases(event: ImportShown) -> None:
    for imported in event.imports:
        services.tell_old_voices(imported=imported, at=today.now())


@reacts_to(ScoresCorrected)
def a_voice_follows_its_corrected_answers(event: ScoresCorrected) -> None:
    services.follow_corrections(responses=event.responses)


@reacts_to(CustomersErased)
def voices_lose_their_words(event: CustomersErased) -> None:
    services.erase_with(erasures=event.erasures, by=HOUSE, at=event.at)


@reacts_to(CustomersErased)
def who_was_asked_is_forgotten(event: CustomersErased) -> None:
    services.forget_asked(customers=event.customers, by=HOUSE, at=event.at)


@follows_up(CustomersErased)
def files_lose_their_rows(event: CustomersErased) -> None:
    for erasure in event.erasures:
        jobs.blank_files(erasure)
