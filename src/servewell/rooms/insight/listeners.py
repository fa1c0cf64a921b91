"""What this room does when others announce."""

from datetime import date

from servewell.base import today
from servewell.base.bus import follows_up, reacts_to
from servewell.rooms.customers.events import EncountersRecorded
from servewell.rooms.insight import services
from servewell.rooms.people.events import UnitsPlaced
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.events import HistoryTakenIn, VoicesReceived


@follows_up(VoicesReceived)
def new_voices_reach_the_figures(event: VoicesReceived) -> None:
    _reach_the_figures(voice.months_of(voices=event.voices))


@follows_up(HistoryTakenIn)
def old_voices_reach_the_figures(event: HistoryTakenIn) -> None:
    _reach_the_figures(voice.months_of(voices=event.voices))


@follows_up(EncountersRecorded)
def encounters_reach_the_figures(event: EncountersRecorded) -> None:
    at = today.now()
    services.mark_encounters(months=[date.fromisoformat(month) for month in event.months], at=at)
    services.load_soon(at=at)


@reacts_to(UnitsPlaced)
def a_changed_tree_reaches_the_figures(event: UnitsPlaced) -> None:
    services.mark_tree(at=event.at)


def _reach_the_figures(months: list[date]) -> None:
    at = today.now()
    services.mark_months(months=months, at=at)
    services.load_soon(at=at)
