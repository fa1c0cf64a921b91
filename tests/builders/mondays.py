"""Monday's page: who gets it, and the worker that makes and sends it."""

from collections.abc import Sequence
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import rules, services
from servewell.rooms.insight.models import Monday, Subscription
from servewell.rooms.people.models import Person, Unit
from servewell.web.insight import jobs
from tests.builders.company import LONG_AGO, a_person
from tests.builders.figures import Answered, the_lake_holds
from tests.engines.mail.smtp_servers import Keeper

# the months of two years up to and with November 2026, each on its third day
MONTHS = [date(2024 + (number + 11) // 12, (number + 11) % 12 + 1, 3) for number in range(24)]


def a_leader(name: str = "Ann", *, unit: Unit | None = None, email: str = "ann@example.com", **kept: str) -> Person:
    """Somebody who sees and explains the figures of a unit."""
    return a_person(name, rules.SEE, rules.EXPLAIN, unit=unit, email=email, **kept)  # type: ignore[arg-type]


def a_subscription(person: Person, *, at: datetime = LONG_AGO, **wish: object) -> Subscription:
    return services.subscribe(person=person, wish=services.Wish(**wish), by=HOUSE, at=at)  # type: ignore[arg-type]


def the_units_answered(**fallen: Sequence[Unit]) -> None:
    """See ``two_years_of``: ``calm`` units, and those that have fallen in November."""
    the_lake_holds(*[each for how, units in fallen.items() for unit in units for each in two_years_of(unit, how=how)])


def two_years_of(unit: Unit, *, how: str = "calm", aspect: str | None = None) -> list[Answered]:
    """A little up and down; ``fallen`` and ``sunk`` lie below the limit in November 2026, ``risen`` above it."""
    last = {"calm": 80, "fallen": 60, "sunk": 40, "risen": 99}[how]
    satisfied = [78 + number % 3 * 2 for number in range(23)] + [last]
    return [Answered(unit, month, many, 100, aspect) for month, many in zip(MONTHS, satisfied, strict=True)]


def work(*, at: datetime) -> None:
    """What the worker does at a moment."""
    services.doubt_stale_mondays(at=at)
    services.set_aside_old_mondays(at=at)
    jobs.draw_up_due(at=at)
    jobs.send_due(at=at)


def sent_to(keeper: Keeper) -> list[EmailMessage]:
    """What the mail server has taken, oldest first."""
    read = [message_from_bytes(each.content or b"", policy=policy.default) for each in keeper.taken]  # type: ignore[arg-type]
    return [each for each in read if isinstance(each, EmailMessage)]


def states(person: Person) -> list[tuple[date, str, str]]:
    """Week, state and evidence of each of the person's pages, oldest first."""
    return list(Monday.objects.filter(person=person).order_by("week").values_list("week", "state", "evidence"))
