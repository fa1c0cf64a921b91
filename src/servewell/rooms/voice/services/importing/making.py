"""Units that a recipe lets an import make, one for each label that nobody knows yet."""

import re
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError

from servewell.base import keys
from servewell.base.permissions import Actor
from servewell.base.words import CODES, Words
from servewell.engines import tables
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services as people_deeds
from servewell.rooms.voice import rules, selectors

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

LONGEST_CODE: Final = 60
LONGEST_STEM: Final = 50
KIND: Final = "imported"


class UnitMaker:
    """Makes units under one that stands; ``made`` are the codes of those it has made."""

    def __init__(self, *, under: str, by: Actor, at: datetime) -> None:
        self._above = people.unit_for(viewer=by, power=rules.IMPORT, code=under)
        self._from_on = people.first_day(unit=self._above.pk)
        self._by = by
        self._at = at
        self.made: list[str] = []

    def make(self, label: str) -> tables.KnownUnit:
        """Raises RecipeHasFaults where too many were made, NotAllowed where the importer may not add units there."""
        selectors.refuse_too_many(made=len(self.made))
        for code in dict.fromkeys((code_for(label), digest_of(label))):
            unit = self._standing(code, label) or self._added(code, label) or self._standing(code, label)
            if unit is not None:
                return tables.KnownUnit(unit.pk, unit.code, unit.zone, unit.language)
        raise AssertionError(f"two labels have the digest of {label!r}")

    def _standing(self, code: str, label: str) -> "Unit | None":
        """One of this name right there, from an earlier file; never another unit that happens to have the code."""
        unit = people.directly_below(unit=self._above.pk, code=code)
        names = {name.casefold() for name in unit.name.texts.values()} if unit else ()
        return unit if label.casefold() in names else None

    def _added(self, code: str, label: str) -> "Unit | None":
        """None where another unit has the code."""
        language = _source(self._above.language)
        new = people_deeds.NewUnit(
            code=code,
            name=Words(texts={language: label}, source=language),
            kind=KIND,
            zone=self._above.zone,
            language=self._above.language,
            parent=self._above.code,
            from_on=self._from_on,
        )
        try:
            unit = people_deeds.add_units(units=[new], by=self._by, at=self._at)[0]
        except IntegrityError:
            return None
        self.made.append(code)
        return unit


def maker_if_allowed(*, under: str | None, by: Actor, at: datetime) -> UnitMaker | None:
    """For rows that somebody corrects: where they may not add units, rows with a new label stay held back."""
    if not under:
        return None
    try:
        above = people.unit_for(viewer=by, power=people_rules.MANAGE, code=under)
    except people.NoSuchUnit:
        return None
    return UnitMaker(under=above.code, by=by, at=at)


def code_for(label: str) -> str:
    """The label itself where it is letters and digits between single blanks, else with its digest.

    So two labels stay two units, but for small and capital letters.
    """
    stem = _stem(label)
    return stem if stem and stem.replace("-", " ") == label.casefold() else digest_of(label)


def digest_of(label: str) -> str:
    return f"{_stem(label) or 'unit'}-{keys.digest(label.casefold())[:8]}"[:LONGEST_CODE]


def _stem(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_STEM].strip("-")


def _source(language: str) -> str:
    return language if language in CODES else "en"
