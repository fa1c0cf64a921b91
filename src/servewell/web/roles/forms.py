"""What is typed about roles, grants and deputies."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base.words import CODES, LANGUAGES, Words
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import FOR_EVER

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from servewell.rooms.people.models import Grant, Person, Unit

Data = Mapping[str, object] | None


def a_day(label: "_StrPromise | str", *, required: bool = True, help_text: "_StrPromise | str" = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class NumberField(forms.CharField):
    """A staff number; what it cleans to is the person."""

    def clean(self, value: object) -> "Person":
        typed = super().clean(value)
        person = people.person_by_number(number=typed) if typed.isprintable() else None
        if person is None:
            raise forms.ValidationError(_("Nobody has the staff number %(number)s.") % {"number": typed})
        return person


def a_number(label: "_StrPromise | str") -> NumberField:
    return NumberField(label=label, max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))


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


class GrantForm(Days):
    """Give a role to a person over a unit."""

    role = forms.CharField(widget=forms.HiddenInput)
    number = a_number(gettext_lazy("Staff number"))
    unit = forms.ChoiceField(label=gettext_lazy("Over this unit and everything below it"))

    field_order = ("role", "number", "unit", "from_on", "last_on")

    def __init__(self, data: Data = None, *, units: "Iterable[Unit]", **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.units = {unit.code: unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, str(unit.name)) for code, unit in self.units.items()]

    def clean_role(self) -> object:
        try:
            return people.role_by_code(code=self.cleaned_data["role"])
        except people.NoSuchRole as none:
            raise forms.ValidationError(_("This role is no longer there.")) from none


class RoleForm(forms.Form):
    """A role's name in each language, and what it allows."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and hyphens; it stays as it is."),
    )
    powers = forms.MultipleChoiceField(
        label=gettext_lazy("Whoever has this role may"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Data = None, *, powers: Iterable[tuple[str, str]], **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        for language in LANGUAGES:
            label = _("Name in %(language)s") % {"language": language.name}
            self.fields[f"title-{language.code}"] = forms.CharField(label=label, max_length=100, required=False)
        field = self.fields["powers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(powers)
        self.order_fields(["code", *(f"title-{code}" for code in CODES), "powers"])

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"title-{code}") for code in CODES):
            self.add_error(f"title-{CODES[0]}", _("Give it a name in at least one language."))
        return cleaned

    def title(self) -> Words:
        """The first language that is filled in is the one that others fall back to."""
        texts = {code: self.cleaned_data[f"title-{code}"] for code in CODES if self.cleaned_data[f"title-{code}"]}
        return Words(texts=texts, source=next(iter(texts)))


class EndForm(forms.Form):
    last_on = a_day(gettext_lazy("Last day"))


class DeputyForm(Days):
    """Who stands in, from when until when, and in which of the roles."""

    number = a_number(gettext_lazy("Staff number of the deputy"))
    grants = forms.MultipleChoiceField(label=gettext_lazy("In which roles"), widget=forms.CheckboxSelectMultiple)

    field_order = ("number", "from_on", "last_on", "grants")

    def __init__(self, data: Data = None, *, grants: "Iterable[Grant]", **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.held = {str(grant.pk): grant for grant in grants}
        self.fields["last_on"].required = True
        self.fields["last_on"].help_text = ""
        field = self.fields["grants"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (key, _("%(role)s, %(unit)s") % {"role": grant.role.title, "unit": grant.unit.name})
            for key, grant in self.held.items()
        ]
        if len(self.held) == 1:
            field.initial = list(self.held)

    def chosen(self) -> "list[Grant]":
        return [self.held[key] for key in self.cleaned_data["grants"]]


class TakeBackForm(forms.Form):
    grant = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
