"""Background work of this room."""

import time
from datetime import timedelta

from servewell.base import jobs, today
from servewell.base.permissions import HOUSE
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors, services, terms

BATCHES = 200
# lets whoever waits for the write lock have it
PAUSE_SECONDS = 0.02
# the queue ends a job after two minutes; rows that were read before must be read again first
TAKES_SECONDS = 60
STANDS_STILL_AFTER = timedelta(minutes=4)
# a campaign leaves the only worker to others so often
ASKS_SECONDS, LETTERS_AT_ONCE = 20, 20
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


def take_in(key: int) -> None:
    """Go on with an import, and once its last row is settled show it. Another job goes on where this one ends."""
    run = selectors.run_of_key(key=key)
    if run is None:
        return
    try:
        is_whole = services.take_in_some(run=run, for_seconds=TAKES_SECONDS, at=today.now())
        if is_whole:
            services.show(run=run, at=today.now())
            return
    except (services.TakenInElsewhere, services.AnotherFileComesFirst):
        return
    jobs.enqueue(function=terms.TAKES_IN, key=key)


def go_on_taking_in() -> None:
    """The scheduled job: an import whose worker ended without a word goes on."""
    for key in selectors.standing_still(since=today.now() - STANDS_STILL_AFTER):
        jobs.enqueue(function=terms.TAKES_IN, key=key)


def blank_files(key: int) -> None:
    """An erased customer goes out of the files, by the key of the erasure; what is left then is another job's."""
    if not services.blank_files(erasures=[key], at=today.now()):
        jobs.enqueue(function=terms.GOES_ON_BLANKING, key=key)


def ask() -> None:
    """The scheduled job: campaigns go on, and letters whose worker ended without a word are in doubt."""
    services.doubt_stale_letters(at=today.now())
    for key in selectors.campaigns_to_go_on_with():
        jobs.enqueue(function=terms.ASKS, key=key)


def go_on_asking(key: int) -> None:
    """Draw up, remind and send for a while; then the others in the queue have their turn, and another job goes on."""
    ends = time.monotonic() + ASKS_SECONDS
    while time.monotonic() < ends:
        drew_up = services.draw_up_some(campaign=key, at=today.now())
        reminded = services.remind_some(campaign=key, at=today.now())
        due = selectors.letters_due(campaign=key, at=today.now()) if services.mail_is_set_up() else []
        for letter in due[:LETTERS_AT_ONCE]:
            services.hand_over_letter(letter=letter, at=today.now())
        if not (drew_up or reminded or due):
            return
    jobs.enqueue(function=terms.ASKS, key=key)


def forget_abandoned_files() -> None:
    """The scheduled job: an upload that nobody goes on with leaves the disk."""
    services.forget_abandoned(at=today.now())


def look_into(key: int) -> None:
    """A large file that has arrived is read once, in the name of who brought it."""
    try:
        run = selectors.import_for(viewer=HOUSE, number=key)
    except selectors.NoSuchImport:
        return  # forgotten meanwhile
    if services.seen_in(run=run) is None:
        services.look_into(run=run, by=people.actor(key=run.brought_by), at=today.now())
