"""One process of a small company on a real database file, for tests that kill it while it asks customers.

Run as ``python -m tests.rooms.voice.asking_apart DEED [ARGUMENT]``, with SERVEWELL_HOME set. Prints what came of it.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta

from servewell.project.loading import load

load()

from servewell.base import today  # noqa: E402  Django has to be set up first
from servewell.rooms.voice import jobs, services  # noqa: E402
from servewell.rooms.voice.models import Asked, AskingLetter, Campaign  # noqa: E402
from tests.builders.asking import a_campaign, a_list  # noqa: E402


def found(number: str) -> object:
    """A company that is about to ask so many customers."""
    addresses = (f"guest-{each}@example.com" for each in range(int(number)))
    return a_campaign(at=today.now(), listed=a_list("email", *addresses), per_minute=600).pk


def work(_: str) -> object:
    for key in Campaign.objects.values_list("pk", flat=True):
        jobs.go_on_asking(key)
    return state()


def finish(minutes: str) -> object:
    """The work, a doubt of what has been on its way for so long, and what work is left: how many are doubted, and the
    state after."""
    work("")
    doubted = services.doubt_stale_letters(at=today.now() + timedelta(minutes=int(minutes)))
    return doubted, work("")


def state() -> object:
    """How many were asked by now, and the letters by state."""
    states = list(AskingLetter.objects.values_list("state", flat=True))
    return {"people": Asked.objects.count(), **{each: states.count(each) for each in sorted(set(states))}}


DEEDS: dict[str, Callable[[str], object]] = {"found": found, "work": work, "finish": finish}

if __name__ == "__main__":
    print(json.dumps(DEEDS[sys.argv[1]](*(sys.argv[2:] or [""]))), flush=True)
