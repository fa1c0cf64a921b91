"""What the worker makes for the pages of figures."""

from servewell.base.bus import follows_up
from servewell.rooms.insight.events import PublishingAsked
from servewell.web.insight import printing


@follows_up(PublishingAsked)
def what_is_published_becomes_a_file(event: PublishingAsked) -> None:
    for number in event.published:
        printing.make(number=number)
