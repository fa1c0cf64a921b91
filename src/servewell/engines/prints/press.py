"""The press: a process of its own, so that what it takes is bounded, ends with it, and burdens nobody else."""

import json
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from servewell.engines.prints import refusals
from servewell.engines.prints.asked import Drawing, Json, Limits, Page
from servewell.engines.prints.lacking import is_chinese, lacking

KINDS: Final = (
    refusals.CannotPrint,
    refusals.PageHasNoName,
    refusals.AsksForMore,
    refusals.NotADrawing,
    refusals.TakesTooMuch,
)
BROKEN: Final = 1  # how Python ends after an exception that nobody caught
LEAVES_WITHIN_SECONDS: Final = 5
BY_NAME: Final[Mapping[str, type[refusals.NotPrinted]]] = {each.__name__: each for each in KINDS}


class Press:
    """Prints one thing after the other; starting costs about two seconds, so who prints many keeps one open.

    ``fonts`` is a folder of TrueType files beside those of the machine. Each method raises NotPrinted (its kinds say
    why); the press is fit for the next thing all the same. Use it as a context manager, from one thread.
    """

    def __init__(self, *, fonts: Path | None = None, limits: Limits | None = None) -> None:
        self._fonts = fonts
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Press":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def pdf(self, page: Page) -> bytes:
        """The page as PDF/UA: with its title, its language and its structure."""
        files: Mapping[str, Json] = {name: b64encode(content).decode() for name, content in page.files.items()}
        drawings: Mapping[str, Json] = {name: _drawing(each) for name, each in page.drawings.items()}
        return self._print({"print": "pdf", "html": page.html, "files": files, "drawings": drawings})

    def svg(self, drawing: Drawing) -> str:
        """The chart as SVG; its words stay text, in the fonts that its look names."""
        return self._print({"print": "svg", **_drawing(drawing)}).decode()

    def png(self, svg: str, *, scale: float = 2.0) -> bytes:
        """A picture of an SVG, so many dots for each of its units."""
        return self._print({"print": "png", "svg": svg, "scale": scale})

    def _print(self, wanted: Mapping[str, Json]) -> bytes:
        line = json.dumps(wanted, ensure_ascii=False)
        if (missing := lacking(chinese=is_chinese(line))) is not None:
            raise refusals.CannotPrint(missing)
        answer = self._ask(line.encode() + b"\n")
        if "refused" in answer:
            raise BY_NAME.get(answer["refused"], refusals.NotPrinted)(answer["why"])
        return b64decode(answer["printed"])

    def _ask(self, line: bytes) -> Mapping[str, str]:
        """The answer to one line. Whoever takes too long is ended."""
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        clock = threading.Timer(self._limits.seconds, process.kill)
        clock.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            said = process.stdout.readline()
        except BrokenPipeError:
            said = b""
        finally:
            took_too_long = clock.finished.is_set()
            clock.cancel()
        if not said.endswith(b"\n"):
            raise self._ended(process, took_too_long=took_too_long)
        answer: Mapping[str, str] = json.loads(said)
        return answer

    def _ended(self, process: "subprocess.Popen[bytes]", *, took_too_long: bool) -> refusals.NotPrinted:
        self._end()
        if took_too_long:
            return refusals.TakesTooMuch(f"this took longer than {self._limits.seconds:g} seconds: print less at once")
        if process.returncode == BROKEN:
            return refusals.NotPrinted("the press broke; what broke it stands in the log")
        mebibytes = self._limits.memory_bytes // 1024**2
        return refusals.TakesTooMuch(
            f"the press was ended ({process.returncode}), most likely for want of memory; it may take {mebibytes} MiB"
        )

    def _start(self) -> "subprocess.Popen[bytes]":
        fonts = str(self._fonts) if self._fonts else ""
        limits = (str(self._limits.memory_bytes), str(self._limits.seconds))
        command = [sys.executable, "-m", "servewell.engines.prints.pressing", *limits, fonts]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  ours
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.close()  # it reads that nobody will ask any more
        try:
            process.wait(timeout=LEAVES_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _drawing(drawing: Drawing) -> Mapping[str, Json]:
    return {"spec": drawing.spec, "look": drawing.look}
