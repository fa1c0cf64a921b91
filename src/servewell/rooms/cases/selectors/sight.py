"""Which cases few may see: those about a voice that speaks of harm, and those of units kept apart."""

from typing import TYPE_CHECKING, Final

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.cases import rules
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case

# written out because every page about cases waits for them; the states are ``terms.SEALING`` and ``terms.OPEN``
SEALED: Final = "SELECT sealed.voice_id FROM cases_harmmark AS sealed WHERE sealed.state IN ('marked', 'settled')"
HIDDEN: Final = """
SELECT sealed.voice_id
  FROM cases_harmmark AS sealed
 WHERE sealed.state IN ('marked', 'settled')
   AND NOT EXISTS (SELECT 1 FROM cases_case AS held
                    WHERE held.voice_id = sealed.voice_id AND held.owner_id = %s AND held.state = 'open')
   AND NOT EXISTS (SELECT 1
                     FROM cases_harmtold AS told
                     JOIN cases_harmmark AS mark ON mark.id = told.mark_id
                    WHERE mark.voice_id = sealed.voice_id AND mark.state IN ('marked', 'settled')
                      AND told.person_id = %s AND told.until_at IS NULL)
   AND sealed.unit_id NOT IN ({units})
"""


def hidden_from(*, viewer: Actor) -> RawSQL:
    """The keys of voices of harm of which the viewer, who is not the house, may not know.

    Its case's owner knows of it while the customer waits for an answer, whoever is told of it, and who holds the power
    over its unit. No machine does.
    """
    own = people.own_key(actor=viewer)
    if not own:
        return RawSQL(SEALED, ())  # noqa: S611 - the words are fixed
    units = people.unit_keys_with(viewer=viewer, power=rules.HANDLE_HARM)
    return RawSQL(HIDDEN.format(units=units.sql), (own[0], own[0], *units.params))  # noqa: S611 - the words are fixed


def known_to(*, viewer: Actor, cases: "QuerySet[Case]") -> "QuerySet[Case]":
    """Those of the cases of which the viewer may know at all, whatever else they hold over the unit."""
    if viewer is HOUSE:
        return cases
    return without_harm(viewer=viewer, cases=open_to(viewer=viewer, cases=cases))


def open_to(*, viewer: Actor, cases: "QuerySet[Case]") -> "QuerySet[Case]":
    """Without those of units kept apart from the viewer: for what is theirs otherwise than by a power."""
    if viewer is HOUSE:
        return cases
    return cases.exclude(unit__in=people.unit_keys_closed_to(viewer=viewer, power=rules.SEE))


def without_harm(*, viewer: Actor, cases: "QuerySet[Case]") -> "QuerySet[Case]":
    """For units over which the viewer holds a power: without what few may read. Not for the house."""
    return cases.exclude(voice__in=hidden_from(viewer=viewer))


def unsealed(*, cases: "QuerySet[Case]") -> "QuerySet[Case]":
    """Those of the cases that anybody may be told of who may see the unit's: what leaves the house names no other."""
    return cases.exclude(voice__in=RawSQL(SEALED, ()))  # noqa: S611 - the words are fixed
