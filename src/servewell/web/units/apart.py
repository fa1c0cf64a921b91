"""How a unit's page says who reads what is said there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import today
from servewell.base.permissions import stated
from servewell.rooms.people import selectors as people
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.people.models import KeptApart, Unit


def since(kept: "KeptApart", unit: "Unit") -> str:
    by = people.names_of(actors=[kept.begun_by]).get(kept.begun_by, "")
    said = {"day": day(today.day_in(unit.zone, at=kept.begun_at)), "name": by, "unit": kept.unit.name}
    if kept.unit_id != unit.pk:
        return _("Kept apart with %(unit)s, since %(day)s.") % said
    return _("Kept apart by %(name)s, since %(day)s.") % said if by else _("Kept apart since %(day)s.") % said


def open_above() -> str:
    return _("Whoever holds a power over a unit above holds it here as well.")


def what_it_means() -> str:
    return _(
        "What is said here and below is read by those alone who were given a power here by name, and their deputies. "
        "Who manages a unit above places people here and sees figures of ten or more: no word, no name, no case."
    )


def would_be(is_kept: bool) -> str:
    if is_kept:
        return _("Those above read again what is said here, and all that was. You must hold here what they hold above.")
    return _(
        "Then only who holds a power here by name reads voices, cases, letters and customers of this unit and all "
        "below it. Their open cases go to those who may answer here."
    )


def lacking(powers: Sequence[str]) -> str:
    titles = "; ".join(_(power.title) for power in (stated(code) for code in powers) if power)
    return _("You would give those above what you do not hold here yourself: %(powers)s.") % {"powers": titles}
