"""What a form for the field carries, so that it can be sent weeks later by whoever opened it."""

from dataclasses import dataclass
from typing import Final

from django.core import signing

from servewell.rooms.voice import terms

PASS: Final = "form-pass"  # noqa: S105 - the name of a field
SUBMISSION, BEGUN, FINISHED = "form-submission", "form-begun", "form-finished"
SALT: Final = "servewell.field"


class PassIsForged(Exception):
    """The form carries no pass of ours, or one that is too old."""


@dataclass(frozen=True)
class Pass:
    """For one channel, in one version, in the name of one person."""

    channel: int
    version: int
    actor: str

    def signed(self) -> str:
        return signing.dumps([self.channel, self.version, self.actor], salt=SALT)

    @classmethod
    def read(cls, signed: str) -> "Pass":
        """Raises PassIsForged."""
        try:
            return cls(*signing.loads(signed, salt=SALT, max_age=terms.FIELD_PASS))
        except (signing.BadSignature, ValueError, TypeError) as fault:
            raise PassIsForged from fault
