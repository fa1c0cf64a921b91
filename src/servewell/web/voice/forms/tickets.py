"""What a customer's form carries with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.core import signing

# item names hold no hyphen, so these can never be the answer to a question
TICKET, LANGUAGE, SWITCH_TO, HAND, HELPER = "form-ticket", "form-language", "form-to", "form-hand", "form-helper"
# the page of a long form, and which way to turn it
STEP, GO, PAGE = "form-step", "form-go", "form-page"
NEXT, BACK = "next", "back"
OWN_FIELDS = frozenset((TICKET, LANGUAGE, SWITCH_TO, HAND, HELPER, STEP, GO, PAGE))


class TicketIsForged(Exception):
    """The form carries no ticket of ours, or one that was made for another link."""


@dataclass(frozen=True)
class Ticket:
    """Made with each form and signed: a form that was sent twice is known by it, and one made elsewhere is refused.

    ``link`` is the channel or the personal link for which the form was made.
    """

    submission: UUID
    link: str
    version: int
    begun_at: datetime

    @classmethod
    def new(cls, *, link: str, version: int, at: datetime) -> "Ticket":
        return cls(submission=uuid4(), link=link, version=version, begun_at=at)

    def signed(self) -> str:
        said = [self.submission.hex, self.link, self.version, self.begun_at.timestamp()]
        return signing.dumps(said, salt="servewell.survey")

    @classmethod
    def read(cls, signed: str, *, link: str) -> "Ticket":
        """Raises TicketIsForged."""
        try:
            submission, made_for, version, begun_at = signing.loads(signed, salt="servewell.survey")
        except (signing.BadSignature, ValueError) as fault:
            raise TicketIsForged from fault
        if made_for != link:
            raise TicketIsForged
        begun = datetime.fromtimestamp(begun_at, tz=UTC)
        return cls(submission=UUID(submission), link=link, version=version, begun_at=begun)


def answers_in(fields: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """What was answered, without what the form carries for itself."""
    return {name: values for name, values in fields.items() if name not in OWN_FIELDS}
