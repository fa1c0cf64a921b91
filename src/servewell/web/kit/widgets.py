from django import forms


class Scale(forms.RadioSelect):
    """A few ordered answers as tiles beside each other; on a phone below each other."""
