"""One process of a small company on a real database file, for tests that kill it or start two at once.

Run as ``python -m tests.rooms.cases.apart DEED [ARGUMENT]``, with SERVEWELL_HOME set. Prints what came of it.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta

from servewell.project.loading import load

load()

from servewell.base import today  # noqa: E402  Django has to be set up first
from servewell.base.permissions import HOUSE  # noqa: E402
from servewell.rooms.cases import selectors, services  # noqa: E402
from servewell.rooms.cases.models import Answer, Delivery, LedgerLine  # noqa: E402
from servewell.rooms.people.models import Person  # noqa: E402
from tests.builders import a_policy, a_writer, an_open_case  # noqa: E402


def found(_: str) -> object:
    """A company with two writers and an open case."""
    a_policy()
    for name in ("Ann", "Bob"):
        a_writer(name)
    return an_open_case(at=today.now()).pk


def answer(name: str) -> object:
    """Waits for a line on its input, so that two of them can begin together."""
    by = Person.objects.get(name=name)
    case = selectors.case_for(viewer=by, number=1)
    tell("ready")
    sys.stdin.readline()
    try:
        return services.answer(case=case, text=f"{name}'s words", by=by, at=today.now()).text
    except services.AlreadyAnswered as fault:
        return type(fault).__name__


def hand_over(_: str) -> object:
    services.hand_over(delivery=Delivery.objects.get().pk, at=today.now())
    return state()


def sweep(minutes: str) -> object:
    services.settle_stale(at=today.now() + timedelta(minutes=int(minutes)))
    return state()


def state() -> object:
    delivery = selectors.delivery_of(viewer=HOUSE, case=selectors.case_for(viewer=HOUSE, number=1))
    stages = LedgerLine.objects.order_by("pk").values_list("stage", flat=True)
    return [delivery.state if delivery else None, Answer.objects.count(), list(stages)[3:]]


def tell(what: object) -> None:
    print(json.dumps(what), flush=True)


DEEDS: dict[str, Callable[[str], object]] = {"found": found, "answer": answer, "hand-over": hand_over, "sweep": sweep}

if __name__ == "__main__":
    tell(DEEDS[sys.argv[1]](*(sys.argv[2:] or [""])))
