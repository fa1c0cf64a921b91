from django import forms
from django.utils.translation import gettext_lazy as _


class SignatureForm(forms.Form):
    """``version`` and ``language`` say what was read; the page writes them itself, so that they name what it shows."""

    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)
    language = forms.CharField(max_length=8, widget=forms.HiddenInput)
    own_words = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "kit-words-input", "rows": 5}),
        error_messages={"required": _("Write at least one sentence of your own.")},
    )
    typed_name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Type your name: it is your signature.")},
    )

    def clean(self) -> None:
        """Nobody fills in the hidden fields, so what is wrong with them is said above the form."""
        if {"version", "language"} & set(self.errors):
            self.add_error(None, _("This page did not say which text you read. Read it below, then sign."))
