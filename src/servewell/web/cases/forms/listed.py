"""Which cases to show."""

import re
from datetime import date, timedelta
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from servewell.web.kit import filters

SPAN = re.compile(r"(opened|missed)~(\d{4}-\d\d-\d\d)~(\d{4}-\d\d-\d\d)")


class SpanField(forms.Field):
    """What happened to a case from a day to a last day, such as ``opened~2026-09-01~2026-09-30``."""

    def clean(self, value: object) -> "tuple[str, date, date] | None":
        if not value:
            return None
        found = SPAN.fullmatch(str(value))
        try:
            what, first, last = found.groups() if found else ("", "", "")
            return what, date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
        except (ValueError, OverflowError):
            raise forms.ValidationError("no span") from None


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

    # as reports ask for them
    cause = forms.CharField(required=False, max_length=60)
    standard = forms.CharField(required=False, max_length=60)
    span = SpanField(required=False)

    folded = ("due", "points", "unit", "owner", "reason", "kind", "way", "language", "aspect", "from", "until")
    days: ClassVar = {"from": gettext_lazy("Opened from"), "until": gettext_lazy("Opened until")}
