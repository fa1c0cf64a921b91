"""One process of a small company with a webhook, for tests that kill it while it sends.

Run as ``python -m tests.rooms.webhooks.apart DEED [ARGUMENT]`` with SERVEWELL_HOME set. Prints what came of it.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta

from servewell.project.loading import load

load()

from servewell.base import today  # noqa: E402  Django has to be set up first
from servewell.rooms.webhooks import services  # noqa: E402
from servewell.rooms.webhooks.models import Announced, Message  # noqa: E402
from tests.builders import a_channel, a_policy, a_voice  # noqa: E402
from tests.builders.webhooks import a_webhook  # noqa: E402


def found(url: str) -> object:
    """A company whose webhook was told of nothing yet, and a voice that came."""
    a_policy()
    a_webhook(url=url, events=("voice.received",))
    return a_voice(a_channel(slug="desk"), 5, at=today.now()).pk


def work(minutes: str) -> object:
    """What the worker does by the clock, so many minutes from now, and its jobs at once."""
    at = today.now() + timedelta(minutes=int(minutes))
    services.spread_what_waits(at=at)
    services.wake_stale(at=at)
    for key in Message.objects.order_by("pk").values_list("pk", flat=True):
        services.send(message=key, at=at)
    return state("")


def state(_: str) -> object:
    return [Announced.objects.count(), list(Message.objects.order_by("pk").values_list("state", "tries"))]


DEEDS: dict[str, Callable[[str], object]] = {"found": found, "work": work, "state": state}

if __name__ == "__main__":
    print(json.dumps(DEEDS[sys.argv[1]](*(sys.argv[2:] or [""]))), flush=True)
