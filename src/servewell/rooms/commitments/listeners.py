"""What this room does when others announce."""

from servewell.base.bus import reacts_to
from servewell.base.permissions import HOUSE
from servewell.rooms.commitments import services, terms
from servewell.rooms.obligations import selectors as obligations
from servewell.rooms.obligations.events import ObligationsDue


@reacts_to(ObligationsDue)
def whoever_has_signed_owes_no_second_signature(event: ObligationsDue) -> None:
    owing: dict[str, list[int]] = {}
    for due in obligations.due(owed=event.owed, kind=terms.OBLIGATION_KIND):
        owing.setdefault(due.subject, []).append(due.person)
    for code, persons in owing.items():
        services.keep_what_was_signed(persons=persons, code=code, by=HOUSE, at=event.at)
