"""What a press is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A Vega-Lite specification and how it looks (Vega's config: colours, fonts, lines)."""

    spec: Mapping[str, Json]
    look: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Page:
    """An HTML document with ``<title>`` and ``<html lang>``, and everything that it names.

    ``files`` are style sheets and pictures by the name that stands in the document, ``drawings`` charts likewise
    (``<img src="chart.svg">``). The press's fonts are at ``fonts/<file>``.
    """

    html: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    drawings: Mapping[str, Drawing] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """For each thing printed. Memory is what the process may write to (Linux: RLIMIT_DATA)."""

    seconds: float = 100.0
    memory_bytes: int = 1536 * 1024**2
