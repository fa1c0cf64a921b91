"""Fifty kills of web, worker and both at random moments under load: nothing acknowledged is lost or there twice.

make drill        or        bench/kills.py --kills 50 --seed 1
"""

import argparse
import itertools
import os
import random
import signal
import sqlite3
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import Served, children_of, command_of, hidden_fields, served, wait_until_it_answers

ROLES = {"web": "granian", "worker": "project.worker"}
CUSTOMERS = 6
LONGEST_SECONDS = 900
SETTLED_WITHIN_SECONDS = 300


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


class Customer(threading.Thread):
    """Answers the survey again and again; presses once more when the connection dies, as people do."""

    def __init__(self, base: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.base, self.stop_asked = base, stop
        self.acknowledged: list[str] = []
        self.opener = build_opener(NoRedirect)

    def run(self) -> None:
        for number in itertools.count():
            if self.stop_asked.is_set():
                return
            try:
                with self.opener.open(f"{self.base}/s/harbour-hotel", timeout=10) as page:
                    form = hidden_fields(page.read().decode())
            except (URLError, OSError):
                time.sleep(0.1)
                continue
            self.say(form, asks_for_answer=number % 3 == 0)

    def say(self, form: Mapping[str, str], *, asks_for_answer: bool) -> None:
        mark = f"drill {uuid.uuid4().hex}"
        asks = {"answer": "true", "email": f"{mark[6:]}@example.com", "overall": "1"} if asks_for_answer else {}
        body = urlencode({**form, "overall": "5", "respect": "4", "words": mark, **asks}).encode()
        if self.press(body) or self.press(body):
            self.acknowledged.append(mark)

    def press(self, body: bytes) -> bool:
        try:
            self.opener.open(Request(f"{self.base}/s/harbour-hotel", data=body), timeout=10)
        except HTTPError as answer:
            return answer.code in (302, 303)
        except (URLError, OSError):
            time.sleep(0.3)
        return False


def processes(house: Served) -> dict[str, int]:
    """The web server and the worker by role, as far as they run at this moment."""
    found = {}
    for child in children_of(house.supervisor.pid):
        for role, word in ROLES.items():
            if word in command_of(child):
                found[role] = child
    return found


def kill(house: Served, roles: tuple[str, ...]) -> None:
    running = processes(house)
    for role in roles:
        if role in running:
            os.killpg(running[role], signal.SIGKILL)


def wait_for_both(house: Served) -> None:
    until = time.monotonic() + 60
    while len(processes(house)) < len(ROLES) and time.monotonic() < until:
        time.sleep(0.1)
    wait_until_it_answers(house.base, seconds=60)


WORDS = "SELECT text, count(*) FROM voice_comment WHERE text LIKE 'drill %' GROUP BY text"
NOT_DONE = "SELECT count(*) FROM base_followup WHERE done_at IS NULL"
WITHOUT_CASE = """
SELECT count(*) FROM voice_voice AS voice
 WHERE voice.asks_for_answer AND (SELECT count(*) FROM cases_case WHERE voice_id = voice.id) <> 1
"""


def verdict(house: Served, acknowledged: list[str]) -> list[str]:
    """What went wrong, in words; nothing when every promise was kept."""
    with reading(house) as database:
        stored: dict[str, int] = dict(database.execute(WORDS))
        waiting = database.execute(NOT_DONE).fetchone()[0]
        without_case = database.execute(WITHOUT_CASE).fetchone()[0]
    counted = {
        "acknowledged posts are lost": sum(mark not in stored for mark in acknowledged),
        "posts are there twice": sum(count > 1 for count in stored.values()),
        "voices that ask for an answer have no case, or two": without_case,
        "follow-ups are not done": waiting,
    }
    return [f"{number} {fault}" for fault, number in counted.items() if number]


@contextmanager
def reading(house: Served) -> Iterator[sqlite3.Connection]:
    """The database, opened so that nothing can be written and closed afterwards."""
    database = sqlite3.connect(f"file:{house.home / 'servewell.sqlite3'}?mode=ro", uri=True)
    try:
        yield database
    finally:
        database.close()


def settle(house: Served) -> None:
    """Wait until the worker has done what is owed: the sweeper comes once a minute, a lease lasts three."""
    until = time.monotonic() + SETTLED_WITHIN_SECONDS
    while time.monotonic() < until:
        with reading(house) as database:
            if not database.execute(NOT_DONE).fetchone()[0]:
                return
        time.sleep(1)


def main() -> int:
    words = argparse.ArgumentParser()
    words.add_argument("--kills", type=int, default=50)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    chance = random.Random(asked.seed)
    began = time.monotonic()
    with served() as house:
        stop = threading.Event()
        customers = [Customer(house.base, stop) for _ in range(CUSTOMERS)]
        for customer in customers:
            customer.start()
        done = 0
        while done < asked.kills and time.monotonic() - began < LONGEST_SECONDS:
            time.sleep(chance.uniform(0.2, 2.5))
            roles = chance.choice((("web",), ("worker",), ("web", "worker")))
            kill(house, roles)
            done += 1
            print(f"kill {done}/{asked.kills}: {' and '.join(roles)}", flush=True)
            wait_for_both(house)
        stop.set()
        for customer in customers:
            customer.join(timeout=30)
        settle(house)
        acknowledged = [mark for customer in customers for mark in customer.acknowledged]
        faults = verdict(house, acknowledged)
    print(
        f"{done} kills, {len(acknowledged)} acknowledged posts: "
        + ("; ".join(faults) or "none lost, none twice, all followed up")
    )
    return 1 if faults or done < asked.kills or not acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())
