"""What is typed about harm: why it is dealt with or lifted, and who is told."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base.words import CODES, LANGUAGES
from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import Harm
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.cases.selectors import Vocabulary
    from servewell.rooms.people.models import Person

Data = Mapping[str, object] | None


class EndForm(forms.Form):
    """What was done, or why it is none."""

    reason = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=terms.LONGEST_HARM_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LiftForm(EndForm):
    prefix = "lift"

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.fields["reason"].label = _("Why it is none")


class PeopleField(forms.CharField):
    """A staff number in each line; a name after it is left alone. Cleans to the persons, in that order."""

    def __init__(self, **options: object) -> None:
        area = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"})
        super().__init__(required=False, max_length=4_000, widget=area, **options)  # type: ignore[arg-type]

    def clean(self, value: object) -> "list[Person]":
        typed = [line.split()[0] for line in super().clean(value).splitlines() if line.strip()]
        found = [(number, people.person_by_number(number=number) if number.isprintable() else None) for number in typed]
        if unknown := [number for number, person in found if person is None]:
            raise forms.ValidationError(_("Nobody has the staff number %(number)s.") % {"number": ", ".join(unknown)})
        return [person for _number, person in found if person is not None]


class NamedForm(forms.Form):
    """Who is told of one kind of harm in a unit, and by when it is dealt with; several stand on one page."""

    named = PeopleField(
        label=gettext_lazy("Told at once"), help_text=gettext_lazy("One staff number in each line. Empty: as above.")
    )
    standing_in = PeopleField(
        label=gettext_lazy("Stand in"),
        help_text=gettext_lazy("Told where nobody above works here, or nobody has looked when half the time is over."),
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Dealt with in how many hours"), min_value=1, max_value=terms.LONGEST_HARM_HOURS
    )
    runs_always = forms.BooleanField(
        label=gettext_lazy("The hours run through nights and weekends"),
        help_text=gettext_lazy("Else they run in the hours at which the unit answers its cases."),
        required=False,
    )


class WordsForm(forms.Form):
    """The words of each kind in each language, one in each line."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Data = None, *, version: int, words: "Vocabulary") -> None:
        super().__init__(data, initial={"seen": version})
        for kind in Harm:
            for language in LANGUAGES:
                held = words.get(kind.value, {}).get(language.code, ())
                area = forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "lang": language.code})
                self.fields[f"{kind.value}.{language.code}"] = forms.CharField(
                    label=language.name, required=False, max_length=5_000, initial="\n".join(held), widget=area
                )

    def of(self, kind: Harm) -> list[forms.BoundField]:
        return [self[f"{kind.value}.{code}"] for code in CODES]

    def words(self) -> dict[Harm, dict[str, list[str]]]:
        """As ``set_harm_words`` takes them."""
        return {kind: {code: self.cleaned_data[f"{kind.value}.{code}"].splitlines() for code in CODES} for kind in Harm}


def as_lines(persons: "Iterable[Person]") -> str:
    """As ``PeopleField`` reads it."""
    return "\n".join(f"{person.number} {person.name}" for person in persons)
