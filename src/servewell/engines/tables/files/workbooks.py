from collections.abc import Generator
from pathlib import Path

from servewell.engines.tables.files.limits import Limits
from servewell.engines.tables.files.pieces import Piece


class Sheet:
    def __init__(self, *, path: Path, sheet: str | None, limits: Limits) -> None: ...
    def pieces(self) -> Generator[Piece, None, None]:
        yield from ()

    def progress(self) -> float:
        return 0.0

    def close(self) -> None: ...
