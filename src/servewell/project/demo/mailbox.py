"""The demo's mail server: takes every mail on loopback and keeps it as a file, so that an answer can really leave.

Run as ``python -m servewell.project.demo.mailbox PORT FOLDER``.
"""

import asyncio
import os
import socket
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeper:
    """Answers 250 only when the mail is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        key = uuid.uuid4().hex
        with (self.folder / f"{key}.eml").open("wb") as kept:
            kept.write(envelope.original_content or b"")
            kept.flush()
            os.fsync(kept.fileno())
        return f"250 OK: queued as {key}"


async def serve(port: int, folder: Path) -> None:
    keeper = Keeper(folder)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(keeper), host="127.0.0.1", port=port)
    async with server:
        await server.serve_forever()


@contextmanager
def open_for_a_while(folder: Path) -> Iterator[int]:
    """The same in a thread of this process, while the demo is made. Yields the port."""
    controller = Controller(Keeper(folder), hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
