"""Posts one message and says what came of it. It follows no redirect, waits so long and reads so much."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from servewell.engines.hooks.reaching import Target

SILENT_SECONDS: Final = 10
WHOLE_SECONDS: Final = 20
LARGEST_ANSWER: Final = 2000
_LATE: Final = f"no answer within {WHOLE_SECONDS} s"


@dataclass(frozen=True)
class Answered:
    """``status`` is None where there was no answer, and ``trouble`` says why; ``body`` is its beginning, as text."""

    status: int | None
    milliseconds: int
    body: str = ""
    trouble: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class _Connection(http.client.HTTPConnection):
    """Connects to the address that was looked up and allowed, whatever the name leads to by now."""

    def __init__(self, target: Target, is_over: threading.Event) -> None:
        super().__init__(target.host, target.port, timeout=SILENT_SECONDS)
        self._target, self._is_over = target, is_over

    def connect(self) -> None:
        self.sock = socket.create_connection((self._target.address, self._target.port), self.timeout)
        if self._target.is_https:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._target.host)
        if self._is_over.is_set():  # what was to be cut off was the socket before it had shaken hands
            raise TimeoutError(_LATE)


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> Answered:
    began = time.monotonic()
    is_over = threading.Event()
    connection = _Connection(target, is_over)
    ends = threading.Timer(WHOLE_SECONDS, _end, (connection, is_over))
    ends.start()
    try:
        connection.request("POST", target.path, body, {"Host": target.authority, **headers})
        answer = connection.getresponse()
        content = answer.read(LARGEST_ANSWER)
        if is_over.is_set():  # what was cut off reads like an answer that ended
            raise TimeoutError(_LATE)
        said = content.decode("utf-8", errors="replace").replace("\x00", "\ufffd")
        return Answered(answer.status, _since(began), said)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        return Answered(None, _since(began), trouble=f"{type(fault).__name__}: {fault}"[:300])
    finally:
        ends.cancel()
        connection.close()


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


def _end(connection: http.client.HTTPConnection, is_over: threading.Event) -> None:
    """Whoever sends a byte now and then is not waited for without end."""
    is_over.set()
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # it has ended by itself
        pass
