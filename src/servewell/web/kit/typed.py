"""What many forms ask for: a day, days from and to, a person by their staff number, a name in each language."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base.words import CODES, LANGUAGES, Words
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import FOR_EVER

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from servewell.rooms.people.models import Person

AS_CALENDARS_WRITE_IT = "%Y-%m-%d"


def a_day(label: "StrOrPromise", *, required: bool = True, help_text: "StrOrPromise" = "") -> forms.DateField:
    """As the browser's own calendar writes it, in whatever language the page is."""
    widget = forms.DateInput(attrs={"type": "date"}, format=AS_CALENDARS_WRITE_IT)
    return forms.DateField(
        label=label, required=required, help_text=help_text, input_formats=[AS_CALENDARS_WRITE_IT], widget=widget
    )


def offer(form: forms.Form, choices: "Mapping[str, Sequence[tuple[str, StrOrPromise]]]") -> None:
    """What may be chosen in a form's fields, by their names: some of it is known only once somebody asks."""
    for name, offered in choices.items():
        field = form.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(offered)


class NumberField(forms.CharField):
    """A staff number; what it cleans to is the person."""

    def clean(self, value: object) -> "Person | None":
        """None only where it is not needed and left empty."""
        typed = super().clean(value)
        if not typed:
            return None
        person = people.person_by_number(number=typed) if typed.isprintable() else None
        if person is None:
            raise forms.ValidationError(_("Nobody has the staff number %(number)s.") % {"number": typed})
        return person


def a_number(label: "StrOrPromise", *, required: bool = True, help_text: "StrOrPromise" = "") -> NumberField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return NumberField(label=label, max_length=20, required=required, help_text=help_text, widget=widget)


class Days(forms.Form):
    """From a day to a last day, both counted in; ``until_on`` is the day after, as the rooms have it."""

    from_on = a_day(gettext_lazy("From which day on"))
    last_on = a_day(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Left empty: until further notice.")
    )

    @property
    def until_on(self) -> date:
        last: date | None = self.cleaned_data["last_on"]
        return last + timedelta(days=1) if last and last < FOR_EVER else FOR_EVER

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes before the first."))
        return cleaned


class ShortWordsForm(forms.Form):
    """A line in each language of the house, as ``name-zh-Hans``; ``texts`` says what it is and whether it is needed."""

    texts: "Mapping[str, tuple[StrOrPromise, bool]]" = {}
    longest = 200

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for prefix, (label, _needed) in self.texts.items():
            for language in LANGUAGES:
                said = _("%(what)s in %(language)s") % {"what": label, "language": language.name}
                self.fields[f"{prefix}-{language.code}"] = forms.CharField(
                    label=said, max_length=self.longest, required=False
                )
        self.order_fields([f"{prefix}-{code}" for prefix in self.texts for code in CODES])

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        for prefix, (_label, is_needed) in self.texts.items():
            if is_needed and not any(cleaned.get(f"{prefix}-{code}") for code in CODES):
                self.add_error(f"{prefix}-{CODES[0]}", _("Write it in at least one language."))
        return cleaned

    def words(self, prefix: str, *, was: Words | None = None) -> Words | None:
        """None where no language is filled in. Others fall back to the one that they fell back to in ``was``, while
        words stand in it; otherwise to the first that is filled in."""
        said = {code: str(self.cleaned_data[f"{prefix}-{code}"]) for code in CODES}
        texts = {code: text for code, text in said.items() if text}
        source = was.source if was and was.source in texts else next(iter(texts), "")
        return Words(texts=texts, source=source) if texts else None

    def written(self, prefix: str) -> Words:
        """What was written to a text that is needed. Only of a valid form."""
        words = self.words(prefix)
        if words is None:
            raise ValueError(f"the text {prefix} is not needed: ask for words()")
        return words
