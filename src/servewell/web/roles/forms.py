"""What is typed about roles, grants and deputies."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from servewell.base.words import CODES
from servewell.rooms.people import selectors as people
from servewell.web.kit.typed import Days, ShortWordsForm, a_day, a_number

if TYPE_CHECKING:
    from servewell.rooms.people.models import Grant, Unit

Data = Mapping[str, object] | None


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


class RoleForm(ShortWordsForm):
    """A role's name in each language, and what it allows."""

    texts = {"title": (pgettext_lazy("of a role or a unit", "Name"), True)}
    longest = 100
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and hyphens; it stays as it is."),
    )
    powers = forms.MultipleChoiceField(
        label=gettext_lazy("Whoever has this role may"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Data = None, *, powers: Iterable[tuple[str, str]], **options: object) -> None:
        super().__init__(data, **options)
        field = self.fields["powers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(powers)
        self.order_fields(["code", *(f"title-{code}" for code in CODES), "powers"])


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
