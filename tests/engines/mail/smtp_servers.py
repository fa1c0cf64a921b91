"""Real SMTP servers on loopback: one that behaves and some that do not."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SHORT = 0.3
Conversation: TypeAlias = Callable[["Line"], None]


@dataclass
class Keeper:
    """An aiosmtpd handler that keeps what it takes and answers as it is told."""

    to_recipient: str = "250 OK"
    to_content: str = "250 2.0.0 Ok: queued as 4F1A2B"
    taken: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_content.startswith("250"):
            self.taken.append(envelope)
        return self.to_content


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(keeper: Keeper, **options: object) -> Iterator[int]:
    controller = Controller(keeper, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@dataclass
class Line:
    """The server's end of one connection, for conversations written by hand."""

    connection: socket.socket
    let_go: threading.Event
    heard: list[bytes] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.connection.sendall(text.encode() + b"\r\n")

    def hear(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            piece = self.connection.recv(1)
            if not piece:
                break
            line += piece
        self.heard.append(line)
        return line

    def hear_and_say(self, *answers: str) -> None:
        for answer in answers:
            self.hear()
            self.say(answer)

    def hear_the_whole_letter(self) -> None:
        while self.hear() not in {b".\r\n", b""}:
            pass

    def hang(self) -> None:
        self.let_go.wait(timeout=10)


def takes_the_letter_and_dies(line: Line) -> None:
    """Nobody hears whether it was accepted."""
    line.say("220 ready")
    line.hear_and_say("250 hello", "250 ok", "250 ok", "354 go ahead")
    line.hear_the_whole_letter()


@contextlib.contextmanager
def scripted(conversation: Conversation) -> Iterator[tuple[int, list[bytes]]]:
    """A server for one connection; gives its port and the lines that it heard."""
    let_go, heard = threading.Event(), list[bytes]()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            conversation(Line(connection, let_go, heard))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        let_go.set()
        thread.join(timeout=10)
        listener.close()
