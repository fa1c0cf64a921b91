"""A line to the company that can be cut: no packet passes, and nobody is told that there is no network."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PIECE = 65536


class Line:
    """Listens at an address of its own and passes on what comes."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._far = (parts.hostname or "localhost", parts.port or 80)
        self._listening: socket.socket | None = None
        self._open: list[socket.socket] = []
        self._port = 0
        self.mend()

    @property
    def address(self) -> str:
        return f"http://localhost:{self._port}"

    def cut(self) -> None:
        """As when a server is switched off: connections end, and new ones are refused."""
        listening, self._listening = self._listening, None
        for each in [*([listening] if listening else []), *self._open]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def mend(self) -> None:
        self._listening = socket.create_server(("localhost", self._port), reuse_port=False)
        self._port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _ = listening.accept()
                far = socket.create_connection(self._far)
            except OSError:
                return
            self._open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(PIECE):
            other.sendall(piece)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


@contextmanager
def a_line(address: str) -> Iterator[Line]:
    line = Line(address)
    try:
        yield line
    finally:
        line.cut()
