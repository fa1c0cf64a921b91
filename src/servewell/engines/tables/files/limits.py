"""How much a file may ask of the machine. Beyond it a file is refused by name, or a row is held back."""

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and characters, counted as they come out and never taken from what a file says of itself."""

    inflated_bytes: int = 4096 * _MIB
    inflated_ratio: int = 1000
    ratio_counts_from: int = 64 * _MIB
    shared_characters: int = 256 * _MIB
    members: int = 10_000
    columns: int = 16_384
    cell_characters: int = 100_000
    line_characters: int = 16 * _MIB
    record_lines: int = 1000
    record_characters: int = 32 * _MIB
    chunk_bytes: int = 128 * 1024


LIMITS = Limits()
