"""What ``servewell check`` finds, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    what: str
    mend: str


def counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
