"""What is typed on a person's page."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import FOR_EVER
from servewell.rooms.voice.terms import LONGEST_OWN_REPLY

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

DAY = {"type": "date"}


class ReplyForm(forms.Form):
    """The right to reply."""

    voice = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What you have to say to it"),
        max_length=LONGEST_OWN_REPLY,
        widget=forms.Textarea(attrs={"class": "kit-words-input", "rows": 3}),
    )


class CredentialForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What was shown"), max_length=200)
    issuer = forms.CharField(label=gettext_lazy("Who says so"), max_length=200)
    from_on = forms.DateField(
        label=gettext_lazy("From which day on"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    last_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Left empty: until further notice."),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
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


class HandOnForm(forms.Form):
    """``ticked`` are the codes of things; the page itself shows them."""

    to = forms.CharField(
        label=gettext_lazy("Staff number of the successor"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    @property
    def ticked(self) -> list[str]:
        return sorted(set(self.data.getlist("thing"))) if isinstance(self.data, QueryDict) else []

    def clean_to(self) -> "Person":
        typed = self.cleaned_data["to"]
        person = people.person_by_number(number=typed) if typed.isprintable() else None
        if person is None:
            raise forms.ValidationError(_("Nobody has the staff number %(number)s.") % {"number": typed})
        return person

    def clean(self) -> dict[str, object]:
        if not self.ticked:
            raise forms.ValidationError(_("Nothing is ticked: tick what is to be handed on."))
        return super().clean() or {}
