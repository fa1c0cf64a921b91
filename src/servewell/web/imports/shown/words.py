"""The words for what is known only by its code: reasons, findings, roles, states. Whole sentences, in one place."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servewell.rooms.voice import services
from servewell.rooms.voice.terms import ImportState
from servewell.web.imports.forms import places, questions
from servewell.web.imports.forms.roles import Is

STATES: "dict[str, str | Promise]" = {
    ImportState.ARRIVING: _("still arriving"),
    ImportState.ARRIVED: _("waits for your decisions"),
    ImportState.TAKING_IN: _("is being taken in"),
    ImportState.SHOWN: _("taken in"),
    ImportState.WITHDRAWN: _("withdrawn"),
    ImportState.FAILED: _("stopped"),
}

ROLES: "dict[Is, str | Promise]" = {
    Is.SCORE: _("A score"),
    Is.WORDS: _("Words of the customer"),
    Is.CHOICE: _("A short answer without a scale"),
    Is.UNIT: _("The unit"),
    Is.DATE: _("The day"),
    Is.LANGUAGE: _("The language"),
    Is.ID: _("A number that names the row"),
    Is.WEIGHT: _("The survey weight"),
    Is.EMAIL: _("The customer's e-mail address"),
    Is.PHONE: _("The customer's telephone number"),
    Is.NAME: _("The customer's name"),
    Is.OUT: _("Leave it out"),
}

REASONS: "dict[str, str | Promise]" = {
    "width": _("The row has more or fewer cells than the header"),
    "broken-quote": _("A quotation mark is opened and never closed"),
    "undecodable": _("Some signs are not in the file's encoding"),
    "nul": _("The row holds signs that no text has"),
    "too-long": _("A cell is longer than 100,000 signs"),
    "broken-off": _("The file ends in the middle of this row"),
    "no-unit": _("The unit is missing"),
    "unit-unknown": _("The unit is not known to you"),
    "no-date": _("The day is missing"),
    "date-unreadable": _("The day is written in no stated format"),
    "date-ambiguous": _("The day can be read in two ways"),
    "date-impossible": _("There is no such day, or it lies in the future or before 1990"),
    "no-number": _("The answer is no number"),
    "off-scale": _("The answer lies off the scale"),
    "says-nothing": _("The row holds neither an answer nor words"),
    "no-kind": _("What kind of encounter it was is missing or not known"),
    "no-volume": _("The count is missing or no number"),
    "volume-differs": _("Another count stands for that unit and day already"),
    "person-unknown": _("Nobody has that staff number"),
}

REMEDIES: "dict[str, str | Promise]" = {
    "width": _("A separator or a line break may stand unquoted in it. Correct the cells, or drop the row."),
    "broken-quote": _("Correct the cells, or drop the row."),
    "undecodable": _("Correct the cell, or state another encoding and take the file in again."),
    "nul": _("Correct the cell."),
    "too-long": _("Shorten the cell, or drop the row."),
    "broken-off": _("Fetch the file again: it did not arrive whole at your side."),
    "no-unit": _("Write the unit into the row."),
    "unit-unknown": _("Say which unit this label means. You need the power to take in files for that unit."),
    "no-date": _("Write the day into the row."),
    "date-unreadable": _("Write the day as 2026-03-05, or state its format and take the file in again."),
    "date-ambiguous": _("Write the day as 2026-03-05."),
    "date-impossible": _("Write the right day as 2026-03-05."),
    "no-number": _("Write the number, or empty the cell if nothing was answered."),
    "off-scale": _("Write a number on the scale, or empty the cell if nothing was answered."),
    "says-nothing": _("Drop the row, unless a cell was lost."),
    "no-kind": _("Write stay, job, flight or visit."),
    "no-volume": _("Write the count."),
    "volume-differs": _("Decide which count is right, and drop or correct this row."),
    "person-unknown": _("Write a staff number that is known, or empty the cell."),
}

ROW_FAULTS: "dict[type[Exception], str | Promise]" = {
    services.RowIsKnown: _("This row is known already: it is the same as one that was taken in."),
    services.RowIsLeftOut: _("As it is now, the recipe does not mean this row. Correct it otherwise, or drop it."),
    services.RowIsSettled: _("Somebody settled this row already."),
    services.ImportIsNotShown: _("This file is not taken in, so no row of it can be."),
    services.AnotherFileComesFirst: _(
        "Another file of this kind is being taken in just now. Try again once it is there: it may hold the same rows."
    ),
}

PLACE_FAULTS: "dict[places.Fault, str | Promise]" = {
    places.Fault.NO_UNIT: _("Choose one of the units for which you may take in files."),
    places.Fault.NO_DAY: _("Write the day as 2026-03-05."),
    places.Fault.NO_FORMAT: _("Tick at least one format, or let each day be read by every format."),
    places.Fault.NO_COLUMNS: _("Tick at least one column, or compare whole rows."),
    places.Fault.NO_HEADER: _("Write the number of the row that holds the names of the columns, or 0 if none does."),
    places.Fault.NO_CODE: _("Use up to 40 small letters, digits and hyphens, a letter or digit first."),
    places.Fault.NO_TITLE: _("Give files of this kind a name, such as “Passenger survey”."),
}

QUESTION_FAULTS: "dict[questions.Fault, str | Promise]" = {
    questions.Fault.NO_NUMBER: _("Write a number."),
    questions.Fault.ENDS_ARE_ONE: _("The lowest and the highest answer must be two different numbers."),
    questions.Fault.TOO_MANY_STEPS: _("A scale has at most 101 steps. Is this column a score at all?"),
    questions.Fault.NO_DIRECTION: _("Say which end is best. Guessing it wrong would turn praise into complaint."),
    questions.Fault.NO_QUESTION: _("Write the question as the customer read it."),
}

FINDINGS: "dict[str, str | Promise]" = {}


def reason(code: str) -> str:
    return str(REASONS.get(code, code))


def remedy(code: str) -> str:
    return str(REMEDIES.get(code, ""))
