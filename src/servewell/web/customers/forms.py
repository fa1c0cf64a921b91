from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from servewell.base.words import LANGUAGES
from servewell.rooms.customers import terms
from servewell.web.kit.typed import a_day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_SOUGHT = 254


class SeekForm(forms.Form):
    q = forms.CharField(
        max_length=LONGEST_SOUGHT,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )


class ConsentForm(forms.Form):
    """What the customer said at the desk, on the telephone or by letter. Agreeing, they were read a wording."""

    purpose = forms.ChoiceField(choices=terms.PURPOSES, widget=forms.HiddenInput)
    is_given = forms.BooleanField(required=False, widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=_("How they told us"),
        choices=[
            (terms.AT_DESK, _("At the desk")),
            (terms.BY_PHONE, _("By telephone")),
            (terms.BY_MAIL, _("By e-mail")),
            (terms.BY_LETTER, _("By letter")),
        ],
    )
    wording = forms.CharField(
        label=_("The words they agreed to, as you read them out"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_wording(self) -> str:
        """Fields are cleaned in their order, so whether they agreed is known here."""
        wording = str(self.cleaned_data["wording"])
        if self.cleaned_data.get("is_given") and not wording.strip():
            raise forms.ValidationError(_("Write the words that you read out: consent is always consent to something."))
        return wording


class LiftForm(forms.Form):
    why = forms.CharField(
        label=_("Why may it be used again?"),
        max_length=terms.LONGEST_REASON,
        error_messages={"required": _("Say why in a few words; it stays in the history.")},
    )


class CorrectForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", "–"), *((each.code, each.name) for each in LANGUAGES)]
    )


class ContactForm(forms.Form):
    value = forms.CharField(
        label=_("The right contact"),
        max_length=254,
        error_messages={"required": _("Write the contact as it should be.")},
    )


def _somebody(label: "StrPromise") -> forms.CharField:
    """Another customer, by what is at hand."""
    return forms.CharField(
        label=label,
        help_text=_("Their number, or their whole e-mail address or telephone number"),
        max_length=LONGEST_SOUGHT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write who it is: by their number, e-mail address or telephone number.")},
    )


class MergeForm(forms.Form):
    other = _somebody(_("The other customer"))


class SpeakForm(forms.Form):
    """Somebody else, whom we know as a customer too, speaks for this one."""

    speaker = _somebody(_("The customer who speaks for them"))
    relation = forms.ChoiceField(
        label=_("Who they are to each other"),
        choices=[
            (terms.RELATIVE, _("Relative")),
            (terms.GUARDIAN, _("Guardian")),
            (terms.ASSISTANT, _("Assistant")),
            (terms.COMPANY, _("For their company")),
        ],
    )
    scope = forms.ChoiceField(
        label=_("About what"),
        choices=[
            (terms.COMPLAINTS, _("Complaints")),
            (terms.BOOKINGS, _("Bookings")),
            (terms.EVERYTHING, _("Everything")),
        ],
    )
    evidence = forms.ChoiceField(
        label=_("What you saw or heard"),
        choices=[
            (terms.TOLD, _("The customer said so")),
            (terms.WRITTEN, _("A letter of the customer's")),
            (terms.OFFICIAL, _("An official document")),
        ],
    )
    until_on = a_day(_("Until before this day; empty: until further notice"), required=False)


class EraseForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (terms.ASKED_FOR, _("The customer asked for it")),
            (terms.KEPT_LONG, _("It has been kept for as long as we need it")),
            (terms.BY_LAW, _("The law or an authority demands it")),
        ],
    )
    closes_cases = forms.BooleanField(label=_("Close the open cases with it; no answer will leave"), required=False)
    typed_name = forms.CharField(
        label=_("Type your own name to confirm"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type your name: what is erased cannot be brought back.")},
    )
