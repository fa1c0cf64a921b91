"""Files of the staff, and what each one changes."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet

from servewell.base import paging
from servewell.base.permissions import Actor
from servewell.rooms.people import rules
from servewell.rooms.people.models import Brand, Intake, IntakeRow
from servewell.rooms.people.selectors.permitting import units_with
from servewell.rooms.people.terms import ChangeKind, IntakeState


class NoSuchIntake(Exception):
    """No staff file has that number, or the viewer may not know it."""


def intakes(
    *, viewer: Actor, before: int | None = None, after: int | None = None, size: int = paging.SIZE
) -> paging.Page[Intake]:
    """Newest first."""
    units = units_with(viewer=viewer, power=rules.MANAGE).values("unit")
    found = Intake.objects.filter(unit__in=units).select_related("unit")
    return paging.newest_first(found, before=before, after=after, size=size)


def intake_for(*, viewer: Actor, number: int) -> Intake:
    """Raises NoSuchIntake."""
    units = units_with(viewer=viewer, power=rules.MANAGE).values("unit")
    found = Intake.objects.filter(pk=number, unit__in=units).select_related("unit").first()
    if found is None:
        raise NoSuchIntake(f"no staff file has the number {number}")
    return found


def keeps_file(*, key: str) -> bool:
    """Whether a staff file or a logo is this content: rooms above keep theirs in the same place, each content once."""
    return Intake.objects.filter(file=key).exists() or Brand.objects.filter(logo=key).exists()


def intake_rows(
    *, intake: Intake, kind: ChangeKind, before: int | None = None, after: int | None = None
) -> paging.Page[IntakeRow]:
    """For whoever got the intake from ``intake_for``."""
    rows = IntakeRow.objects.filter(intake=intake, kind=kind.value)
    return paging.newest_first(rows, before=before, after=after)


def held_rows(*, intake: Intake) -> Iterator[IntakeRow]:
    """All that is held back, in the order of the file."""
    yield from IntakeRow.objects.filter(intake=intake, kind=ChangeKind.HELD.value).order_by("row", "pk")


def intake_going(*, key: int) -> Intake | None:
    """For jobs: the staff file while it is being taken in."""
    return Intake.objects.filter(pk=key, state=IntakeState.GOING.value).select_related("unit").first()


def intakes_standing_still(*, since: datetime) -> Sequence[int]:
    """For jobs: files that nobody has gone on with for a while, by key."""
    going = Intake.objects.filter(state=IntakeState.GOING.value, moved_at__lt=since)
    return list(going.order_by("pk").values_list("pk", flat=True))


def intakes_asking(*, viewer: Actor) -> QuerySet[Intake]:
    """The staff files that wait for somebody to say that so many may leave: to be asked within another query."""
    units = units_with(viewer=viewer, power=rules.MANAGE).values("unit")
    return Intake.objects.filter(unit__in=units, state=IntakeState.ASKING.value)


def digest_was_brought(*, digest: str) -> bool:
    """For jobs: whether this very file came in before."""
    return Intake.objects.filter(digest=digest).exists()
