"""Background work of this room."""

import time

from servewell.base import jobs
from servewell.rooms.voice import selectors, services

BATCHES = 200
# lets whoever waits for the write lock have it
PAUSE_SECONDS = 0.02
GOES_ON = "servewell.rooms.voice.jobs.go_on_indexing"


def index_words() -> None:
    """The scheduled job: what no follow-up took up at once is found within a minute.

    Nothing while a file comes in: both would wait for the same lock.
    """
    if not selectors.is_taking_in():
        go_on_indexing(0)


def go_on_indexing(_: int) -> None:
    """So many batches; what is left then is another job's."""
    for _batch in range(BATCHES):
        if not services.index_words():
            return
        time.sleep(PAUSE_SECONDS)
    jobs.enqueue(function=GOES_ON, key=0)
