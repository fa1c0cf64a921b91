"""How the engine says, in English, why a draft proposes something and what it asks. The catalogues hold the rest."""

from typing import Final

from django.utils.translation import gettext_noop as _

OF_DRAFTS: Final = (
    # the file as a whole, and what names a row
    _("Are these its rows and columns, and what are files of this kind called?"),
    _("Nothing here looks like an answer or like words: what did customers say?"),
    _("Does `%(column)s` name each row, also in later files of this kind?"),
    _("%(distinct)s different values in %(count)s rows."),
    _("A spreadsheet has eaten them: such rows are compared by all their cells."),
    _("Does each row hold one answer (`%(answer)s` to `%(question)s`)?"),
    _("Then write `rows`, and what names one voice."),
    _("May these customers be written to because of what they said here?"),
    # units
    _("`%(column)s` may name the unit, but its labels are not known: write `names`."),
    _("No column names a unit that is known."),
    _("Write the code of the unit that all rows belong to."),
    _("%(known)s of %(count)s labels of `%(column)s` are names of units."),
    _("Some labels are written in another way than the unit's name: %(labels)s."),
    _("Is it so?"),
    _("%(count)s labels are no unit that is known (%(labels)s): their rows are held back."),
    _("%(count)s labels are no unit that is known (%(labels)s)."),
    _("%(count)s labels are new or unknown (%(labels)s): which units are they?"),
    _("%(percent)s %% of the texts under `%(label)s` speak to or of `%(other)s`: which unit do they belong to?"),
    # days
    _("`%(column)s` holds days in %(filled)s of %(count)s rows."),
    _("No column holds the day."),
    _("`%(column)s` speaks of a date, but holds no whole one."),
    _("Write the day that all rows shall have, or the column."),
    _("%(day)s is what a computer writes for no date: is it blank?"),
    _("Some days are written without a year or as `Yesterday`: write `read on`, when the file was fetched."),
    _("Every day could also be read with day and month in each other's place: which comes first?"),
    _("Both orders of day and month occur: rows that could be either are held back."),
    _("`%(column)s` tells some of them apart (%(orders)s): is it so?"),
    _("All rows of last year had the day %(day)s: which day have these?"),
    _("Last year's file was read on %(day)s: when was this one?"),
    _("`%(column)s` holds no whole days this year (%(examples)s): which column does, or which day is it?"),
    _("Days were written as %(before)s and are now %(now)s: which is right?"),
    # languages
    _("%(share)s of %(count)s texts that show a language are in it."),
    _("Only %(share)s of the texts are in `%(language)s`: is there a column that tells them apart?"),
    _("What do the values of `%(column)s` mean? %(values)s"),
    _("What do these values of `%(column)s` mean? %(values)s"),
    # questions and their scales
    _("%(distinct)s different answers in %(count)s cells."),
    _("It stands for the whole: its name says so."),
    _("It is the only item."),
    _("Does this stand for the whole visit, or %(columns)s?"),
    _("Does this stand for the whole visit?"),
    _("It stands beside questions that are answered alike: is it one, too?"),
    _("Is %(best)s the best answer, or %(worst)s?"),
    _("The numbers do not say it."),
    _("%(numbers)s stand among words: say what they mean."),
    _("%(numbers)s may be labels whose order means nothing: write under `values` what each of them stands for."),
    _("%(numbers)s lies below the scale: was nothing answered?"),
    _("%(numbers)s lies beyond the scale: does the question not apply?"),
    _("%(numbers)s is rare and off the scale: such rows are held back."),
    _("%(numbers)s: off this scale."),
    _("What does it mean?"),
    _("Which end of the scale is best has not been confirmed."),
    _("Until %(month)s the answers go up to %(before)s, from then on up to %(after)s: did the scale change?"),
    _("Until %(month)s only %(values)s occur: were these answers given on another scale?"),
    _("From %(month)s on only %(values)s occur: were these answers given on another scale?"),
    _("Until %(month)s %(percent)s %% are `%(value)s`: was that written where nothing was asked?"),
    _("From %(month)s on %(percent)s %% are `%(value)s`: is that written where nothing is asked?"),
    _(
        "`%(column)s` sounds like a rating, but its answers (%(examples)s) lie on no usual scale: "
        "write it under `items`, or leave it out."
    ),
    _("Few different answers stand in %(columns)s, left out here: is one of them a question?"),
    # words
    _("Words of customers: %(count)s signs on average."),
    _("Which question do these words answer?"),
    _("The name of the column stands for it."),
    # last year's recipe
    _("`%(before)s` of last year is `%(column)s`: %(evidence)s."),
    _("It stands away from the columns of its neighbours: is it “%(question)s”?"),
    _("Neither words nor answers prove it: is `%(column)s` the question “%(question)s”?"),
    _("Another column would fit nearly as well: is it the question “%(question)s”?"),
    _("No column here seems to be last year's item `%(name)s` (%(question)s)."),
    _("Add it, or leave it out."),
    _("`%(column)s` is new among its neighbours: what is the question?"),
    _("`%(value)s` is new in `%(column)s` (%(count)s answers): what does it mean?"),
    _("`%(value)s` does not occur in `%(column)s` any more: how is it written this year?"),
    _("%(now)s %% of `%(column)s` is empty, last year %(before)s %%: what do empty cells mean?"),
    _("`%(before)s` of last year seems to be `%(column)s`: is it so?"),
    _("`%(before)s` of last year is not in this file: name another column, or take it out."),
    _("`%(column)s` holds numbers this year (%(examples)s), not words: is it still the question?"),
    # what a recipe cannot do here
    _("The file has no column `%(column)s`."),
    _("Did you mean `%(column)s`?"),
    _("Its columns are %(columns)s, …"),
    _("Its columns are %(columns)s."),
    _("No row of the file asks `%(name)s`."),
    _("Write the questions as they stand in the column that `rows` names."),
    _("You may not import for a unit `%(code)s`."),
    _("You may not add units under `%(code)s`."),
    _("Let the rows be held back (`hold`), or ask somebody who may."),
    _("Write the code of one for which you may."),
    _("%(day)s lies before 1990 or in the future."),
    _("Write the day of the answers."),
    _("The ends of a scale are whole numbers."),
    _("Write the whole numbers around it; answers between them may have decimals."),
    _("A survey link has this short address."),
    _("Choose another code."),
    _("Use an aspect that the promise has, or leave `aspect` out."),
    _("Mend that question."),
    # what looks like something else
    _("%(count)s rows have no day and are held back: is there another column that dates them?"),
    _(
        "This looks like counts (`%(column)s`), not like what customers said: write `takes: volumes`, "
        "`volume: %(column)s` and `kind`."
    ),
    _(
        "This looks like stays, jobs, flights or visits (`%(column)s`), not like what customers said: "
        "write `takes: encounters` and `kind`, and `reference` and `served by` where columns hold them."
    ),
    _(
        "This looks like stays, jobs, flights or visits, not like what customers said: "
        "write `takes: encounters` and `kind`, and `reference` and `served by` where columns hold them."
    ),
)
