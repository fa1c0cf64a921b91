"""What this room does when it hears itself."""

from servewell.base import today
from servewell.base.bus import follows_up
from servewell.rooms.people import services
from servewell.rooms.people.events import AddressesChanged


@follows_up(AddressesChanged)
def old_addresses_are_told(event: AddressesChanged) -> None:
    services.tell_old_addresses(changes=event.changes, at=today.now())
