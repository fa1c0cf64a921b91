"""The sentences of findings and of the choices they offer. The codes are those of docs/use/recipes.md."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servewell.rooms.voice.services import SeenFinding
from servewell.web.kit.figures import number

FINDINGS: "Final[dict[str, str | Promise]]" = {
    "off-scale": _("“%(value)s” stands %(count)s times in “%(column)s” and lies off its scale."),
    "no-answer": _("“%(value)s” stands %(count)s times in “%(column)s” and seems to say that there is no answer."),
    "numbers-for-labels": _(
        "“%(column)s” holds only the numbers %(values)s. They may stand for words, and then their order means nothing."
    ),
    "ids-eaten": _(
        "A spreadsheet has eaten %(count)s numbers in “%(column)s”: of %(rows)s rows only %(distinct)s can be told "
        "apart."
    ),
    "mojibake": _(
        "%(count)s cells of “%(column)s” hold broken signs: the file was once read in a wrong encoding and saved so."
    ),
    "lost-signs": _("%(count)s cells of “%(column)s” hold signs that were lost for good before the file came here."),
    "formula": _("%(count)s cells of “%(column)s” begin as a formula would. They are kept as text and never run."),
    "two-orders": _(
        "In “%(column)s” %(first_only)s days can only be %(first)s and %(second_only)s only %(second)s. %(both)s can "
        "be read either way."
    ),
    "several-formats": _("The days in “%(column)s” are written in %(count)s ways: %(formats)s."),
    "epoch": _("“%(value)s” stands %(count)s times in “%(column)s”. A computer writes it where there is no day."),
    "days-as-numbers": _("The days in “%(column)s” are written as plain numbers (%(format)s)."),
    "scale-changed": _(
        "In “%(column)s” the answers change in %(month)s: before it they go up to %(before)s, from then on up to "
        "%(after)s. Drawn as one line they would show a change that never was."
    ),
    "few-values-until": _("Until %(month)s “%(column)s” holds only %(values)s; from then on it holds more."),
    "few-values-from": _("From %(month)s on “%(column)s” holds only %(values)s; before it held more."),
    "one-value-until": _(
        "Until %(month)s nearly all rows of “%(column)s” hold “%(value)s” (%(percent)s %%). It may have been written "
        "where nothing was asked."
    ),
    "one-value-from": _(
        "From %(month)s on nearly all rows of “%(column)s” hold “%(value)s” (%(percent)s %%). It may be written where "
        "nothing is asked."
    ),
    "unit-speaks-of-another": _(
        "%(percent)s %% of the %(texts)s texts labelled “%(label)s” speak to or of “%(other)s”. Choose the right unit "
        "for “%(label)s” below, or say that it is right as it is."
    ),
    "label-in-text": _(
        "The label “%(label)s” stands in %(count)s texts of “%(column)s”, in %(glued)s of them grown onto a word."
    ),
    "column-nameless": _("A column has no name and is called “%(column)s”."),
    "column-twice": _("The name “%(name)s” stands over several columns; one of them is called “%(column)s”."),
    "equal-rows": _("%(count)s of %(rows)s rows are equal to another one in every cell."),
    "sampled": _("The file has %(rows)s rows; for what stands here %(looked_at)s of them were counted."),
    "code-appeared": _("“%(value)s” is new in “%(column)s” (%(count)s answers): last time nobody answered so."),
    "code-vanished": _("“%(value)s” does not occur in “%(column)s” any more. It may be written otherwise now."),
    "empty-changed": _(
        "%(now_percent)s %% of “%(column)s” is empty; last time %(before_percent)s %% was. What an empty cell means "
        "may have changed."
    ),
}

CHOICES: "Final[dict[str, str | Promise]]" = {
    "does-not-apply": _("It says: does not apply"),
    "blank": _("It says: nothing was answered"),
    "hold-back": _("Hold such rows back"),
    "as-it-is": _("It is right as it is"),
    "fetch-again": _("I will fetch the file again"),
    "compare-whole-rows": _("Compare whole rows instead"),
    "read-as-utf-8": _("Read the file as UTF-8"),
    "new-scale-from": _("Yes, it is another scale from then on"),
    "same-scale": _("No, it is one scale"),
    "leave-out-before": _("I will leave the earlier rows out"),
    "no-answer-then": _("It was no answer then"),
    "an-answer-always": _("It was an answer all along"),
    "hold-both": _("Hold back what can be read either way"),
    "first": _("All are %(first)s"),
    "second": _("All are %(second)s"),
    "all": _("Take all of them"),
    "these-are-days": _("They are days"),
    "count-each": _("Count each of them: equal answers happen"),
    "name-rows": _("I will say which columns name a row"),
    "keep-as-text": _("Keep them as text"),
}


def says(finding: SeenFinding) -> str:
    """A code that has no sentence here is shown as it is, so that nothing found is kept from a person."""
    text = FINDINGS.get(finding.code)
    values = _values(finding)
    try:
        return str(text) % values if text else f"{finding.code}: {values}"
    except KeyError:
        return f"{finding.code}: {values}"


def choice(code: str, finding: SeenFinding) -> str:
    return str(CHOICES.get(code, code)) % _values(finding)


def _values(finding: SeenFinding) -> Mapping[str, object]:
    numbers = {name: number(each) if isinstance(each, int) else each for name, each in finding.says.items()}
    return {"column": finding.column, **numbers}
