from django import forms

from servewell.web.kit.widgets import Scale


class GuideForm(forms.Form):
    """Only for the style guide: one field of each kind, and what it says when it is wrong. Not translated."""

    name = forms.CharField(label="Your name", help_text="As it stands on your badge.")
    unit = forms.ChoiceField(label="Unit", choices=[("", "Choose one"), ("harbour", "Harbour Hotel")])
    words = forms.CharField(label="In your own words", widget=forms.Textarea(attrs={"class": "kit-words-input"}))
    score = forms.ChoiceField(
        label="How well did we keep our promise?",
        choices=[("5", "Fully"), ("4", "Mostly"), ("3", "Partly"), ("2", "Hardly"), ("1", "Not at all")],
        widget=Scale,
    )
    reason = forms.ChoiceField(label="Reason", choices=[("a", "Waiting"), ("b", "Words")], widget=forms.RadioSelect)
    answer = forms.BooleanField(label="I would like an answer", required=False)
