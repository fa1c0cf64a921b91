"""What a form for the field carries, so that it can be sent days later by whoever opened it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from servewell.base import keys
from servewell.rooms.voice import terms

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

PASS: Final = "form-pass"  # noqa: S105 - the name of a field
VERSION, SUBMISSION, BEGUN, FINISHED = "form-version", "form-submission", "form-begun", "form-finished"
SALT: Final = "servewell.field"


class PassIsForged(Exception):
    """The form carries no pass of ours."""


class PassIsOver(Exception):
    """The pass is too old, or its person has changed what they sign in with, which signs them out everywhere."""


@dataclass(frozen=True)
class Pass:
    """For one channel, in the name of one person, for as long as they are not signed out everywhere."""

    channel: int
    actor: str
    mark: str

    @classmethod
    def of(cls, person: "Person", *, channel: int) -> "Pass":
        return cls(channel, person.actor_key, next(_marks(person)))

    def signed(self) -> str:
        return signing.dumps([self.channel, self.actor, self.mark], salt=SALT)

    @classmethod
    def read(cls, signed: str) -> "Pass":
        """Raises PassIsForged, PassIsOver."""
        try:
            return cls(*signing.loads(signed, salt=SALT, max_age=terms.FIELD_PASS))
        except signing.SignatureExpired as old:
            raise PassIsOver from old
        except (signing.BadSignature, ValueError, TypeError) as fault:
            raise PassIsForged from fault

    def require_in_force(self, person: "Person") -> None:
        """Raises PassIsOver."""
        if not any(constant_time_compare(self.mark, mark) for mark in _marks(person)):
            raise PassIsOver


def _marks(person: "Person") -> Iterator[str]:
    """What changes whenever the open sessions of the person end: with their PIN or password, and when they leave. The
    one of today's secret, then those of secrets that still count, as their sessions do.
    """
    who = person.sign_in
    for session in [who.get_session_auth_hash(), *who.get_session_auth_fallback_hash()] if who else [""]:
        yield salted_hmac(SALT, session, secret=keys.stable_secret(), algorithm="sha256").hexdigest()[:16]
