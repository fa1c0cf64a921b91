"""What this room does when others announce."""

from servewell.base.bus import reacts_to
from servewell.base.permissions import HOUSE
from servewell.rooms.obligations import services
from servewell.rooms.people.events import PeopleJoined, PeopleMoved


@reacts_to(PeopleJoined)
def whoever_joins_owes_what_holds_there(event: PeopleJoined) -> None:
    services.owe_for(postings=event.postings, by=HOUSE, at=event.at)


@reacts_to(PeopleMoved)
def whoever_moves_owes_what_holds_there(event: PeopleMoved) -> None:
    services.owe_for(postings=event.postings, by=HOUSE, at=event.at)
