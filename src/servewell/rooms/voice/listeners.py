"""What this room does when it hears itself."""

from servewell.base.bus import follows_up
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
