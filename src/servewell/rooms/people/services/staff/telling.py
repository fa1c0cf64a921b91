"""What is wrong with a row, in the reader's language: what, where, and how to mend it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from servewell.rooms.people.services.staff.rows import Fault

if TYPE_CHECKING:
    from django.utils.functional import Promise

_SENTENCES: Final[Mapping[str, "Promise"]] = {
    "empty": _("“%(column)s” is empty. Fill it in."),
    "too-long": _("“%(column)s” has more than %(found)s signs. Shorten it."),
    "email": _("“%(found)s” in “%(column)s” is no e-mail address. Write it as name@example.com, or leave it empty."),
    "number-signs": _("The staff number “%(found)s” needs plain letters and digits only."),
    "number-twice": _(
        "The staff number %(found)s stands in rows %(other)s. "
        "Keep one, or give each row its own days and the same name, manager and language."
    ),
    "overlaps": _(
        "Rows %(other)s put one person into two postings at once (%(found)s). Let one end before the next begins."
    ),
    "sibling": _("Row %(other)s of the same person is held back. Mend that one, and this row follows."),
    "language": _("No language is called “%(found)s”. Use one of %(other)s."),
    "no-date": _("“%(found)s” in “%(column)s” is no date. Write it as %(other)s."),
    "date-unreadable": _("“%(found)s” in “%(column)s” is no date. Write it as %(other)s."),
    "date-ambiguous": _("“%(found)s” in “%(column)s” can be read as two dates. Write it as %(other)s."),
    "date-impossible": _("There is no day %(found)s (“%(column)s”). Correct the date."),
    "ends-before-it-begins": _("The posting would end on %(found)s, before it begins. Correct one of the two dates."),
    "ends-before-it-begins-here": _(
        "The posting began on %(other)s and would end on %(found)s, before it begins. Correct the date."
    ),
    "begins-before-the-last": _(
        "The new posting would begin on %(found)s, but the present one (%(other)s) begins no earlier. Correct the date."
    ),
    "overlaps-here": _(
        "The person works in %(other)s at the same time as in %(found)s. Let one end before the other begins."
    ),
    "unit-unknown": _("No unit has the code “%(found)s”. Add the unit first, or correct the code."),
    "unit-outside": _("The unit “%(found)s” stands outside of what this file may speak of. Leave the row out."),
    "unit-code": _("“%(found)s” is no code of a unit. Use 1 to 60 small letters, digits and hyphens."),
    "unit-twice": _("The unit “%(found)s” stands in row %(other)s already. Keep one of them."),
    "parent-unknown": _(
        "No unit has the code “%(found)s”, under which this one should stand. Add it, or correct the code."
    ),
    "stands-in-a-ring": _("These units would stand under one another: %(found)s. Correct one of them."),
    "zone": _("No time zone is called “%(found)s”. Write one like Europe/Madrid."),
    "works-elsewhere": _("%(found)s works in “%(other)s”, which this file may not speak of. Leave the row out."),
    "leads-themselves": _("%(found)s would be their own manager. Correct “%(column)s”."),
    "leads-in-a-ring": _("These people would lead one another: %(found)s. Correct “%(column)s” of one of them."),
    "leader-unknown": _("The manager %(found)s does not work here and is not in this file. Correct “%(column)s”."),
    "leader-leaves": _("The manager %(found)s has left by this file. Correct “%(column)s”."),
    "may-do-more": _(
        "%(found)s may do more than whoever brings this file, and stays. Somebody who may do as much lets them go."
    ),
    "last-manager": _(
        "%(found)s stays: nobody would manage the whole company any more. Give somebody who stays a role that does."
    ),
    "row-width": _(
        "The row has %(found)s cells, which are not as many as the first row has. Look for a stray separator."
    ),
    "row-undecodable": _("The row holds signs that are no text (%(found)s). Export the file as UTF-8."),
    "row-nul": _("The row holds a null sign. Export the file again."),
    "row-too-long": _("A cell has %(found)s signs. Shorten it."),
    "row-broken-quote": _("A quotation mark opens and does not close. Mend the row."),
    "row-broken-off": _("The file breaks off in this row. Export it again."),
}


def told(*, fault: Fault) -> str:
    """A whole sentence or two."""
    known = {"column": fault.column, "found": fault.found, "other": fault.other}
    return str(_SENTENCES[fault.code]) % known


def codes() -> frozenset[str]:
    return frozenset(_SENTENCES)
