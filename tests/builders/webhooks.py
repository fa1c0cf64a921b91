"""Servers that take messages, and webhooks that tell them."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from servewell.rooms.cases import rules as case_rules
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.webhooks import jobs, rules, services, terms
from servewell.rooms.webhooks.models import Webhook
from tests.builders.company import LONG_AGO, a_company, a_person

EVERYTHING = tuple(each.value for each in terms.Told)


@dataclass
class Listener:
    """Answers as ``status`` says, with ``body``, and keeps what came."""

    status: int = 204
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    came: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in?from=servewell"


@contextmanager
def listening(status: int = 204, *, port: int = 0) -> Iterator[Listener]:
    listener = Listener(status=status)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            listener.came.append(({name.lower(): value for name, value in self.headers.items()}, content))
            self.send_response(listener.status)
            for name, value in listener.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(listener.body)))
            self.end_headers()
            self.wfile.write(listener.body)

        def log_message(self, *said: object) -> None:
            """Not on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    listener.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def a_keeper(unit: Unit | None = None, name: str = "Wen", *, number: str = "") -> Person:
    """Keeps webhooks of the unit, and sees what they tell."""
    powers = (rules.MANAGE, voice_rules.READ, case_rules.SEE, insight_rules.SEE)
    return a_person(name, *powers, unit=unit or a_company(), number=number)


def a_webhook(
    unit: Unit | None = None, *, url: str = "https://93.184.215.14/in", events: tuple[str, ...] = EVERYTHING,
    by: Person | None = None, name: str = "Chat", at: datetime = LONG_AGO,
) -> Webhook:  # fmt: skip
    unit = unit or a_company()
    keeper = by or a_keeper(unit, f"Keeper of {unit.code}"[:40])
    return services.subscribe(unit=unit, name=name, url=url, events=events, by=keeper, at=at)[0]


def work(queue: list[tuple[str, int]]) -> None:
    """As the worker does what the fixture ``queue`` has caught."""
    while queue:
        function, key = queue.pop(0)
        getattr(jobs, function.rpartition(".")[2])(key)
