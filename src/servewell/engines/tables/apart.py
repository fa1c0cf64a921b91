"""A file is read and understood in a process of its own, while whoever asked stores the rows before.

The process imports engines only, and holds no connection of anybody. It dies with the one that started it, which takes
rows from it as fast as it can store them: a pipe of a mebibyte lies between, so that none of the two waits long.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

from servewell.engines.tables.files import FileRefused
from servewell.engines.tables.recipe import Recipe, RecipeHasFaults
from servewell.engines.tables.rows.fates import KnownUnit
from servewell.engines.tables.sorting import BLOCK, Sorted, reading

try:
    import fcntl
except ImportError:  # no such pipes on Windows: there a small one has to do
    fcntl = None  # type: ignore[assignment]

# below about twenty thousand rows the process takes longer to start than it saves
WORTH_BYTES: Final = 2_000_000
_PIPE_BYTES: Final = 1 << 20
_PROGRAM: Final = "from servewell.engines.tables.apart import serve; serve()"
# some rows and the share of the file that is read; nothing at its end; or why there is none
_Message = tuple[Sorted, float] | FileRefused | RecipeHasFaults | None


class ReaderBrokeOff(Exception):
    """The process that reads the file ended before the file did."""


@dataclass(frozen=True)
class _Task:
    path: Path
    recipe: Recipe
    units: Mapping[str, KnownUnit]
    today: date


class ReadingApart:
    """As ``Reading``, for voices: ``batches`` can be asked for once, and give them by column.

    ``process`` is the number of the one that reads.
    """

    def __init__(self, reader: "subprocess.Popen[bytes]", name: str) -> None:
        self._reader = reader
        self.process = reader.pid
        self._name = name
        self._share = 0.0

    def progress(self) -> float:
        return self._share

    def batches(self, *, after: int = 0, size: Callable[[], int] = lambda: 1000) -> Iterator[Sorted]:
        """Raises FileRefused, RecipeHasFaults, ReaderBrokeOff."""
        batch: Sorted | None = None
        for part, share in self._parts(after):
            self._share = share
            if batch is None:
                batch = part
            else:
                batch.add(part)
            if batch.rows >= size():
                yield batch
                batch = None
        if batch is not None:
            yield batch

    def _parts(self, after: int) -> Iterator[tuple[Sorted, float]]:
        to, back = _pipes(self._reader)
        with suppress(BrokenPipeError):  # it has said why it ended
            pickle.dump(after, to)
            to.flush()
        while (message := self._next(back)) is not None:
            if isinstance(message, Exception):
                raise message
            yield message

    def _next(self, back: IO[bytes]) -> _Message:
        try:
            return pickle.load(back)  # type: ignore[no-any-return]  # noqa: S301 - our own process wrote it
        except (EOFError, pickle.UnpicklingError) as fault:
            code = self._reader.wait()
            what = f"the process that reads {self._name} ended with {code} before the file did"
            raise ReaderBrokeOff(f"{what}: its own words are in the log; start again") from fault


@contextmanager
def reading_apart(*, path: Path, recipe: Recipe, units: Mapping[str, KnownUnit], today: date) -> Iterator[ReadingApart]:
    """As ``reading``, but units cannot be made on the way, and what is wrong is told with the first batch."""
    reader = _started()
    try:
        to, _ = _pipes(reader)
        pickle.dump(_Task(path, recipe, dict(units), today), to)
        to.flush()
        yield ReadingApart(reader, path.name)
    finally:
        reader.kill()
        for pipe in _pipes(reader):
            with suppress(BrokenPipeError):
                pipe.close()
        reader.wait()


def is_worth_a_process(*, path: Path) -> bool:
    try:
        return path.stat().st_size >= WORTH_BYTES
    except OSError:  # whoever reads it says so
        return False


def _started() -> "subprocess.Popen[bytes]":
    called = [sys.executable, "-c", _PROGRAM]
    found_in = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    reader = subprocess.Popen(  # noqa: S603 - our own program
        called, env=found_in, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=_PIPE_BYTES
    )
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # a host may allow less
            fcntl.fcntl(_pipes(reader)[1], fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return reader


def _pipes(reader: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    if reader.stdin is None or reader.stdout is None:
        raise AssertionError("it was started with both")
    return reader.stdin, reader.stdout


def serve() -> None:
    """What the process does: a task comes in, rows go out, and nothing else is ever written there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it is told, and ends it
    back = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    gc.freeze()
    with suppress(BrokenPipeError, EOFError):  # nobody listens any more
        _send_all(sys.stdin.buffer, back)
    os._exit(0)


def _send_all(asked: IO[bytes], back: IO[bytes]) -> None:
    task: _Task = pickle.load(asked)  # noqa: S301 - our own process wrote it
    try:
        with reading(path=task.path, recipe=task.recipe, units=task.units, today=task.today) as opened:
            after: int = pickle.load(asked)  # noqa: S301
            threading.Thread(target=_end_with, args=(asked.fileno(),), daemon=True).start()
            for part in opened.batches(after=after, size=lambda: BLOCK):
                part.to_columns()
                _send((part, opened.progress()), back)
    except (FileRefused, RecipeHasFaults) as fault:
        _send(fault, back)
    else:
        _send(None, back)


def _send(message: _Message, back: IO[bytes]) -> None:
    rest = memoryview(pickle.dumps(message, protocol=5))
    while rest:
        rest = rest[back.write(rest) :]


def _end_with(starter: int) -> None:
    """Wait until whoever started this process has gone: rows that were stored are passed over without a word."""
    while os.read(starter, 1024):
        pass
    os._exit(0)
