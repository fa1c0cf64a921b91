"""The four things that can happen to a letter. There is no fifth, and none of them is a guess."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The server took the letter and answers for it from now on. `queue_id`: its own number for it, if it told one."""

    reply: str
    queue_id: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The server said no to this letter. `is_permanent`: it would say so again."""

    code: int
    reply: str
    is_permanent: bool

    @property
    def says(self) -> str:
        """Code and reply, as far as there was a code."""
        return f"{self.code} {self.reply}" if self.code else self.reply


@dataclass(frozen=True, slots=True)
class NotReached:
    """Nothing was sent: the letter's end had not left when it failed. Safe to try again."""

    why: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The letter's end was on its way, and no answer came: taken or not, nobody here knows. Never repeat it blindly."""

    why: str


Outcome: TypeAlias = HandedOver | Refused | NotReached | InDoubt


def wait_after(tries: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """Until a letter is tried again: twice as long after each try, up to the longest."""
    return min(first * (1 << min(max(tries, 1) - 1, 10)), longest)


_NO_MAILBOX: Final = re.compile(r"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


def is_about_the_address(said: str) -> bool:
    """Whether a refusal says that there is no such mailbox. Most others are about us: our settings, our standing."""
    return _NO_MAILBOX.search(said) is not None
