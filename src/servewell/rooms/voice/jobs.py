"""Background work of this room."""

import time
from datetime import timedelta

from servewell.base import jobs, today
from servewell.rooms.voice import selectors, services

BATCHES = 200
# lets whoever waits for the write lock have it
PAUSE_SECONDS = 0.02
GOES_ON = "servewell.rooms.voice.jobs.index_more_words"
# a file that takes longer to come in stands still, and new words are found meanwhile
LONGEST_WAIT = timedelta(minutes=30)


def index_words() -> None:
    """The scheduled job: what no follow-up took up at once is found within a minute.

    Not while a file comes in: both would wait for the same lock.
    """
    if not selectors.is_taking_in(since=today.now() - LONGEST_WAIT):
        index_more_words(0)


def index_more_words(_key: int) -> None:
    """So many batches; what is left then is another job's."""
    for _batch in range(BATCHES):
        if not services.index_words():
            return
        time.sleep(PAUSE_SECONDS)
    jobs.enqueue(function=GOES_ON, key=0)
