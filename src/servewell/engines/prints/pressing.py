"""The press's process: a line of JSON in, a line of JSON out, until nobody writes to it any more."""

import json
import os
import resource
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from servewell.engines.prints import drawings, pages, refusals

Wanted: TypeAlias = Mapping[str, Any]
GRACE_SECONDS: Final = 5


def main(memory_bytes: str, seconds: str, fonts: str) -> None:
    # whatever a library prints must not end up among the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_DATA, (int(memory_bytes), int(memory_bytes)))
    folder = Path(fonts) if fonts else None
    for line in sys.stdin.buffer:
        _may_take(float(seconds))
        answers.write(json.dumps(_answer(json.loads(line), folder)).encode() + b"\n")
        answers.flush()


def _may_take(seconds: float) -> None:
    """Who asked ends a press that is too slow; this ends one whose asker is gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + GRACE_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _answer(wanted: Wanted, fonts: Path | None) -> Mapping[str, str]:
    try:
        return {"printed": b64encode(PRINTS[wanted["print"]](wanted, fonts)).decode()}
    except refusals.NotPrinted as fault:
        return {"refused": type(fault).__name__, "why": str(fault)}
    except MemoryError:
        return {"refused": refusals.TakesTooMuch.__name__, "why": "this takes more memory than allowed: print less"}
    except OSError as fault:  # a library that is there by its name and cannot be loaded
        return {"refused": refusals.CannotPrint.__name__, "why": str(fault)}


def _pdf(wanted: Wanted, fonts: Path | None) -> bytes:
    drawn = {
        name: drawings.svg(spec=each["spec"], look=each["look"], fonts=fonts).encode()
        for name, each in wanted["drawings"].items()
    }
    given = {name: b64decode(content) for name, content in wanted["files"].items()}
    return pages.pdf(html=wanted["html"], files={**given, **drawn}, fonts=fonts)


def _svg(wanted: Wanted, fonts: Path | None) -> bytes:
    return drawings.svg(spec=wanted["spec"], look=wanted["look"], fonts=fonts).encode()


def _png(wanted: Wanted, fonts: Path | None) -> bytes:
    return drawings.png(svg=wanted["svg"], scale=wanted["scale"], fonts=fonts)


PRINTS: Final[Mapping[str, Callable[[Wanted, Path | None], bytes]]] = {"pdf": _pdf, "svg": _svg, "png": _png}

if __name__ == "__main__":
    main(*sys.argv[1:])
