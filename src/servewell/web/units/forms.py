"""What is typed about units, their place in the tree and their look."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from servewell.base.words import Words
from servewell.rooms.people.terms import LARGEST_LOGO
from servewell.web.kit.typed import ShortWordsForm, a_day

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from servewell.rooms.people.models import Unit

Data = Mapping[str, object] | None


def a_colour(label: "_StrPromise") -> forms.CharField:
    return forms.CharField(label=label, max_length=7, widget=forms.TextInput(attrs={"type": "color"}))


def initial_words(prefix: str, words: Words | None) -> dict[str, str]:
    return {f"{prefix}-{code}": text for code, text in words.texts.items()} if words else {}


class RenameForm(ShortWordsForm):
    texts = {"name": (pgettext_lazy("of a role or a unit", "Name"), True)}


class AddForm(ShortWordsForm):
    texts = {"name": (pgettext_lazy("of a role or a unit", "Name"), True)}
    code = forms.RegexField(
        label=gettext_lazy("Code"),
        regex=r"^[a-z0-9][a-z0-9_-]{0,59}$",
        help_text=gettext_lazy("Small letters, digits and hyphens; it stays as it is."),
        error_messages={"invalid": gettext_lazy("Use up to 60 small letters, digits and hyphens.")},
    )
    kind = forms.CharField(label=gettext_lazy("What it is, such as hotel, region or desk"), max_length=30)
    zone = forms.CharField(label=gettext_lazy("Time zone, such as Europe/Madrid"), max_length=60)
    from_on = a_day(gettext_lazy("From which day on"))

    def clean_zone(self) -> str:
        zone = str(self.cleaned_data["zone"])
        if zone not in available_timezones():
            raise forms.ValidationError(_("No time zone is called so. Write one like Europe/Madrid."))
        return zone


class MoveForm(forms.Form):
    parent = forms.ChoiceField(label=gettext_lazy("Under which unit"))
    on = a_day(gettext_lazy("From which day on"))

    def __init__(self, data: Data = None, *, units: "Iterable[Unit]", **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.units = {unit.code: unit for unit in units}
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, str(unit.name)) for code, unit in self.units.items()]


class CloseForm(forms.Form):
    on = a_day(gettext_lazy("From which day on it is no longer there"))


class TeamsForm(forms.Form):
    on = a_day(gettext_lazy("From which day on"))


class ApartForm(forms.Form):
    """``deed`` is what the button said when the page was made: two tabs do not undo each other's."""

    deed = forms.ChoiceField(choices=[("keep", ""), ("open", "")], widget=forms.HiddenInput)


class BrandForm(ShortWordsForm):
    texts = {
        "name": (gettext_lazy("What customers call it"), True),
        "signature": (gettext_lazy("Signature under letters"), False),
    }
    accent = a_colour(gettext_lazy("Colour on light paper"))
    accent_dark = a_colour(gettext_lazy("Colour on dark paper"))
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 300 KB. Left empty, the one that stands stays."),
    )
    from_on = a_day(gettext_lazy("From which day on"))

    def picture(self) -> bytes:
        logo = self.cleaned_data["logo"]
        return bytes(logo.read(LARGEST_LOGO + 1)) if logo else b""
