"""Monday's page has come to the executive and to two leaders; their mails lie in the demo's mailbox."""

from datetime import datetime, timedelta
from pathlib import Path

from servewell.project.demo import letters
from servewell.rooms.insight import selectors, services
from servewell.rooms.people import selectors as people
from servewell.web.insight import jobs

READERS = ("1001", "1101", "1501")


def page_has_come(*, home: Path, at: datetime) -> None:
    """Each subscribed by their own wish. Before their hour on a Monday it is the page of the week before."""
    for number in READERS:
        reader = people.person_by_number(number=number)
        assert reader is not None, f"the demo knows nobody with the number {number}"
        services.subscribe(person=reader, by=reader, at=at - timedelta(days=7))
    is_due = len(selectors.subscriptions_due(at=at)) == len(READERS)
    with letters.mail_goes_to(home / "demo-mail"):
        came_at = at if is_due else at - timedelta(days=1)
        jobs.draw_up_due(at=came_at)
        jobs.send_due(at=came_at)
