"""What a published figure is called, and from what it was made, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.base.words import day
from servewell.rooms.insight.terms import CSS, Part
from servewell.web.insight.shown import periods
from servewell.web.kit.moments import clock

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Published
    from servewell.rooms.insight.selectors import Basis, By, Look, Stated, Statement

DIGEST_SHOWN = 12


@dataclass(frozen=True)
class Made:
    """A line of how a figure is made again: what, and its value as it is typed or compared."""

    what: str
    value: str


@dataclass(frozen=True)
class Named:
    """The names of what stands in a statement: its whole, its aspects and units by their codes."""

    whole: str
    aspects: Mapping[str, str]
    units: Mapping[str, str]
    by: "By"

    def of(self, stated: "Stated") -> str:
        if stated.part is Part.PERIOD:
            return periods.name(stated.first, self.by)
        if stated.part is Part.WHOLE:
            return self.whole
        return (self.aspects if stated.part is Part.ASPECT else self.units).get(stated.code, stated.code)


def number_says(number: int) -> str:
    return _("Finding %(number)s") % {"number": number}


def moment_in_full(at: datetime, zone: str) -> str:
    """With its year: what is forwarded is read long after."""
    local = at.astimezone(ZoneInfo(zone))
    return _("%(day)s, %(time)s") % {"day": day(local.date()), "time": clock(at, zone)}


def as_of(at: datetime | None, zone: str) -> str:
    return _("Answers as of %(moment)s") % {"moment": moment_in_full(at, zone)} if at else ""


def definition_says(look: "Look", version: int, definition: str) -> str:
    said = {"definition": definition, "code": look.indicator, "version": version}
    return _("%(definition)s (%(code)s, version %(version)s)") % said


def made_lines(published: "Published", statement: "Statement", software: Mapping[str, str]) -> Sequence[Made]:
    """All that somebody needs who makes the figures again, and everything to compare."""
    basis = statement.basis
    return [
        Made(_("Number"), str(published.pk)),
        Made(_("Address"), links.FINDING.address(number=published.pk)),
        Made(_("Published by"), published.asked_by.name),
        *made_from(basis, look=basis.options, zone=published.unit.zone, software={**basis.software, **software}),
    ]


def made_from(
    basis: "Basis | Published", *, look: Mapping[str, str], zone: str, software: Mapping[str, str]
) -> Sequence[Made]:
    """From what figures were made, as far as it is known."""
    said = [
        Made(_("Answers as of"), moment_in_full(basis.as_of, zone) if basis.as_of else ""),
        Made(_("Looked at"), options(look)),
        Made(_("Definition"), f"{look.get('indicator', CSS)} {basis.version}"),
        Made(_("Chart and rules"), f"{basis.chart}, {basis.rules}" if basis.chart else ""),
        Made(_("Digest of the answers"), basis.digest),
        Made(_("Made with"), versions(software)),
    ]
    return [each for each in said if each.value]


def options(kept: Mapping[str, str]) -> str:
    return "  ".join(f"{name}={value}" for name, value in kept.items())


def versions(software: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in software.items())
