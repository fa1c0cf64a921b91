"""What is typed on a person's page."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.rooms.voice.terms import LONGEST_OWN_REPLY
from servewell.web.kit.typed import Days, a_day, a_number


class ReplyForm(forms.Form):
    """The right to reply."""

    voice = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What you have to say to it"),
        max_length=LONGEST_OWN_REPLY,
        widget=forms.Textarea(attrs={"class": "kit-words-input", "rows": 3}),
    )


class CredentialForm(Days):
    title = forms.CharField(label=gettext_lazy("What was shown"), max_length=200)
    issuer = forms.CharField(label=gettext_lazy("Who says so"), max_length=200)

    field_order = ("title", "issuer", "from_on", "last_on")


class HandOnForm(forms.Form):
    """``ticked`` are the codes of things; the page itself shows them."""

    to = a_number(gettext_lazy("Staff number of the successor"))

    @property
    def ticked(self) -> list[str]:
        return sorted(set(self.data.getlist("thing"))) if isinstance(self.data, QueryDict) else []

    def clean(self) -> dict[str, object]:
        if not self.ticked:
            raise forms.ValidationError(_("Nothing is ticked: tick what is to be handed on."))
        return super().clean() or {}


class LeaderForm(forms.Form):
    leader = a_number(
        gettext_lazy("Staff number of who leads"),
        required=False,
        help_text=gettext_lazy("Left empty: nobody leads them from that day on."),
    )
    from_on = a_day(gettext_lazy("From which day on"))


class LetGoForm(forms.Form):
    last_on = a_day(gettext_lazy("Last day of work"))


class DecideForm(forms.Form):
    """About an e-mail address that waits."""

    change = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    do = forms.ChoiceField(choices=[("take", "take"), ("keep", "keep")])
