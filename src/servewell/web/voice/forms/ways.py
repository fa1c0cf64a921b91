"""What people of the company fill in about the ways to a survey: sites, paper."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from servewell.base.words import LANGUAGES
from servewell.rooms.voice import terms
from servewell.web.kit.typed import a_day

# item names hold no hyphen, so these can never be the answer to a question
FILLED_IN_ON, SUBMISSION = "form-day", "form-submission"


class SitesForm(forms.Form):
    """The web sites that may show the survey, one a line."""

    sites = forms.CharField(
        label=gettext_lazy("Web sites, one on each line"),
        help_text=gettext_lazy("As https://www.example.com, without what follows the name. Empty: none."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    @property
    def named(self) -> Sequence[str]:
        return [line.strip() for line in self.cleaned_data["sites"].splitlines() if line.strip()]


class CopiesForm(forms.Form):
    """How many copies to print, and in which language."""

    copies = forms.IntegerField(
        label=gettext_lazy("How many copies"), min_value=1, max_value=terms.MOST_COPIES_AT_ONCE, initial=10
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))

    def __init__(self, data: object = None, *, spoken: Sequence[str], language: str) -> None:
        super().__init__(data, initial={"language": language})  # type: ignore[arg-type]  # what a POST holds
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each.code, each.name) for each in LANGUAGES if each.code in spoken]


class NumberForm(forms.Form):
    """The number of a copy that came back."""

    number = forms.CharField(
        label=gettext_lazy("Number on the sheet"),
        help_text=gettext_lazy(
            "Eight letters and digits, at the head of the sheet; capitals and hyphens do not matter."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )


class DayForm(forms.Form):
    """The day that stands on the copy."""

    def __init__(self, data: object = None, *, on: date | None = None) -> None:
        super().__init__(data, initial={FILLED_IN_ON: on})  # type: ignore[arg-type]  # what a POST holds
        self.fields[FILLED_IN_ON] = a_day(gettext_lazy("Filled in on"))
