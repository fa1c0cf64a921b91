"""Units that a recipe lets an import make, one for each label that nobody knows yet."""

import re
import unicodedata
from datetime import datetime
from typing import Final

from django.db import IntegrityError

from servewell.base import keys
from servewell.base.permissions import Actor
from servewell.base.words import CODES, Words
from servewell.engines import tables
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services as people_deeds
from servewell.rooms.voice import rules

LONGEST_CODE: Final = 60
LONGEST_STEM: Final = 50
KIND: Final = "imported"


class UnitMaker:
    """Makes units under one that stands; ``made`` are the codes of those it has made."""

    def __init__(self, *, under: str, by: Actor, at: datetime) -> None:
        self._above = people.unit_for(viewer=by, power=rules.IMPORT, code=under)
        self._by = by
        self._at = at
        self.made: list[str] = []

    def make(self, label: str) -> tables.KnownUnit:
        """Raises NotAllowed where the importer may not add units there."""
        above = self._above
        code = code_for(label)
        new = people_deeds.NewUnit(
            code=code,
            name=Words(texts={_source(above.language): label}, source=_source(above.language)),
            kind=KIND,
            zone=above.zone,
            language=above.language,
            parent=above.code,
            from_on=people.first_day(unit=above.pk),
        )
        try:
            unit = people_deeds.add_units(units=[new], by=self._by, at=self._at)[0]
        except IntegrityError:  # another import made it at this very moment
            unit = people.unit_for(viewer=self._by, power=rules.IMPORT, code=code)
        else:
            self.made.append(code)
        return tables.KnownUnit(unit.pk, unit.code, unit.zone, unit.language)


def code_for(label: str) -> str:
    """Letters and digits of the label, and where signs were lost its digest, so that two labels stay two units."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_STEM].strip("-")
    lost_nothing = re.sub(r"[^\w]+", "-", label.casefold()).strip("-") == stem
    return stem if lost_nothing and stem else f"{stem or 'unit'}-{keys.digest(label)[:8]}"[:LONGEST_CODE]


def _source(language: str) -> str:
    return language if language in CODES else "en"
