"""Which case goes into this one, and why."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from servewell.rooms.cases import terms
from servewell.web.cases.forms.whole import MOST_LINES


class WhichCaseForm(forms.Form):
    """``other`` is the number of the case that would go into the one whose page this is."""

    other = forms.IntegerField(label=_("Its number"), min_value=1, max_value=MOST_LINES)

    def __init__(self, data: Mapping[str, object] | None = None, *, offered: int | None = None) -> None:
        super().__init__(data, auto_id="merge-%s", initial={"other": offered})


class MergeForm(WhichCaseForm):
    reason = forms.CharField(
        label=_("A word for the ledgers"),
        required=False,
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
