"""What this room does when it hears itself."""

from servewell.base.bus import follows_up
from servewell.rooms.voice import services
from servewell.rooms.voice.events import HistoryTakenIn, VoicesReceived


@follows_up(VoicesReceived)
def new_words_are_found(event: VoicesReceived) -> None:
    services.index_words_of(voices=event.voices)


@follows_up(HistoryTakenIn)
def old_words_are_found(event: HistoryTakenIn) -> None:
    services.index_words_of(voices=event.voices)
