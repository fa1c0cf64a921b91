"""Which cases to show."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from servewell.web.kit import filters


class FilterForm(filters.FilterForm):
    """Which cases. ``shelf`` and ``order`` are the page's own."""

    q = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Words or a number to look for")}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("Answer due"), required=False)
    points = forms.ChoiceField(label=gettext_lazy("Points"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Why it was opened"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of letter"), required=False)
    way = forms.ChoiceField(label=gettext_lazy("How it came"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    aspect = forms.ChoiceField(label=gettext_lazy("Aspect"), required=False)

    folded = ("due", "points", "unit", "owner", "reason", "kind", "way", "language", "aspect", "from", "until")
    days: ClassVar = {"from": gettext_lazy("Opened from"), "until": gettext_lazy("Opened until")}
